package steps

import (
	"context"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

const choiceDisconnect = "disconnect"

type disconnectAt int

const (
	disconnectDeciding disconnectAt = iota
	disconnectNothing               // ACP holds no connection
	disconnectDone
	disconnectToken // shall the token at hand end as well?
)

// Disconnect makes ACP forget its connection, after the person has seen which
// one and said so, and then offers to end the token, which lives on at GitLab.
type Disconnect struct {
	connectionStep

	at      disconnectAt
	sent    bool              // the call went out: what ACP holds now decides
	account *setup.TokenCheck // what GitLab said of the token at hand
	line    string            // how ending the token went
	ended   bool              // the token has been ended
}

// NewDisconnect returns the step that ends the connection.
func NewDisconnect(w *setup.Env, s *setup.State) *Disconnect {
	m := &Disconnect{connectionStep: connectionStep{Connect: NewConnect(w, s)}}
	m.errand = &acpAction{
		title: "Disconnect", ask: "How shall the connection be ended?",
		ready: "Enter asks ACP what it holds for you. Nothing is changed yet.", does: "look",
		browser: "Press Disconnect on the card. It must not say Connected any more.", byHand: "it is disconnected",
		begin: m.begin, seen: m.seen,
	}
	return m
}

// Enter implements ui.Step.
func (m *Disconnect) Enter(ctx context.Context) tea.Cmd {
	if m.phase == heldShown && m.at >= disconnectDone {
		return nil
	}
	m.phase = heldSeeking
	return m.Connect.Enter(ctx)
}

// seen ends the errand where the person did it on ACP's own page.
func (m *Disconnect) seen() tea.Cmd {
	m.setup.DoneInBrowser()
	m.phase, m.at = heldShown, disconnectDone
	return nil
}

// begin asks what ACP holds.
func (m *Disconnect) begin(ctx context.Context) tea.Cmd {
	client := m.client()
	return m.ask(ctx, "ACP", func(ctx context.Context, emit func(connectionEvent)) {
		c, p := client()
		if p != nil {
			emit(connectionEvent{problem: p})
			return
		}
		now, p := c.Status(ctx)
		emit(connectionEvent{held: &now, problem: p})
	})
}

// cut ends the connection and reads back. What ACP holds afterwards decides,
// not an answer that got lost.
func (m *Disconnect) cut(ctx context.Context) tea.Cmd {
	client, world, api := m.client(), m.world, m.setup.Endpoint.API
	m.sent = true
	return m.ask(ctx, "disconnect", func(ctx context.Context, emit func(connectionEvent)) {
		c, p := client()
		if p != nil {
			emit(connectionEvent{problem: p})
			return
		}
		out := setup.Sever(ctx, c)
		if out.Problem == nil {
			world.ForgetConnection(api)
		}
		emit(connectionEvent{held: out.Now, done: out.Problem == nil, problem: out.Problem})
	})
}

func (m *Disconnect) told(e connectionEvent) {
	switch {
	case e.account != nil:
		m.tookAccount(e.account)
	case m.at == disconnectToken:
		m.tokenEnded(e.problem)
	case e.problem != nil:
		m.stuck(e.problem)
	case e.done, m.sent && !e.held.Connected:
		m.phase, m.at = heldShown, disconnectDone
		m.setup.Disconnected(m.world.Now())
	default:
		m.setup.SetHeld(*e.held)
		m.phase, m.at = heldShown, disconnectDeciding
		if m.setup.EndNothingHeld() {
			m.at = disconnectNothing
		}
	}
}

// Update implements ui.Step.
func (m *Disconnect) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.asks.Take(msg); ok {
		if !ev.Ended {
			m.told(ev.Val)
		}
		return next
	}
	if m.phase == heldSeeking {
		return m.Connect.Update(ctx, msg)
	}
	switch msg := msg.(type) {
	case ui.Submitted:
		return m.chose(ctx, msg.Choice)
	case ui.Pressed:
		switch {
		case m.phase == heldAsking && m.at >= disconnectDone && !m.asks.Running():
			return m.again(ctx)
		case m.phase == heldAsking:
			return m.waiting(ctx, msg.Key, m.again)
		}
		return m.decidedBy(ctx, msg.Key)
	}
	return nil
}

