package acp

import (
	"slices"
	"testing"
)

func TestBesideGuessesInTheSameDomainOnly(t *testing.T) {
	t.Parallel()
	for origin, want := range map[string][]string{
		"https://ambient-code.apps.example.com": {"https://backend-route-ambient-code.apps.example.com"},
		"https://frontend-route-team.apps.example.com:8443": {
			"https://backend-route-team.apps.example.com:8443", "https://backend-route-ambient-code.apps.example.com:8443",
		},
		"https://frontend-route-ambient-code.apps.example.com": {"https://backend-route-ambient-code.apps.example.com"},
		"https://acp.example.com":                              {"https://backend-route-ambient-code.example.com"},
		"https://ambient-ui.apps.example.com":                  {"https://ambient-api-server.apps.example.com"},
		"https://ambient-ui-my-ns.apps.example.com":            {"https://ambient-api-server-my-ns.apps.example.com"},
		// A stranger could own the guess.
		"https://example.com":   nil,
		"https://acp.co.uk":     nil,
		"https://acp.github.io": nil,
		"https://co.uk":         nil,
		"https://backend-route-ambient-code.apps.example.com": nil,
		"https://10.1.2.3":        nil,
		"https://[2001:db8::1]":   nil,
		"http://localhost:3000":   nil,
		"http://frontend.ns.svc":  nil,
		"https://frontend.ns.svc": nil,
		"https://acp":             nil,
		"":                        nil,
	} {
		if got := beside(origin); !slices.Equal(got, want) {
			t.Errorf("beside(%q) = %q, want %q", origin, got, want)
		}
	}
}

func TestSameOrigin(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"https://acp.example.com", "https://ACP.example.com:443/", true},
		{"https://acp.example.com", "https://acp.example.com:8443", false},
		{"https://acp.example.com", "http://acp.example.com", false},
		{"https://acp.example.com", "https://acp.example.com.evil.example", false},
		{"", "", false},
		{"https://acp.example.com", "", false},
	} {
		if got := sameOrigin(c.a, c.b); got != c.want {
			t.Errorf("sameOrigin(%q, %q) = %v", c.a, c.b, got)
		}
	}
}

// TestAPageLeadsNobodyToThisComputer: the address of the API that a page names is
// asked only where it may be one for this computer, and safe to be used.
func TestAPageLeadsNobodyToThisComputer(t *testing.T) {
	t.Parallel()
	const web = "https://ui.example.com"
	for _, c := range []struct{ origin, named, want string }{
		{web, "https://api.example.com/", "https://api.example.com"},
		{web, "http://ambient-api-server.ambient-code.svc:8000", ""},
		{web, "http://api.example.com", ""},
		{web, "http://127.0.0.1:9200", ""},
		{web, "http://localhost:9200", ""},
		{"http://127.0.0.1:3000", "http://127.0.0.1:9200", "http://127.0.0.1:9200"},
		{web, "\x1b[2J", ""},
		{web, "", ""},
	} {
		if got := reachable(c.origin, c.named); got != c.want {
			t.Errorf("reachable(%q, %q) = %q, want %q", c.origin, c.named, got, c.want)
		}
	}
}
