package acp_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// elsewhere are the scenarios that somebody else decides: the caller, who knows
// what was wanted.
var elsewhere = map[string]problem.Code{
	"acp-other-instance": "", "acp-not-connected": "",
	"session-echoed": problem.ACPNotACP, // its answer to disconnect is a redirect
	// Warnings, which stop nobody.
	"acp-account-unknown": "", "acp-binding-unknown": "", "acp-binding-left": "",
	// Seen before anything is stored again.
	"acp-not-bound": "",
}

// setUp walks through a setup as the program does, up to the first problem.
func setUp(t *testing.T, st *web.Stack, srv *acptest.Server, gitlab string) *problem.Problem {
	t.Helper()
	ctx := t.Context()
	place, p := acp.Find(ctx, st, srv.URL(), nil)
	if p != nil {
		return p
	}
	bearer := srv.Session()
	if place.API == srv.GatewayURL() {
		bearer = srv.SSOSession()
	}
	s := acp.ReadSession(secret.New(bearer), place.API, "test")
	if p := s.Check(time.Now()); p != nil {
		return p
	}
	if place.Server {
		found, p := acp.FindStores(ctx, st, place.API, s)
		switch {
		case p != nil:
			return p
		case found.Problem != nil:
			return found.Problem
		case found.Credentials != nil:
			return storeAndRemove(ctx, found.Credentials, gitlab)
		}
	}
	c, p := acp.NewClient(st, place.API, s, acptest.Workspace)
	if p != nil {
		return p
	}
	var known []string
	if other := srv.OtherSession(); other != "" {
		known = []string{acp.ReadSession(secret.New(other), place.API, "test").Account}
	}
	if a := c.Account(ctx, known); a.Problem != nil && a.Problem.Severity == problem.Error {
		return a.Problem
	}
	return connect(t, c, gitlab)
}

// storeAndRemove connects through the credential store, with nothing accepted, and
// removes what it stored.
func storeAndRemove(ctx context.Context, s *acp.CredentialStore, gitlab string) *problem.Problem {
	h, p := storeConnect(ctx, s, gitlab, acptest.Workspace)
	if p != nil {
		return p
	}
	_, p = s.Remove(ctx, &h.Credential, acptest.Workspace, true)
	return p
}

func connect(t *testing.T, c *acp.Client, gitlab string) *problem.Problem {
	t.Helper()
	ctx := t.Context()
	before, p := c.Status(ctx)
	if p != nil {
		return p
	}
	if _, p := c.Test(ctx, token, gitlab); p != nil {
		return p
	}
	if p := c.Connect(ctx, token, gitlab); p != nil {
		return p
	}
	if _, p := c.Confirm(ctx, before, gitlab); p != nil {
		return p
	}
	return c.Disconnect(ctx)
}

// hurrying is a clock that is a second later each time it is asked: no two
// connects fall into the same one.
func hurrying() func() time.Time {
	var asked atomic.Int64
	begun := time.Now()
	return func() time.Time { return begun.Add(time.Duration(asked.Add(1)) * time.Second) }
}

func TestEveryScenarioEndsInItsCode(t *testing.T) {
	t.Parallel()
	for _, sc := range acptest.Scenarios() {
		t.Run(sc.Name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(b *bubble) { b.endsInItsCode(sc) })
		})
	}
}

func (b *bubble) endsInItsCode(sc acptest.Scenario) {
	gitlab := b.serve(http.HandlerFunc(gitLabOfAda))
	srv := b.start(acptest.WithInstance(gitlab), acptest.WithScenario(sc.Name), acptest.WithNow(hurrying()))
	want, decided := elsewhere[sc.Name]
	if !decided {
		want = sc.Code
	}
	got := problem.Code("")
	if p := setUp(b.t, b.stack(), srv, gitlab); p != nil {
		got = p.Code
		checkWords(b.t, p, srv)
	}
	if got != want {
		b.t.Errorf("ends in %q, want %q", got, want)
	}
}

// checkWords looks for what must not be in a problem.
func checkWords(t *testing.T, p *problem.Problem, srv *acptest.Server) {
	t.Helper()
	all := fmt.Sprintf("%v %+v", p, p.Facts)
	for _, s := range []string{token.Reveal(), srv.Session(), srv.SSOSession(), "\x1b", "\u202e", "\n", "private_token"} {
		if s != "" && strings.Contains(all, s) {
			t.Errorf("the problem holds what it must not: %q", strings.ReplaceAll(all, token.Reveal(), "(TOKEN)"))
		}
	}
	if p.Severity != problem.Error {
		t.Errorf("severity %s", p.Severity)
	}
}

func TestConnectionsOfBeforeAreTold(t *testing.T) {
	t.Parallel()
	srv := newServer(t, acptest.WithConnection("https://gitlab.other.example.com"))
	c := newClient(t, newStack(t, web.Options{}), srv.URL(), srv.Session(), "")
	now, p := c.Status(t.Context())
	if p != nil || !now.Connected || now.InstanceURL != "https://gitlab.other.example.com" || now.UpdatedAt.IsZero() {
		t.Errorf("%+v, %v", now, p)
	}
}

func TestHostileWordsAreCleaned(t *testing.T) {
	t.Parallel()
	srv := newServer(t, acptest.WithScenario("hostile-strings"))
	c := newClient(t, newStack(t, web.Options{}), srv.URL(), srv.Session(), "")
	now, p := c.Status(t.Context())
	if p != nil {
		t.Fatal(p)
	}
	if said := now.InstanceURL + now.Username; strings.ContainsAny(said, "\x1b\n\r\t\x00\u202e") || now.Username == "" {
		t.Errorf("not cleaned: %q", said)
	}
	place, p := acp.Find(t.Context(), newStack(t, web.Options{}), srv.URL(), nil)
	if p != nil || strings.ContainsAny(place.Version, "\x1b\n\r\t\x00\u202e") {
		t.Errorf("%+v, %v", place, p)
	}
}

func TestAnUnsureConnectIsSaid(t *testing.T) {
	t.Parallel()
	gitlab := newGitLab(t)
	srv := newServer(t, acptest.WithScenario("cut-after-saving"))
	c := newClient(t, newStack(t, web.Options{}), srv.URL(), srv.Session(), "")
	p := c.Connect(t.Context(), token, gitlab)
	if p == nil || p.Code != problem.ACPUnavailable || !acp.Unsure(p) {
		t.Fatalf("%v", p)
	}
	if _, p := c.Confirm(t.Context(), acp.Connection{}, gitlab); p != nil {
		t.Errorf("read back: %v", p)
	}
	sent := 0
	for _, s := range srv.Requests() {
		if s.Token {
			sent++
		}
	}
	if sent != 1 {
		t.Errorf("the token was sent %d times", sent)
	}
}
