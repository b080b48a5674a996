package web

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"
)

// longestEvidence is how much of an error's body is kept.
const longestEvidence = 4 << 10

// Evidence is what came back from calls whose errors say too little. It is
// safe for concurrent use; the last exchange counts.
type Evidence struct {
	mu      sync.Mutex
	answer  *Answer
	failure *Failure
	// body is that of a success, for fields that GitLab's client leaves out.
	body []byte
}

// longestSuccess is more than any one thing that GitLab describes.
const longestSuccess = 64 << 10

// Body returns the body of a success; nil for a longer one, and for all others.
func (e *Evidence) Body() []byte {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.body
}

type evidenceKey struct{}

// Record returns a context that keeps evidence of the requests made with it.
// GitLab's client drops the body of a 404 and carries the request with its
// secret in its errors: verdicts are made from the evidence instead.
func Record(ctx context.Context) (context.Context, *Evidence) {
	e := &Evidence{}
	return context.WithValue(ctx, evidenceKey{}, e), e
}

func evidenceOf(ctx context.Context) *Evidence {
	e, _ := ctx.Value(evidenceKey{}).(*Evidence)
	return e
}

// set keeps an answer, the body only of an error or a page, and its beginning
// only.
func (e *Evidence) set(a *Answer, f *Failure) {
	if e == nil {
		return
	}
	var body []byte
	if a != nil {
		kept := *a
		if a.Status < 300 && len(a.Body) <= longestSuccess {
			body = a.Body
		}
		if a.Status < 300 && !a.IsHTML() {
			kept.Body = nil
		} else if len(a.Body) > longestEvidence {
			kept.whole = a.page() // before its end is left out
			kept.Body, kept.Cut = append([]byte(nil), a.Body[:longestEvidence]...), true
		}
		a = &kept
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.answer, e.failure, e.body = a, f, body
}

// Last returns the last answer; nil when nothing came back. Its body holds the
// first 4 KiB of an error or a page, else nothing.
func (e *Evidence) Last() *Answer {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.answer
}

// Failure returns why the last request has no answer to use; nil when it has
// one, and where the caller stopped it.
func (e *Evidence) Failure() *Failure {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.failure
}

// Exchange is one request on the wire, as --debug shows it. It holds no
// header, body, query or user info.
type Exchange struct {
	// At is when the request began.
	At time.Time
	// Method, Host and Path name the request; Path is escaped, without query.
	Method, Host, Path string
	// Status is the answer's, 0 when none came.
	Status int
	// Took is the time to the end of the body.
	Took time.Duration
	// RequestID is the server's name for the request, "" if it gave none.
	RequestID string
	// Failure is the kind of failure, "cancelled" when the caller stopped, ""
	// when an answer came.
	Failure string
}

// String returns the --debug line: method, host, path, status, milliseconds
// and request id.
func (e Exchange) String() string {
	end := e.Failure
	if end == "" {
		end = strconv.Itoa(e.Status)
	}
	line := []string{e.Method, e.Host, e.Path, end, strconv.FormatInt(e.Took.Milliseconds(), 10) + " ms"}
	if e.RequestID != "" {
		line = append(line, e.RequestID)
	}
	return strings.Join(line, " ")
}
