package steps

import (
	"context"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

type connectMode int

const (
	connectSeeking connectMode = iota // ACP and a session are looked for
	connectInBrowser
	connectRunning
	connectExisting
	connectDone
)

const (
	choiceKeep    = "keep"
	choiceReplace = "replace"
)

// Connect is the step at which the token goes to ACP, by this program or by the
// person in ACP's own pages, and the connection is confirmed.
type Connect struct {
	env   *setup.Env
	setup *setup.State
	way   handing

	mode    connectMode
	access  acpAccess
	byHand  connectByHand
	work    progress
	stopped bool
	replace bool
	agreed  string     // the connection that the person agreed to replace
	asked   int        // how often a choice was put: its list begins afresh each time
	handed  setup.Sent // how the token went out to ACP

	run ui.Task[setup.HandoverEvent]
}

// handing is what a flow says while it hands the token over.
type handing struct {
	// tokens tells the token that ACP holds from the new one, where both are at
	// one GitLab; nil says where they are.
	tokens func(held acp.Connection) (now, fresh string)
	// live says which token ACP holds, wherever the step stands still; nil says
	// nothing.
	live func() string
}

// NewConnect returns the step that hands the token over.
func NewConnect(w *setup.Env, s *setup.State, way handing) *Connect {
	m := &Connect{env: w, setup: s, way: way, replace: s.Answers.Replace}
	m.access = newACPAccess(w, s, acpAction{
		ask:           "How do you want to give ACP the token?",
		byPage:        "you paste it into ACP's %s page; no key needed",
		byPageBriefly: "you paste it there",
		byKey:         "you paste an ACP access key; I connect and confirm it",
		inTerminal:    "connect",
		ready:         m.ready, does: "connect", help: "step-connect",
		begin: m.start, inBrowser: m.inBrowser, offer: m.offer, act: m.act,
		outlook: outlookUse{
			keeps: true, instance: func() string { return m.setup.Instance.URL() },
			askStore:  "Where should ACP keep the token?",
			byClassic: "one per person, used by your sessions only", byProject: "bound to a project, used by every session there",
			askWhich: "Which credential in ACP should get the token?",
			ready:    "Enter asks ACP where it keeps tokens. It does not get the token yet.",
			replaces: m.agree,
		},
	})
	m.byHand = connectByHand{env: w, setup: s, offer: m.offer, skip: m.skip}
	return m
}

// ID implements ui.Step.
func (*Connect) ID() string { return setup.IDConnect }

// Title implements ui.Step.
func (*Connect) Title() string { return "Connect" }

// Enter implements ui.Step. An address that was given is looked at; nothing
// secret is sent before it has answered as ACP and the person pressed Enter.
func (m *Connect) Enter(ctx context.Context) tea.Cmd {
	m.stopped = false
	m.byHand.reset()
	m.setup.Reopen()
	switch {
	case m.setup.Outcome() == setup.Connected:
		m.mode = connectDone
		return nil
	case m.mode == connectInBrowser:
		return m.byHand.begin(ctx)
	case m.mode != connectSeeking:
		m.mode, m.access.mode = connectSeeking, accessAddress
	}
	return m.access.enter(ctx)
}

// Update implements ui.Step.
func (m *Connect) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.run.Take(msg); ok {
		if !ev.Ended {
			m.ran(ev.Val)
		}
		return next
	}
	switch m.mode {
	case connectSeeking:
		cmd := m.access.update(ctx, msg)
		return cmd
	case connectInBrowser:
		cmd, left := m.byHand.update(ctx, msg)
		if left {
			m.mode = connectSeeking
			m.access.fromBrowser()
		}
		return cmd
	}
	switch msg := msg.(type) {
	case ui.Submitted:
		return m.decided(ctx, msg.Choice)
	case ui.Pressed:
		return m.pressed(ctx, msg.Key)
	}
	return nil
}

func (m *Connect) pressed(ctx context.Context, key string) tea.Cmd {
	switch {
	case key == "esc":
		return m.back()
	case key == "enter" && m.mode == connectRunning && m.stopped:
		return m.again(ctx)
	case key == "y" && m.mode == connectExisting:
		return m.decided(ctx, choiceReplace)
	case key == "enter" && m.mode == connectDone:
		return ui.Do(ui.Next{})
	}
	return nil
}

