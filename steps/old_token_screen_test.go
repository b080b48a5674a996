package steps

import (
	"testing"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// TestOldTokenScreen: the questions about the old token. That they are put only
// once the new one has been read back is the whole flow's to show.
func TestOldTokenScreen(t *testing.T) {
	t.Parallel()
	rotating := func(w *setup.Env, s *setup.State) {
		remembered(w, s)
		Rotating(w, s, w.Memory)
		connected(w, s)
	}
	listed := func(found ...gitlab.TokenFacts) func(*OldToken) {
		return func(m *OldToken) { m.listed(candidates{found: gitlab.TokenList{Tokens: found}}) }
	}
	failed := func(p *problem.Problem) func(*OldToken) {
		return func(m *OldToken) { m.listed(candidates{problem: p}) }
	}
	waits := func(m *OldToken) { m.mode = oldLooking }
	ending := func(e setup.Ending) func(*OldToken) {
		return func(m *OldToken) {
			m.task.Cancel()
			m.answered(e)
		}
	}
	old := gitlab.TokenFacts{ID: 4700, Name: "the old one", CreatedAt: today.AddDate(0, 0, -90)}
	other := gitlab.TokenFacts{ID: 4699, Name: "an older one"}
	rows(t, NewOldToken,
		row[*OldToken]{name: "nothing was read back", given: rotating, see: []string{"Connected.", "[enter] finish"}},
		row[*OldToken]{name: "the end", given: rotating, act: []any{"enter"}, out: ui.Finish{}},
		row[*OldToken]{name: "ACP is opened", given: rotating, act: []any{"o"}, see: []string{"ACP is opening in your browser."}},
		row[*OldToken]{name: "the command", given: rotating, act: []any{"c"}, out: ui.Copy{}},
		row[*OldToken]{name: "looking for it", given: rotating, act: []any{waits}, see: []string{"looking for the old one", "[esc] back"}},
		row[*OldToken]{name: "back", given: rotating, act: []any{waits, "esc"}, out: ui.Back{}},
		row[*OldToken]{name: "the one", given: rotating, act: []any{listed(old)}, see: []string{"Revoke the old token now?", "number 4700", "Keep it for now"}},
		row[*OldToken]{name: "Enter keeps it", given: rotating, act: []any{listed(old), "enter"}, see: []string{"The old token is kept."}},
		row[*OldToken]{name: "esc leaves it open", given: rotating, act: []any{listed(old), "esc"}, out: ui.Back{}},
		row[*OldToken]{name: "it is being ended", given: rotating, act: []any{listed(old), "y"}, see: []string{"revoking the old token", "[esc] continue"}},
		row[*OldToken]{name: "it is being ended by choice", given: rotating, act: []any{listed(old), picked(choiceEndOld), "enter"}, see: []string{"revoking the old token"}},
		row[*OldToken]{name: "gone on meanwhile", given: rotating, act: []any{listed(old), "y", "esc"}, see: []string{"GitLab may have revoked it."}},
		row[*OldToken]{name: "it has expired", given: rotating, act: []any{listed(old), "y", ending(setup.Ending{Ended: true}), "enter"}, out: ui.Finish{}},
		row[*OldToken]{name: "GitLab does not end it", given: rotating, act: []any{listed(old), "y", ending(setup.Ending{Problem: problem.New(problem.GitLabUnavailable, "")})}, see: []string{"GitLab did not revoke it (gitlab-unavailable)."}},
		row[*OldToken]{name: "several", given: rotating, act: []any{listed(old, other)}, see: []string{"Which of these 2 is the old token?", "None of these"}},
		row[*OldToken]{name: "none of them", given: rotating, act: []any{listed(old, other), "enter"}, see: []string{"No token was revoked."}},
		row[*OldToken]{name: "one of them", given: rotating, act: []any{listed(old, other), picked("4699"), "enter"}, see: []string{"Revoke the old token now?", "number 4699"}},
		row[*OldToken]{name: "another of them", given: rotating, act: []any{listed(old, other), picked("4699"), "enter", "esc"}, see: []string{"Which of these 2"}},
		row[*OldToken]{name: "back from them", given: rotating, act: []any{listed(old, other), "esc"}, out: ui.Back{}},
		row[*OldToken]{name: "there is none", given: rotating, act: []any{listed()}, see: []string{"there is nothing to revoke."}},
		row[*OldToken]{name: "GitLab does not list them", given: rotating, act: []any{failed(problem.New(problem.GitLabUnavailable, ""))}, see: []string{"GitLab did not list your tokens (gitlab-unavailable)"}},
	)
}
