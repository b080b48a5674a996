package steps

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// told puts in what GitLab says of the token.
func told(in *gitlab.Inspection) func(*Validation) {
	return func(m *Validation) {
		m.check.Cancel()
		m.took(ui.Event[inspectEvent]{Val: inspectEvent{inspection: in}})
	}
}

func TestValidationScreen(t *testing.T) {
	t.Parallel()
	expired := problem.New(problem.TokenExpired, "")
	dangerous := problem.New(problem.ScopeDangerous, "sudo")
	rows(t, func(w *setup.Env, s *setup.State) *Validation { return NewValidation(w, s, verdictUse{}) },
		row[*Validation]{name: "it is asked at once", given: withToken, see: []string{"Checking the token...", "wait", "[esc] stop"}},
		row[*Validation]{name: "stopped", given: withToken, act: []any{"esc"}, see: []string{"Stopped. Nothing was changed.", "[enter] check again"}},
		row[*Validation]{name: "asked again", given: withToken, act: []any{"esc", "enter"}, see: []string{"[esc] stop"}},
		row[*Validation]{name: "all good", given: withToken, act: []any{told(inspected())}, see: []string{"it is @ada's", "This token works."}, left: (*setup.State).TokenUsable},
		row[*Validation]{name: "on", given: withToken, act: []any{told(inspected()), "enter"}, out: ui.Next{}},
		row[*Validation]{name: "checked again", given: checked(), act: []any{"r"}, see: []string{"[esc] stop"}},
		row[*Validation]{name: "back", given: checked(), act: []any{"esc"}, out: ui.Back{}},
		row[*Validation]{name: "it has expired", given: withToken, act: []any{told(inspected(expired))}, see: []string{"token-expired"}},
		row[*Validation]{name: "a new one", given: checked(expired), act: []any{"enter"}, out: ui.GoTo{ID: setup.IDTokenPage}, left: (*setup.State).TurnedAway},
		row[*Validation]{name: "another", given: checked(expired), act: []any{"a"}, out: ui.GoTo{ID: setup.IDPaste}, left: (*setup.State).TurnedAway},
		row[*Validation]{name: "back from a problem", given: checked(expired), act: []any{"esc"}, out: ui.GoTo{ID: setup.IDPaste}},
		row[*Validation]{name: "too much", given: checked(dangerous), act: []any{"g"}, see: []string{"You accepted this: sudo."}, left: (*setup.State).TokenUsable},
		row[*Validation]{name: "too much, a new one", given: checked(dangerous), act: []any{"enter"}, out: ui.GoTo{ID: setup.IDTokenPage}},
		row[*Validation]{name: "too much, another", given: checked(dangerous), act: []any{"a"}, out: ui.GoTo{ID: setup.IDPaste}},
		row[*Validation]{name: "too much, back", given: checked(dangerous), act: []any{"esc"}, out: ui.GoTo{ID: setup.IDPaste}},
		row[*Validation]{name: "narrow", given: checked(), room: narrow, act: []any{"r", "esc", "r"}, see: []string{"[esc] stop"}},
		row[*Validation]{name: "narrow, on", given: checked(), room: narrow, act: []any{"enter"}, see: []string{"This token works."}, out: ui.Next{}},
		row[*Validation]{name: "narrow, back", given: checked(), room: narrow, act: []any{"esc"}, out: ui.Back{}},
		row[*Validation]{name: "narrow, again", given: checked(), room: narrow, act: []any{"r"}, see: []string{"[esc] stop"}},
	)
}

// TestValidationScreenOfAFlow: what a flow adds to GitLab's word.
func TestValidationScreenOfAFlow(t *testing.T) {
	t.Parallel()
	expired := problem.New(problem.TokenExpired, "")
	theirs := &objection{problem: problem.New(problem.TokenNotPersonal, "@bob"), title: "It is @bob's.", why: "The old one was @ada's.", fact: "GET user: @bob"}
	with := func(use verdictUse) func(*setup.Env, *setup.State) *Validation {
		return func(w *setup.Env, s *setup.State) *Validation { return NewValidation(w, s, use) }
	}
	rows(t, with(verdictUse{
		further: []action{{"s", actSkip, "finish", "finish"}},
		end:     func() tea.Cmd { return ui.Do(ui.Finish{}) },
	}),
		row[*Validation]{name: "it ends there", given: checked(expired), act: []any{"s"}, see: []string{"[s] finish"}, out: ui.Finish{}},
		row[*Validation]{name: "or not", given: checked(expired), act: []any{"enter"}, out: ui.GoTo{ID: setup.IDTokenPage}},
		row[*Validation]{name: "or with another", given: checked(expired), act: []any{"a"}, out: ui.GoTo{ID: setup.IDPaste}},
		row[*Validation]{name: "or back", given: checked(expired), act: []any{"esc"}, out: ui.GoTo{ID: setup.IDPaste}},
	)
	rows(t, with(verdictUse{against: func() *objection { return theirs }}),
		row[*Validation]{
			name: "somebody else's", given: checked(), see: []string{"It is @bob's.", "The old one was @ada's.", "GET user: @bob"},
			left: func(s *setup.State) bool { return !s.TokenUsable() },
		},
		row[*Validation]{name: "somebody else's, a new one", given: checked(), act: []any{"enter"}, out: ui.GoTo{ID: setup.IDTokenPage}},
		row[*Validation]{name: "somebody else's, another", given: checked(), act: []any{"a"}, out: ui.GoTo{ID: setup.IDPaste}},
		row[*Validation]{name: "somebody else's, back", given: checked(), act: []any{"esc"}, out: ui.GoTo{ID: setup.IDPaste}},
	)
	rows(t, with(verdictUse{again: func() string { return "This is the old one." }}),
		row[*Validation]{name: "the old one itself", given: checked(), act: []any{"enter"}, see: []string{"This is the old one.", "[enter] paste another"}, out: ui.GoTo{ID: setup.IDPaste}},
		row[*Validation]{name: "the old one, checked again", given: checked(), act: []any{"r"}},
		row[*Validation]{name: "the old one, stopped", given: checked(), act: []any{"r", "esc"}},
		row[*Validation]{name: "the old one, back", given: checked(), act: []any{"esc"}, out: ui.Back{}},
	)
}
