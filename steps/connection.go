package steps

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

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
	connectionSeeking   connectionPhase = iota // ACP and a session are looked for, as for handing over
	connectionInBrowser                        // the person does it on ACP's own page
	connectionAsking                           // somebody is asked, or was when esc came
	connectionShown                            // the answer is shown
)

// connectionEvent is one thing that comes of asking.
type connectionEvent struct {
	finding *problem.Finding
	held    *acp.Connection
	others  []acp.Connection // what ACP holds in its other store
	account *setup.TokenCheck
	// done says that what was asked for has been done.
	done bool
	// left are bindings that are still there then.
	left    []*problem.Problem
	problem *problem.Problem
}

// connection is what the steps about ACP's connection hold: ACP and a session
// are found, then ACP is asked; or the person does it on ACP's own page.
type connection struct {
	env   *setup.Env
	setup *setup.State
	use   connectionUse

	phase   connectionPhase
	access  acpAccess
	page    acpPage
	work    progress
	stopped bool
	asks    ui.Task[connectionEvent]
}

// connectionUse is what a step wants of the connection.
type connectionUse struct {
	// ask is the question above the ways; ready says what Enter does before the
	// session is used, and more are further lines there, nil for none.
	ask, ready string
	more       func() []ui.Block
	// begin asks ACP with the session that was found.
	begin func(context.Context) tea.Cmd
	// onPage says what to do on ACP's own page, byHand is what Enter means there,
	// once what has been done before it, and seen ends the step then.
	// onNewerPage is onPage for the newer pages.
	onPage, onNewerPage, byHand, once string
	seen                              func() tea.Cmd
	// outlook is what has to be known of ACP before begin.
	outlook outlookUse
}

func (m *connection) init(w *setup.Env, s *setup.State, use connectionUse) {
	m.env, m.setup, m.use = w, s, use
	m.access = newACPAccess(w, s, acpAction{
		ask:           use.ask,
		byPage:        "on ACP's %s page; no key needed",
		byPageBriefly: "on its page",
		byKey:         "you paste an ACP access key; I ask ACP with it",
		inTerminal:    "do this",
		ready:         m.ready, does: "look", help: "viewing",
		begin: use.begin, outlook: use.outlook, inBrowser: m.inBrowser,
		leave: func() tea.Cmd { return home(s) },
		offer: withoutConnecting,
		act:   func(ctx context.Context, _ act) tea.Cmd { return use.begin(ctx) },
	})
}

// withoutConnecting leaves out connecting again: nothing is handed over here.
func withoutConnecting(list []action) []action {
	return slices.DeleteFunc(slices.Clone(list), func(a action) bool { return a.act == actAgain })
}

// enter begins a visit with the way to ACP.
func (m *connection) enter(ctx context.Context) tea.Cmd {
	m.phase = connectionSeeking
	return m.access.enter(ctx)
}

// inBrowser shows what to do on ACP's own page.
func (m *connection) inBrowser(context.Context) tea.Cmd {
	m.phase = connectionInBrowser
	return nil
}

// ask runs work and shows what it is waited for.
func (m *connection) ask(ctx context.Context, label string, work func(context.Context, func(connectionEvent))) tea.Cmd {
	m.phase, m.stopped = connectionAsking, false
	m.work.begin(problem.Finding{ID: label, Label: label})
	return m.asks.Start(ctx, work)
}

// client returns what makes the client of ACP, away from the Update goroutine.
func (m *connection) client() func() (*acp.Client, *problem.Problem) {
	return m.clientFor(m.setup.Answers.Project.Value, m.setup.Answers.AllProjects)
}

// clientFor is client for one project, or for all of them.
func (m *connection) clientFor(project string, all bool) func() (*acp.Client, *problem.Problem) {
	stack, api, session := m.env.Stack, m.setup.Endpoint.API, m.setup.PlannedSession()
	session.Plan.AllProjects = all
	return func() (*acp.Client, *problem.Problem) {
		return acp.NewClient(stack, api, session, project)
	}
}

// stuck stands still at a problem, where the way to ACP can be changed.
func (m *connection) stuck(p *problem.Problem) {
	m.phase = connectionSeeking
	m.access.refuse(p)
}

// toReady goes back to where the session is used by Enter.
func (m *connection) toReady() {
	m.phase, m.access.mode, m.stopped = connectionSeeking, accessReady, false
}

