package acp

import (
	"context"
	"net/http"
	"strconv"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

const testPath = globalRoute + "/test"

// Test has ACP try the token from where it runs, without saving anything. ran is
// false where this ACP has no such call, which is no problem. The token goes out
// only after status or the version page answered as ACP's; it is sent once.
//
// nil with ran true means that ACP reached the GitLab and the token works there.
// acp-cannot-reach-gitlab and acp-refused-token are ACP's verdict.
func (c *Client) Test(ctx context.Context, token secret.Text, instanceURL string) (ran bool, p *problem.Problem) {
	body, instance, p := handOver(token, instanceURL)
	if p != nil {
		return false, p
	}
	if s, p := c.useStore(ctx, false); s != nil || p != nil {
		return false, p // it has no test
	}
	if c.known() == "" && !c.versioned(ctx) {
		if _, p := c.Status(ctx); p != nil {
			return false, p
		}
	}
	if route := c.known(); route != "" && route != globalRoute {
		// Only releases without a test have no global route.
		return false, nil
	}
	return c.judge(instance).tried(c.call(ctx, http.MethodPost, testPath, body, token))
}

// versioned asks for the version page, once it has answered never again.
func (c *Client) versioned(ctx context.Context) bool {
	c.mu.Lock()
	known := c.version
	c.mu.Unlock()
	if known {
		return true
	}
	_, known = versionOf(send(ctx, c.st, request{method: http.MethodGet, origin: c.origin, path: versionPath}))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version = c.version || known
	return known
}

// TestWithoutSession is Test for somebody who has no session: ACP's test wants
// none. ran is false also where this ACP has no version page, or wants a session
// all the same.
func TestWithoutSession(ctx context.Context, st *web.Stack, api string, token secret.Text, instanceURL string, opts ...Option) (ran bool, p *problem.Problem) {
	origin, p := admit(api, opts)
	if stops(p) {
		return false, p
	}
	body, instance, p := handOver(token, instanceURL)
	if p != nil {
		return false, p
	}
	st, j := st.Scaled(patience), judge{origin: origin, gitlab: instance}
	version := send(ctx, st, request{method: http.MethodGet, origin: origin, path: versionPath})
	if _, known := versionOf(version); !known {
		return false, j.lostOnly(version)
	}
	r := send(ctx, st, request{method: http.MethodPost, origin: origin, path: testPath, body: body, hide: []secret.Text{token}})
	if s := r.status(); s == http.StatusUnauthorized || s == http.StatusForbidden {
		return false, nil
	}
	return j.tried(r)
}

// lostOnly returns the problem of a call without an answer, or of a fault that
// may pass. It returns nil for any other answer.
func (j judge) lostOnly(r reply) *problem.Problem {
	p := j.problem(r)
	if p != nil && (p.Code == problem.ACPUnreachable || p.Code == problem.ACPUnavailable) {
		return p
	}
	return nil
}

// tried reads the answer of test. ACP: 200 with "valid"; where it is false,
// "Invalid credentials" stands for every answer of GitLab but 200.
func (j judge) tried(r reply) (ran bool, p *problem.Problem) {
	if r.noRoute() || r.redirect() != "" || r.page() && r.status() < 500 {
		return false, nil
	}
	if p := j.problem(r); p != nil {
		return p.Code == problem.ACPCannotReachGitLab || p.Code == problem.ACPRefusedToken, p
	}
	var body struct {
		Valid *bool  `json:"valid"`
		Error string `json:"error"`
	}
	if !r.json(&body) || body.Valid == nil {
		return false, nil
	}
	if *body.Valid {
		return true, nil
	}
	return true, j.invalid(r, r.hidden(body.Error))
}

// invalid is ACP's no to the token, or to the way to GitLab.
func (j judge) invalid(r reply, words string) *problem.Problem {
	p := j.said(r, words)
	if p.Code != problem.ACPCannotReachGitLab {
		p = j.named(problem.ACPRefusedToken, r, words)
	}
	evidence := "ACP's test: " + strconv.Itoa(r.status())
	if words != "" {
		evidence = "ACP's test: \"" + bound(gist(words), maxLine) + "\""
	}
	return p.Because(evidence)
}
