package steps

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// Look shows what ACP holds for the person, and what is known of the token.
// ACP does not check the token when asked, so it is never called working.
type Look struct {
	env   *setup.Env
	setup *setup.State

	connection connection
	account    *setup.TokenCheck // what GitLab said of the token at hand just now, or nil
	keeping    keeping           // the calendar reminder, had later
}

// NewLook returns the step that looks at the connection.
func NewLook(w *setup.Env, s *setup.State) *Look {
	m := &Look{env: w, setup: s}
	m.keeping = keeping{env: w, setup: s, from: m.reminder}
	m.connection.init(w, s, connectionUse{
		ask:         "How do you want to view the connection?",
		ready:       "Enter asks ACP what it has for you. Nothing is changed.",
		more:        m.alsoAsked,
		begin:       m.begin,
		onPage:      "The card says Connected and shows your GitLab, or offers to connect it.",
		onNewerPage: "The list names your credentials. The tab Bindings shows which projects use them.",
		byHand:      "I have seen it", once: "looked at it", seen: m.seen,
	})
	return m
}

// ID implements ui.Step.
func (*Look) ID() string { return IDConnection }

// Title implements ui.Step.
func (*Look) Title() string { return "Connection" }

// Enter implements ui.Step.
func (m *Look) Enter(ctx context.Context) tea.Cmd { return m.connection.enter(ctx) }

// reminder is the calendar reminder for the token that ACP has.
func (m *Look) reminder() (setup.Reminder, bool) {
	held := m.setup.Held()
	if held == nil || !held.Connected {
		return setup.Reminder{}, false
	}
	return setup.Remembered{Memory: m.env.Memory, Now: m.env.Now(), Held: held}.Reminder(m.setup)
}

// alsoAsked says that GitLab is asked too, where a token is at hand.
func (m *Look) alsoAsked() []ui.Block {
	h, ok := m.setup.TokenAvailable()
	if !ok {
		return nil
	}
	return []ui.Block{ui.Gap{}, ui.Text{S: "Then it asks " + h.Address.Origin.Host() + " about " + words.DescribeAvailable(h) + "."}}
}

func (m *Look) seen() tea.Cmd {
	m.setup.DoneInBrowser()
	return ui.Do(ui.Finish{})
}

// begin asks ACP, then GitLab where a token is at hand.
func (m *Look) begin(ctx context.Context) tea.Cmd {
	hand, ok := m.setup.TokenAvailable()
	env, holdings := m.env, m.setup.Holdings()
	m.account, m.keeping.reminded = nil, ""
	return m.connection.ask(ctx, "ACP", func(ctx context.Context, emit func(connectionEvent)) {
		all, p := holdings(ctx, env.Stack)
		if p != nil {
			emit(connectionEvent{problem: p})
			return
		}
		emit(connectionEvent{held: &all[0], others: all[1:]})
		if !ok {
			return
		}
		emit(connectionEvent{finding: &problem.Finding{ID: "token", State: problem.Wait, Label: "token", Text: "asking GitLab"}})
		a := hand.Ask(ctx, env)
		emit(connectionEvent{account: &a})
	})
}

func (m *Look) told(ev ui.Event[connectionEvent]) {
	switch e := ev.Val; {
	case ev.Ended:
		if m.connection.phase == connectionAsking {
			m.connection.phase = connectionShown
			m.setup.EndLook()
		}
	case e.problem != nil:
		m.connection.stuck(e.problem)
	case e.held != nil:
		m.setup.SetHeld(*e.held)
		m.setup.SetAlsoHeld(e.others)
		m.connection.work.take(problem.Finding{ID: "ACP", State: problem.OK, Label: "ACP", Text: "answered"})
	case e.finding != nil:
		m.connection.work.take(*e.finding)
	case e.account != nil:
		m.tookAccount(e.account)
	}
}

func (m *Look) tookAccount(a *setup.TokenCheck) {
	m.account = a
	if h, ok := m.setup.TokenAvailable(); ok {
		m.setup.Took(h, *a)
	}
	m.env.Journal.Problem(a.Problem)
}

// Update implements ui.Step.
func (m *Look) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.connection.asks.Take(msg); ok {
		m.told(ev)
		return next
	}
	if next, ok := m.keeping.take(msg); ok {
		return next
	}
	if m.connection.phase != connectionShown {
		return m.connection.update(ctx, msg, m.begin)
	}
	pressed, ok := msg.(ui.Pressed)
	if !ok {
		return nil
	}
	switch pressed.Key {
	case "enter":
		return ui.Do(ui.Finish{})
	case "r":
		return m.begin(ctx)
	case "s":
		return m.keeping.saveReminder(ctx)
	case "n":
		return home(m.setup)
	case "esc":
		m.connection.toReady()
	}
	return nil
}

