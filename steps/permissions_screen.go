package steps

import (
	"acp-gitlab/gitlab"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// permissionsScreen is what is on the page of a fine-grained token, in its
// order: nothing there can be filled in by its address.
func (m *Scopes) permissionsScreen(room ui.Room) ui.Screen {
	date := m.setup.EndDate.String()
	blocks := []ui.Block{
		ui.Text{S: room.Pick("On the page: fill in, create, copy.", "On the page: fill in, create."), Strong: true},
		ui.Numbered{Items: []ui.Item{
			{Text: "Name: " + tokenName(m.setup)},
			{Text: "Expiration date: " + date, Bold: []string{date}},
			{Text: room.Pick("Group and project access: the groups or projects that ACP should push to", "Access: the groups or projects of ACP")},
			{Text: "These permissions, no others"},
		}},
	}
	blocks = append(append(blocks, permissionBlocks()...), ui.Numbered{From: 5, Items: []ui.Item{
		{Text: room.Pick("Create token, then the copy button: GitLab shows it only once", "Create token, then the copy button")},
	}})
	if m.note != "" {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: m.note, Reply: true})
	}
	return ui.Screen{Blocks: blocks, Keys: m.keys(room), Help: words.Help("step-scopes")}
}

// permissionBlocks are the permissions to select, one resource a line, below the
// tab on which they stand.
func permissionBlocks() []ui.Block {
	var blocks []ui.Block
	var facts ui.Facts
	tab := ""
	for _, p := range gitlab.RequiredPermissions() {
		if p.Tab != tab {
			if facts != nil {
				blocks = append(blocks, facts)
			}
			tab, facts = p.Tab, nil
			blocks = append(blocks, ui.Text{S: "Tab " + tab + ":", Bold: []string{tab}, Indent: 6})
		}
		if last := len(facts) - 1; last >= 0 && facts[last].Label == p.Resource {
			facts[last].Text += ", " + p.Action
			continue
		}
		facts = append(facts, ui.Fact{Label: p.Resource, Text: p.Action})
	}
	return append(blocks, facts)
}
