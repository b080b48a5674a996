package steps_test

import (
	"testing"
	"time"

	"acp-gitlab/steps/setup"
)

// TestATokenIsNotSearchedFor: GitLab is asked for what is typed once typing
// rests, and an address is no place for a token.
func TestATokenIsNotSearchedFor(t *testing.T) {
	t.Parallel()
	play(t, plot{gitlab: "many-projects"}, func(th *harness) {
		th.to(6)
		th.keys("part-1")
		th.wait(time.Second)
		th.see("team/part-1")
		th.keys("ctrl+u")
		th.paste(th.gitlab.Token())
		th.wait(time.Second)
		th.keys("enter")
		th.see("looks like a token", atStep(setup.IDRepository))
		searched := false
		for _, seen := range th.gitlab.Requests() {
			searched = searched || seen.Query != "" && seen.Path == "/api/v4/projects"
			if len(seen.TokenIn) > 0 && seen.TokenIn[0] != "Authorization" {
				t.Errorf("%s %s: a token in %s", seen.Method, seen.Path, seen.TokenIn)
			}
		}
		if !searched {
			t.Error("nothing was searched for at all")
		}
	})
}
