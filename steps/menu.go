package steps

import (
	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// openFlow ends this flow and goes on with the one behind door.
func openFlow(s *setup.State, door setup.Flow, at string) tea.Cmd {
	s.OpenFlow(door, at)
	return ui.Do(ui.Finish{})
}

// toTokenPage goes where a new token is made: a flow without that page hands
// over to the set-up.
func toTokenPage(s *setup.State) tea.Cmd {
	switch s.Flow {
	case setup.FlowCheck, setup.FlowTokens:
		return turnAway(s, openFlow(s, setup.FlowSetUp, setup.IDTokenPage))
	}
	return turnAway(s, ui.Do(ui.GoTo{ID: setup.IDTokenPage}))
}

// home goes back to the first screen of the set-up, from the first screen
// behind a door.
func home(s *setup.State) tea.Cmd { return openFlow(s, setup.FlowSetUp, "") }

// otherFlow is an entry of the menu.
type otherFlow struct {
	door        setup.Flow
	label, note string
}

// otherFlows are the entries of the menu.
func otherFlows() []otherFlow {
	return []otherFlow{
		{setup.FlowCheck, "Check a token", "is it right, can it push? connects nothing"},
		{setup.FlowLook, "Look at the connection", "what ACP holds for you"},
		{setup.FlowReplace, "Replace the token", "the new one first, the old one last"},
		{setup.FlowDisconnect, "End the connection", "and, if you like, the token"},
		{setup.FlowTokens, "Your tokens at GitLab", "list them, end one"},
		{setup.FlowLookup, "Something does not work", "type the words you see, I look them up"},
		{setup.FlowGuide, "Read the guide", ""},
	}
}

// menuScreen is the menu beside step 1.
func menuScreen(room ui.Room) ui.Screen {
	var list []ui.Choice
	for _, o := range otherFlows() {
		list = append(list, ui.Choice{Value: string(o.door), Label: o.label, Note: room.Pick(o.note, "")})
	}
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "What would you like to do?", Strong: true},
			ui.Gap{},
			ui.Choices{ID: "menu", Options: list, Chosen: list[0].Value},
		},
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "esc", Does: "back"}},
		Help: words.Help("step-instance"), Quiet: true,
	}
}
