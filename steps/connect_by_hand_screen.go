package steps

import (
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

func (m *connectByHand) screen(room ui.Room) ui.Screen {
	switch {
	case m.problem.isOpen() && m.looking:
		return m.foundScreen()
	case m.problem.isOpen():
		return m.problem.screen(ui.Key{Key: "esc", Does: "back", Hidden: true})
	case m.looking:
		return m.wordsScreen()
	}
	return m.stepsScreen(room)
}

func (m *connectByHand) stepsScreen(room ui.Room) ui.Screen {
	page := m.setup.HandPage()
	var blocks []ui.Block
	switch {
	case m.setup.InCredentials():
		blocks = m.credentials().blocks(page, room)
	case room.Lines:
		blocks = m.stepsSpoken(page)
	case room.Narrow():
		blocks = m.stepsShort(page)
	default:
		blocks = m.steps(page)
	}
	if len(m.work.findings) > 0 {
		blocks = append(blocks, ui.Gap{}, m.work.lines(m.test.Running(), acpTimeout(m.env)))
	}
	if reply := m.reply(room); reply != nil {
		blocks = append(blocks, ui.Gap{}, reply)
	}
	canOpen, _ := m.env.Browser.MayOpen()
	canOpen = canOpen && page != ""
	enter := room.Pick("it says Connected", "Connected")
	if m.setup.InCredentials() {
		enter = room.Pick(m.credentials().done, m.credentials().doneBriefly)
	}
	switch {
	case !m.page.asked && canOpen:
		enter = room.Pick("open the page", "open")
	case !m.page.asked:
		enter = room.Pick("done in ACP", "done")
	}
	keys := []ui.Key{{Key: "enter", Does: enter}, {Key: "x", Does: room.Pick("it says something else", "says else")}}
	if canOpen {
		keys = append(keys, ui.Key{Key: "o", Does: "open"})
	}
	if !m.setup.InCredentials() { // GitLab has no field for an address there
		keys = append(keys, ui.Key{Key: "u", Does: "copy address"})
	}
	if page != "" || !m.setup.InCredentials() {
		keys = append(keys, ui.Key{Key: "p", Does: "print"})
	}
	keys = append(keys, ui.Key{Key: "esc", Does: "back", Hidden: true})
	return ui.Screen{Blocks: blocks, Keys: keys, Help: words.Help("connect-web")}
}

// reply says what has come of a key, or that the last look is the person's.
func (m *connectByHand) reply(room ui.Room) ui.Block {
	switch {
	case m.page.opened:
		return askedBrowser
	case m.page.asked && m.setup.InCredentials():
		return ui.Text{S: m.credentials().question + " Then press Enter again.", Reply: true}
	case m.page.asked:
		return ui.Text{S: "Does the card in ACP say Connected? Then press Enter again.", Reply: true}
	case m.sent:
		return ui.Text{S: "Sent to your clipboard. Not there? Select it with the mouse.", Drawn: true, Reply: true}
	case !room.Narrow():
		return ui.Text{S: "This program cannot see that page, so check it yourself."}
	}
	return nil
}

func (m *connectByHand) steps(page string) []ui.Block {
	blocks := []ui.Block{
		ui.Text{S: "Five steps in ACP. Keep this window open.", Strong: true},
		ui.Gap{},
		ui.Facts{{Label: "1", Text: "Open Integrations (top of the page; in older ACPs, your avatar's menu)"}},
	}
	if page != "" {
		blocks = append(blocks, ui.Address{URL: page})
	}
	return append(blocks, ui.Facts{
		{Label: "2", Text: "On the GitLab card, press Connect GitLab. Already Connected? Press Edit."},
		{Label: "3", Text: "GitLab Instance URL:    " + m.setup.Instance.URL() + "     (no / at the end)"},
		{Label: "4", Text: "Personal Access Token:  paste the token once more"},
		{Label: "5", Text: "Press Save Credentials. The card must say Connected and show your GitLab."},
	})
}

func (m *connectByHand) stepsShort(page string) []ui.Block {
	first := "In ACP:"
	if ok, _ := m.env.Browser.MayOpen(); page != "" && ok {
		first = "In ACP (o opens it):"
	} else if page != "" {
		first = "In ACP (p prints its address):"
	}
	return []ui.Block{
		ui.Text{S: first, Strong: true},
		ui.Text{S: "1 Integrations, at the top"},
		ui.Text{S: "2 GitLab: Connect GitLab, or Edit"},
		ui.Text{S: "3 Instance URL, no / at the end:"},
		ui.Address{URL: m.setup.Instance.URL()},
		ui.Text{S: "4 Token: paste it once more"},
		ui.Text{S: "5 Save Credentials; must say Connected"},
	}
}

// stepsSpoken are the five things in ACP, for line mode.
func (m *connectByHand) stepsSpoken(page string) []ui.Block {
	blocks := []ui.Block{ui.Text{S: "Five steps in ACP. Keep this window open."}}
	first := "First, open Integrations at the top of the page. In older ACPs it is in your avatar's menu."
	if page == "" {
		blocks = append(blocks, ui.Text{S: first})
	} else {
		blocks = append(blocks, ui.Text{S: first + " Its address is alone on the next line."}, ui.Address{URL: page})
	}
	return append(blocks,
		ui.Text{S: "Second, on the GitLab card, press Connect GitLab. If it already says Connected, press Edit."},
		ui.Text{S: "Third, for GitLab Instance URL, enter the address on the next line, without a slash at the end."},
		ui.Address{URL: m.setup.Instance.URL()},
		ui.Text{S: "Fourth, paste the token once more as Personal Access Token."},
		ui.Text{S: "Fifth, press Save Credentials. The card must say Connected and show your GitLab."})
}

// foundScreen is the problem that was looked up.
func (m *connectByHand) foundScreen() ui.Screen {
	screen := m.problem.screen(ui.Key{Key: "esc", Does: "other words"})
	if len(m.said) > 0 {
		screen.Blocks = append(screen.Blocks, ui.Gap{})
	}
	screen.Blocks = append(screen.Blocks, m.said...)
	return screen
}

func (m *connectByHand) wordsScreen() ui.Screen {
	blocks := []ui.Block{
		ui.Text{S: "What does it say? Type or paste its words.", Strong: true},
		ui.Gap{},
		ui.Field{ID: "acp-words", Label: "It says"},
	}
	if len(m.said) > 0 {
		blocks = append(blocks, ui.Gap{})
	}
	return ui.Screen{
		Blocks: append(blocks, m.said...), Help: words.Help("step-connect"),
		Keys: []ui.Key{{Key: "enter", Does: "look it up"}, {Key: "esc", Does: "back"}},
	}
}
