package steps

import (
	"context"
	"os"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/ui"
)

// The IDs of the steps, for ui.GoTo.
const (
	IDInstance   = "instance"
	IDTokenPage  = "token-page"
	IDScopes     = "scopes"
	IDPaste      = "paste"
	IDValidation = "check"
	IDRepository = "repository"
	IDConnect    = "connect"
	IDDone       = "done"
)

type instanceMode int

const (
	instanceChoosing instanceMode = iota
	instanceTyping
	instanceTrying
	instanceCAFile
	instanceMenu
)

const (
	anotherAddress = "another"
	// fieldAddress is the ID of the address's field.
	fieldAddress = "instance-address"
)

// Instance is step 1: where the repositories are, and whether this computer
// can reach that GitLab.
type Instance struct {
	world *World
	setup *Setup

	mode     instanceMode
	remotes  []gitlab.Remote
	typed    string
	line     string // the one clear line under the field
	proposal string // an address that Enter would take instead of what was typed
	address  gitlab.Address
	findings []problem.Finding
	started  time.Time
	passed   bool
	stopped  bool
	caLine   string

	probe  ui.Task[probeEvent]
	lookup ui.Task[[]gitlab.Remote]
	panel  panel
}

type probeEvent struct {
	finding *problem.Finding
	found   *gitlab.Found
}

// NewInstance returns step 1.
func NewInstance(w *World, s *Setup) *Instance {
	m := &Instance{world: w, setup: s}
	m.takeUp()
	return m
}

// ID implements ui.Step.
func (*Instance) ID() string { return IDInstance }

// Title implements ui.Step.
func (m *Instance) Title() string {
	if m.mode == instanceMenu {
		return "more"
	}
	return "Your GitLab"
}

// Enter implements ui.Step. Nothing is sent: the remotes are read from the
// folder's own git settings.
func (m *Instance) Enter(ctx context.Context) tea.Cmd {
	if m.mode == instanceTrying && (!m.passed || m.setup.blocking() != nil) && !m.panel.isOpen() {
		m.mode = instanceChoosing
	}
	if m.world.Dir == "" || m.remotes != nil {
		return nil
	}
	dir := m.world.Dir
	return m.lookup.Start(ctx, func(ctx context.Context, emit func([]gitlab.Remote)) {
		emit(gitlab.RemoteAddresses(ctx, dir))
	})
}

// Update implements ui.Step.
func (m *Instance) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.lookup.Take(msg); ok {
		if !ev.Ended {
			m.remotes, m.setup.Remotes = ev.Val, ev.Val
		}
		return next
	}
	if ev, next, ok := m.probe.Take(msg); ok {
		if !ev.Ended {
			m.took(ev.Val)
		}
		return next
	}
	switch msg := msg.(type) {
	case ui.Pressed:
		return m.pressed(ctx, msg.Key)
	case ui.Submitted:
		return m.submitted(ctx, msg)
	case ui.Edited:
		m.edited(strings.TrimSpace(msg.Text()))
	}
	return nil
}

func (m *Instance) edited(text string) {
	if m.mode == instanceCAFile {
		m.caLine = ""
		return
	}
	m.typed, m.line, m.proposal = text, "", ""
	if text == "" {
		return
	}
	if a, p := gitlab.ParseAddress(text); p == nil {
		m.line = understood(a)
	}
}

// understood says what will be tried.
func understood(a gitlab.Address) string {
	say := "I will try " + a.Origin.URL()
	if len(a.Segments) > 0 {
		say += " and the paths below it"
	}
	return say + "."
}

func (m *Instance) pressed(ctx context.Context, key string) tea.Cmd {
	if m.panel.isOpen() {
		return m.remedy(ctx, key)
	}
	if m.mode == instanceChoosing {
		return m.beside(key)
	}
	switch {
	case key == "esc":
		return m.back()
	case m.mode == instanceTrying && key == "enter" && m.passed:
		return ui.Do(ui.Next{})
	case m.mode == instanceTrying && (key == "r" || key == "enter"):
		return m.try(ctx, m.address)
	}
	return nil
}

// back goes one screen back inside the step: to what was typed or chosen.
func (m *Instance) back() tea.Cmd {
	wasTrying := m.probe.Running()
	m.probe.Cancel()
	m.panel.close()
	switch {
	case m.mode == instanceCAFile:
		m.mode = instanceTrying
		m.showProblem(m.setup.Probe.Problems)
	case wasTrying:
		m.stopped = true
	case m.mode == instanceTrying && m.typed != "":
		m.mode = instanceTyping
	default:
		m.mode = instanceChoosing
	}
	return nil
}

func (m *Instance) submitted(ctx context.Context, in ui.Submitted) tea.Cmd {
	switch m.mode {
	case instanceMenu:
		return m.setup.OpenDoor(Door(in.Choice), "")
	case instanceChoosing:
		return m.chosen(ctx, in.Choice)
	case instanceCAFile:
		return m.useCA(ctx, strings.TrimSpace(in.Text()), "chosen here")
	default:
		return m.typedAddress(ctx, strings.TrimSpace(in.Text()))
	}
}

