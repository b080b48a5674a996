package steps

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

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
	env   *setup.Env
	setup *setup.State

	connection connection
	at         disconnectAt
	sent       bool              // the call went out: what ACP holds now decides
	account    *setup.TokenCheck // what GitLab said of the token at hand
	line       string            // how ending the token went
	ended      bool              // the token has been ended
}

// NewDisconnect returns the step that ends the connection.
func NewDisconnect(w *setup.Env, s *setup.State) *Disconnect {
	m := &Disconnect{env: w, setup: s}
	m.connection.init(w, s, connectionUse{
		ask:    "How do you want to disconnect?",
		ready:  "Enter asks ACP what it has for you. Nothing is changed yet.",
		begin:  m.begin,
		onPage: "Press Disconnect on the card. It must no longer say Connected.",
		byHand: "it is disconnected", once: "disconnected it", seen: m.seen,
	})
	return m
}

// ID implements ui.Step.
func (*Disconnect) ID() string { return IDConnection }

// Title implements ui.Step.
func (*Disconnect) Title() string { return "Disconnect" }

// Enter implements ui.Step.
func (m *Disconnect) Enter(ctx context.Context) tea.Cmd {
	if m.connection.phase == connectionShown && m.at >= disconnectDone {
		return nil
	}
	return m.connection.enter(ctx)
}

// seen shows the end where the person did it on ACP's own page.
func (m *Disconnect) seen() tea.Cmd {
	m.setup.DoneInBrowser()
	m.connection.phase, m.at = connectionShown, disconnectDone
	return nil
}

// begin asks what ACP holds.
func (m *Disconnect) begin(ctx context.Context) tea.Cmd {
	client := m.connection.client()
	return m.connection.ask(ctx, "ACP", func(ctx context.Context, emit func(connectionEvent)) {
		c, p := client()
		if p != nil {
			emit(connectionEvent{problem: p})
			return
		}
		now, p := c.Status(ctx)
		emit(connectionEvent{held: &now, problem: p})
	})
}

// sever ends the connection and reads back. What ACP holds afterwards decides,
// not an answer that got lost.
func (m *Disconnect) sever(ctx context.Context) tea.Cmd {
	client, env, api := m.connection.client(), m.env, m.setup.Endpoint.API
	m.sent = true
	return m.connection.ask(ctx, "disconnect", func(ctx context.Context, emit func(connectionEvent)) {
		c, p := client()
		if p != nil {
			emit(connectionEvent{problem: p})
			return
		}
		out := setup.Sever(ctx, c)
		if out.Problem == nil {
			env.ForgetConnection(api)
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
		m.connection.stuck(e.problem)
	case e.done, m.sent && !e.held.Connected:
		m.connection.phase, m.at = connectionShown, disconnectDone
		m.setup.Disconnected(m.env.Now())
	default:
		m.setup.SetHeld(*e.held)
		m.connection.phase, m.at = connectionShown, disconnectDeciding
		if m.setup.EndNothingHeld() {
			m.at = disconnectNothing
		}
	}
}

// Update implements ui.Step.
func (m *Disconnect) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.connection.asks.Take(msg); ok {
		if !ev.Ended {
			m.told(ev.Val)
		}
		return next
	}
	if m.connection.phase != connectionShown {
		return m.before(ctx, msg)
	}
	switch msg := msg.(type) {
	case ui.Submitted:
		return m.chose(ctx, msg.Choice)
	case ui.Pressed:
		return m.decidedBy(ctx, msg.Key)
	}
	return nil
}

// before handles what comes before an answer is shown. After the end, any key
// leads back to it once the question about the token was stopped.
func (m *Disconnect) before(ctx context.Context, msg tea.Msg) tea.Cmd {
	if m.connection.phase == connectionAsking && m.at >= disconnectDone && !m.connection.asks.Running() {
		if _, pressed := msg.(ui.Pressed); pressed {
			return m.again(ctx)
		}
	}
	return m.connection.update(ctx, msg, m.again)
}

// again repeats what was stopped; the deliberate steps are asked for anew.
func (m *Disconnect) again(ctx context.Context) tea.Cmd {
	if m.at >= disconnectDone {
		m.connection.phase, m.at, m.connection.stopped = connectionShown, disconnectDone, false
		return nil
	}
	return m.begin(ctx)
}

func (m *Disconnect) chose(ctx context.Context, choice string) tea.Cmd {
	switch {
	case m.at == disconnectDeciding && choice == choiceDisconnect:
		return m.sever(ctx)
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
		return m.sever(ctx)
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
		m.connection.toReady()
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
	switch phase := m.connection.phase; {
	case phase == connectionSeeking, phase == connectionInBrowser:
		return m.connection.screen(room)
	case phase == connectionAsking && m.at >= disconnectDone:
		return m.connection.waitingScreen("Asking GitLab about the token.", "Stopped. The token may have been revoked already. Your list of tokens shows it.")
	case phase == connectionAsking && m.sent:
		return m.connection.waitingScreen("Disconnecting.", "Stopped. ACP may have disconnected already: Enter checks again.")
	case phase == connectionAsking:
		return m.connection.waitingScreen("What connection does ACP have?", "Stopped. Nothing was changed.")
	case m.at == disconnectDeciding:
		return m.decidingScreen(m.setup.Held())
	case m.at == disconnectNothing:
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: "ACP has no GitLab connection for you. There is nothing to disconnect.", Strong: true},
				ui.Text{S: "Nothing was changed. A GitLab token stays valid until it expires or is revoked."},
			},
			Keys: []ui.Key{{Key: "enter", Does: "finish"}, {Key: "esc", Does: "back"}}, Help: words.Help("revoking"),
		}
	case m.at == disconnectToken:
		return m.tokenScreen(room)
	}
	return m.doneScreen(room)
}

func (m *Disconnect) decidingScreen(now *acp.Connection) ui.Screen {
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "New ACP sessions will lose access to " + now.InstanceURL + ".", Strong: true},
			ui.Gap{},
			ui.Facts{{Label: "ACP", Text: words.ACPHolds(*now)}},
			ui.Gap{},
			ui.Choices{ID: "disconnect", Chosen: choiceKeep, Options: []ui.Choice{
				{Value: choiceKeep, Label: "Keep"}, {Value: choiceDisconnect, Label: "Disconnect", Key: "y"},
			}},
			ui.Gap{},
			ui.Text{S: "The GitLab token stays valid. You can revoke it afterward."},
		},
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "y", Does: "disconnect"}, {Key: "esc", Does: "back"}},
		Help: words.Help("revoking"),
	}
}
