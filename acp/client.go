package acp

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// globalRoute is where ACP keeps the connection of a user, from v0.0.21 on.
const globalRoute = "/api/auth/gitlab"

// projectRoute is where all releases keep it. From v0.0.21 on both routes lead
// to the same record.
func projectRoute(project string) string { return "/api/projects/" + project + "/auth/gitlab" }

// Client talks to one ACP as somebody. It is safe for concurrent use.
type Client struct {
	st      *web.Stack
	origin  string
	session Session
	project string

	mu sync.Mutex
	// route is the one whose status has answered as ACP's; "" before that.
	// Nothing secret of GitLab is sent before.
	route string
	// version says that the version page has answered as ACP's.
	version bool
	// store is the credential store, once it is known to be the one to use.
	store *CredentialStore
	// removed is the number of the credential that was removed.
	removed string
	notes   []*problem.Problem
	// account is the name that ACP keeps a connection for, "" while it is not
	// known.
	account string
}

// NewClient returns a client of the API at api, an origin. There is a problem
// with an address that ParseAddress does not let pass, with a session that
// belongs to another origin or cannot be one, and with a project whose name ACP
// does not allow. project may be empty; that of the session is then taken.
func NewClient(st *web.Stack, api string, s Session, project string, opts ...Option) (*Client, *problem.Problem) {
	origin, p := admit(api, opts)
	if stops(p) {
		return nil, p
	}
	if p := s.unfit(); p != nil {
		return nil, p
	}
	if !sameOrigin(s.Origin, origin) {
		hint := "This session belongs to " + word(s.Origin) + " and is sent nowhere else."
		return nil, problem.New(problem.ACPSessionMissing, hostOf(origin)).Because("not sent").
			With(problem.Facts{Hint: hint, Why: hint})
	}
	if project == "" {
		project = s.Project
	}
	if project != "" && !workspaceName().MatchString(project) {
		return nil, problem.New(problem.ACPForbidden, word(project)).Because("not sent").
			With(problem.Facts{
				Hint:  "A workspace name has only lowercase letters, digits and dashes.",
				Cause: "You do not have access to " + word(project) + " in ACP",
			})
	}
	return &Client{st: st.Scaled(patience), origin: origin, session: s, project: project}, nil
}

// sameOrigin compares origins; one that cannot be read is like no other.
func sameOrigin(a, b string) bool {
	x, xs, xok := parseOrigin(a)
	y, ys, yok := parseOrigin(b)
	return xok && yok && x.origin(xs) == y.origin(ys)
}

// Origin returns the origin that the client talks to.
func (c *Client) Origin() string { return c.origin }

// Session returns the session that the client uses.
func (c *Client) Session() Session { return c.session }

// header returns the headers that carry the session. ACP: the proxy before the
// frontend wants the token of an oc login in both headers. An access key in both
// would store the connection for the key's account instead of its maker.
func (c *Client) header() http.Header {
	bearer := c.session.Bearer.Reveal()
	h := http.Header{"Authorization": {"Bearer " + bearer}}
	if strings.HasPrefix(bearer, secret.OpenShift.Begins()) {
		h.Set("X-Forwarded-Access-Token", bearer)
	}
	return h
}

// call sends one request with the session.
func (c *Client) call(ctx context.Context, method, path string, body []byte, hide ...secret.Text) reply {
	return send(ctx, c.st, request{
		method: method, origin: c.origin, path: path,
		header: c.header(), body: body, hide: append(hide, c.session.Bearer),
	})
}

func (c *Client) judge(gitlab string) judge {
	j := judge{origin: c.origin, gitlab: gitlab, kind: c.session.Kind, project: c.project}
	if p := c.session.Check(time.Now()); p != nil {
		j.expired = p.Facts.Why
	}
	return j
}

// known returns the route that has answered, "" before Status.
func (c *Client) known() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.route
}

// proven makes sure that ACP answers here. It returns the known route, or finds
// it by asking for the status.
func (c *Client) proven(ctx context.Context) (route string, p *problem.Problem) {
	if route = c.known(); route != "" || c.Store() == StoreCredentials {
		return route, nil
	}
	if _, p = c.Status(ctx); p != nil {
		return "", p
	}
	return c.known(), nil
}
