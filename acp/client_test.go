package acp_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// token is what the GitLab of these tests knows.
var token = secret.New("glpat-" + strings.Repeat("x", 20))

// gitLabOfAda is as much of a GitLab as ACP asks for.
func gitLabOfAda(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if r.URL.Path != "/api/v4/user" || r.Header.Get("Authorization") != "Bearer "+token.Reveal() {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	_, _ = w.Write([]byte(`{"id":42,"username":"ada"}`))
}

func newGitLab(t *testing.T) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(gitLabOfAda))
	t.Cleanup(srv.Close)
	return srv.URL
}

func newStack(t *testing.T, o web.Options) *web.Stack {
	t.Helper()
	if o.Getenv == nil {
		o.Getenv = func(string) string { return "" }
	}
	st, err := web.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	return st
}

func newServer(t *testing.T, opts ...acptest.Option) *acptest.Server {
	t.Helper()
	srv, err := acptest.Start(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(srv.Close)
	return srv
}

// newClient is a client of api with bearer.
func newClient(t *testing.T, st *web.Stack, api, bearer, project string) *acp.Client {
	t.Helper()
	c, p := acp.NewClient(st, api, acp.ReadSession(secret.New(bearer), api, "test"), project)
	if p != nil {
		t.Fatal(p)
	}
	return c
}

// way is one way to talk to one ACP.
type way struct {
	dialect acptest.Dialect
	api     func(*acptest.Server) string
	bearer  func(*acptest.Server) string
	project string
	// tries says that this ACP has a test.
	tries bool
	// both says that the session goes in both headers.
	both bool
	// post says that disconnect is a POST there.
	post bool
}

var ways = map[string]way{
	"current release, access key": {acptest.V0033, (*acptest.Server).URL, (*acptest.Server).Session, "", true, false, false},
	"a project beside the rest":   {acptest.V0033, (*acptest.Server).URL, (*acptest.Server).Session, "my-team", true, false, false},
	"v0.0.21, access key":         {acptest.V0021, (*acptest.Server).URL, (*acptest.Server).Session, "", true, false, false},
	"v0.0.11, in the workspace":   {acptest.V0011, (*acptest.Server).URL, (*acptest.Server).Session, "my-team", false, false, true},
	"the guide's form":            {acptest.Documented, (*acptest.Server).URL, (*acptest.Server).Session, "", false, false, true},
	"single sign-on":              {acptest.SSO, (*acptest.Server).URL, (*acptest.Server).SSOSession, "", true, false, false},
	"single sign-on, access key":  {acptest.SSO, (*acptest.Server).URL, (*acptest.Server).Session, "", true, false, false},
	"single sign-on, oc login":    {acptest.SSO, (*acptest.Server).URL, (*acptest.Server).OCSession, "", true, true, false},
	"web address, oc login":       {acptest.V0033, (*acptest.Server).WebURL, (*acptest.Server).OCSession, "", false, true, false},
	"acpctl's address":            {acptest.SSO, (*acptest.Server).GatewayURL, (*acptest.Server).SSOSession, "", true, false, false},
}

func TestEveryWayConnectsReadsBackAndDisconnects(t *testing.T) {
	t.Parallel()
	for name, w := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			gitlab, srv := newGitLab(t), newServer(t, acptest.WithDialect(w.dialect), acptest.WithKeys())
			c := newClient(t, newStack(t, web.Options{}), w.api(srv), w.bearer(srv), w.project)
			walk(t, c, gitlab, w)
			checkRequests(t, srv.Requests(), w)
		})
	}
}

// walk does everything that can be done with a connection.
func walk(t *testing.T, c *acp.Client, gitlab string, w way) {
	t.Helper()
	ctx := t.Context()
	if now, p := c.Status(ctx); p != nil || now.Connected {
		t.Fatalf("status: %+v, %v", now, p)
	}
	if ran, p := c.Test(ctx, token, gitlab+"/"); ran != w.tries || p != nil {
		t.Fatalf("test: ran %v, %v", ran, p)
	}
	if p := c.Connect(ctx, token, gitlab+"/"); p != nil {
		t.Fatalf("connect: %v", p)
	}
	now, p := c.Confirm(ctx, acp.Connection{}, gitlab)
	if p != nil || now.InstanceURL != gitlab {
		t.Fatalf("read back: %+v, %v", now, p)
	}
	old := w.dialect == acptest.V0011 || w.dialect == acptest.Documented
	if old != (now.Username == "ada") || old != now.UpdatedAt.IsZero() {
		t.Errorf("read back: %+v", now)
	}
	if p := c.Disconnect(ctx); p != nil {
		t.Fatalf("disconnect: %v", p)
	}
	if _, p := c.Confirm(ctx, acp.Connection{}, gitlab); p == nil || p.Code != problem.ACPNotSaved {
		t.Errorf("confirmed at after disconnect: %v", p)
	}
}

