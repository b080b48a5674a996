package steps

import (
	"context"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// acpAction is what else than handing over a token leads a person to ACP: it is
// run once the address and the session are known, which are found as for
// handing over.
type acpAction struct {
	// title is the name of the step, ask the question above the ways.
	title, ask string
	// ready says what Enter does on the screen before the session is used,
	// does is the word for it in the footer.
	ready, does string
	// browser says what to do on ACP's own page, byHand is what Enter there
	// means.
	browser, byHand string
	// more are further lines of the screen before the session is used.
	more func() []ui.Block
	// begin runs the errand with the session that was found.
	begin func(context.Context) tea.Cmd
	// seen ends the errand after the person has done it in the browser.
	seen func() tea.Cmd
}

// errandReady is the last screen before the session is sent.
func (m *Connect) errandReady() ui.Screen {
	blocks := []ui.Block{
		ui.Text{S: m.errand.ready, Strong: true},
		ui.Gap{},
		ui.Facts{
			{Label: "ACP", Text: m.setup.Endpoint.API},
			{Label: "session", Text: describeSession(m.setup.Session, ui.Room{Cols: 80})},
		},
	}
	if m.errand.more != nil {
		blocks = append(blocks, m.errand.more()...)
	}
	return ui.Screen{
		Blocks: blocks, Help: words.Help("viewing"),
		Keys: []ui.Key{{Key: "enter", Does: m.errand.does}, {Key: "esc", Does: "back"}},
	}
}

// errandInBrowser is the way through ACP's own page.
func (m *Connect) errandInBrowser(room ui.Room) ui.Screen {
	page := m.setup.Endpoint.IntegrationsPage()
	blocks := []ui.Block{ui.Text{S: "ACP shows it on its page Integrations, at GitLab:", Strong: true}, ui.Gap{}}
	if page != "" {
		blocks = append(blocks, ui.Address{URL: page}, ui.Gap{})
	}
	blocks = append(blocks, ui.Text{S: m.errand.browser})
	if m.asked {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "Asked your browser to open it. Nothing came? p prints the address.", Reply: true})
	}
	keys := []ui.Key{{Key: "enter", Does: m.errand.byHand}}
	if ok, _ := m.world.Browser.MayOpen(); ok && page != "" {
		keys = append(keys, ui.Key{Key: "o", Does: "open"})
	}
	if page != "" {
		keys = append(keys, ui.Key{Key: "p", Does: room.Pick("print the address", "print")})
	}
	return ui.Screen{Blocks: blocks, Keys: append(keys, ui.Key{Key: "esc", Does: "back"}), Help: words.Help("viewing")}
}

// printPage prints the address of ACP's page alone on a line.
func (m *Connect) printPage() tea.Cmd {
	return ui.Do(ui.Print{Lines: []string{"ACP's page, at GitLab:", "", m.setup.Endpoint.IntegrationsPage()}})
}

// The words of the ways to ACP, for handing over and for other errands.

func (m *Connect) waysQuestion() string {
	if m.errand != nil {
		return m.errand.ask
	}
	return "How shall the token get to ACP?"
}

func (m *Connect) browserNote(room ui.Room) string {
	if m.errand != nil {
		return room.Pick("you do it on ACP's Integrations page; no key needed", "on its page")
	}
	return room.Pick("you paste it into ACP's Integrations page; no key needed", "you paste it there")
}

func (m *Connect) keyNote(room ui.Room) string {
	if m.errand != nil {
		return room.Pick("you paste an ACP access key; I ask ACP with it", "an ACP access key")
	}
	return room.Pick("you paste an ACP access key; I connect and read it back", "an ACP access key")
}

func (m *Connect) fromTerminal() string {
	if m.errand != nil {
		return "do this"
	}
	return "connect"
}

// leaveACP goes back from the question for ACP's address.
func leaveACP(s *setup.State) tea.Cmd {
	switch s.Flow {
	case setup.FlowLook, setup.FlowDisconnect:
		return home(s)
	}
	return ui.Do(ui.Back{})
}