// update handles what comes before the answer is shown: the way to ACP, its own
// page, and the keys while it is asked; again asks once more.
func (m *connection) update(ctx context.Context, msg tea.Msg, again func(context.Context) tea.Cmd) tea.Cmd {
	if next, ok := m.page.take(msg); ok {
		return next
	}
	if m.phase == connectionSeeking {
		cmd := m.access.update(ctx, msg)
		return cmd
	}
	pressed, ok := msg.(ui.Pressed)
	switch {
	case !ok:
		return nil
	case m.phase == connectionInBrowser:
		return m.pressedInBrowser(ctx, pressed.Key)
	}
	return m.waiting(ctx, pressed.Key, again)
}

func (m *connection) pressedInBrowser(ctx context.Context, key string) tea.Cmd {
	switch key {
	case "enter":
		return m.use.seen()
	case "o":
		return m.page.open(ctx, m.env, m.setup)
	case "p":
		return ui.Do(ui.Print{Lines: []string{"ACP's page, at GitLab:", "", m.setup.HandPage()}})
	case "esc":
		m.page.opener.task.Cancel()
		m.phase = connectionSeeking
		m.access.fromBrowser()
	}
	return nil
}

// waiting handles the keys while something is asked, and after esc stopped it.
func (m *connection) waiting(ctx context.Context, key string, again func(context.Context) tea.Cmd) tea.Cmd {
	switch {
	case key == "esc" && m.asks.Running():
		m.asks.Cancel()
		m.stopped = true
	case key == "esc":
		m.toReady()
	case key == "enter" && !m.asks.Running():
		return again(ctx)
	}
	return nil
}

// ready are the lines before the session is used.
func (m *connection) ready(ui.Room) []ui.Block {
	blocks := []ui.Block{ui.Text{S: m.use.ready, Strong: true}, ui.Gap{}, m.access.sessionFacts()}
	if m.use.more != nil {
		blocks = append(blocks, m.use.more()...)
	}
	return blocks
}

// screen is what is shown before anybody was asked: the way to ACP, without its
// place among the steps, or what to do on ACP's own page.
func (m *connection) screen(room ui.Room) ui.Screen {
	screen := m.access.screen(room)
	if m.phase == connectionInBrowser {
		screen = m.pageScreen(room)
	}
	screen.Quiet = true
	return screen
}

// pageScreen is the way through ACP's own page.
func (m *connection) pageScreen(room ui.Room) ui.Screen {
	page := m.setup.HandPage()
	title, what := "ACP shows it on its Integrations page, on the GitLab card:", m.use.onPage
	if m.setup.InCredentials() {
		title, what = "In ACP, open Configure in the sidebar, then Credentials:", m.use.onNewerPage
	}
	blocks := []ui.Block{ui.Text{S: title, Strong: true}, ui.Gap{}}
	if page != "" {
		blocks = append(blocks, ui.Address{URL: page}, ui.Gap{})
	}
	blocks = append(blocks, ui.Text{S: what})
	if m.page.asked {
		blocks = append(blocks, ui.Gap{}, askedBrowser)
	}
	keys := []ui.Key{{Key: "enter", Does: m.use.byHand, Once: m.use.once}}
	if ok, _ := m.env.Browser.MayOpen(); ok && page != "" {
		keys = append(keys, ui.Key{Key: "o", Does: "open"})
	}
	if page != "" {
		keys = append(keys, ui.Key{Key: "p", Does: room.Pick("print the address", "print")})
	}
	return ui.Screen{Blocks: blocks, Keys: append(keys, ui.Key{Key: "esc", Does: "back"}), Help: words.Help("viewing")}
}

// waitingScreen is shown while something is asked.
func (m *connection) waitingScreen(title, afterStop string) ui.Screen {
	running := m.asks.Running()
	screen := ui.Screen{
		Blocks: []ui.Block{ui.Text{S: title, Strong: true}, ui.Gap{}, m.work.lines(running, acpTimeout(m.env))},
		Help:   words.Help("step-connect"), Busy: running, Quiet: true,
		Keys: []ui.Key{{Key: "esc", Does: "stop"}},
	}
	if m.stopped {
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: afterStop})
		screen.Keys = []ui.Key{{Key: "enter", Does: "try again"}, {Key: "esc", Does: "back"}}
	}
	return screen
}
