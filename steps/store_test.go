package steps_test

import (
	"strings"
	"testing"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/steps/setup"
)

// toConnect goes by Enter to where ACP has answered.
func toConnect(th *harness) {
	th.t.Helper()
	pasted := false
	for range 12 {
		v := th.view()
		switch {
		case strings.Contains(v, "Paste the token") && !pasted:
			th.paste(th.gitlab.Token())
			pasted = true
		case strings.Contains(v, "push as you"), strings.Contains(v, "Create Credential"), strings.Contains(v, atStep(setup.IDDone)):
			return
		}
		th.keys("enter")
		th.wait(10 * time.Second)
	}
}

// TestASharedProjectIsAskedAbout: nothing is stored before the person has said,
// by a key that is not Enter, that the others may push as them.
func TestASharedProjectIsAskedAbout(t *testing.T) {
	t.Parallel()
	play(t, plot{acp: "acp-shared-project"}, func(th *harness) {
		toConnect(th)
		if v := th.view(); !strings.Contains(v, "Others in "+acptest.Workspace+" would push as you.") {
			th.t.Fatalf("not asked:\n%s", v)
		}
		th.keys("enter")
		th.wait(10 * time.Second)
		if all := th.acp.Credentials(); len(all) > 0 {
			th.t.Fatalf("Enter stored %+v", all)
		}
		th.keys("y")
		th.wait(10 * time.Second)
		if all := th.acp.Credentials(); len(all) != 1 || len(all[0].Projects) != 1 {
			th.t.Errorf("stored %+v:\n%s", all, th.view())
		}
	})
}

// TestTheNewerPagesHaveTheirOwnSteps: there is no Integrations page there.
func TestTheNewerPagesHaveTheirOwnSteps(t *testing.T) {
	t.Parallel()
	play(t, plot{acp: "acp-credentials", given: func(th *harness, a *setup.Answers) {
		a.ACP.Value, a.Sessions = th.acp.UIURL(), nil
	}}, func(th *harness) {
		toConnect(th)
		if v := th.view(); !strings.Contains(v, "Create Credential") || strings.Contains(v, "Integrations") {
			th.t.Errorf("the steps are not those of Credentials:\n%s", v)
		}
	})
}
