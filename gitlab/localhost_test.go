package gitlab_test

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// TestLocalhostThatLeadsElsewhere: plain http is for this computer only.
func TestLocalhostThatLeadsElsewhere(t *testing.T) {
	t.Parallel()
	st, err := web.New(web.Options{Getenv: func(string) string { return "" }, Lookup: func(context.Context, string, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("192.0.2.1")}, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	a, p := gitlab.ParseAddress("http://localhost:1")
	if p != nil {
		t.Fatal(p)
	}
	found := gitlab.Probe(t.Context(), st, a, time.Now, nil)
	wantLines(t, found.Findings, "stop name: localhost is 192.0.2.1, which is not this computer (instance-not-https)")
	if len(found.Problems) != 1 || found.Problems[0].Code != problem.InstanceNotHTTPS || !strings.Contains(found.Problems[0].Facts.Hint, "192.0.2.1") {
		t.Errorf("got %v", found.Problems)
	}
}
