package ui_test

import (
	"strings"
	"testing"

	"acp-gitlab/ui"
	"acp-gitlab/ui/typeset"
)

// TestALongLabelLeavesRoomForTheTexts: on a terminal a long label has a line of its
// own, and no line is longer than the terminal; a pipe gets every line whole.
func TestALongLabelLeavesRoomForTheTexts(t *testing.T) {
	t.Parallel()
	long := "platform/backend/payments/a-rather-long-name-of-a-service"
	list := ui.Checklist{
		{Label: "team/app", State: ui.OK, Text: "Developer (30), can push"},
		{Label: long, State: ui.Stop, Text: "Your role (Reporter) cannot push to it", Code: "repo-role-too-low"},
	}
	for cols, want := range map[int]int{80: 3, 100: 3, 1 << 20: 2} {
		lines := ui.Sheet{Cols: cols}.Lines(list)
		if len(lines) != want {
			t.Errorf("%d lines in %d columns:\n%s", len(lines), cols, strings.Join(lines, "\n"))
		}
		for _, l := range lines {
			if typeset.Width(l) > cols {
				t.Errorf("%d columns are too few for %q", cols, l)
			}
		}
	}
}
