package steps_test

import (
	"strings"
	"testing"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/setup"
)

// TestAnOwnEndDateHasALatest: GitLab would refuse it on its own page, where
// nobody says which date would do.
func TestAnOwnEndDateHasALatest(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ version, refused, latest string }{
		{"", "2027-11-23", "2027-11-22"},
		{"16.11.4", "2027-11-23", "2027-11-22"},
		{"17.5.9", "2030-01-01", "2027-11-22"},
		{"17.6.0", "2027-12-28", "2027-12-27"},
		{"18.5.2-ee", "2027-12-28", "2027-12-27"},
	} {
		t.Run("version "+tc.version, func(t *testing.T) {
			t.Parallel()
			play(t, plot{}, func(th *harness) {
				th.to(2)
				th.setup.Checked(&gitlab.Inspection{Version: tc.version}) // of a token checked before
				th.keys("d", "down", "down", "enter", tc.refused, "enter")
				th.see(tc.refused, "too far ahead", tc.latest+" or", "On which day")
				th.keys("ctrl+u", tc.latest, "enter")
				th.see(tc.latest, atStep(setup.IDTokenPage))
				if got := th.setup.EndDate.String(); got != tc.latest {
					th.t.Errorf("the end date is %s", got)
				}
			})
		})
	}
}

// TestACopyOfTheAddressHidesNoOtherWay: where there is room, the reply stands
// below the other ways.
func TestACopyOfTheAddressHidesNoOtherWay(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.to(2)
		th.keys("c")
		th.see("page not found", "I already have a token", "Sent to your clipboard. Not there? Press p")
	})
}

// TestACopyOfTheQuestionIsAnswered: and a copy of the address before it is not
// taken for one of the question.
func TestACopyOfTheQuestionIsAnswered(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.to(2)
		th.keys("c", "h")
		if v := th.view(); strings.Contains(v, "Sent to your clipboard") {
			t.Errorf("the question was not sent yet:\n%s", v)
		}
		th.keys("c")
		th.see("Sent to your clipboard. Not there? Select it with the mouse:")
		th.keys("esc")
		th.see("page not found")
		if v := th.view(); strings.Contains(v, "Sent to your clipboard") {
			t.Errorf("the address was not sent now:\n%s", v)
		}
	})
}
