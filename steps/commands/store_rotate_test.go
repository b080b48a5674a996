package commands

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// patched are the fields of each change of a credential.
func (a *arena) patched() []string {
	var all []string
	for _, r := range a.acp.Requests() {
		if r.Method == http.MethodPatch {
			all = append(all, fmt.Sprint(r.Fields))
		}
	}
	return all
}

// TestARotationInTheStoreChangesTheTokenAlone: the address of the same GitLab is
// not sent again, and a revoked token is said to reach running sessions.
func TestARotationInTheStoreChangesTheTokenAlone(t *testing.T) {
	t.Parallel()
	for _, revoke := range []bool{false, true} {
		t.Run(strconv.FormatBool(revoke), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := open(t, true, gitlabtest.WithScenario("rotation"), gitlabtest.WithNow(time.Now))
				a.join(t, acptest.WithNow(time.Now), acptest.WithStore(), acptest.WithCredential(acptest.Seeded{
					Owner: acptest.Person, Name: "x", Provider: "gitlab", URL: a.gitlab.URL(), Token: a.gitlab.Value(oldID), Projects: []string{acptest.Workspace},
				}))
				time.Sleep(time.Hour) // virtual
				args := a.onACP(a.onGitLab("rotate", "team/app", "--old-token-id", strconv.Itoa(oldID))...)
				if revoke {
					args = append(args, "--revoke-old")
				}
				o := a.call(t, a.gitlab.Token(), a.keys(), args...)
				if o.exit != problem.ExitOK || !slices.Equal(a.patched(), []string{"[token]"}) || a.revoked(oldID) != revoke {
					t.Fatalf("exit code %d, changed %v: %s", o.exit, a.patched(), o.stdout)
				}
				if said := strings.Contains(o.doc.Note, runningFail); said != revoke {
					t.Errorf("the note says %q", o.doc.Note)
				}
			})
		})
	}
}

// TestWhatKeepsTheTokenAwayIsSaid: a credential of GitHub in the project, by which
// a session may get no GitLab token.
func TestWhatKeepsTheTokenAwayIsSaid(t *testing.T) {
	t.Parallel()
	inStoreOf := func(t *testing.T, command string, asJSON bool) outcome {
		t.Helper()
		a := open(t, true)
		a.join(t, acptest.WithStore(), acptest.WithCredential(acptest.Seeded{
			Owner: acptest.Person, Name: "x", Provider: "github", Projects: []string{acptest.Workspace},
		}), acptest.WithCredential(acptest.Seeded{
			Owner: acptest.Person, Name: "y", Provider: "gitlab", URL: a.gitlab.URL(), Projects: []string{acptest.Workspace},
		}))
		args := a.onACP(a.onGitLab(command)...)
		if !asJSON {
			args = slices.DeleteFunc(args, func(s string) bool { return s == "--json" })
		}
		return a.call(t, a.token, a.keys(), args...)
	}
	for _, command := range []string{"connect", "rotate", "status"} {
		synctest.Test(t, func(t *testing.T) {
			if o := inStoreOf(t, command, true); o.doc.ACP == nil || !slices.Equal(o.doc.ACP.Credential.Beside, []string{"github"}) {
				t.Errorf("%s: exit code %d: %s", command, o.exit, o.stdout)
			}
			if o := inStoreOf(t, command, false); !strings.Contains(o.stdout, "github credential is bound") {
				t.Errorf("%s: exit code %d: %s", command, o.exit, o.stdout)
			}
		})
	}
}

// TestTheNewerPagesNameTheAPI: they name an address, which is told and not used.
func TestTheNewerPagesNameTheAPI(t *testing.T) {
	t.Parallel()
	inStore(t, func(t *testing.T, a *arena) {
		o := a.call(t, a.token, map[string]string{"ACP_TOKEN": a.session}, append(a.onGitLab("connect", "team/app-docs"), "--acp-url", a.acp.UIURL())...)
		if o.exit != problem.ExitRefused || !o.names(problem.ACPLoginPage) || !strings.Contains(o.stdout, "ambient-api-server") || len(a.acp.Credentials()) > 0 {
			t.Errorf("exit code %d: %s", o.exit, o.stdout)
		}
	})
}
