package gitlab

import (
	"context"
	"errors"
	"net/http"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// stripped reports whether something in front of GitLab removes the Authorization
// header: GitLab calls the token unknown, and takes it in PRIVATE-TOKEN. It asks
// only then, once, and follows no redirect.
func (c *Client) stripped(ctx context.Context, self, who outcome) bool {
	if !unknownToken(self, c.in) || !unknownToken(who, c.in) {
		return false
	}
	o := outcome{call: callUser}
	answer, err := c.stack.Do(ctx, web.Request{
		Method: http.MethodGet, URL: c.in.Join("/api/v4/user", nil), Once: true,
		Header: http.Header{"Private-Token": {c.token.Reveal()}, "Accept": {"application/json"}},
	})
	o.answer = answer
	if err != nil && !errors.As(err, &o.failure) {
		return false
	}
	return o.failure == nil && (o.ok() && !o.answer.IsHTML() || o.is(http.StatusForbidden) && o.body().Code != "")
}

// unknownToken reports whether GitLab itself says that it does not know the token.
func unknownToken(o outcome, in Instance) bool {
	p := verdict(o, in)
	return o.is(http.StatusUnauthorized) && p != nil && p.Code == problem.TokenUnknown
}
