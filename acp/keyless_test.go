package acp_test

import (
	"strings"
	"testing"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// TestAReleaseThatKnowsNoKeySaysItsOwnWay: no other key would help there.
func TestAReleaseThatKnowsNoKeySaysItsOwnWay(t *testing.T) {
	t.Parallel()
	srv := newServer(t, acptest.WithDialect(acptest.V0011))
	c, p := acp.NewClient(newStack(t, web.Options{}), srv.URL(), acp.ReadSession(secret.New(srv.Session()), srv.URL(), "test"), acptest.Workspace)
	if p != nil {
		t.Fatal(p)
	}
	if _, p := c.Status(t.Context()); p == nil || p.Code != problem.ACPSessionRefused || !strings.Contains(p.Facts.Why, "GITLAB_INSTANCE_URL") {
		t.Errorf("%+v", p)
	}
}
