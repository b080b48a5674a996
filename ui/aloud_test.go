package ui_test

import (
	"slices"
	"testing"

	"acp-gitlab/ui"
)

// TestAPageIsReadOutWithoutMarks: a screen reader says every dash and every
// backtick, and a command is copied as it stands.
func TestAPageIsReadOutWithoutMarks(t *testing.T) {
	t.Parallel()
	page := ui.Page{Markdown: "# Test it\n\nAsk `GET /user` on 20 Feb:\n\n```\ncurl -o a.json https://x.example > b 20 s\n\n  | jq .\n```\n\n## Then\n\n- first\n- second\n\n1. one\n2. two"}
	got := ui.Lines(ui.Screen{Blocks: []ui.Block{page}})
	want := []string{
		"Test it.", "Ask GET /user on 20 February:", "curl -o a.json https://x.example > b 20 s", "| jq .",
		"Then.", "first.", "second.", "1. one.", "2. two.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("read out as\n%q, want\n%q", got, want)
	}
}

// TestNamesOfThingsKeepTheirFirstLetter where they begin a sentence.
func TestNamesOfThingsKeepTheirFirstLetter(t *testing.T) {
	t.Parallel()
	got := ui.Lines(ui.Screen{Blocks: []ui.Block{ui.Checklist{
		{State: ui.OK, Label: "team/app", Text: "may push"},
		{State: ui.OK, Label: "role", Text: "Developer"},
		{State: ui.Stop, Text: "team/old is archived", Code: "repo-archived"},
	}}})
	if want := []string{"Ok. team/app: may push.", "Ok. Role: Developer.", "Stop, repo-archived. team/old is archived."}; !slices.Equal(got, want) {
		t.Errorf("read out as %q, want %q", got, want)
	}
}
