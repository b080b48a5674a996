package steps

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

const (
	choiceDisconnect = "disconnect"
	choiceEverywhere = "everywhere"
)

type disconnectAt int

const (
	disconnectDeciding disconnectAt = iota
	disconnectNothing               // ACP holds no connection
	disconnectDone
	disconnectToken // shall the token at hand end as well?
)

// Disconnect makes ACP forget its connection, after the person has seen which
// one and said so, and then offers to revoke the token, which is still valid at GitLab.
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
		ask:         "How do you want to disconnect?",
		ready:       "Enter asks ACP what it has for you. Nothing is changed yet.",
		begin:       m.begin,
		onPage:      "Press Disconnect on the card. It must no longer say Connected.",
		onNewerPage: "In the tab Bindings, click the squares of your credential until all say Not bound. Then click its row and press Delete Credential.",
		byHand:      "it is disconnected", once: "disconnected it", seen: m.seen,
		outlook: outlookUse{
			instance:  func() string { return "" },
			askStore:  "Which one do you want to remove?",
			byClassic: "used by your sessions only", byProject: "bound to projects, used by every session there",
			askWhich: "Which credential in ACP do you want to remove?",
			ready:    "Enter asks ACP what it has for you. Nothing is changed yet.",
		},
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
// not an answer that got lost. A credential goes out of project, or of all.
func (m *Disconnect) sever(ctx context.Context, project string, all bool) tea.Cmd {
	client, env, dropped := m.connection.clientFor(project, all), m.env, setup.DroppedFrom(m.setup.Endpoint.API, project, m.setup.Held(), all)
	m.sent = true
	return m.connection.ask(ctx, "disconnect", func(ctx context.Context, emit func(connectionEvent)) {
		c, p := client()
		if p != nil {
			emit(connectionEvent{problem: p})
			return
		}
		out := setup.Sever(ctx, c)
		if out.Problem == nil {
			env.ForgetConnection(dropped)
		}
		emit(connectionEvent{held: out.Now, done: out.Problem == nil, left: out.Notes, problem: out.Problem})
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
		m.setup.SetLeft(e.left)
		for _, p := range e.left {
			m.env.Journal.Problem(p)
		}
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
		return m.severShown(ctx)
	case m.at == disconnectDeciding && choice == choiceEverywhere:
		return m.sever(ctx, m.projectShown(), true)
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
		return m.severShown(ctx)
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
		return m.decidingScreen(m.setup.Held(), room)
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

// stored is the credential that is shown, nil for a connection of the classic
// store.
func (m *Disconnect) stored() *acp.Held {
	if held := m.setup.Held(); held != nil && held.Has() {
		return held.Stored
	}
	return nil
}

// projectShown is the project that the credential which is shown goes out of.
func (m *Disconnect) projectShown() string {
	if h := m.stored(); h != nil {
		return h.Project
	}
	return m.setup.Answers.Project.Value
}

// severShown disconnects what is shown: a credential that is used in other ways as
// well goes out of the project that is named, any other one for good.
func (m *Disconnect) severShown(ctx context.Context) tea.Cmd {
	h := m.stored()
	return m.sever(ctx, m.projectShown(), h != nil && !outlivesProject(*h))
}

// outlivesProject reports whether there is something to take out of the project, and
// that is not the end of the credential.
func outlivesProject(h acp.Held) bool {
	return h.Bound && len(h.Credential.Projects)+min(h.Credential.Agents, 1) > 1
}

func (m *Disconnect) decidingScreen(now *acp.Connection, room ui.Room) ui.Screen {
	title, does := "New ACP sessions will lose access to "+now.InstanceURL+".", "disconnect"
	facts := ui.Facts{{Label: "ACP", Text: words.ACPHolds(*now)}}
	options := []ui.Choice{{Value: choiceKeep, Label: "Keep it"}, {Value: choiceDisconnect, Label: "Disconnect", Key: "y"}}
	if h := m.stored(); h != nil {
		if room.Narrow() {
			facts = nil
		}
		facts = append(facts, ui.Fact{Label: "stored", Text: h.Credential.Name + ", " + words.DescribeBound(h.Credential)})
		options[1].Label, does = "Delete the credential", "delete"
		switch in := h.Credential.Projects; {
		case outlivesProject(*h):
			title = "Remove the credential from one project, or from all?"
			options[1].Label, does = "Remove it from "+h.Project, "remove from "+h.Project
			options = append(options, ui.Choice{Value: choiceEverywhere, Label: "Delete it everywhere"})
		case len(in) > 0:
			title = "Sessions in " + words.All(in) + " will lose access to " + now.InstanceURL + "."
		default:
			title = "Delete the credential for " + now.InstanceURL + "?"
		}
	}
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: title, Strong: true},
			ui.Gap{},
			facts,
			ui.Gap{},
			ui.Choices{ID: "disconnect", Chosen: choiceKeep, Options: options},
			ui.Gap{},
			ui.Text{S: "The GitLab token stays valid. You can revoke it afterward."},
		},
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "y", Does: does}, {Key: "esc", Does: "back"}},
		Help: words.Help("revoking"),
	}
}
