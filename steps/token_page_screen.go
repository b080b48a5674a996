package steps

import (
	"fmt"
	"strconv"
	"strings"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// Screen implements ui.Step.
func (m *TokenPage) Screen(room ui.Room) ui.Screen {
	switch m.mode {
	case pageByMenu:
		return m.menuScreen()
	case pageDate:
		return m.dateScreen()
	case pageOwnDate:
		return m.ownDateScreen()
	}
	if room.Lines {
		return m.spokenScreen()
	}
	if m.setup.TokenIsHere() {
		return m.broughtScreen()
	}
	return m.addressScreen(room)
}

func (m *TokenPage) broughtScreen() ui.Screen {
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "You brought a token (from " + m.setup.Answers.TokenFrom + "). Enter goes on with it.", Strong: true},
			ui.Gap{},
			ui.Text{S: "The page where tokens are made, should you need a new one:"},
			ui.Address{URL: m.url()},
		},
		Keys: m.keys("go on", false), Help: words.Help("step-token-page"),
	}
}

func (m *TokenPage) addressScreen(room ui.Room) ui.Screen {
	canOpen, why := m.env.Browser.MayOpen()
	enter := "open, go on"
	if !canOpen || m.asked {
		enter = "go on"
	}
	return ui.Screen{Blocks: m.addressBlocks(room, canOpen, why), Keys: m.keys(enter, canOpen), Help: words.Help("step-token-page")}
}

func (m *TokenPage) addressBlocks(room ui.Room, canOpen bool, why string) []ui.Block {
	var blocks []ui.Block
	if !room.Narrow() {
		blocks = append(blocks, ui.Text{S: "GitLab will give you a token: a password that only ACP uses.", Strong: true})
	}
	blocks = append(blocks, ui.Text{S: m.addressLine(room, canOpen, why)})
	blocks = append(blocks, ui.Gap{}, ui.Address{URL: m.url()}, ui.Gap{})
	blocks = append(blocks, m.actsOnPage(room)...)
	blocks = append(blocks, ui.Gap{})
	reply := m.reply()
	switch {
	case reply == nil:
		return append(blocks, m.otherWays(room)...)
	case room.Narrow(): // no room for both
		return append(blocks, reply)
	}
	return append(append(blocks, m.otherWays(room)...), ui.Gap{}, reply)
}

// addressLine says what the address is for; after `n`, for whom.
func (m *TokenPage) addressLine(room ui.Room, canOpen bool, why string) string {
	symptom := m.pages()[m.setup.PageAt].Symptom
	switch {
	case m.setup.PageAt > 0 && symptom != "":
		return symptom
	case canOpen:
		return room.Pick("Enter opens this page in your browser, name and scopes filled in:", "Enter opens this page, filled in:")
	default:
		return room.Pick("Open this address in the browser of the computer in front of you; I cannot open one from here ("+why+"):",
			"Open it in your browser ("+why+"):")
	}
}

func (m *TokenPage) actsOnPage(room ui.Room) []ui.Block {
	date := m.setup.EndDate
	days := words.InDays(date.DaysFrom(m.env.Now()))
	if room.Narrow() {
		return []ui.Block{
			ui.Text{S: "1 sign in (form empty then? open again)"},
			ui.Text{S: "2 end date " + date.String() + ", " + days},
			ui.Text{S: "3 Create token, copy it, leave it open"},
		}
	}
	return []ui.Block{
		ui.Facts{
			{Label: "There: 1", Text: "sign in, if GitLab asks (form empty then? open the address again)"},
			{Label: "       2", Text: fmt.Sprintf("set the end date: %s (%s), %s", date.Describe(), date, days)},
			{Label: "       3", Text: "press Create token, then the copy sign beside the new token"},
		},
		ui.Text{S: "Leave that page open: GitLab shows the token only this once."},
	}
}

// reply says what has come of a key, nil before any.
func (m *TokenPage) reply() ui.Block {
	switch {
	case m.openFail != "":
		return ui.Text{S: m.openFail, Reply: true}
	case m.sent:
		return ui.Text{S: "Sent to your clipboard. Not there? Press p and select it with the mouse.", Reply: true}
	case m.asked:
		return ui.Text{S: "Asked your browser to open it. Nothing came? The address works on any computer.", Reply: true}
	}
	return nil
}

// otherWays are the keys for whom the page does not help.
func (m *TokenPage) otherWays(room ui.Room) []ui.Block {
	if room.Narrow() {
		return []ui.Block{ui.Text{S: "n page looks different · h by menu"}, ui.Text{S: "t I have a token · p print the address"}}
	}
	own := "t  paste a token you made before"
	switch given := m.setup.Answers; {
	case given.TokenSpare:
		own = "t  go on to the paste; " + given.TokenFrom + " can lend you a token"
	case !given.Token.IsZero():
		own = "t  use the one in " + m.setup.Answers.TokenFrom
	}
	return []ui.Block{ui.Facts{
		{Label: "Looks different?", Text: "n  not found, or nothing filled in     h  the way by menu"},
		{Label: "Have one already?", Text: own},
	}}
}

