package steps

import (
	"testing"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/words"
)

// TestWhatIsNotKnownOfPushingIsNotPromised: a fault of git is only a warning,
// also where no role was told.
func TestWhatIsNotKnownOfPushingIsNotPromised(t *testing.T) {
	t.Parallel()
	warned := []*problem.Problem{problem.New(problem.GitLabUnavailable, "team/app").WithSeverity(problem.Warning)}
	for _, tc := range []struct {
		repo            gitlab.Repository
		pushing, proven string
	}{
		{gitlab.Repository{Problems: warned}, "not known whether you can push", "not known"},
		{gitlab.Repository{CanPush: true, Problems: warned}, "can push, not proven with git", "allowed by your role, not proven with git"},
		{gitlab.Repository{CanPush: true, PushProven: true}, "can push", "proven"},
	} {
		if got := words.Pushing(tc.repo); got != tc.pushing {
			t.Errorf("%v: %q, want %q", tc.repo.Problems, got, tc.pushing)
		}
		if got := words.Proven(tc.repo); got != tc.proven {
			t.Errorf("%v: %q, want %q", tc.repo.Problems, got, tc.proven)
		}
	}
}