func (m *Instance) chosen(ctx context.Context, choice string) tea.Cmd {
	if choice == anotherAddress {
		m.mode = instanceTyping
		return nil
	}
	a, p := gitlab.ParseAddress(choice)
	if p != nil {
		m.mode, m.typed = instanceTyping, ""
		m.refuse(p)
		return nil
	}
	m.typed = ""
	return m.try(ctx, a)
}

func (m *Instance) typedAddress(ctx context.Context, text string) tea.Cmd {
	if m.proposal != "" && text == m.typed {
		text = m.proposal
	}
	m.typed = text
	if text == "" {
		m.line = "Nothing is here yet. Paste the address of any page of your GitLab."
		return nil
	}
	a, p := gitlab.ParseAddress(text)
	if p != nil {
		m.refuse(p)
		return nil
	}
	return m.try(ctx, a)
}

// refuse says in one line what is wrong with what was typed, which stays.
func (m *Instance) refuse(p *problem.Problem) {
	m.world.Journal.Problem(p)
	m.line, m.proposal = p.Vars["hint"], p.Vars["https"]
	if m.proposal != "" {
		m.line = "ACP accepts only https. Shall I use " + m.proposal + "? Enter: yes."
	}
	if m.line == "" {
		m.line = "I cannot read that as an address. It looks like https://gitlab.example.com."
	}
}

// try asks the address, a line at a time.
func (m *Instance) try(ctx context.Context, a gitlab.Address) tea.Cmd {
	m.panel.close()
	m.mode, m.address, m.passed, m.stopped = instanceTrying, a, false, false
	m.findings = []problem.Finding{{ID: "name", State: problem.Wait, Label: "name"}}
	m.started = ui.Now()
	stack, now := m.world.Stack, m.world.Now
	return m.probe.Start(ctx, func(ctx context.Context, emit func(probeEvent)) {
		found := gitlab.Probe(ctx, stack, a, now, func(f problem.Finding) { emit(probeEvent{finding: &f}) })
		emit(probeEvent{found: &found})
	})
}

func (m *Instance) took(ev probeEvent) {
	if ev.finding != nil {
		m.findings = merge(m.findings, *ev.finding)
		m.started = ui.Now()
		return
	}
	found := *ev.found
	m.findings = found.Findings
	if problem.Stops(found.Problems) {
		m.setup.Probe = found
		m.showProblem(found.Problems)
		return
	}
	m.passed = true
	m.setup.SetInstance(found)
}

func (m *Instance) showProblem(ps []*problem.Problem) {
	m.panel.open(m.world, m.setup, problem.First(ps))
}

func (m *Instance) remedy(ctx context.Context, key string) tea.Cmd {
	if key == "esc" {
		return m.back()
	}
	p := m.panel.problem
	switch m.panel.act(key) {
	case actRetry:
		return m.try(ctx, m.address)
	case actCorrect:
		return m.correct(m.address.Origin.URL())
	case actUseTarget:
		cmd := m.correct(p.Vars["target"])
		m.line = "Enter looks at this address. Take it only if you know it."
		return cmd
	case actCopy, actCopyTarget:
		return m.panel.copy(m.panel.act(key))
	case actUseCA:
		return m.useCA(ctx, m.setup.Probe.CAFile, "found on this computer")
	case actChooseCA:
		m.panel.close()
		m.mode = instanceCAFile
	case actLeave:
		return ui.Do(ui.Finish{})
	}
	return nil
}

// correct goes to the field: what was typed stays.
func (m *Instance) correct(address string) tea.Cmd {
	m.panel.close()
	m.mode, m.line = instanceTyping, ""
	if m.typed == "" || origin(m.typed) != address {
		m.typed = address
	}
	text := m.typed
	return ui.Do(ui.Fill{ID: fieldAddress, Text: func() string { return text }})
}

// useCA tries again with the certificates in file.
func (m *Instance) useCA(ctx context.Context, file, from string) tea.Cmd {
	m.caLine = ""
	if file == "" {
		m.caLine = "Nothing is here yet. Type the path of the CA file (PEM)."
		return nil
	}
	if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(file, "~/") {
		file = home + file[1:]
	}
	stack, err := m.world.Stack.WithCA(file)
	if err != nil {
		m.mode, m.caLine = instanceCAFile, caFileLine(file, err)
		return nil
	}
	m.world.Stack = stack
	m.setup.CAFile = Sourced{file, from}
	return m.try(ctx, m.address)
}

func caFileLine(file string, err error) string {
	words := err.Error()
	if f := web.Explain(err); f != nil {
		words = f.Words
	}
	return "No certificate read from " + file + ": " + words
}