// checkRequests looks at what went over the wire.
func checkRequests(t *testing.T, seen []acptest.Seen, w way) {
	t.Helper()
	last := map[string]string{}
	for i, s := range seen {
		switch {
		case slices.Contains(s.Headers, "X-Forwarded-User"):
			t.Errorf("%s %s says who the user is", s.Method, s.Path)
		case s.Misplaced || s.Query:
			t.Errorf("%s %s: a token or a query in the address", s.Method, s.Path)
		case s.Authorization == acptest.BearerNone:
			t.Errorf("%s %s without the session", s.Method, s.Path)
		case w.both != (s.Forwarded != acptest.BearerNone):
			t.Errorf("%s %s: forwarded %s", s.Method, s.Path, s.Forwarded)
		case s.Token && i == 0:
			t.Error("the token went out first")
		case s.Token && w.project != "" && w.post && strings.HasSuffix(s.Path, "/test"):
			t.Error("the token went to a call that this release cannot have")
		}
		last[s.Path[strings.LastIndex(s.Path, "/")+1:]] = s.Method
	}
	want := http.MethodDelete
	if w.post {
		want = http.MethodPost
	}
	if last["disconnect"] != want {
		t.Errorf("disconnect ended with %s, want %s", last["disconnect"], want)
	}
}

func TestNoTokenGoesOutBeforeStatusHasAnswered(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]acptest.Option{
		"session refused": {acptest.WithScenario("acp-session-refused")},
		"not ACP":         {acptest.WithScenario("acp-not-acp")},
		"sign-in page":    {acptest.WithScenario("acp-login-page")},
		"no route":        {acptest.WithDialect(acptest.V0011), acptest.WithKeys()},
		"half an answer":  {acptest.WithScenario("half-an-answer")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := newServer(t, opts...)
			c := newClient(t, newStack(t, web.Options{}), srv.URL(), srv.Session(), "")
			if p := c.Connect(t.Context(), token, "https://gitlab.example.com"); p == nil {
				t.Error("connect passes")
			}
			if p := c.Disconnect(t.Context()); p == nil {
				t.Error("disconnect passes")
			}
			for _, s := range srv.Requests() {
				if s.Method != http.MethodGet || s.Token {
					t.Errorf("%s %s was sent", s.Method, s.Path)
				}
			}
		})
	}
}

func TestTestNeedsOnlyTheVersionPage(t *testing.T) {
	t.Parallel()
	gitlab := newGitLab(t)
	srv := newServer(t)
	st := newStack(t, web.Options{})
	if ran, p := acp.TestWithoutSession(t.Context(), st, srv.URL(), token, gitlab); !ran || p != nil {
		t.Errorf("without a session: ran %v, %v", ran, p)
	}
	if ran, p := acp.TestWithoutSession(t.Context(), st, srv.WebURL(), token, gitlab); ran || p != nil {
		t.Errorf("at the web address: ran %v, %v", ran, p)
	}
	c := newClient(t, st, srv.URL(), srv.MintKey("gone", -time.Hour), "")
	for range 2 {
		if ran, p := c.Test(t.Context(), token, gitlab); !ran || p != nil {
			t.Errorf("with an ended session: ran %v, %v", ran, p)
		}
	}
	for i, s := range srv.Requests() {
		if s.Token && i == 0 {
			t.Error("the token went out first")
		}
		if s.Origin == acptest.Web && s.Token {
			t.Error("the token went to the web address")
		}
	}
}

func TestTestSendsNoTokenToAnUnknownACP(t *testing.T) {
	t.Parallel()
	srv := newServer(t, acptest.WithDialect(acptest.V0021))
	c := newClient(t, newStack(t, web.Options{}), srv.URL(), srv.MintKey("gone", -time.Hour), "")
	if ran, p := c.Test(t.Context(), token, newGitLab(t)); ran || p == nil || p.Code != problem.ACPSessionRefused {
		t.Errorf("ran %v, %v", ran, p)
	}
	for _, s := range srv.Requests() {
		if s.Token {
			t.Errorf("the token went to %s", s.Path)
		}
	}
}

func TestOldReleasesCannotTryWithoutASession(t *testing.T) {
	t.Parallel()
	srv := newServer(t, acptest.WithDialect(acptest.V0021))
	ran, p := acp.TestWithoutSession(t.Context(), newStack(t, web.Options{}), srv.URL(), token, newGitLab(t))
	if ran || p != nil {
		t.Errorf("ran %v, %v", ran, p)
	}
	for _, s := range srv.Requests() {
		if s.Token {
			t.Errorf("the token went to %s", s.Path)
		}
	}
}

func TestNothingUnfitIsHandedOver(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	c := newClient(t, newStack(t, web.Options{}), srv.URL(), srv.Session(), "")
	for _, h := range []struct {
		token, instance string
		code            problem.Code
	}{
		{"", "https://gitlab.example.com", problem.TokenEmpty},
		{"glpat-short", "https://gitlab.example.com", problem.TokenMalformed},
		{strings.Repeat("a", 256), "https://gitlab.example.com", problem.TokenMalformed},
		{strings.Repeat("a", 30) + "\n", "https://gitlab.example.com", problem.TokenMalformed},
		{token.Reveal(), "http://gitlab.example.com", problem.InstanceNotHTTPS},
		{token.Reveal(), "https://ada@gitlab.example.com", problem.InstanceURLInvalid},
		{token.Reveal(), "https://gitlab.example.com/?x", problem.InstanceURLInvalid},
		{token.Reveal(), "gitlab.example.com", problem.InstanceURLInvalid},
		{token.Reveal(), "", problem.InstanceURLInvalid},
	} {
		if p := c.Connect(t.Context(), secret.New(h.token), h.instance); p == nil || p.Code != h.code {
			t.Errorf("connect to %q: %v, want %s", h.instance, p, h.code)
		}
		if ran, p := c.Test(t.Context(), secret.New(h.token), h.instance); ran || p == nil || p.Code != h.code {
			t.Errorf("test of %q: %v, want %s", h.instance, p, h.code)
		}
	}
	if n := len(srv.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
