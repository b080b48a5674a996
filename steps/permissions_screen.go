package steps

import (
	"strings"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// permissionsScreen is what is on the page of a fine-grained token, in its
// order: nothing there can be filled in by its address.
func (m *Scopes) permissionsScreen(room ui.Room) ui.Screen {
	date := m.setup.EndDate.String()
	items := []ui.Item{
		{Label: "Name", Text: tokenName(m.setup)},
		{Label: "Description", Text: room.Pick("any text; GitLab requires one", "any, required")},
		{Label: "Expiration date", Text: date, Bold: []string{date}},
		{Label: "Access", Text: m.accessLine(room)},
		{Label: "Permissions", Text: "these, no others"},
	}
	last := ui.Item{Label: "Generate token", Text: room.Pick("then the copy button: GitLab shows it only once", "")}
	label := scopesLabel
	switch {
	case room.Lines:
		last = ui.Item{Text: "Press Generate token, then the copy button. GitLab shows the token only once"}
	case room.Narrow(): // no room for two columns
		for i := range items {
			items[i] = ui.Item{Text: items[i].Label + ": " + items[i].Text, Bold: items[i].Bold}
		}
		last, label = ui.Item{Text: "Generate token, then the copy button"}, 0
	}
	blocks := []ui.Block{ui.Text{S: "On the page: fill in, generate, copy.", Strong: true}}
	if !room.Narrow() && !room.Lines {
		blocks = append(blocks, ui.Text{S: m.pageLine(), Bold: []string{"o"}}, ui.Gap{})
	}
	blocks = append(blocks, ui.Numbered{Label: label, Items: items})
	blocks = append(blocks, permissionBlocks(room)...)
	blocks = append(blocks, ui.Numbered{From: len(items) + 1, Label: label, Items: []ui.Item{last}})
	if m.note != "" && (room.Narrow() || room.Lines) {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: m.note, Reply: true})
	}
	return ui.Screen{Blocks: blocks, Keys: m.keys(room), Help: words.Help("step-scopes")}
}

// accessLine says which of the page's choices to make, and for what.
func (m *Scopes) accessLine(room ui.Room) string {
	what := m.setup.FineGrainedFor
	if what == "" {
		what = room.Pick("the ones ACP should push to", "those for ACP")
	}
	return room.Pick("Only specific groups or projects, then add "+what, "only specific ones, add "+what)
}

// permissionIndent is where the permissions stand, below the word.
const permissionIndent = 6

// permissionBlocks are the permissions to select, one resource a line, below the
// tab on which they stand.
func permissionBlocks(room ui.Room) []ui.Block {
	var blocks []ui.Block
	lines, width := permissionLines()
	tab := ""
	for _, l := range lines {
		if l.tab != tab {
			tab = l.tab
			blocks = append(blocks, ui.Text{S: tab + " tab:", Bold: []string{tab}, Indent: permissionIndent})
		}
		gap := strings.Repeat(" ", width-len(l.resource)+2)
		if room.Lines {
			gap = ": "
		}
		actions := strings.Join(l.actions, ", ")
		blocks = append(blocks, ui.Text{S: l.resource + gap + actions, Bold: []string{actions}, Indent: permissionIndent + 2})
	}
	return blocks
}

// permissionLine is one resource, with what to select of it.
type permissionLine struct {
	tab, resource string
	actions       []string
}

// permissionLines are the resources in the page's order; width is that of the
// longest name.
func permissionLines() (lines []permissionLine, width int) {
	for _, p := range gitlab.RequiredPermissions() {
		if last := len(lines) - 1; last >= 0 && lines[last].tab == p.Tab && lines[last].resource == p.Resource {
			lines[last].actions = append(lines[last].actions, p.Action)
			continue
		}
		lines = append(lines, permissionLine{p.Tab, p.Resource, []string{p.Action}})
		width = max(width, len(p.Resource))
	}
	return lines, width
}
