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
	case pageName:
		return m.nameScreen()
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
			ui.Text{S: "You already have a token (from " + m.setup.Answers.TokenFrom + "). Enter continues with it.", Strong: true},
			ui.Gap{},
			ui.Text{S: "If you need a new one, create it here:"},
			ui.Address{URL: m.url()},
		},
		Keys: m.keys("continue", false), Help: words.Help("step-token-page"),
	}
}

func (m *TokenPage) addressScreen(room ui.Room) ui.Screen {
	canOpen, why := m.env.Browser.MayOpen()
	enter := "open page"
	if !canOpen || m.asked {
		enter = "continue"
	}
	return ui.Screen{Blocks: m.addressBlocks(room, canOpen, why), Keys: m.keys(enter, canOpen), Help: words.Help("step-token-page")}
}

func (m *TokenPage) addressBlocks(room ui.Room, canOpen bool, why string) []ui.Block {
	var blocks []ui.Block
	if !room.Narrow() {
		blocks = append(blocks, ui.Text{S: "Create a token for ACP on GitLab.", Strong: true})
	}
	blocks = append(blocks, ui.Text{S: m.addressLine(room, canOpen, why), Strong: room.Narrow()})
	blocks = append(blocks, ui.Gap{}, ui.Address{URL: m.url()}, ui.Gap{}, m.actsOnPage(room), ui.Gap{})
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
	symptom := m.symptom()
	switch {
	case m.afterRefusal():
		return room.Pick("This page creates a fine-grained token. Nothing is filled in.", "A fine-grained token; empty form.")
	case symptom != "":
		return symptom
	case canOpen:
		return room.Pick("Enter opens the page with the name and scopes filled in.", "Enter opens the page, filled in.")
	default:
		return room.Pick("Open this address in the browser on the computer in front of you. No browser can be opened from here ("+why+").",
			"Open it in your browser ("+why+").")
	}
}

// actsOnPage is what to do on the page, before a browser covers the terminal.
func (m *TokenPage) actsOnPage(room ui.Room) ui.Block {
	date := m.setup.EndDate.String()
	days := words.Count(m.setup.EndDate.DaysFrom(m.env.Now()), "day")
	if room.Narrow() {
		return ui.Numbered{Items: []ui.Item{
			{Text: "Sign in if asked."},
			{Text: "Expiration date: " + date + " (d)", Bold: []string{date}},
			{Text: "Do not press " + m.button() + " yet."},
		}}
	}
	first := ui.Item{Text: "Sign in if asked. Form empty afterward? Come back and press o.", Bold: []string{"o"}}
	last := "the next screen checks the form with you"
	if m.setup.FineGrained() {
		first = ui.Item{Text: "Sign in if asked. The form is empty: GitLab fills in nothing here."}
		last = "the next screen lists what to fill in"
	}
	return ui.Numbered{Items: []ui.Item{
		first,
		{Text: "Set the expiration date to " + date + " (" + days + "; d changes it).", Bold: []string{date, "d"}},
		{Text: "Do not press " + m.button() + " yet: " + last + "."},
	}}
}

// button is the one that ends the page: each of the two has its own.
func (m *TokenPage) button() string {
	if m.setup.FineGrained() {
		return "Generate"
	}
	return "Create"
}

// reply says what has come of a key, nil before any.
func (m *TokenPage) reply() ui.Block {
	switch {
	case m.openFail != "":
		return ui.Text{S: m.openFail, Reply: true}
	case m.sent:
		return ui.Text{S: "Sent to your clipboard. Not there? Press p, then select it with the mouse.", Reply: true}
	case m.asked:
		return ui.Text{S: "Opened in your browser. Nothing there? Press o. The address works on any computer.", Reply: true}
	}
	return nil
}

