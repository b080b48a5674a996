package steps

import (
	"fmt"

	"acp-gitlab/ui"
)

// spokenScreen is the page in line mode: the address alone on its line, the
// acts in the order in which they are done, and every other way by number.
func (m *TokenPage) spokenScreen() ui.Screen {
	canOpen, why := m.world.Browser.MayOpen()
	screen := ui.Screen{Help: help("step-token-page")}
	if m.setup.tokenIsHere() {
		screen.Blocks = m.broughtScreen().Blocks
		screen.Keys = m.spokenKeys("go on", false)
		return screen
	}
	date := m.setup.EndDate
	screen.Blocks = []ui.Block{
		ui.Text{S: "GitLab will give you a token: a password that only ACP uses."},
		ui.Text{S: m.spokenAddressLine(canOpen, why)},
		ui.Address{URL: m.url()},
		ui.Text{S: fmt.Sprintf("On the page: sign in if asked. Set the end date to %s, %s. Press Create token. Copy the token. "+
			"Leave the page open: GitLab shows the token only this once.", date.Words(), inDays(date.DaysFrom(m.world.Now())))},
	}
	switch {
	case m.openFail != "":
		screen.Blocks = append(screen.Blocks, ui.Text{S: m.openFail})
	case m.asked:
		screen.Blocks = append(screen.Blocks, ui.Text{S: "Asked the browser to open it. The address works on any computer."})
	}
	enter := "go on"
	if canOpen && !m.asked {
		enter = "open it in the browser of this computer, and go on"
	}
	screen.Keys = m.spokenKeys(enter, canOpen)
	return screen
}

func (m *TokenPage) spokenAddressLine(canOpen bool, why string) string {
	alone := "The address of the page is alone on the next line. Name and scopes are filled in."
	symptom := m.pages()[m.setup.PageAt].Symptom
	switch {
	case m.setup.PageAt > 0 && symptom != "":
		return symptom
	case canOpen:
		return alone
	}
	return alone + " Open it in the browser of the computer in front of you; none can be opened from here (" + why + ")."
}

func (m *TokenPage) spokenKeys(enter string, canOpen bool) []ui.Key {
	keys := []ui.Key{{Key: "enter", Does: enter}}
	switch {
	case canOpen && m.asked:
		keys = append(keys, ui.Key{Key: "o", Does: "open it again"})
	case canOpen:
		keys = append(keys, ui.Key{Key: keyOpenMyself, Does: "I will open it myself"})
	}
	own := "I already have a token"
	switch given := m.setup.Given; {
	case given.TokenSpare:
		own = "go on to the paste; " + given.TokenFrom + " can lend you a token"
	case !given.Token.IsZero():
		own = "use the token in " + given.TokenFrom
	}
	return append(keys,
		ui.Key{Key: "n", Does: "the page is not found, or nothing is filled in"},
		ui.Key{Key: "h", Does: "the way by menu"},
		ui.Key{Key: "d", Does: "another end date"},
		ui.Key{Key: "t", Does: own})
}
