package steps

import (
	"context"
	"strings"
	"time"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

type connectMode int

const (
	connectAddress connectMode = iota
	connectFinding
	connectWays
	connectKey
	connectReady
	connectRunning
	connectExisting
	connectDone
	connectBrowser
	connectWords
)

// Connect is step 7: the token goes to ACP, by this program or by the person
// in ACP's own pages, and the connection is read back.
type Connect struct {
	world *setup.Env
	setup *setup.State

	mode     connectMode
	typed    string
	line     string
	proposal string // an address that Enter would take instead of what was typed
	keyLine  string
	words    []ui.Block
	findings []problem.Finding
	started  time.Time
	stopped  bool
	replace  bool
	chosen   string // the way that the person chose last, "" before
	agreed   string // the connection that the person agreed to replace
	asks     int    // how often a choice was put: a list begins afresh each time
	places   []problem.Finding
	sent     bool
	asked    bool // the page was asked for: Enter now says that it is done
	opened   bool
	key      acp.Session
	handed   setup.Sent // how the token went out to ACP
	panel    problemScreen
	errand   *acpAction // what leads here instead of handing a token over, or nil

	find ui.Task[placeEvent]
	oc   ui.Task[ocEvent]
	run  ui.Task[setup.HandoverEvent]
	test ui.Task[testEvent]
}

type ocEvent struct {
	session acp.Session
	problem *problem.Problem
}

// NewConnect returns step 7.
func NewConnect(w *setup.Env, s *setup.State) *Connect {
	return &Connect{world: w, setup: s, typed: s.AcpAddress(), replace: s.Answers.Replace}
}

// ID implements ui.Step.
func (*Connect) ID() string { return setup.IDConnect }

// Title implements ui.Step.
func (m *Connect) Title() string {
	if m.errand != nil {
		return m.errand.title
	}
	return "Connect"
}

// Enter implements ui.Step. An address that was given is looked at; nothing
// secret is sent before it has answered as ACP and the person pressed Enter.
func (m *Connect) Enter(ctx context.Context) tea.Cmd {
	m.panel.close()
	m.stopped, m.sent, m.asked = false, false, false
	m.setup.Reopen()
	switch {
	case m.errand == nil && m.setup.Outcome() == setup.Connected:
		m.mode = connectDone
		return nil
	case m.mode == connectBrowser:
		return m.browser(ctx)
	case m.mode == connectKey, m.mode == connectReady, m.mode == connectWays:
		return nil
	case m.typed != "":
		return m.look(ctx, m.typed)
	}
	m.mode = connectAddress
	return nil
}

// Update implements ui.Step.
func (m *Connect) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if cmd, ok := m.answer(msg); ok {
		return cmd
	}
	switch msg := msg.(type) {
	case ui.Edited:
		m.edited(strings.TrimSpace(msg.Text()), msg)
	case ui.Submitted:
		return m.submitted(ctx, msg)
	case ui.Pressed:
		if m.panel.isOpen() {
			return m.remedy(ctx, msg.Key)
		}
		return m.pressed(ctx, msg.Key)
	}
	return nil
}

// answer handles the answers of work under way.
func (m *Connect) answer(msg tea.Msg) (tea.Cmd, bool) {
	if ev, next, ok := m.find.Take(msg); ok {
		if !ev.Ended {
			m.foundPlace(ev.Val)
		}
		return next, true
	}
	if ev, next, ok := m.run.Take(msg); ok {
		if !ev.Ended {
			m.ran(ev.Val)
		}
		return next, true
	}
	if ev, next, ok := m.test.Take(msg); ok {
		if !ev.Ended {
			m.tested(ev.Val)
		}
		return next, true
	}
	if ev, next, ok := m.oc.Take(msg); ok {
		if !ev.Ended {
			m.askedOC(ev.Val)
		}
		return next, true
	}
	return nil, false
}

func (m *Connect) edited(text string, msg ui.Edited) {
	switch m.mode {
	case connectAddress:
		m.typed, m.line, m.proposal = text, "", ""
		if origin, p := acp.ParseAddress(text); text != "" && p == nil {
			m.line = "I will use " + origin + "."
		}
	case connectKey:
		m.readKey(text, msg.Notes)
	case connectWords:
		m.words = nil
	}
}

func (m *Connect) submitted(ctx context.Context, in ui.Submitted) tea.Cmd {
	switch m.mode {
	case connectAddress:
		return m.typedAddress(ctx, strings.TrimSpace(in.Text()))
	case connectWays:
		return m.way(ctx, in.Choice)
	case connectKey:
		return m.submittedKey(strings.TrimSpace(in.Text()))
	case connectExisting:
		return m.decided(ctx, in.Choice)
	case connectWords:
		m.lookUp(strings.TrimSpace(in.Text()))
	}
	return nil
}

func (m *Connect) pressed(ctx context.Context, key string) tea.Cmd {
	if key == "esc" {
		return m.back()
	}
	switch m.mode {
	case connectFinding:
		return m.look(ctx, m.typed)
	case connectReady:
		if key == "enter" {
			return m.start(ctx)
		}
	case connectRunning:
		if m.stopped && key == "enter" {
			return m.again(ctx)
		}
	case connectExisting:
		if key == "y" {
			return m.decided(ctx, choiceReplace)
		}
	case connectDone:
		if key == "enter" {
			return ui.Do(ui.Next{})
		}
	case connectBrowser:
		return m.pressedInBrowser(ctx, key)
	}
	return nil
}

// back goes one screen back inside the step, or out of it.
func (m *Connect) back() tea.Cmd {
	if m.find.Running() || m.run.Running() || m.oc.Running() {
		m.find.Cancel()
		m.run.Cancel()
		m.oc.Cancel()
		m.stopped = true
		return nil
	}
	m.test.Cancel()
	m.stopped = false
	switch m.mode {
	case connectKey, connectReady, connectExisting, connectRunning:
		m.mode = connectWays
	case connectWords:
		m.mode = connectBrowser
	case connectWays, connectFinding:
		m.mode = connectAddress
	case connectBrowser:
		m.mode = connectWays
		if m.setup.Endpoint.Web == "" && m.setup.Endpoint.API == "" {
			m.mode = connectAddress
		}
	default:
		return leaveACP(m.setup)
	}
	return nil
}

// Screen implements ui.Step.
func (m *Connect) Screen(room ui.Room) ui.Screen {
	switch {
	case m.panel.isOpen() && m.mode == connectWords:
		return m.foundScreen()
	case m.panel.isOpen():
		return m.panel.screen(ui.Key{Key: "esc", Does: "back", Hidden: true})
	}
	switch m.mode {
	case connectFinding:
		return m.findingScreen()
	case connectWays:
		return m.waysScreen(room)
	case connectKey:
		return m.keyScreen(room)
	case connectReady:
		return m.readyScreen(room)
	case connectRunning, connectDone:
		return m.runScreen()
	case connectExisting:
		return m.existingScreen(room)
	case connectBrowser:
		return m.browserScreen(room)
	case connectWords:
		return m.wordsScreen()
	default:
		return m.addressScreen(room)
	}
}
