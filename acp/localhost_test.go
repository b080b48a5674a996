package acp_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// TestLocalhostThatLeadsElsewhere: neither is ACP looked for there, nor gets it
// a session.
func TestLocalhostThatLeadsElsewhere(t *testing.T) {
	t.Parallel()
	st, err := web.New(web.Options{Getenv: func(string) string { return "" }, Lookup: func(context.Context, string, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	const address = "http://localhost:1"
	_, found := acp.Find(t.Context(), st, address, nil)
	client, p := acp.NewClient(st, address, acp.ReadSession(secret.New("a1b2c3.session"), address, "test"), "")
	if client == nil {
		t.Fatal(p)
	}
	_, status := client.Status(t.Context())
	for _, p := range []*problem.Problem{found, status} {
		if p == nil || p.Code != problem.ACPNotHTTPS || !strings.Contains(p.Facts.Hint, "192.0.2.1") {
			t.Errorf("got %v", p)
		}
	}
}