// otherWays are the keys for those whom the page does not help.
func (m *TokenPage) otherWays(room ui.Room) []ui.Block {
	if room.Narrow() {
		next := "n not found"
		if m.afterRefusal() {
			next = "n Legacy"
		}
		return []ui.Block{ui.Text{S: next + "   h menus   t have a token", Bold: []string{"n", "h", "t"}}}
	}
	own := "I already have a token"
	if given := m.setup.Answers; !given.Token.IsZero() && !given.Token.Equal(m.setup.Token()) {
		own = "use the one in " + given.TokenFrom
	}
	next := "page not found"
	if m.afterRefusal() {
		next = "a Legacy token"
	}
	return []ui.Block{ui.Text{S: "n  " + next + "    h  find it in the menus    t  " + own, Bold: []string{"n", "h", "t"}}}
}

func (m *TokenPage) keys(enter string, canOpen bool) []ui.Key {
	keys := []ui.Key{{Key: "enter", Does: enter}}
	if canOpen {
		keys = append(keys, ui.Key{Key: "o", Does: "open"})
	}
	return append(keys,
		ui.Key{Key: "c", Does: "copy link"}, ui.Key{Key: "p", Does: "print"}, ui.Key{Key: "d", Does: "date"},
		ui.Key{Key: "e", Does: "change the token's name", Hidden: true},
		ui.Key{Key: "n", Does: "next known address", Hidden: true}, ui.Key{Key: "h", Does: "find it in GitLab's menus", Hidden: true},
		ui.Key{Key: "t", Does: "I have a token", Hidden: true})
}

func (m *TokenPage) menuScreen() ui.Screen {
	blocks := []ui.Block{ui.Text{S: "In GitLab's menus, from any page of " + m.setup.Instance.Host() + ":", Strong: true}, ui.Gap{}}
	var facts ui.Facts
	paths, form := gitlab.MenuPaths(m.version()), "Form empty? Name: "+tokenName(m.setup)+". Scopes: "+strings.Join(m.setup.Scopes, ", ")+"."
	if m.setup.FineGrained() {
		paths, form = []gitlab.MenuPath{gitlab.FineGrainedMenu()}, "The form is empty. The next screen lists what to fill in."
	}
	for _, p := range paths {
		facts = append(facts, ui.Fact{Label: p.Versions, Text: p.Path})
	}
	blocks = append(blocks, facts, ui.Gap{},
		ui.Text{S: form},
		ui.Text{S: "Still not found? Personal access tokens may be turned off there. Press c to copy a question for the administrator. (" + string(problem.TokenPageMissing) + ")"})
	if m.sent {
		blocks = append(blocks, ui.Gap{},
			ui.Text{S: "Sent to your clipboard. Not there? Select it with the mouse:", Drawn: true, Reply: true},
			ui.Text{S: m.missingPage().Message, Indent: 2, Drawn: true}) // line mode has just said it
	}
	return ui.Screen{
		Blocks: blocks, Help: words.Help("step-token-page"),
		Keys: []ui.Key{{Key: "enter", Does: "back to the address"}, {Key: "c", Does: "copy question"}, {Key: "esc", Does: "back"}},
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
	options = append(options, ui.Choice{Value: ownDate, Label: "Another date", Note: "up to a year; your GitLab may allow less"})
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "When should the token expire?", Strong: true},
			ui.Text{S: "It stops working at 00:00 UTC on that day. The day before is its last full day."},
			ui.Gap{},
			ui.Choices{ID: "end-date", Options: options, Chosen: "90"},
			ui.Gap{},
			ui.Text{S: "GitLab refuses the date? Your administrator set a limit: choose the latest date offered."},
		},
		Help: words.Help("step-token-page"),
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "esc", Does: "back"}},
	}
}

func (m *TokenPage) ownDateScreen() ui.Screen {
	field := ui.Field{ID: "own-date", Label: "Expiration date", Hint: m.setup.EndDate.String()}
	if m.dateLine != "" {
		field.Below = []string{m.dateLine}
	}
	return ui.Screen{
		Blocks: []ui.Block{ui.Text{S: "On which day should the token expire?", Strong: true}, ui.Text{S: "Year, month, day, like 2027-02-20."}, ui.Gap{}, field},
		Help:   words.Help("step-token-page"),
		Keys:   []ui.Key{{Key: "enter", Does: "use it"}, {Key: "esc", Does: "back"}},
	}
}

