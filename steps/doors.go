package steps

import (
	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
)

// The doors of the menu that the welcome screen does not have.
const (
	DoorDisconnect Door = "disconnect"
	DoorTokens     Door = "tokens"
	DoorWords      Door = "words"
	DoorGuide      Door = "guide"
)

// OpenDoor ends the running flow and asks for the one behind door, with all
// that was answered so far. at is the ID of the step that it begins with, ""
// for the first.
func (s *Setup) OpenDoor(door Door, at string) { s.Door, s.DoorAt = door, at }

// openFlow ends this flow and goes on with the one behind door.
func openFlow(s *Setup, door Door, at string) tea.Cmd {
	s.OpenDoor(door, at)
	return ui.Do(ui.Finish{})
}

// TakeDoor returns the door to go through now, and the step behind it to begin
// with; false where the flow has ended for good.
func (s *Setup) TakeDoor() (door Door, at string, ok bool) {
	door, at = s.Door, s.DoorAt
	s.Door, s.DoorAt = "", ""
	return door, at, door != ""
}

// toTokenPage goes where a new token is made: a flow without that page hands
// over to the set-up.
func toTokenPage(s *Setup) tea.Cmd {
	switch s.Flow {
	case DoorCheck, DoorTokens:
		return turnAway(s, openFlow(s, DoorSetUp, IDTokenPage))
	}
	return turnAway(s, ui.Do(ui.GoTo{ID: IDTokenPage}))
}

// home goes back to the first screen of the set-up, from the first screen
// behind a door.
func home(s *Setup) tea.Cmd { return openFlow(s, DoorSetUp, "") }

// ofDoor reports whether the running flow is one behind a door, whose first
// screen leads back home.
func (s *Setup) ofDoor() bool { return s.Flow != "" && s.Flow != DoorSetUp }

// changed notes what this run has changed, as a sentence.
func (s *Setup) changed(sentence string) { s.Changes = append(s.Changes, sentence) }

// opening is an entry of the menu.
type opening struct {
	door        Door
	label, note string
}

// openings are the entries of the menu.
func openings() []opening {
	return []opening{
		{DoorCheck, "Check a token", "is it right, can it push? connects nothing"},
		{DoorLook, "Look at the connection", "what ACP holds for you"},
		{DoorReplace, "Replace the token", "the new one first, the old one last"},
		{DoorDisconnect, "End the connection", "and, if you like, the token"},
		{DoorTokens, "Your tokens at GitLab", "list them, end one"},
		{DoorWords, "Something does not work", "type the words you see, I look them up"},
		{DoorGuide, "Read the guide", ""},
	}
}

// menuScreen is the menu beside step 1.
func menuScreen(room ui.Room) ui.Screen {
	var list []ui.Choice
	for _, o := range openings() {
		list = append(list, ui.Choice{Value: string(o.door), Label: o.label, Note: room.Pick(o.note, "")})
	}
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "What would you like to do?", Strong: true},
			ui.Gap{},
			ui.Choices{ID: "menu", Options: list, Chosen: list[0].Value},
		},
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "esc", Does: "back"}},
		Help: help("step-instance"), Quiet: true,
	}
}