func (m *TokenPage) keys(enter string, canOpen bool) []ui.Key {
	keys := []ui.Key{{Key: "enter", Does: enter}}
	if canOpen {
		keys = append(keys, ui.Key{Key: "o", Does: "open"})
	}
	return append(keys,
		ui.Key{Key: "c", Does: "copy"}, ui.Key{Key: "p", Does: "print"}, ui.Key{Key: "d", Does: "date"},
		ui.Key{Key: "n", Does: "next known address", Hidden: true}, ui.Key{Key: "h", Does: "the way by menu", Hidden: true},
		ui.Key{Key: "t", Does: "I have a token", Hidden: true})
}

func (m *TokenPage) menuScreen() ui.Screen {
	blocks := []ui.Block{ui.Text{S: "The way by menu, from any page of " + m.setup.Instance.Host() + ":", Strong: true}, ui.Gap{}}
	var facts ui.Facts
	for _, p := range gitlab.MenuPaths(m.version()) {
		facts = append(facts, ui.Fact{Label: p.Versions, Text: p.Path})
	}
	blocks = append(blocks, facts, ui.Gap{},
		ui.Text{S: "A form that is empty? Name: " + tokenName(m.setup) + ". Scopes: " + strings.Join(m.setup.Scopes, ", ") + "."},
		ui.Text{S: "Not found every time? Your GitLab may have personal tokens switched off. Ask its administrator: c copies the question. (" + string(problem.TokenPageMissing) + ")"})
	if m.sent {
		blocks = append(blocks, ui.Gap{},
			ui.Text{S: "Sent to your clipboard. Not there? Select it with the mouse:", Drawn: true, Reply: true},
			ui.Text{S: m.missingPage().Message, Indent: 2, Drawn: true}) // line mode has just said it
	}
	return ui.Screen{
		Blocks: blocks, Help: words.Help("step-token-page"),
		Keys: []ui.Key{{Key: "enter", Does: "to the address"}, {Key: "c", Does: "copy question"}, {Key: "esc", Does: "back"}},
	}
}

// version is known only after a token was accepted once.
func (m *TokenPage) version() string {
	if m.setup.Inspected() == nil {
		return ""
	}
	return m.setup.Inspected().Version
}

func (m *TokenPage) dateScreen() ui.Screen {
	var options []ui.Choice
	for _, days := range []int{30, 60, 90, 180} {
		options = append(options, ui.Choice{
			Value: strconv.Itoa(days), Label: words.Count(days, "day"), Note: gitlab.EndDate(m.env.Now(), days).Describe(),
		})
	}
	options = append(options, ui.Choice{Value: ownDate, Label: "A date", Note: "up to a year; your GitLab may allow less"})
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "When shall the token end?", Strong: true},
			ui.Text{S: "It stops at 00:00 UTC on that day; the day before is its last full day."},
			ui.Gap{},
			ui.Choices{ID: "end-date", Options: options, Chosen: "90"},
			ui.Gap{},
			ui.Text{S: "GitLab refuses the date? Your administrator allows less: take the latest it offers."},
		},
		Help: words.Help("step-token-page"),
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "esc", Does: "back"}},
	}
}

func (m *TokenPage) ownDateScreen() ui.Screen {
	field := ui.Field{ID: "own-date", Label: "End date", Hint: m.setup.EndDate.String()}
	if m.dateLine != "" {
		field.Below = []string{m.dateLine}
	}
	return ui.Screen{
		Blocks: []ui.Block{ui.Text{S: "On which day shall the token end?", Strong: true}, ui.Text{S: "Year, month, day: 2027-02-20."}, ui.Gap{}, field},
		Help:   words.Help("step-token-page"),
		Keys:   []ui.Key{{Key: "enter", Does: "take it"}, {Key: "esc", Does: "back"}},
	}
}

// spokenScreen is the page in line mode: the address alone on its line, the
// acts in the order in which they are done, and every other way by number.
func (m *TokenPage) spokenScreen() ui.Screen {
	canOpen, why := m.env.Browser.MayOpen()
	screen := ui.Screen{Help: words.Help("step-token-page")}
	if m.setup.TokenIsHere() {
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
			"Leave the page open: GitLab shows the token only this once.", date.Describe(), words.InDays(date.DaysFrom(m.env.Now())))},
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
	switch given := m.setup.Answers; {
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
