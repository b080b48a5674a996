package acp_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

func TestSentOnceWhateverHappens(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]answer{
		"unavailable":        {503, "", "busy"},
		"rate limit":         {429, "", "slow down"},
		"redirect inside":    {307, "/api/auth/gitlab/again", ""},
		"redirect elsewhere": {307, "https://www.example.com/", ""},
		"storage":            {500, "", `{"error":"Failed to save GitLab credentials"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var seen sink[string]
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					fine.write(w)
					return
				}
				seen.add(r.Method + " " + r.URL.Path)
				a.write(w)
			}))
			defer srv.Close()
			c := newClient(t, newStack(t, web.Options{}), srv.URL, oc, "")
			if p := c.Connect(t.Context(), token, instance); p == nil {
				t.Error("connect passes")
			}
			if p := c.Disconnect(t.Context()); p == nil {
				t.Error("disconnect passes")
			}
			if got := seen.all(); len(got) != 2 {
				t.Errorf("sent %q", got)
			}
		})
	}
}

func TestACancelledCallSaysSo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	api := answering(t, map[string]answer{statusCall: fine})
	_, p := newClient(t, newStack(t, web.Options{}), api, oc, "").Status(ctx)
	if p == nil || p.Code != problem.ACPUnavailable || !strings.Contains(p.Evidence, "stopped") {
		t.Errorf("%v", p)
	}
}

func TestNewClientKeepsSessionsWhereTheyBelong(t *testing.T) {
	t.Parallel()
	st := newStack(t, web.Options{})
	at := func(bearer, origin string) acp.Session { return acp.ReadSession(secretOf(bearer), origin, "test") }
	for name, c := range map[string]struct {
		api, project string
		s            acp.Session
		code         problem.Code
	}{
		"its origin":        {"https://acp.example.com/", "p1", at(oc, "https://ACP.example.com:443"), ""},
		"bound by a yes":    {"https://acp.example.com", "", at(oc, "https://other.example.com").At("https://acp.example.com"), ""},
		"another host":      {"https://acp.example.com", "", at(oc, "https://other.example.com"), problem.ACPSessionMissing},
		"another port":      {"https://acp.example.com:8443", "", at(oc, "https://acp.example.com"), problem.ACPSessionMissing},
		"no origin":         {"https://acp.example.com", "", at(oc, ""), problem.ACPSessionMissing},
		"no session":        {"https://acp.example.com", "", at("", "https://acp.example.com"), problem.ACPSessionMissing},
		"GitLab's token":    {"https://acp.example.com", "", at(token.Reveal(), "https://acp.example.com"), problem.ACPSessionRefused},
		"without https":     {"http://acp.example.com", "", at(oc, "http://acp.example.com"), problem.ACPNotHTTPS},
		"in a cluster":      {"http://vteam-backend:8080", "", at(oc, "http://vteam-backend:8080"), problem.ACPNotHTTPS},
		"no address":        {"/tmp", "", at(oc, "/tmp"), problem.ACPURLInvalid},
		"project is a path": {"https://acp.example.com", "../x", at(oc, "https://acp.example.com"), problem.ACPForbidden},
	} {
		client, p := acp.NewClient(st, c.api, c.s, c.project)
		if codeOf(p) != c.code || (client == nil) != (c.code != "") {
			t.Errorf("%s: %v, want %q", name, p, c.code)
		}
		if client != nil && (client.Origin() != "https://acp.example.com" || client.Session().Bearer.Reveal() != oc) {
			t.Errorf("%s: %s", name, client.Origin())
		}
	}
}