// Screen implements ui.Step.
func (m *Look) Screen(room ui.Room) ui.Screen {
	switch m.connection.phase {
	case connectionSeeking, connectionInBrowser:
		return m.connection.screen(room)
	case connectionAsking:
		return m.connection.waitingScreen("What connection does ACP have?", "Stopped. Nothing was changed.")
	case connectionShown:
	}
	now := m.setup.Held()
	title := "ACP has a connection to " + words.Bare(now.InstanceURL) + "."
	switch {
	case !now.Connected && now.Has():
		title = "ACP has your credential, but no session uses it."
	case !now.Connected:
		title = "ACP has no GitLab connection for you."
	}
	keys := []ui.Key{{Key: "enter", Does: "finish"}, {Key: "r", Does: "check again"}}
	if _, ok := m.keeping.reminder(); ok {
		keys = append(keys, ui.Key{Key: "s", Does: lineWords(room, "save a calendar reminder", "reminder")})
	}
	if !now.Connected {
		keys = append(keys, ui.Key{Key: "n", Does: "connect one"})
	}
	return ui.Screen{
		Blocks: append([]ui.Block{ui.Text{S: title, Strong: true}, ui.Gap{}}, append(m.known(room), m.keeping.blocks(room)...)...),
		Keys:   append(keys, ui.Key{Key: "esc", Does: "back"}), Help: words.Help("step-connect"), Quiet: true,
	}
}

// known is what ACP said, and what is known of the token: from memory and from
// asking now, told apart.
func (m *Look) known(room ui.Room) []ui.Block {
	facts := ui.Facts{{Label: "ACP", Text: "no connection (just read)"}}
	now := m.setup.Held()
	if now.Has() {
		facts[0].Text = words.ACPHolds(*now) + " (just read)"
		if say := rememberedToken(m.env, *now); say != "" {
			facts = append(facts, ui.Fact{Label: "token", Text: say})
		}
	}
	if h := now.Stored; now.Has() && h != nil {
		facts = append(facts, ui.Fact{Label: "stored", Text: h.Credential.Name + ", " + words.DescribeBound(h.Credential)})
	}
	for _, other := range m.setup.AlsoHeld() {
		facts[0].Label = words.StoreLabel(*now)
		facts = append(facts, ui.Fact{Label: words.StoreLabel(other), Text: words.DescribeStore(other)})
	}
	blocks := append([]ui.Block{facts}, heldLines(m.setup, *now)...)
	blocks = append(blocks, ui.Gap{})
	if m.account != nil {
		return append(blocks, m.checkedNow())
	}
	if now.Connected {
		blocks = append(blocks, ui.Text{S: room.Pick(
			"ACP does not test the token itself. To test it, choose Check a token in the menu.",
			"ACP does not test the token itself.")})
	}
	return blocks
}

// heldLines are the problems of what the credential store has, by their names.
func heldLines(s *setup.State, c acp.Connection) []ui.Block {
	list := heldWarnings(s, c)
	if len(list) == 0 {
		return nil
	}
	return []ui.Block{ui.Gap{}, list}
}

func heldWarnings(s *setup.State, c acp.Connection) ui.Checklist {
	if c.Stored == nil {
		return nil
	}
	var list ui.Checklist
	for _, p := range c.Stored.Problems {
		list = append(list, ui.Line{State: ui.Warn, Text: words.Page(s, p).Title, Code: string(p.Code)})
	}
	if side := c.Stored.View.Sidecars; len(side) > 0 {
		list = append(list, ui.Line{State: ui.Warn, Text: words.SidecarsBound(side)})
	}
	return list
}

// checkedNow are the lines of what GitLab said of the token at hand.
func (m *Look) checkedNow() ui.Checklist {
	a := m.account
	if a.Problem != nil {
		return ui.Checklist{{State: ui.Stop, Label: "token", Text: words.Page(m.setup, a.Problem).Title, Code: string(a.Problem.Code)}}
	}
	var list ui.Checklist
	if a.Inspection.User != nil {
		list = append(list, ui.Line{State: ui.OK, Label: "token", Text: words.DescribeToken(m.setup, m.env.Now()) + " (checked now)"})
	}
	for _, p := range a.Inspection.Problems {
		if p.Severity != problem.Note {
			list = append(list, ui.Line{State: ui.State(problem.StateOf(p.Severity)), Label: "token", Text: words.Page(m.setup, p).Title, Code: string(p.Code)})
		}
	}
	return list
}

// rememberedToken says what the last setup left about the token, where ACP
// holds the GitLab of that setup, and what speaks against its being the token
// that ACP holds now.
func rememberedToken(w *setup.Env, now acp.Connection) string {
	m := w.Memory
	if m.Token.Ends.IsZero() || !m.DisconnectedAt.IsZero() || !acp.SameInstance(m.GitLab, now.InstanceURL) {
		return ""
	}
	say := words.RememberedToken(m, w.Now()) + " (as set up here)"
	if why := setup.Stale(m, &now); why != setup.NotStale {
		say += "; " + words.DescribeStale(why, m)
	}
	return say
}
