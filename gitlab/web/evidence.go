package web

import (
	"context"
	"sync"
)

// longestEvidence is how much of an error's body is kept.
const longestEvidence = 4 << 10

// Evidence is what came back from calls whose errors say too little. It is
// safe for concurrent use; the last exchange counts.
type Evidence struct {
	mu      sync.Mutex
	answer  *Answer
	failure *Failure
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
	if a != nil {
		kept := *a
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
	e.answer, e.failure = a, f
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
