package acp

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// Connect hands the token to ACP, which keeps one connection for a user and
// replaces an earlier one without asking. It is sent once, whatever happens, and
// only after status has answered as ACP's. nil is ACP's word alone: Confirm tells
// whether it was saved. Where the problem is Unsure, ACP may have saved it.
func (c *Client) Connect(ctx context.Context, token secret.Text, instanceURL string) *problem.Problem {
	body, instance, p := handOver(token, instanceURL)
	if p != nil {
		return p
	}
	route, p := c.proven(ctx)
	if p != nil {
		return p
	}
	return c.judge(instance).problem(c.call(ctx, http.MethodPost, route+"/connect", body, token))
}

// Disconnect makes ACP forget the connection; the token lives on at GitLab. ACP:
// DELETE on the global route, POST on the project's and in the documented form,
// where DELETE is an unknown call.
func (c *Client) Disconnect(ctx context.Context) *problem.Problem {
	route, p := c.proven(ctx)
	if p != nil {
		return p
	}
	r := c.call(ctx, http.MethodDelete, route+"/disconnect", nil)
	if r.noRoute() {
		r = c.call(ctx, http.MethodPost, route+"/disconnect", []byte("{}"))
	}
	return c.judge("").problem(r)
}

// tokenShape are the characters and the lengths of a token that ACP takes.
var tokenShape = regexp.MustCompile(`^[A-Za-z0-9._-]{20,255}$`)

// handOver makes the body of connect and test, and the instance address as it
// is sent: without a slash at the end, since ACP puts "/api/v4" behind it as it
// stands. What ACP would refuse is not sent: its test does not look.
func handOver(token secret.Text, instanceURL string) (body []byte, instance string, p *problem.Problem) {
	instance = strings.TrimRight(strings.TrimSpace(instanceURL), "/")
	if p := checkInstance(instance); p != nil {
		return nil, "", p
	}
	switch {
	case token.IsZero():
		return nil, "", problem.New(problem.TokenEmpty, "")
	case !tokenShape.MatchString(token.Reveal()):
		return nil, "", problem.New(problem.TokenMalformed, "").Because("not sent")
	}
	body, err := json.Marshal(map[string]string{"personalAccessToken": token.Reveal(), "instanceUrl": instance})
	if err != nil {
		return nil, "", problem.New(problem.TokenMalformed, "").Because("not sent")
	}
	return body, instance, nil
}

// checkInstance applies ACP's rules to a GitLab address. This computer's own
// addresses may do without https; a real ACP refuses them itself.
func checkInstance(instance string) *problem.Problem {
	u, hint := readURL(instance)
	if hint != "" || u.RawQuery != "" || u.Fragment != "" {
		return problem.New(problem.InstanceURLInvalid, "")
	}
	h, ok := readHost(u)
	switch {
	case !ok || u.Scheme == "":
		return problem.New(problem.InstanceURLInvalid, "")
	case u.Scheme != "https" && !h.loopback():
		return problem.New(problem.InstanceNotHTTPS, h.name).With("https", h.origin("https")+u.EscapedPath())
	}
	return nil
}
