package steps

import (
	"context"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// IDConnection is the name of the steps about what ACP holds already.
const IDConnection = "held"

type connectionPhase int

const (
	heldSeeking connectionPhase = iota // ACP and a session are looked for, as in step 7
	heldAsking                         // somebody is asked, or was when esc came
	heldShown                          // the answer is shown
)

// connectionEvent is one thing that comes of asking.
type connectionEvent struct {
	finding *problem.Finding
	held    *acp.Connection
	account *setup.TokenCheck
	// done says that what was asked for has been done.
	done    bool
	problem *problem.Problem
}

// connectionStep is what the steps about ACP's connection share: ACP and a session are
// found as in step 7, then ACP is asked.
type connectionStep struct {
	*Connect

	phase connectionPhase
	asks  ui.Task[connectionEvent]
}

// ID implements ui.Step.
func (*connectionStep) ID() string { return IDConnection }

// ask runs work and shows what it is waited for.
func (m *connectionStep) ask(ctx context.Context, label string, work func(context.Context, func(connectionEvent))) tea.Cmd {
	m.phase, m.stopped = heldAsking, false
	m.findings = []problem.Finding{{ID: label, State: problem.Wait, Label: label}}
	m.started = ui.Now()
	return m.asks.Start(ctx, work)
}

// client returns what makes the client of ACP, away from the Update goroutine.
func (m *connectionStep) client() func() (*acp.Client, *problem.Problem) {
	stack, api, session, project := m.stack(), m.setup.Endpoint.API, m.setup.Session, m.setup.Answers.Project.Value
	return func() (*acp.Client, *problem.Problem) {
		return acp.NewClient(stack, api, session, project)
	}
}

// found shows a line of what is waited for.
func (m *connectionStep) found(f problem.Finding) {
	m.findings = words.Merge(m.findings, f)
	m.started = ui.Now()
}

// stuck stands still at a problem, where the way to ACP can be changed.
func (m *connectionStep) stuck(p *problem.Problem) {
	m.phase, m.mode = heldSeeking, connectReady
	m.fail(p)
}

// waiting handles the keys while something is asked, and after esc stopped it;
// again asks once more.
func (m *connectionStep) waiting(ctx context.Context, key string, again func(context.Context) tea.Cmd) tea.Cmd {
	switch {
	case key == "esc" && m.asks.Running():
		m.asks.Cancel()
		m.stopped = true
	case key == "esc":
		m.phase, m.mode, m.stopped = heldSeeking, connectReady, false
	case key == "enter" && !m.asks.Running():
		return again(ctx)
	}
	return nil
}

// waitingScreen is shown while something is asked.
func (m *connectionStep) waitingScreen(title, afterStop string) ui.Screen {
	running := m.asks.Running()
	screen := ui.Screen{
		Blocks: []ui.Block{ui.Text{S: title, Strong: true}, ui.Gap{}, m.progress(running)},
		Help:   words.Help("step-connect"), Busy: running, Quiet: true,
		Keys: []ui.Key{{Key: "esc", Does: "stop"}},
	}
	if m.stopped {
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: afterStop})
		screen.Keys = []ui.Key{{Key: "enter", Does: "try again"}, {Key: "esc", Does: "back"}}
	}
	return screen
}

// seekingScreen is a screen of step 7, without its place among the steps.
func (m *connectionStep) seekingScreen(room ui.Room) ui.Screen {
	screen := m.Screen(room)
	screen.Quiet = true
	if m.mode == connectAddress && !m.panel.isOpen() {
		screen.Keys = append(screen.Keys, ui.Key{Key: "esc", Does: "back"})
	}
	return screen
}
