package steps_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/steps/setup"
)

// TestTheWizardMayBeCutAtAnyCallOfTheStore: whichever call breaks and however, the
// person gets to the end by what the screen offers. There is one credential, bound
// once, and a colleague's is as it was.
func TestTheWizardMayBeCutAtAnyCallOfTheStore(t *testing.T) {
	t.Parallel()
	for i, how := range []acptest.Break{acptest.CutBefore, acptest.CutAfter, acptest.ServerError, acptest.Silence} {
		for nth := 1 + i; nth <= unbroken+cutEvery; nth += cutEvery {
			t.Run(fmt.Sprintf("%s %d", how, nth), func(t *testing.T) {
				t.Parallel()
				p := store(acptest.StoreShared())
				p.acpOptions = append(p.acpOptions, acptest.WithBreak(nth, how), colleagues)
				play(t, p, func(th *harness) {
					toConnect(th)
					th.insist()
					all := th.acp.Credentials()
					if len(all) != 2 || !slices.Equal(all[1].Projects, []string{acptest.Workspace}) || all[1].Owner != acptest.Person {
						t.Fatalf("the store holds %+v", all)
					}
					if !th.acp.StoreHolds(all[1].ID, func(token string) bool { return token == th.gitlab.Token() }) {
						t.Error("not the token")
					}
					if other := all[0]; !other.HasToken || other.Deleted || len(other.Projects) > 0 {
						t.Errorf("a colleague's became %+v", other)
					}
				})
			})
		}
	}
}

// An unbroken connect has so many calls of the store; every fourth is broken in one
// of the four ways.
const (
	unbroken = 31
	cutEvery = 4
)

// colleagues is a credential of another person, for the same GitLab.
var colleagues = acptest.WithCredential(acptest.Seeded{
	Owner: acptest.Colleague, Name: "gitlab-gitlab.example.com", Provider: "gitlab", URL: "https://gitlab.example.com",
})

// insist goes on as the screen offers it, until ACP has confirmed.
func (th *harness) insist() {
	th.t.Helper()
	for range 25 {
		v := th.view()
		switch {
		case strings.Contains(v, atStep(setup.IDDone)):
			return
		case strings.Contains(v, "a connect again"):
			th.keys("a")
		case strings.Contains(v, "Give it (y)"), strings.Contains(v, "Replace the token there (y)"), strings.Contains(v, "Replace it (y)"):
			th.keys("y")
		case strings.Contains(v, "enter browser"), strings.Contains(v, "enter copy"):
			th.t.Fatalf("the screen offers no second try:\n%s", v)
		default:
			th.keys("enter")
		}
		th.wait(90 * time.Second)
	}
	th.t.Fatalf("no end:\n%s", th.view())
}

// TestHowManyCallsAConnectHas keeps unbroken honest: fewer, and calls are left out
// of the test above.
func TestHowManyCallsAConnectHas(t *testing.T) {
	t.Parallel()
	play(t, store(acptest.StoreShared()), func(th *harness) {
		toConnect(th)
		before := len(th.acp.Requests())
		th.insist()
		calls := 0
		for _, seen := range th.acp.Requests()[before:] {
			if strings.HasPrefix(seen.Path, "/api/ambient/v1/") {
				calls++
			}
		}
		if calls > unbroken {
			t.Errorf("%d calls", calls)
		}
	})
}

// TestStoppingInTheMiddleOfTheStore: esc while a credential is being stored leaves
// one at most, and the next try ends with one that is bound once.
func TestStoppingInTheMiddleOfTheStore(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/api/ambient/v1/credentials", "/api/ambient/v1/role_bindings"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			play(t, store(acptest.StoreShared()), func(th *harness) {
				toConnect(th)
				th.keys("enter")
				th.see("Give it (y)")
				gate := th.acp.Hold(path)
				th.keys("y")
				th.wait(3 * time.Second)
				th.keys("esc")
				th.see("Stopped.")
				gate.Release()
				th.wait(time.Second)
				th.insist()
				if all := th.kept(); len(all) != 1 || !slices.Equal(all[0].Projects, []string{acptest.Workspace}) {
					t.Errorf("the store holds %+v", all)
				}
			})
		})
	}
}