func (m *TokenPage) nameScreen() ui.Screen {
	field := ui.Field{ID: "token-name", Label: "Name", Value: tokenName(m.setup)}
	if m.nameLine != "" {
		field.Below = []string{m.nameLine}
	}
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "What should the token be called?", Strong: true},
			ui.Text{S: "You see this name in GitLab's list of your tokens."},
			ui.Gap{},
			field,
		},
		Help: words.Help("step-token-page"),
		Keys: []ui.Key{{Key: "enter", Does: "use it"}, {Key: "esc", Does: "back"}},
	}
}

// spokenScreen is the page in line mode: the address alone on its line, the
// acts in the order in which they are done, and every other way by number.
func (m *TokenPage) spokenScreen() ui.Screen {
	canOpen, why := m.env.Browser.MayOpen()
	screen := ui.Screen{Help: words.Help("step-token-page")}
	if m.setup.TokenIsHere() {
		screen.Blocks = m.broughtScreen().Blocks
		screen.Keys = m.spokenKeys("continue", false)
		return screen
	}
	date, last := m.setup.EndDate, "the next step checks the form with you"
	if m.setup.FineGrained() {
		last = "the next step lists what to fill in"
	}
	screen.Blocks = []ui.Block{
		ui.Text{S: "Create a token for ACP on GitLab."},
		ui.Text{S: m.spokenAddressLine(canOpen, why)},
		ui.Address{URL: m.url()},
		ui.Text{S: fmt.Sprintf("On the page: sign in if asked. Set the expiration date to %s, %s. "+
			"Do not press %s token yet: %s.", date.Describe(), words.InDays(date.DaysFrom(m.env.Now())), m.button(), last)},
	}
	switch {
	case m.openFail != "":
		screen.Blocks = append(screen.Blocks, ui.Text{S: m.openFail})
	case m.asked:
		screen.Blocks = append(screen.Blocks, ui.Text{S: "Opened in the browser. The address works on any computer."})
	}
	enter := "continue"
	if canOpen && !m.asked {
		enter = "open it in this computer's browser, and continue"
	}
	screen.Keys = m.spokenKeys(enter, canOpen)
	return screen
}

func (m *TokenPage) spokenAddressLine(canOpen bool, why string) string {
	alone := "The address of the page is alone on the next line. The name and scopes are filled in."
	symptom := m.symptom()
	switch {
	case m.afterRefusal():
		return "This page creates a fine-grained token. Its address is alone on the next line. Nothing is filled in."
	case symptom != "":
		return symptom
	case canOpen:
		return alone
	}
	return alone + " Open it in the browser on the computer in front of you. None can be opened from here (" + why + ")."
}

func (m *TokenPage) spokenKeys(enter string, canOpen bool) []ui.Key {
	keys := []ui.Key{{Key: "enter", Does: enter}}
	switch {
	case canOpen && m.asked:
		keys = append(keys, ui.Key{Key: "o", Does: "open it again"})
	case canOpen:
		keys = append(keys, ui.Key{Key: keyOpenMyself, Does: "I will open it myself"})
	}
	own, next := "I already have a token", "the page is not found, or nothing is filled in"
	switch given := m.setup.Answers; {
	case given.Token.Equal(m.setup.Token()): // none, or the one that was refused
	case given.TokenSpare:
		own = "continue to the paste; " + given.TokenFrom + " can lend you a token"
	case !given.Token.IsZero():
		own = "use the token in " + given.TokenFrom
	}
	if m.afterRefusal() {
		next = "a Legacy token instead"
	}
	return append(keys,
		ui.Key{Key: "n", Does: next},
		ui.Key{Key: "h", Does: "find it in GitLab's menus"},
		ui.Key{Key: "d", Does: "change the expiration date"},
		ui.Key{Key: "t", Does: own},
		ui.Key{Key: "e", Does: "change the token's name"})
}
