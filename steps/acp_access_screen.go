package steps

import (
	"fmt"
	"slices"
	"strconv"

	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

func (m *acpAccess) screen(room ui.Room) ui.Screen {
	if m.problem.isOpen() {
		return m.problem.screen(ui.Key{Key: "esc", Does: "back", Hidden: true})
	}
	switch m.mode {
	case accessFinding:
		return m.findingScreen()
	case accessWays:
		return m.waysScreen(room)
	case accessKey:
		return m.keyScreen(room)
	case accessReady, accessRefused:
		return m.readyScreen(room)
	case accessAddress:
		return m.addressScreen(room)
	}
	return m.aheadScreen(room)
}

func (m *acpAccess) addressScreen(room ui.Room) ui.Screen {
	field := ui.Field{ID: "acp-address", Label: "ACP", Value: m.typed}
	if m.line != "" {
		field.Below = []string{m.line}
	}
	keys := []ui.Key{{Key: "enter", Does: "try it"}, {Key: "ctrl+u", Does: "clear"}}
	if m.action.leave != nil {
		keys = append(keys, ui.Key{Key: "esc", Does: "back"})
	}
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "Where do you open ACP? Paste its address from your browser.", Strong: true},
			ui.Gap{},
			field,
			ui.Gap{},
			ui.Text{S: room.Pick("Don't know it? Leave this empty and press Enter to connect in the browser.",
				"Don't know it? Press Enter to connect in the browser.")},
		},
		Help: words.Help("step-connect"), Keys: keys,
	}
}

func (m *acpAccess) findingScreen() ui.Screen {
	screen := ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "Looking for ACP...", Strong: true},
			ui.Gap{},
			m.work.lines(m.find.Running() || m.oc.Running() || m.ahead.Running(), acpTimeout(m.env)),
		},
		Help: words.Help("step-connect"), Busy: !m.stopped,
		Keys: []ui.Key{{Key: "esc", Does: "stop"}},
	}
	if m.stopped {
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: "Stopped. Nothing was changed."})
		screen.Keys = []ui.Key{{Key: "enter", Does: "try again"}, {Key: "esc", Does: "back"}}
	}
	return screen
}

func (m *acpAccess) waysScreen(room ui.Room) ui.Screen {
	options, chosen := m.ways(room)
	blocks := []ui.Block{words.Lines(m.places), ui.Gap{}}
	for _, note := range m.setup.Answers.SessionNotes {
		blocks = append(blocks, ui.Text{S: note})
	}
	blocks = append(blocks, ui.Text{S: m.action.ask, Strong: true}, ui.Gap{},
		ui.Choices{ID: "way " + strconv.Itoa(m.shown), Options: options, Chosen: chosen})
	if at := m.setup.Endpoint; at.API == "" {
		say := "ACP's API address is not known here."
		if at.Named != "" {
			say = "ACP's API is at " + at.Named + " for its pages. That address may work only inside its cluster."
		}
		blocks = append(blocks, ui.Gap{}, ui.Text{S: say + " Ask your ACP team for it if you want to " + m.action.inTerminal + " from a terminal."})
	}
	return ui.Screen{
		Blocks: blocks, Help: words.Help("step-connect"),
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "esc", Does: "back"}},
	}
}

// ways are the ways that are open, and the one that Enter takes.
func (m *acpAccess) ways(room ui.Room) (options []ui.Choice, chosen string) {
	chosen = wayBrowser
	if s, ok := m.fitting(); ok {
		chosen = waySession
		options = append(options, ui.Choice{Value: waySession, Label: "From here", Note: "as " + describeSession(s, room)})
	}
	byPage := room.Pick(fmt.Sprintf(m.action.byPage, m.setup.HandPageName()), m.action.byPageBriefly)
	options = append(options, ui.Choice{Value: wayBrowser, Label: "In the browser", Note: byPage})
	if s, ok := m.givenForPages(); ok {
		options = append(options, ui.Choice{Value: wayBeside, Label: "From here", Note: "send " + describeSession(s, room) + " to " + m.setup.Endpoint.API})
	}
	if m.setup.Endpoint.API != "" {
		options = append(options, ui.Choice{Value: wayKey, Label: "With a key", Note: room.Pick(m.action.byKey, "an ACP access key")})
		if m.env.OCSession != nil {
			options = append(options, ui.Choice{
				Value: wayOC, Label: "With oc",
				Note: room.Pick("oc is asked for the token of your login", "asked for your login"),
			})
		}
	}
	if slices.ContainsFunc(options, func(o ui.Choice) bool { return o.Value == m.chosen }) {
		chosen = m.chosen
	}
	return options, chosen
}

func (m *acpAccess) keyScreen(room ui.Room) ui.Screen {
	field := ui.Field{ID: fieldKey, Label: "Key", Secret: true, Clean: cleanKey}
	if m.keyLine != "" {
		field.Below = []string{m.keyLine}
	}
	blocks := []ui.Block{ui.Text{S: "Paste an ACP access key. It stays hidden.", Strong: true}, ui.Gap{}, field, ui.Gap{}}
	if room.Narrow() {
		blocks = append(blocks,
			ui.Text{S: "To create one: ACP > workspace > Access Keys > Create Key, Role View, 1 day."},
			ui.Text{S: "Create it yourself: ACP connects GitLab for the person who created the key."},
			ui.Text{S: "Not there? esc, then In the browser."})
	} else {
		blocks = append(blocks,
			ui.Text{S: "To create one: ACP > your workspace > Access Keys > Create Key"},
			ui.Text{S: "Name gitlab-setup · Role View · Token Lifetime 1 day · Create Key · copy it"},
			ui.Address{URL: m.setup.Endpoint.KeysPage()}, ui.Gap{},
			ui.Text{S: "Create it yourself: ACP connects GitLab for the person who created the key."},
			ui.Text{S: "No Access Keys there? Press esc and choose In the browser."})
	}
	return ui.Screen{
		Blocks: blocks, Help: words.Help("access-keys"),
		Keys: []ui.Key{{Key: "enter", Does: "continue"}, {Key: "ctrl+u", Does: "clear"}, {Key: "esc", Does: "back"}},
	}
}

// readyScreen is the last one before the session is used.
func (m *acpAccess) readyScreen(room ui.Room) ui.Screen {
	if m.looksFirst() {
		return ui.Screen{
			Blocks: m.readyAhead(), Help: words.Help("acp-credentials"),
			Keys: []ui.Key{{Key: "enter", Does: "ask ACP"}, {Key: "esc", Does: "back"}},
		}
	}
	return ui.Screen{
		Blocks: m.action.ready(room), Help: words.Help(m.action.help),
		Keys: []ui.Key{{Key: "enter", Does: m.action.does}, {Key: "esc", Does: "back"}},
	}
}

// sessionFacts are where the session goes, and which one it is.
func (m *acpAccess) sessionFacts() ui.Facts {
	return ui.Facts{
		{Label: "ACP", Text: m.setup.Endpoint.API},
		{Label: "session", Text: describeSession(m.setup.Session, ui.Room{Cols: 80})},
	}
}
