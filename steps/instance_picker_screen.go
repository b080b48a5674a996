package steps

import (
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

func (m *instancePicker) screen(room ui.Room) ui.Screen {
	if m.problem.isOpen() {
		return m.problem.screen(ui.Key{Key: "esc", Does: "back", Hidden: true})
	}
	switch m.mode {
	case instanceMenu:
		return menuScreen(room)
	case instanceTyping:
		return m.typingScreen(room)
	case instanceTrying:
		return m.tryingScreen(room)
	case instanceCAFile:
		return m.caScreen(room)
	default:
		return m.choosingScreen(room)
	}
}

func (m *instancePicker) choosingScreen(room ui.Room) ui.Screen {
	choices, chosen := m.choices(room)
	blocks := []ui.Block{
		ui.Text{S: m.use.question, Strong: true},
	}
	for _, note := range []string{m.env.MemoryNote, m.setup.Answers.ProfileNote} {
		if note != "" {
			blocks = append(blocks, ui.Text{S: note})
		}
	}
	if m.use.menu {
		blocks = append(blocks, ui.Text{S: room.Pick("Let Ambient Code Platform (ACP) push to your repositories. About 3 minutes.", "Let Ambient Code Platform (ACP) push.")})
	}
	blocks = append(blocks, ui.Gap{},
		ui.Choices{ID: "instance", Options: choices, Chosen: chosen}, ui.Gap{})
	if m.use.menu {
		blocks = append(blocks, ui.Text{S: room.Pick("You need to be able to sign in to GitLab and to ACP.", "")})
	}
	blocks = append(blocks, m.sentLine())
	blocks = append(blocks, m.otherKeys(room)...)
	return ui.Screen{Blocks: blocks, Help: words.Help("step-instance"), Keys: m.choosingKeys(room)}
}

// sentLine says that nothing was sent, as long as that is true.
func (m *instancePicker) sentLine() ui.Block {
	if len(m.env.Journal.Exchanges()) > 0 {
		return ui.Gap{}
	}
	return ui.Text{S: "Nothing has been sent anywhere yet."}
}

func (m *instancePicker) typingScreen(room ui.Room) ui.Screen {
	field := ui.Field{ID: fieldAddress, Label: "Address", Value: m.typed}
	if m.line != "" {
		field.Below = []string{m.line}
	}
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "What is the address of your GitLab?", Strong: true},
			ui.Text{S: room.Pick("Paste any page of it: a project, a merge request, the sign-in page.", "Paste any page of it, even the sign-in page.")},
			ui.Gap{},
			field,
		},
		Help: words.Help("step-instance"),
		Keys: []ui.Key{{Key: "enter", Does: "try it"}, {Key: "esc", Does: "back"}},
	}
}

func (m *instancePicker) tryingScreen(room ui.Room) ui.Screen {
	busy := m.trying()
	list := m.work.lines(busy, m.env.Stack.Timeout())
	title := "Reaching " + m.address.Origin.Host() + "..."
	if m.passed && !room.Ticking {
		title = "This computer can reach " + m.address.Origin.Host() + "."
	}
	screen := ui.Screen{
		Blocks: []ui.Block{ui.Text{S: title, Strong: true}, ui.Gap{}, list},
		Help:   words.Help("step-instance"), Busy: busy, Paced: true,
		Keys: []ui.Key{{Key: "enter", Does: "continue"}, {Key: "r", Does: "try again", Again: true}, {Key: "esc", Does: "back"}},
	}
	switch {
	case busy:
		screen.Keys = []ui.Key{{Key: "esc", Does: "stop"}}
	case m.stopped:
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: "Stopped. Nothing was changed."})
		screen.Keys[0].Does = "try again"
	case m.setup.CAFile.Value != "":
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: "ACP's servers must trust this certificate authority too. Step " + stepNumber(setup.IDConnect) + " checks that."})
	}
	return screen
}

func (m *instancePicker) caScreen(ui.Room) ui.Screen {
	field := ui.Field{ID: "ca-file", Label: "CA file", Hint: "/path/to/company-ca.pem"}
	if m.caLine != "" {
		field.Below = []string{m.caLine}
	}
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "Where is your company's CA certificate?", Strong: true},
			ui.Text{S: "Your IT department has it: a text file that begins with BEGIN CERTIFICATE. Certificates are still checked."},
			ui.Gap{},
			field,
		},
		Help: words.Help("step-instance"),
		Keys: []ui.Key{{Key: "enter", Does: "use it"}, {Key: "esc", Does: "back"}},
	}
}
