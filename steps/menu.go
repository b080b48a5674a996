package steps

import (
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// otherFlow is an entry of the menu.
type otherFlow struct {
	flow        setup.Flow
	label, note string
}

// otherFlows are the entries of the menu.
func otherFlows() []otherFlow {
	return []otherFlow{
		{setup.FlowCheck, "Check a token", "is it valid, can it push? nothing is connected"},
		{setup.FlowLook, "View the connection", "what ACP has for you"},
		{setup.FlowReplace, "Replace the token", "the new one first, then revoke the old one"},
		{setup.FlowDisconnect, "Remove ACP's access", "disconnect, and revoke the token if you like"},
		{setup.FlowTokens, "Your tokens at GitLab", "list them, revoke one"},
		{setup.FlowLookup, "Something does not work", "type the words you see to find the problem"},
		{setup.FlowGuide, "Read the guide", ""},
	}
}

// menuScreen is the menu beside the first step.
func menuScreen(room ui.Room) ui.Screen {
	var list []ui.Choice
	for _, o := range otherFlows() {
		list = append(list, ui.Choice{Value: string(o.flow), Label: o.label, Note: room.Pick(o.note, "")})
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
