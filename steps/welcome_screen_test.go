package steps

import (
	"testing"

	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

func TestWelcomeScreen(t *testing.T) {
	t.Parallel()
	answered := func(m *Welcome) {
		m.picker.probe.Cancel()
		found := foundAt(gitlabURL)
		m.picker.took(probeEvent{found: &found})
	}
	resumed := asGiven(remembered, interrupted(setup.IDScopes))
	rows(t, func(w *setup.Env, s *setup.State) *Welcome {
		return NewWelcome(w, s, instanceUse{question: questionOfSetup, menu: true})
	},
		row[*Welcome]{name: "what is remembered", given: remembered, see: []string{"@ada on gitlab.example.com", "The token expires on 20 Feb 2027", "Replace the token"}},
		row[*Welcome]{name: "line by line", given: remembered, act: []any{"l"}, out: ui.LineByLine{}},
		row[*Welcome]{
			name: "another flow", given: remembered, act: []any{"enter"}, out: ui.Finish{},
			left: func(s *setup.State) bool { flow, _, _ := s.TakeNextFlow(); return flow == setup.FlowReplace },
		},
		row[*Welcome]{name: "from the beginning", given: remembered, act: []any{picked(setup.FlowSetUp), "enter"}, see: []string{"Where is your GitLab?", "[m]", "[esc] back"}},
		row[*Welcome]{name: "back to what is remembered", given: remembered, act: []any{picked(setup.FlowSetUp), "enter", "esc"}, see: []string{"Welcome back."}},
		row[*Welcome]{name: "inside, the menu", given: remembered, act: []any{picked(setup.FlowSetUp), "enter", "m", "esc"}, see: []string{"Where is your GitLab?"}},
		row[*Welcome]{name: "inside, a menu's flow", given: remembered, act: []any{picked(setup.FlowSetUp), "enter", "m", "enter"}, out: ui.Finish{}},
		row[*Welcome]{name: "inside, line by line", given: remembered, act: []any{picked(setup.FlowSetUp), "enter", "l"}, out: ui.LineByLine{}},
		row[*Welcome]{name: "inside, chosen", given: remembered, act: []any{picked(setup.FlowSetUp), "enter", "enter", "esc"}, see: []string{"Stopped."}},
		row[*Welcome]{name: "inside, tried again", given: remembered, act: []any{picked(setup.FlowSetUp), "enter", "enter", "esc", "enter", "esc", "r"}, see: []string{"[esc] stop"}},
		row[*Welcome]{name: "where it was left", given: resumed, see: []string{"of gitlab.example.com at step 3 on"}},
		row[*Welcome]{name: "where it was left, line by line", given: resumed, act: []any{"l"}, out: ui.LineByLine{}},
		row[*Welcome]{name: "going on asks that GitLab first", given: resumed, act: []any{"enter"}, see: []string{"Reaching gitlab.example.com...", "[esc] stop"}},
		row[*Welcome]{name: "and then goes on there", given: resumed, act: []any{"enter", answered, "enter"}, out: ui.GoTo{ID: setup.IDScopes}},
		row[*Welcome]{name: "once more", given: resumed, act: []any{"enter", answered, "r"}, see: []string{"[esc] stop"}},
		row[*Welcome]{name: "back from going on", given: resumed, act: []any{"enter", "esc", "esc"}, see: []string{"Welcome back."}},
		row[*Welcome]{
			name: "with a CA file that is gone", given: asGiven(resumed, func(w *setup.Env, _ *setup.State) { w.Memory.Interrupted.CAFile = "/nowhere.pem" }),
			act: []any{"enter", works{}}, see: []string{"No certificate found in /nowhere.pem"},
		},
		row[*Welcome]{
			name: "with another", given: asGiven(resumed, func(w *setup.Env, _ *setup.State) { w.Memory.Interrupted.CAFile = "/nowhere.pem" }),
			act: []any{"enter", works{}, typing("/nor-here.pem"), "enter", works{}}, see: []string{"/nor-here.pem"},
		},
		row[*Welcome]{
			name: "without one", given: asGiven(resumed, func(w *setup.Env, _ *setup.State) { w.Memory.Interrupted.CAFile = "/nowhere.pem" }),
			act: []any{"enter", works{}, "esc"}, see: []string{"gitlab"},
		},
	)
}
