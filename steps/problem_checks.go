package steps

import (
	"slices"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// below shows the problem below what was checked until it came.
func (n *problemScreen) below(checked []problem.Finding) {
	if n.isOpen() {
		n.checked = checked
	}
}

// checks are the lines of what was checked, and of what it did not come to. A
// single one would only say what the problem says.
func (n *problemScreen) checks() ui.Checklist {
	list := words.Lines(n.checked)
	if len(list) < 2 {
		return nil
	}
	stops := func(l ui.Line) bool { return l.State == ui.Stop }
	for i, l := range list {
		if l.Code == string(n.problem.Code) {
			list[i].Code = "" // it stands below
		}
		switch {
		case l.State != ui.Wait:
		case slices.ContainsFunc(list, stops):
			list[i].State, list[i].Text = ui.Skip, "not checked"
		default: // what was under way
			list[i].State, list[i].Text = ui.Stop, "stopped here"
		}
	}
	return list
}
