package commands

import (
	"slices"
	"strings"
	"testing"

	"acp-gitlab/steps/memory"
)

// TestForgetShowsWhatIsKept: in columns, and read out without empty labels.
func TestForgetShowsWhatIsKept(t *testing.T) {
	t.Parallel()
	m := memory.Memory{
		Setup: memory.Setup{GitLab: "https://gitlab.example.com", ACP: "https://acp.example.com", Repositories: []string{"team/app"}},
		Token: memory.Token{Name: "laptop", ID: 4711},
	}
	blocks := kept(m, "dir", "", false)
	for face, tc := range map[string]struct{ got, want []string }{
		"columns": {drawn(blocks)[1:], []string{
			"  GitLab  https://gitlab.example.com",
			"  ACP     https://acp.example.com",
			"          team/app",
			`  token   its name "laptop", number 4711. Not the token itself.`,
		}},
		"sentences": {spoken(blocks)[1:], []string{
			"GitLab: https://gitlab.example.com.", "ACP: https://acp.example.com.", "team/app.",
			`token: its name "laptop", number 4711. Not the token itself.`,
		}},
	} {
		if !slices.Equal(tc.got, tc.want) {
			t.Errorf("%s:\n%s", face, strings.Join(tc.got, "\n"))
		}
	}
}
