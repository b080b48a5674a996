package gitlab

import (
	"cmp"
	"context"
	"strconv"
	"time"

	gl "gitlab.com/gitlab-org/api/client-go/v2"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/lazy"
)

// outcome is how a call ended. Verdicts are made from the answer itself:
// client-go's errors drop bodies and carry the request with its secret.
type outcome struct {
	// call names the request: "GET /api/v4/user".
	call    string
	answer  *web.Answer
	failure *web.Failure
	// unread says that the answer was a success that is not what was asked for.
	unread bool
	// success is the body of a success.
	success []byte
}

// ask makes one call through client-go.
func ask[T any](ctx context.Context, call string, do func(...gl.RequestOptionFunc) (T, *gl.Response, error)) (T, outcome) {
	ctx, seen := web.Record(ctx)
	v, _, err := do(gl.WithContext(ctx))
	o := outcome{call: call, answer: seen.Last(), failure: seen.Failure(), success: seen.Body()}
	o.unread = err != nil && o.status()/100 == 2
	return v, o
}

// ok reports whether the call brought what was asked for.
func (o outcome) ok() bool {
	return o.failure == nil && !o.unread && o.status()/100 == 2
}

// status returns the answer's status, 0 without an answer.
func (o outcome) status() int {
	if o.answer == nil {
		return 0
	}
	return o.answer.Status
}

// body returns what an error answer says.
func (o outcome) body() errorBody {
	if o.answer == nil || o.ok() {
		return errorBody{}
	}
	return decodeError(o.answer.Body)
}

// is reports whether an answer came with this status, no web page.
func (o outcome) is(code int) bool {
	return o.failure == nil && o.status() == code && !o.answer.IsHTML()
}

// evidence returns the line of proof: request, status, the server's words and
// its name for the request. Words that repeat the status are left out.
func (o outcome) evidence() string {
	if o.answer == nil {
		return o.call + ": no answer"
	}
	line := o.call + ": " + strconv.Itoa(o.answer.Status)
	if words := o.words(); words != "" {
		line += `, "` + words + `"`
	}
	if o.answer.RequestID != "" {
		line += ", request " + o.answer.RequestID
	}
	return web.Clean(line)
}

// describeStatus is what GitLab puts before its reason: "403 Forbidden - ...",
// "invalid_token: ...".
var describeStatus = lazy.Regexp(`^(?:\d{3} [A-Za-z ]+(?: - |$)|[a-z_]+: )`)

// words returns the server's words about an error, or the title of a page,
// without what the line says anyway.
func (o outcome) words() string {
	if o.answer == nil || o.ok() && !o.answer.IsHTML() {
		return ""
	}
	return describeStatus().ReplaceAllString(o.answer.Words(), "")
}

// skew returns how far the server's clock is ahead of this computer's, by the
// Date header; 0 if it cannot be told.
func skew(a *web.Answer, now time.Time) time.Duration {
	if a == nil || a.Date.IsZero() {
		return 0
	}
	return a.Date.Sub(now).Round(time.Second)
}

// problem returns code about the instance, with the outcome as evidence and
// the server's words.
func (o outcome) problem(code problem.Code, in Instance) *problem.Problem {
	p := about(code, in).Because(o.evidence())
	if o.answer == nil || o.ok() {
		return p
	}
	return p.With(problem.Facts{Words: oneLine(cmp.Or(o.words(), strconv.Itoa(o.answer.Status)))})
}
