package words_test

import (
	"slices"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// TestLeavingKeepsWhatIsLive: whoever leaves a rotation after another change
// of this run is still told which token ACP holds.
func TestLeavingKeepsWhatIsLive(t *testing.T) {
	t.Parallel()
	s := &setup.State{Flow: setup.FlowReplace, Rotation: setup.NewRotation(memory.Memory{})}
	s.TokenEnded(gitlab.TokenFacts{Name: "lost", ID: 12}, false)
	s.SetToken(secret.New("glpat-"+"new-token-of-this-run"), "prompt")
	s.Checked(&gitlab.Inspection{User: &gitlab.User{Username: "ada"}})
	want := []string{
		"The token \"lost\" (12) was revoked.",
		"In ACP now: what it had before. Nothing was changed there. The new one is active at GitLab but not in use.",
		"Start again later and paste it, or revoke it on GitLab's token page.",
	}
	if got := words.Leaving(s, time.Now()); !slices.Equal(got, want) {
		t.Errorf("it says:\n%q\nwant\n%q", got, want)
	}
}