// again repeats what was stopped; the deliberate steps are asked for anew.
func (m *Disconnect) again(ctx context.Context) tea.Cmd {
	if m.at >= disconnectDone {
		m.phase, m.at, m.stopped = heldShown, disconnectDone, false
		return nil
	}
	return m.begin(ctx)
}

func (m *Disconnect) chose(ctx context.Context, choice string) tea.Cmd {
	switch {
	case m.at == disconnectDeciding && choice == choiceDisconnect:
		return m.cut(ctx)
	case m.at == disconnectDeciding:
		m.setup.KeepOld()
		return ui.Do(ui.Finish{})
	case m.at == disconnectToken && choice == choiceEndToken:
		return m.endToken(ctx)
	case m.at == disconnectToken:
		m.at = disconnectDone
	}
	return nil
}

func (m *Disconnect) decidedBy(ctx context.Context, key string) tea.Cmd {
	switch {
	case key == "y" && m.at == disconnectDeciding:
		return m.cut(ctx)
	case key == "y" && m.at == disconnectToken:
		return m.endToken(ctx)
	case key == "x" && m.at == disconnectDone:
		return m.askToken(ctx)
	case key == "t" && m.at == disconnectDone:
		return openFlow(m.setup, setup.FlowTokens, "")
	case key == "enter":
		return ui.Do(ui.Finish{})
	case key == "esc" && m.at == disconnectToken:
		m.at = disconnectDone
	case key == "esc":
		m.phase, m.mode = heldSeeking, connectReady
	}
	return nil
}

// Screen implements ui.Step.
func (m *Disconnect) Screen(room ui.Room) ui.Screen {
	screen := m.screen(room)
	screen.Quiet = true
	return screen
}

func (m *Disconnect) screen(room ui.Room) ui.Screen {
	switch {
	case m.phase == heldSeeking:
		return m.seekingScreen(room)
	case m.phase == heldAsking && m.at >= disconnectDone:
		return m.waitingScreen("Asking GitLab about the token.", "Stopped. The token may have ended already: your tokens tell.")
	case m.phase == heldAsking && m.sent:
		return m.waitingScreen("Disconnecting.", "Stopped. ACP may have disconnected already: Enter looks again.")
	case m.phase == heldAsking:
		return m.waitingScreen("What does ACP hold for you?", "Stopped. Nothing was changed.")
	case m.at == disconnectDeciding:
		return m.decidingScreen(m.setup.Held())
	case m.at == disconnectNothing:
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: "ACP holds no GitLab connection for you. There is nothing to end.", Strong: true},
				ui.Text{S: "Nothing was changed. A GitLab token lives on until it is ended at GitLab."},
			},
			Keys: []ui.Key{{Key: "enter", Does: "end"}, {Key: "esc", Does: "back"}}, Help: words.Help("revoking"),
		}
	case m.at == disconnectToken:
		return m.tokenScreen(room)
	}
	return m.doneScreen(room)
}

func (m *Disconnect) decidingScreen(now *acp.Connection) ui.Screen {
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "New ACP sessions will have no access to " + now.InstanceURL + ".", Strong: true},
			ui.Gap{},
			ui.Facts{{Label: "ACP", Text: setup.DescribeConnection(now)}},
			ui.Gap{},
			ui.Choices{ID: "disconnect", Chosen: choiceKeep, Options: []ui.Choice{
				{Value: choiceKeep, Label: "Keep"}, {Value: choiceDisconnect, Label: "Disconnect (y)"},
			}},
			ui.Gap{},
			ui.Text{S: "The GitLab token lives on; ending it is asked about afterwards."},
		},
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "y", Does: "disconnect"}, {Key: "esc", Does: "back"}},
		Help: words.Help("revoking"),
	}
}
