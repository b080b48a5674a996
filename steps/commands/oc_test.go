package commands

import (
	"slices"
	"testing"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/problem"
)

// TestAnOcLoginWorksAtTheWebAddress: of every command that talks to ACP; any
// other session is told that these are pages.
func TestAnOcLoginWorksAtTheWebAddress(t *testing.T) {
	t.Parallel()
	a := open(t, false)
	a.join(t, acptest.WithScenario("frontend-only"), acptest.WithDelay(0))
	key := a.session
	for _, tc := range []struct {
		command []string
		stdin   string
	}{
		{a.onACP(a.onGitLab("connect")...), a.token},
		{a.onACP("status"), ""},
		{a.onACP("disconnect", "--yes"), ""},
	} {
		a.session = key
		if o := a.call(t, tc.stdin, a.keys(), tc.command...); !slices.Equal(o.errors(), []problem.Code{problem.ACPLoginPage}) {
			t.Errorf("%s with a key: %v", tc.command[0], o.errors())
		}
		if slices.ContainsFunc(a.acp.Requests(), func(s acptest.Seen) bool { return s.Authorization == acptest.BearerAccessKey }) {
			t.Errorf("%s sent the key to the pages", tc.command[0])
		}
		a.session = a.acp.OCSession()
		o := a.call(t, tc.stdin, a.keys(), tc.command...)
		if o.exit != problem.ExitOK || o.doc.ACP == nil || o.doc.ACP.URL != a.acp.WebURL() || o.doc.ACP.Connected == (tc.command[0] == "disconnect") {
			t.Errorf("%s with an oc login: exit %d\n%s", tc.command[0], o.exit, o.stdout)
		}
	}
}
