package words

import (
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
)

// TestAPageSaysWhatACPHolds after an answer of ACP got lost, in each state.
func TestAPageSaysWhatACPHolds(t *testing.T) {
	t.Parallel()
	s := setup.New(setup.Answers{}, time.Now())
	for state, want := range map[problem.LostState]string{
		problem.NothingLost:      "Nothing is lost",
		problem.LostUntold:       "may have made the change",
		problem.LostSaved:        "said that it saved the token",
		problem.LostDisconnected: "said that it disconnected",
		problem.LostNone:         "has no GitLab connection for you now",
		problem.LostConnected:    "is still connected to https://gitlab.example.com as @ada, saved 23 Nov 2026",
		problem.LostStored:       "still keeps your credential for https://gitlab.example.com. No",
	} {
		lost := problem.Lost{State: state, URL: "https://gitlab.example.com", User: "ada", SavedAt: time.Date(2026, 11, 23, 12, 0, 0, 0, time.Local)}
		page := Page(s, problem.New(problem.ACPUnavailable, "acp.example.com").With(problem.Facts{Lost: lost}))
		if !strings.Contains(page.Why, want) {
			t.Errorf("state %d: %q does not say %q", state, page.Why, want)
		}
	}
}
