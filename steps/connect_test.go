package steps_test

import (
	"strings"
	"testing"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
)

// TestOnlyATokenThatGitLabAcceptedGoesToACP: whatever became of it since the
// check, Enter leads back there, and ACP hears nothing.
func TestOnlyATokenThatGitLabAcceptedGoesToACP(t *testing.T) {
	t.Parallel()
	refused := gitlab.Inspection{Problems: []*problem.Problem{problem.New(problem.TokenRevoked, "")}}
	for name, inspected := range map[string]*gitlab.Inspection{"not checked": nil, "refused": &refused} {
		play(t, plot{}, func(th *harness) {
			th.to(7)
			th.see("Enter gives ACP the token")
			before := len(th.acp.Requests())
			th.setup.Checked(inspected)
			th.keys("enter")
			th.see(atStep(setup.IDValidation))
			if n := len(th.acp.Requests()) - before; n != 0 || th.setup.HandedOver() {
				t.Errorf("%s: ACP was asked %d times", name, n)
			}
		})
	}
}

// TestTheChosenWayToACPStandsOnTheWayBack goes from the browser way back to the
// address and on again: the session at hand must not take over by Enter.
func TestTheChosenWayToACPStandsOnTheWayBack(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.to(7)
		th.see("Enter gives ACP the token")
		th.keys("esc", "down", "enter")
		th.see("Five steps in ACP.")
		th.keys("esc", "esc")
		th.see("Where do you open ACP?")
		th.keys("enter")
		th.see("How do you want to give ACP the token?", "> In the browser")
		th.keys("enter")
		th.see("Five steps in ACP.")
	})
}

// TestWhatACPsPageSaysIsLookedUpWithKeys: what is found is a panel as any
// other, whose message can be copied.
func TestWhatACPsPageSaysIsLookedUpWithKeys(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.to(7)
		th.keys("esc", "down", "enter", "x", "cannot resolve host", "enter")
		th.see("> Go back to the steps in ACP and try again", "Copy a message for your ACP team", "acp-cannot-reach-gitlab")
		th.keys("c")
		th.see("Sent to your clipboard.", "cannot resolve host. Seen:")
		th.keys("?")
		th.see("What to do")
		th.keys("esc", "esc")
		th.see("What does it say?")
		if v := th.view(); strings.Contains(v, "Sent to your clipboard") {
			t.Errorf("the panel is still there:\n%s", v)
		}
		th.keys("enter", "enter")
		th.see("Five steps in ACP.")
	})
}
