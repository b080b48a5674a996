package gitlab_test

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// TestANameOfSSHMayBeAnAlias: ssh finds names that nobody else does.
func TestANameOfSSHMayBeAnAlias(t *testing.T) {
	t.Parallel()
	st, err := web.New(web.Options{
		Getenv: func(string) string { return "" },
		Lookup: func(_ context.Context, _, host string) ([]netip.Addr, error) {
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	for typed, alias := range map[string]bool{"git@work.gitlab:team/app.git": true, "ssh://git@work.gitlab/team/app": true, "https://work.gitlab/team/app": false} {
		found := gitlab.Probe(t.Context(), st, address(t, typed), time.Now, nil)
		if len(found.Problems) != 1 || found.Problems[0].Code != problem.InstanceDNS || strings.Contains(found.Problems[0].Facts.Why, "SSH configuration") != alias {
			t.Errorf("%s: %+v", typed, found.Problems)
		}
	}
}