// back stops what is under way, and else goes to the ways, or out.
func (m *Connect) back() tea.Cmd {
	switch {
	case m.run.Running():
		m.run.Cancel()
		m.stopped = true
	case m.mode == connectDone:
		return ui.Do(ui.Back{})
	default:
		m.stopped, m.mode, m.access.mode = false, connectSeeking, accessWays
	}
	return nil
}

// inBrowser shows the way through ACP's own pages.
func (m *Connect) inBrowser(ctx context.Context) tea.Cmd {
	m.mode = connectInBrowser
	return m.byHand.begin(ctx)
}

// offer adds the way on without a connection that is confirmed. The token is
// known to be good here: nothing of this step asks for a new one.
func (m *Connect) offer(list []action) []action {
	if m.setup.HandedOver() {
		return append(list, action{"s", actSkip, "finish here; ACP may already have the token", "finish"})
	}
	return append(list, action{"s", actSkip, "finish here; the token works and is ready", "finish"})
}

// act does what can be done about a problem of ACP.
func (m *Connect) act(ctx context.Context, what act) tea.Cmd {
	switch what {
	case actSkip:
		return m.skip()
	case actLook:
		return m.lookAgain(ctx)
	case actAgain:
		return m.start(ctx)
	}
	return m.again(ctx)
}

// skip goes on without a connection that is confirmed.
func (m *Connect) skip() tea.Cmd {
	m.setup.EndHere()
	return ui.Do(ui.Next{})
}

// start hands the token to ACP, in the only safe order: what ACP holds, ACP's
// own try, connect, read back. It is the one place that sends the GitLab token
// to ACP from the wizard, and it runs only for a token that GitLab accepted.
func (m *Connect) start(ctx context.Context) tea.Cmd {
	if !m.setup.TokenUsable() {
		return ui.Do(ui.GoTo{ID: setup.IDValidation})
	}
	return m.hand(ctx, problem.Finding{ID: "session", Label: "session"}, false)
}

// again looks at what came of the token that was sent; where none was, it hands
// the token over.
func (m *Connect) again(ctx context.Context) tea.Cmd {
	if !m.setup.HandedOver() {
		return m.start(ctx)
	}
	return m.lookAgain(ctx)
}

// lookAgain looks at what came of the token that was sent; it sends nothing.
func (m *Connect) lookAgain(ctx context.Context) tea.Cmd {
	return m.hand(ctx, problem.Finding{ID: "readback", Label: "confirmed"}, true)
}

func (m *Connect) hand(ctx context.Context, first problem.Finding, lookOnly bool) tea.Cmd {
	m.mode, m.stopped = connectRunning, false
	m.work.begin(first)
	always, agreed, api := m.replace, m.agreed, m.setup.Endpoint.API
	run, stack := m.setup.Handing(setup.Handover{
		LookOnly: lookOnly, Earlier: m.handed, AskUnknown: true,
		MayReplace: func(c acp.Connection) bool { return always || agreed == agreement(api, c) },
	}), m.env.Stack
	return m.run.Start(ctx, func(ctx context.Context, emit func(setup.HandoverEvent)) { run(ctx, stack, emit) })
}

func (m *Connect) ran(ev setup.HandoverEvent) {
	m.setup.Handed(ev, m.env.Now())
	switch {
	case ev.Finding != nil:
		m.work.take(*ev.Finding)
	case ev.Active != nil:
		m.work.take(words.ActiveFinding(*ev.Active, m.setup.Today(m.env.Now())))
	case ev.Sent != nil:
		m.handed = *ev.Sent
	case ev.Existing != nil:
		m.mode = connectExisting
		m.asked++
	case ev.Problem != nil:
		m.mode = connectSeeking
		m.access.refuse(ev.Problem)
		m.access.problem.below(m.work.findings)
	case ev.Connected != nil:
		m.mode = connectDone
	}
}

func (m *Connect) decided(ctx context.Context, choice string) tea.Cmd {
	switch {
	case m.mode != connectExisting:
		return nil
	case choice != choiceReplace:
		m.setup.KeepOld()
		return ui.Do(ui.Next{})
	}
	m.agreed = agreement(m.setup.Endpoint.API, *m.setup.Before())
	return m.start(ctx)
}

// agree notes that the person agreed to replace the token in own.
func (m *Connect) agree(own acp.Credential) {
	m.agreed = agreement(m.setup.Endpoint.API, acp.Connection{InstanceURL: own.URL})
}

// agreement names the connection that the person agreed to replace: the yes is
// for that one, not for what another ACP may hold.
func agreement(api string, c acp.Connection) string { return api + " " + c.InstanceURL }

