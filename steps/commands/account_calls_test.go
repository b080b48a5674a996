package commands

import (
	"os"
	"slices"
	"testing"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
)

// TestDisconnectInEveryDialect: global and project-scoped addresses, DELETE and
// POST, and an unknown method answered 404 or 405.
func TestDisconnectInEveryDialect(t *testing.T) {
	t.Parallel()
	for _, dialect := range []acptest.Dialect{acptest.V0011, acptest.V0021, acptest.V0033, acptest.SSO, acptest.Documented} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			a := open(t, false)
			a.join(t, acptest.WithDialect(dialect), acptest.WithKeys(), acptest.WithDelay(0))
			if o := a.call(t, a.token, a.keys(), a.onACP(a.onGitLab("connect")...)...); o.exit != problem.ExitOK {
				t.Fatalf("connect: exit %d\n%s", o.exit, o.stdout)
			}
			o := a.call(t, "", a.keys(), a.onACP("disconnect", "--yes")...)
			if o.exit != problem.ExitOK || o.doc.ACP == nil || o.doc.ACP.Connected {
				t.Errorf("exit %d\n%s", o.exit, o.stdout)
			}
			if a.acp.Holds(a.gitlab.URL(), func(string) bool { return true }) {
				t.Error("ACP still holds a token")
			}
			if !a.gitlab.Knows(a.token) {
				t.Error("the token was ended as well")
			}
			if m, _ := memory.Load(a.config); m.DisconnectedAt.IsZero() || m.Token.ID == 0 {
				t.Errorf("remembered %+v", m)
			}
		})
	}
}

func TestALeakedTokenEndsWhateverItsScopes(t *testing.T) {
	t.Parallel()
	for _, scopes := range [][]string{{"write_repository"}, {"read_user"}, {"read_registry"}, {"api", "sudo"}} {
		t.Run(scopes[0], func(t *testing.T) {
			t.Parallel()
			a := open(t, false)
			leaked := a.gitlab.Mint("leaked", scopes, "")
			o := a.call(t, leaked, map[string]string{"GITLAB_TOKEN": a.token}, a.onGitLab("revoke", "--yes")...)
			if o.exit != problem.ExitOK || o.doc.Ended == nil || o.doc.Ended.Name != "leaked" {
				t.Errorf("exit %d\n%s%s", o.exit, o.stdout, o.stderr)
			}
			if a.revokedNow("leaked") != true || a.revokedNow(gitlabtest.TokenName) {
				t.Error("the wrong token has ended, or none")
			}
		})
	}
}

func (a *arena) revokedNow(name string) bool {
	return slices.ContainsFunc(a.gitlab.Tokens(), func(tk gitlabtest.Token) bool { return tk.Name == name && tk.Revoked })
}

// TestWhatEndedIsNotRemembered: its end date would be told as if it still held.
func TestWhatEndedIsNotRemembered(t *testing.T) {
	t.Parallel()
	for _, command := range [][]string{{"revoke", "--yes"}, {"tokens", "revoke", "4902", "--yes"}} {
		a := open(t, false)
		a.join(t, acptest.WithDelay(0))
		a.call(t, a.token, a.keys(), a.onACP(a.onGitLab("connect")...)...)
		if m, _ := memory.Load(a.config); m.Token.ID != 4902 {
			t.Fatalf("remembered %+v", m)
		}
		if o := a.call(t, a.token, nil, a.onGitLab(command...)...); o.exit != problem.ExitOK {
			t.Fatalf("%v: exit %d\n%s", command, o.exit, o.stdout)
		}
		if m, _ := memory.Load(a.config); m.Token != (memory.Token{}) || m.GitLab == "" {
			t.Errorf("%v: remembered %+v", command, m)
		}
	}
}

// TestATokenOfTheEnvironmentStaysHere: a GitLab that only memory names was not
// named in this run.
func TestATokenOfTheEnvironmentStaysHere(t *testing.T) {
	t.Parallel()
	for command, want := range map[string]int{"tokens": problem.ExitUsage, "report": problem.ExitOK, "status": problem.ExitRefused} {
		a := open(t, false)
		if err := memory.Save(a.config, memory.Memory{Setup: memory.Setup{GitLab: a.gitlab.URL()}, SetUpAt: time.Now()}); err != nil {
			t.Fatal(err)
		}
		o := a.call(t, "", map[string]string{"GITLAB_TOKEN": a.token}, command, "--json")
		if o.exit != want {
			t.Errorf("%s: exit %d, want %d\n%s", command, o.exit, want, o.stdout)
		}
		for _, seen := range a.gitlab.Requests() {
			if seen.HasToken() {
				t.Errorf("%s sent it: %s %s", command, seen.Method, seen.Path)
			}
		}
	}
}

// TestTheCAFileOfTheLastSetupCountsForItsHosts: and one that has gone is said.
func TestTheCAFileOfTheLastSetupCountsForItsHosts(t *testing.T) {
	t.Parallel()
	a := open(t, false, gitlabtest.WithScenario("instance-tls-untrusted"))
	file := t.TempDir() + "/ca.pem"
	if err := os.WriteFile(file, a.gitlab.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	left := memory.Memory{Setup: memory.Setup{GitLab: a.gitlab.AddressToUse(), CAFile: file}, SetUpAt: time.Now()}
	for _, tc := range []struct {
		name, file string
		want       int
	}{{"there", file, problem.ExitOK}, {"gone", file + ".gone", problem.ExitUnreachable}} {
		left.CAFile = tc.file
		if err := memory.Save(a.config, left); err != nil {
			t.Fatal(err)
		}
		o := a.call(t, a.token, nil, "tokens", "--token-stdin", "--json")
		if o.exit != tc.want {
			t.Errorf("%s: exit %d, want %d\n%s%s", tc.name, o.exit, tc.want, o.stdout, o.stderr)
		}
	}
}
