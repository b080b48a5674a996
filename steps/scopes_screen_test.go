package steps

import (
	"testing"

	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

func TestScopesScreen(t *testing.T) {
	t.Parallel()
	all := func(s *setup.State) bool { return len(s.Scopes) == 4 }
	rows(t, NewScopes,
		row[*Scopes]{name: "at first", given: atGitLab, see: []string{"check, create, copy"}, left: all},
		row[*Scopes]{name: "on", given: atGitLab, act: []any{"enter"}, out: ui.Next{}, left: all},
		row[*Scopes]{
			name: "one is missing", given: atGitLab, act: []any{ticked{"api", "read_api", "read_user"}},
			see: []string{"Step 5 will stop there."}, left: func(s *setup.State) bool { return len(s.Scopes) == 3 },
		},
		row[*Scopes]{name: "opened again", given: atGitLab, act: []any{"o"}, see: []string{"Opened in your browser with these scopes. Nothing there? Press o."}},
		row[*Scopes]{name: "nothing to open", given: atGitLab, act: []any{ticked{}, "o"}, see: []string{"Step 5 will stop there."}},
		row[*Scopes]{name: "no browser starts", given: asGiven(atGitLab, brokenBrowser), act: []any{"o"}, see: []string{"Could not open a browser here."}},
		row[*Scopes]{name: "none may start", given: asGiven(atGitLab, noBrowser), gone: []string{"[o] open"}},
		row[*Scopes]{name: "narrow", given: atGitLab, room: narrow, act: []any{"o", "enter"}, out: ui.Next{}},
	)
}
