package steps

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

func TestGuideScreen(t *testing.T) {
	t.Parallel()
	guide := func(leave func() tea.Cmd) func(*setup.Env, *setup.State) ui.Step {
		return func(*setup.Env, *setup.State) ui.Step { return NewGuide(leave) }
	}
	rows(t, guide(nil),
		row[ui.Step]{name: "all topics", see: []string{"What would you like to read about?", "Quick reference", "[esc] close"}},
		row[ui.Step]{name: "narrowed", act: []any{typing("quick reference")}, see: []string{"Quick reference"}, gone: []string{"Good practices"}},
		row[ui.Step]{name: "nothing fits", act: []any{typing("zebra")}, see: []string{"No topic matches these words."}},
		row[ui.Step]{name: "a topic", act: []any{picked("quick-reference"), "enter"}, see: []string{"[enter] back to the list"}},
		row[ui.Step]{name: "the next", act: []any{picked("access-keys"), "enter", "n"}, see: []string{"[enter] back to the list"}},
		row[ui.Step]{name: "back to the list", act: []any{picked("access-keys"), "enter", "enter"}, see: []string{"What would you like"}},
		row[ui.Step]{name: "esc too", act: []any{picked("access-keys"), "enter", "esc"}, see: []string{"What would you like"}},
		row[ui.Step]{name: "closed", act: []any{"esc"}, out: ui.Finish{}},
	)
	rows(t, guide(func() tea.Cmd { return ui.Do(ui.GoTo{ID: "home"}) }),
		row[ui.Step]{name: "back where it came from", act: []any{"esc"}, see: []string{"[esc] back"}, out: ui.GoTo{ID: "home"}},
		row[ui.Step]{name: "read there", act: []any{picked("access-keys"), "enter", "n", "enter", picked("access-keys"), "enter", "esc"}, see: []string{"What would you like"}},
	)
}

func TestLookupScreen(t *testing.T) {
	t.Parallel()
	rows(t, func(*setup.Env, *setup.State) ui.Step { return NewLookup(nil) },
		row[ui.Step]{name: "all problems", see: []string{"What does the error say?", "token-expired"}},
		row[ui.Step]{name: "known words", act: []any{typing("cannot resolve host")}, see: []string{"acp-cannot-reach-gitlab"}},
		row[ui.Step]{name: "a token in them is left out", act: []any{pasted("refused: " + aToken().Reveal())}, see: []string{"Text that looks like a secret was left out."}},
		row[ui.Step]{name: "a page", act: []any{picked("token-expired"), "enter"}, see: []string{"token-expired", "[n] next"}},
		row[ui.Step]{name: "the next", act: []any{picked("token-expired"), "enter", "n"}, see: []string{"[enter] back to the list"}},
		row[ui.Step]{name: "back to the list", act: []any{picked("token-expired"), "enter", "enter"}, see: []string{"What does the error say?"}},
		row[ui.Step]{name: "esc too", act: []any{picked("token-expired"), "enter", "esc"}, see: []string{"What does the error say?"}},
		row[ui.Step]{name: "a message is copied", act: []any{picked("acp-cannot-reach-gitlab"), "enter", "c"}, see: []string{"Sent to your clipboard."}, out: ui.Copy{}},
		row[ui.Step]{name: "closed", act: []any{"esc"}, out: ui.Finish{}},
	)
}
