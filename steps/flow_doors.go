package steps

import (
	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
)

// Flow makes the flow behind a door, with all that s knows: its name for the
// header, "" for setting up, and its steps. From here on it is the running one.
func Flow(door Door, w *World, s *Setup) (name string, list []ui.Step) {
	s.Flow, s.Outcome, s.Held, s.Refused = door, Unfinished, nil, nil
	s.ToldChanges = len(s.Changes)
	s.Rotation = nil
	switch door {
	case DoorCheck:
		return "check", []ui.Step{NewInstance(w, s), NewPaste(w, s), NewValidation(w, s), NewCheckEnd(w, s)}
	case DoorTokens:
		return "tokens", []ui.Step{NewInstance(w, s), NewPaste(w, s), NewValidation(w, s), NewTokenList(w, s)}
	case DoorReplace:
		return FlowRotate, offering(w, s, func() []ui.Step { return Rotating(w, s, w.Memory) })
	case DoorLook:
		return "look", []ui.Step{NewLook(w, s)}
	case DoorDisconnect:
		return "disconnect", []ui.Step{NewDisconnect(w, s)}
	case DoorWords:
		return "words", []ui.Step{NewLookup(func() tea.Cmd { return home(s) })}
	case DoorGuide:
		return "guide", []ui.Step{NewGuide(func() tea.Cmd { return home(s) })}
	}
	s.Flow = ""
	list = SettingUp(w, s)
	if first, ok := list[0].(*Welcome); ok && !s.Instance.IsZero() {
		list[0] = first.Instance // the welcome has been seen
	}
	return "", list
}
