package acp

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// Connect gives ACP the token. ACP keeps one connection for each user, and
// replaces an earlier one without asking. The token is sent once, whatever
// happens, and only after status has answered as ACP's does. nil means that ACP
// said yes; Confirm finds out whether it was saved. If the problem is Unsure, ACP
// may have saved it. With the fact AlreadyConnected, ACP wants a disconnect first.
func (c *Client) Connect(ctx context.Context, token secret.Text, instanceURL string) *problem.Problem {
	body, instance, p := handOver(token, instanceURL)
	if p != nil {
		return p
	}
	route, p := c.proven(ctx)
	if p != nil {
		return p
	}
	if s, p := c.useStore(ctx, false); s != nil || p != nil {
		return c.inStore(p, func() *problem.Problem { return c.storeConnect(ctx, s, token, instance) })
	}
	r := c.call(ctx, http.MethodPost, route+"/connect", body, token)
	if p = c.judge(instance).changed(r); p != nil && inTheWay(r.status(), p.Facts.Words) {
		return p.With(problem.Facts{AlreadyConnected: true})
	}
	return p
}

// inStore runs work, where nothing stands against it.
func (c *Client) inStore(p *problem.Problem, work func() *problem.Problem) *problem.Problem {
	if p != nil {
		return p
	}
	return work()
}

// inTheWay reports whether ACP refused because it holds a connection already.
// No release that is known does; the guide says to disconnect first.
func inTheWay(status int, words string) bool {
	words = strings.ToLower(words)
	return status == http.StatusConflict ||
		slices.ContainsFunc([]string{"already connected", "already exists", "disconnect first", "existing connection"},
			func(part string) bool { return strings.Contains(words, part) })
}

// Disconnect makes ACP forget the connection; the token is still valid at GitLab. ACP:
// DELETE on the global route, POST on the project's and in the documented form,
// where DELETE is an unknown call.
func (c *Client) Disconnect(ctx context.Context) *problem.Problem {
	route, p := c.proven(ctx)
	if p != nil {
		return p
	}
	if s, p := c.useStore(ctx, false); s != nil || p != nil {
		return c.inStore(p, func() *problem.Problem { return c.storeDisconnect(ctx, s) })
	}
	r := c.call(ctx, http.MethodDelete, route+"/disconnect", nil)
	if r.noRoute() {
		r = c.call(ctx, http.MethodPost, route+"/disconnect", []byte("{}"))
	}
	return c.judge("").changed(r)
}

// handOver makes the body of connect and test. The instance address is sent
// without a slash at the end, because ACP appends "/api/v4" to it. What connect
// would refuse is not sent to test either, which does not check it.
func handOver(token secret.Text, instanceURL string) (body []byte, instance string, p *problem.Problem) {
	instance = strings.TrimRight(strings.TrimSpace(instanceURL), "/")
	if p := checkInstance(instance); p != nil {
		return nil, "", p
	}
	switch {
	case token.IsZero():
		return nil, "", problem.New(problem.TokenEmpty, "")
	case !secret.FitsACP(token.Reveal()):
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
		return problem.New(problem.InstanceNotHTTPS, h.name).With(problem.Facts{Proposed: h.origin("https") + u.EscapedPath()})
	}
	return nil
}

// Connection is what ACP says that it holds for the user. ACP never checks the
// token when asked for it.
type Connection struct {
	Connected bool
	// InstanceURL is the GitLab address that was stored. Cleaned.
	InstanceURL string
	// Username is GitLab's; only old releases tell it. Cleaned.
	Username string
	// UserID is that user's number at GitLab, told by the same releases. Cleaned.
	UserID string
	// UpdatedAt is when it was stored; zero where ACP does not tell.
	UpdatedAt time.Time
	// Stored is what the credential store has, where this is told of it; nil in
	// the classic store.
	Stored *Held
}

// Status asks what ACP holds. It finds the route that this ACP has: the global
// one, and where that is unknown the project's. Only a GET is ever sent to find
// out. It never returns acp-not-connected: to hold nothing is an answer.
func (c *Client) Status(ctx context.Context) (Connection, *problem.Problem) {
	if s, p := c.useStore(ctx, false); p != nil {
		return Connection{}, p
	} else if s != nil {
		return c.storeStatus(ctx, s)
	}
	var r reply
	for _, route := range c.routes() {
		r = c.call(ctx, http.MethodGet, route+"/status", nil)
		if noBackend(r) && c.session.Plan.Store == "" {
			return c.statusWithoutBackend(ctx)
		}
		if !r.noRoute() {
			return c.read(r, route)
		}
	}
	p := c.judge("").new(problem.ACPNotACP, r)
	if c.project == "" {
		p = p.With(problem.Facts{Hint: "An older ACP keeps this in the workspace. Name it: --acp-project NAME"})
	}
	return Connection{}, p
}

// statusWithoutBackend asks the credential store. ACP: a deployment that ships only
// ambient-api-server has no backend, ever.
func (c *Client) statusWithoutBackend(ctx context.Context) (Connection, *problem.Problem) {
	s, p := c.useStore(ctx, true)
	if p != nil {
		return Connection{}, p
	}
	return c.storeStatus(ctx, s)
}

// routes returns the routes to try, in order.
func (c *Client) routes() []string {
	switch known := c.known(); {
	case known != "":
		return []string{known}
	case c.project != "":
		return []string{globalRoute, projectRoute(c.project)}
	}
	return []string{globalRoute}
}

// read reads an answer of status and remembers the route that gave it.
func (c *Client) read(r reply, route string) (Connection, *problem.Problem) {
	var body struct {
		Connected    *bool           `json:"connected"`
		InstanceURL  string          `json:"instanceUrl"`
		Username     string          `json:"username"`
		GitLabUserID json.RawMessage `json:"gitlabUserId"`
		UpdatedAt    json.RawMessage `json:"updatedAt"`
	}
	j := c.judge("")
	if p := j.problem(r); p != nil {
		return Connection{}, p
	}
	if !r.json(&body) || body.Connected == nil {
		return Connection{}, j.new(problem.ACPNotACP, r)
	}
	c.mu.Lock()
	c.route = route
	c.mu.Unlock()
	return Connection{
		Connected:   *body.Connected,
		InstanceURL: bound(r.hidden(body.InstanceURL), web.MaxAddress),
		Username:    word(r.hidden(body.Username)),
		UserID:      word(r.hidden(identity(body.GitLabUserID))),
		UpdatedAt:   moment(string(body.UpdatedAt)),
	}, nil
}

// identity reads the number of a user, which ACP writes as text.
func identity(raw json.RawMessage) string {
	if string(raw) == "null" {
		return ""
	}
	return strings.Trim(string(raw), `"`)
}

// moment reads a time as ACP writes it: Unix seconds, as text or number.
func moment(raw string) time.Time {
	raw = strings.Trim(raw, `"`)
	if n, err := strconv.ParseInt(raw, 10, 64); err == nil && n > 0 && n <= lastSecond {
		return time.Unix(n, 0)
	}
	if t, err := time.Parse(time.RFC3339, raw); err == nil {
		return t
	}
	return time.Time{}
}