// Screen implements ui.Step.
func (m *Connect) Screen(room ui.Room) ui.Screen {
	screen := m.screen(room)
	if m.way.live != nil && m.standsStill() {
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: m.way.live()})
	}
	return screen
}

func (m *Connect) screen(room ui.Room) ui.Screen {
	switch m.mode {
	case connectInBrowser:
		return m.byHand.screen(room)
	case connectRunning, connectDone:
		return m.runScreen(room)
	case connectExisting:
		return m.existingScreen()
	}
	return m.access.screen(room)
}

// standsStill reports whether the person has to decide how it goes on.
func (m *Connect) standsStill() bool {
	switch m.mode {
	case connectSeeking:
		return m.access.problem.isOpen() || m.access.mode == accessReady || m.access.mode >= accessStore
	case connectInBrowser:
		return m.byHand.problem.isOpen()
	}
	return m.mode == connectRunning && m.stopped
}

// ready are the lines before the token goes out.
func (m *Connect) ready(room ui.Room) []ui.Block {
	facts := append(ui.Facts{{Label: "GitLab", Text: m.setup.Instance.URL() + words.Who(m.setup)}}, m.access.sessionFacts()...)
	if say := words.AccountOf(m.setup.Session); say != "" && !room.Narrow() {
		facts = append(facts, ui.Fact{Label: "account", Text: say})
	}
	blocks := []ui.Block{
		ui.Text{S: room.Pick("Enter gives ACP the token. ACP tests it; then I confirm that it was saved.", "Enter gives ACP the token."), Strong: true},
		ui.Gap{},
		facts,
		ui.Gap{},
	}
	if !m.replace {
		blocks = append(blocks, ui.Text{S: "If ACP already has a connection, I ask before replacing it."})
	}
	return blocks
}

func (m *Connect) runScreen(room ui.Room) ui.Screen {
	running := m.run.Running()
	title := "Connecting ACP to " + m.setup.Instance.Host() + "..."
	keys := []ui.Key{{Key: "enter", Does: "continue"}, {Key: "esc", Does: "back"}}
	var after []ui.Block
	switch {
	case running:
		keys = []ui.Key{{Key: "esc", Does: "stop"}}
		after = []ui.Block{ui.Gap{}, ui.Text{S: "ACP asks GitLab itself. This can take 10 s."}}
	case m.stopped:
		keys[0].Does = "check again"
		after = []ui.Block{ui.Gap{}, ui.Text{S: "Stopped. ACP may have saved the connection: Enter checks again."}}
	case !room.Ticking:
		title = "ACP is connected to " + m.setup.Instance.Host() + "."
	}
	list := m.work.lines(running, acpTimeout(m.env))
	return ui.Screen{
		Blocks: append([]ui.Block{ui.Text{S: title, Strong: true}, ui.Gap{}, list}, after...),
		Help:   words.Help("step-connect"), Busy: running, Keys: keys, Paced: true,
	}
}

func (m *Connect) existingScreen() ui.Screen {
	before := m.setup.Before()
	held := before.InstanceURL
	if before.Username != "" {
		held += "    @" + before.Username
	}
	if !before.UpdatedAt.IsZero() {
		held += "    saved " + setup.Day(before.UpdatedAt)
	}
	fresh := m.setup.Instance.URL() + "    " + words.Who(m.setup)[min(4, len(words.Who(m.setup))):]
	loss := "If you replace it, new sessions lose access to " + words.Bare(before.InstanceURL) + "."
	if acp.SameInstance(before.InstanceURL, m.setup.Instance.URL()) {
		loss = "The earlier token stays valid at GitLab until it expires or you revoke it."
		if m.way.tokens != nil { // two addresses that are the same say nothing
			held, fresh = m.way.tokens(*before)
		}
	}
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "ACP already has a GitLab connection for you. It keeps only one:", Strong: true},
			ui.Gap{},
			ui.Facts{{Label: "now", Text: held}, {Label: "new", Text: fresh}},
			ui.Gap{},
			ui.Text{S: loss},
			ui.Gap{},
			ui.Choices{ID: "existing " + strconv.Itoa(m.asked), Chosen: choiceKeep, Options: []ui.Choice{
				{Value: choiceKeep, Label: "Keep the existing one"}, {Value: choiceReplace, Label: "Replace it", Key: "y"},
			}},
		},
		Help: words.Help("step-connect"),
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "y", Does: "replace"}, {Key: "esc", Does: "back"}},
	}
}
