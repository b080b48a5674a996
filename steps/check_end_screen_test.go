package steps

import (
	"testing"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

func TestCheckEndScreen(t *testing.T) {
	t.Parallel()
	put := repositoryActs[*CheckEnd]{func(m *CheckEnd) *repositoryCheck { return &m.check }}
	archived := problem.New(problem.RepoArchived, "team/app")
	inCheck := func(more func(*setup.Env, *setup.State)) func(*setup.Env, *setup.State) {
		return asGiven(inFlow(setup.FlowCheck), more)
	}
	checkedOut := func(s *setup.State) bool { return s.Outcome() == setup.Checked }
	rows(t, NewCheckEnd,
		row[*CheckEnd]{name: "a repository first", given: inCheck(checked()), act: []any{put.listed(1)}, see: []string{"Which repository will you use first?"}},
		row[*CheckEnd]{name: "it can be pushed to", given: inCheck(checked()), act: []any{put.listed(1), "enter", put.found(proven("team/app")), "enter"}, see: []string{"Nothing was connected.", "team/app", "can push"}},
		row[*CheckEnd]{
			name: "several", given: inCheck(checked()), act: []any{put.listed(2), "tab", picked("team/app2"), "tab", "enter", put.foundAll(nil, proven("team/app"), proven("team/app2", archived)), "enter"},
			see: []string{"Nothing was connected.", "can push", "repo-archived"},
		},
		row[*CheckEnd]{name: "several, stopped", given: inCheck(checked()), act: []any{typing("team/a team/b"), "enter", "esc"}, see: []string{"Stopped."}},
		row[*CheckEnd]{name: "several, again", given: inCheck(checked()), act: []any{typing("team/a team/b"), "enter", "esc", "r"}, see: []string{"Checking 2 repositories..."}},
		row[*CheckEnd]{name: "several, others", given: inCheck(checked()), act: []any{typing("team/a team/b"), "enter", "esc", "a"}, see: []string{"Which repository"}, out: fills("repository", "")},
		row[*CheckEnd]{name: "several, out", given: inCheck(checked()), act: []any{typing("team/a team/b"), "enter", "esc", "esc"}, out: ui.Back{}},
		row[*CheckEnd]{name: "the end", given: inCheck(withRepository), act: []any{"enter", "enter"}, out: ui.Finish{}, left: checkedOut},
		row[*CheckEnd]{
			name: "connect it now", given: inCheck(withRepository), act: []any{"enter", "n"}, out: ui.Finish{},
			left: func(s *setup.State) bool {
				flow, at, _ := s.TakeNextFlow()
				return flow == setup.FlowSetUp && at == setup.IDConnect
			},
		},
		row[*CheckEnd]{name: "back to the repository", given: inCheck(withRepository), act: []any{"enter", "esc"}, see: []string{"Developer (30)"}},
		row[*CheckEnd]{name: "none", given: inCheck(checked()), act: []any{put.listed(1), picked(skipRepo), "enter"}, see: []string{"not proven: no repository was checked"}},
		row[*CheckEnd]{
			name: "archived", given: inCheck(checked()), act: []any{put.listed(1), "enter", put.found(proven("team/app", archived)), "s", "enter"}, out: ui.Finish{},
			left: func(s *setup.State) bool { return checkedOut(s) && s.Refused != nil },
		},
		row[*CheckEnd]{name: "archived, another", given: inCheck(checked()), act: []any{put.listed(1), "enter", put.found(proven("team/app", archived)), "enter"}, see: []string{"Which repository"}, out: fills("repository", "team/app")},
		row[*CheckEnd]{name: "archived, back", given: inCheck(checked()), act: []any{put.listed(1), "enter", put.found(proven("team/app", archived)), "esc"}, see: []string{"Which repository"}, out: fills("repository", "team/app")},
		row[*CheckEnd]{name: "stopped", given: inCheck(checked()), act: []any{put.listed(1), "enter", "esc"}, see: []string{"Stopped."}},
		row[*CheckEnd]{name: "another", given: inCheck(withRepository), act: []any{"a"}, see: []string{"Which repository"}, out: fills("repository", "")},
		row[*CheckEnd]{name: "checked again", given: inCheck(withRepository), act: []any{"r"}, see: []string{"[esc] stop"}},
		row[*CheckEnd]{name: "out", given: inCheck(withRepository), act: []any{"esc"}, out: ui.Back{}},
		row[*CheckEnd]{
			name: "a token that cannot be connected", given: inCheck(func(w *setup.Env, s *setup.State) { withRepository(w, s); s.Rechecking() }),
			act: []any{"enter"}, gone: []string{"[n]"},
		},
		row[*CheckEnd]{name: "and its end", given: inCheck(func(w *setup.Env, s *setup.State) { withRepository(w, s); s.Rechecking() }), act: []any{"enter", "enter"}, out: ui.Finish{}},
		row[*CheckEnd]{name: "and back", given: inCheck(func(w *setup.Env, s *setup.State) { withRepository(w, s); s.Rechecking() }), act: []any{"enter", "esc"}, see: []string{"Developer (30)"}},
	)
}