// Screen implements ui.Step.
func (m *Instance) Screen(room ui.Room) ui.Screen {
	if m.panel.isOpen() {
		return m.panel.screen(ui.Key{Key: "esc", Does: "back", Hidden: true})
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

func (m *Instance) choosingScreen(room ui.Room) ui.Screen {
	choices, chosen := m.choices(room)
	blocks := []ui.Block{
		ui.Text{S: m.question(), Strong: true},
	}
	if !room.Narrow() && !m.setup.ofDoor() {
		blocks = append(blocks, ui.Text{S: "Takes about 3 minutes. You need to be able to sign in to GitLab and to ACP."})
	}
	blocks = append(blocks, ui.Gap{},
		ui.Choices{ID: "instance", Options: choices, Chosen: chosen}, ui.Gap{},
		m.sentLine())
	blocks = append(append(blocks, readOutLine(room)...), m.menuLine(room)...)
	return ui.Screen{Blocks: blocks, Help: help("step-instance"), Keys: m.choosingKeys(room)}
}

// sentLine says that nothing was sent, as long as that is true.
func (m *Instance) sentLine() ui.Block {
	if len(m.world.Journal.Exchanges()) > 0 {
		return ui.Gap{}
	}
	return ui.Text{S: "Nothing has been sent anywhere yet."}
}

// choices lists what was given, GitLab.com, the remotes of the folder, and the
// way to type an address. A remote is offered, never chosen by itself: a
// folder that was cloned must not decide where a token goes.
func (m *Instance) choices(room ui.Room) (list []ui.Choice, chosen string) {
	dotCom := gitlab.DotCom.URL()
	chosen = dotCom
	seen := map[string]bool{dotCom: true}
	if g := m.setup.Given.GitLab; !g.IsZero() {
		chosen = g.Value
		if a, p := gitlab.ParseAddress(g.Value); p == nil && a.Origin.URL() == dotCom {
			chosen = dotCom
		} else {
			label := bare(g.Value)
			if p != nil { // it may hold a password: its source names it
				label = "the address given there"
			}
			list = append(list, ui.Choice{Value: g.Value, Label: label, Note: "from " + g.From})
			seen[origin(g.Value)] = true
		}
	}
	list = append(list, ui.Choice{Value: dotCom, Label: "GitLab.com"})
	for _, r := range m.remotes {
		url := r.Instance.URL()
		if seen[url] {
			continue
		}
		seen[url] = true
		list = append(list, ui.Choice{Value: url, Label: r.Instance.Host(), Note: room.Pick("a remote of this folder", "this folder")})
	}
	return append(list, ui.Choice{
		Value: anotherAddress, Label: "Another address",
		Note: room.Pick("paste any page of it, even the sign-in page", ""),
	}), chosen
}

func bare(address string) string { return strings.TrimPrefix(address, "https://") }

func origin(address string) string {
	a, p := gitlab.ParseAddress(address)
	if p != nil {
		return address
	}
	return a.Origin.URL()
}

// originOf is an instance without its root path.
func originOf(in gitlab.Instance) string { return strings.TrimSuffix(in.URL(), in.Root()) }

func (m *Instance) typingScreen(room ui.Room) ui.Screen {
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
		Help: help("step-instance"),
		Keys: []ui.Key{{Key: "enter", Does: "try it"}, {Key: "esc", Does: "back"}},
	}
}

func (m *Instance) tryingScreen(ui.Room) ui.Screen {
	list := lines(m.findings)
	busy := m.probe.Running()
	for i := range list {
		if list[i].State == ui.Wait && busy {
			list[i].Since, list[i].Limit = m.started, m.world.Stack.Timeout()
		} else if list[i].State == ui.Wait {
			list[i].State, list[i].Text = ui.Skip, "stopped"
		}
	}
	screen := ui.Screen{
		Blocks: []ui.Block{ui.Text{S: "Can this computer reach " + m.address.Origin.Host() + "?", Strong: true}, ui.Gap{}, list},
		Help:   help("step-instance"), Busy: busy,
		Keys: []ui.Key{{Key: "enter", Does: "next"}, {Key: "r", Does: "try again"}, {Key: "esc", Does: "back"}},
	}
	switch {
	case busy:
		screen.Keys = []ui.Key{{Key: "esc", Does: "stop"}}
	case m.stopped:
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: "Stopped. Nothing was changed."})
		screen.Keys[0].Does = "try again"
	case m.setup.CAFile.Value != "":
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: "ACP's servers must know this certificate authority too; step 7 tries it."})
	}
	return screen
}

func (m *Instance) caScreen(ui.Room) ui.Screen {
	field := ui.Field{ID: "ca-file", Label: "CA file", Hint: "/path/to/company-ca.pem"}
	if m.caLine != "" {
		field.Below = []string{m.caLine}
	}
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "Where is the file with your company's CA certificate?", Strong: true},
			ui.Text{S: "Your IT department has it: a text file that begins with BEGIN CERTIFICATE. Checking stays on."},
			ui.Gap{},
			field,
		},
		Help: help("step-instance"),
		Keys: []ui.Key{{Key: "enter", Does: "use it"}, {Key: "esc", Does: "back"}},
	}
}
