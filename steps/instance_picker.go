package steps

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
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

// instancePicker finds out where the repositories are, and whether this computer
// can reach that GitLab. Steps that begin with that hold one.
type instancePicker struct {
	env   *setup.Env
	setup *setup.State
	use   instanceUse

	mode     instanceMode
	remotes  []gitlab.Remote
	typed    string
	line     string // the one clear line under the field
	proposal string // an address that Enter would take instead of what was typed
	address  gitlab.Address
	work     progress
	passed   bool
	stopped  bool
	caLine   string

	probe   ui.Task[probeEvent]
	lookup  ui.Task[[]gitlab.Remote]
	trust   ui.Task[trustEvent]
	problem problemScreen
}

// instanceUse is what a flow wants of its first step.
type instanceUse struct {
	// question asks for the GitLab.
	question string
	// menu says that the flow is the guide's own: it says how long it takes, and
	// has the menu beside it.
	menu bool
	// leave is where esc on the first screen leads; nil is out of the program.
	leave func() tea.Cmd
}

func newInstancePicker(w *setup.Env, s *setup.State, use instanceUse) instancePicker {
	m := instancePicker{env: w, setup: s, use: use}
	m.takeUp()
	return m
}

func (m *instancePicker) title() string {
	if m.mode == instanceMenu {
		return "more"
	}
	return "Your GitLab"
}

// enter begins a visit. Nothing is sent: the remotes are read from the folder's
// own git settings.
func (m *instancePicker) enter(ctx context.Context) tea.Cmd {
	if m.mode == instanceTrying && (!m.passed || m.setup.Blocking() != nil) && !m.problem.isOpen() {
		m.mode = instanceChoosing
	}
	if m.env.Dir == "" || m.remotes != nil {
		return nil
	}
	dir := m.env.Dir
	return m.lookup.Start(ctx, func(ctx context.Context, emit func([]gitlab.Remote)) {
		emit(gitlab.RemoteAddresses(ctx, dir))
	})
}

// update handles a message.
func (m *instancePicker) update(ctx context.Context, msg tea.Msg) tea.Cmd {
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
	if ev, next, ok := m.trust.Take(msg); ok {
		if !ev.Ended {
			return m.trusted(ctx, ev.Val)
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

func (m *instancePicker) edited(text string) {
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

func (m *instancePicker) pressed(ctx context.Context, key string) tea.Cmd {
	if m.problem.isOpen() {
		return m.act(ctx, key)
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
func (m *instancePicker) back() tea.Cmd {
	wasTrying := m.trying()
	m.probe.Cancel()
	m.trust.Cancel()
	m.problem.close()
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

// trying reports whether an answer is awaited.
func (m *instancePicker) trying() bool { return m.probe.Running() || m.trust.Running() }

func (m *instancePicker) submitted(ctx context.Context, in ui.Submitted) tea.Cmd {
	switch m.mode {
	case instanceMenu:
		return openFlow(m.setup, setup.Flow(in.Choice), "")
	case instanceChoosing:
		return m.choose(ctx, in.Choice)
	case instanceCAFile:
		return m.useCA(ctx, strings.TrimSpace(in.Text()), "chosen here")
	default:
		return m.typedAddress(ctx, strings.TrimSpace(in.Text()))
	}
}

func (m *instancePicker) choose(ctx context.Context, choice string) tea.Cmd {
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
	a.FromSSH = a.FromSSH || slices.ContainsFunc(m.remotes, func(r gitlab.Remote) bool { return r.SSH && r.Instance == a.Origin })
	return m.try(ctx, a)
}

func (m *instancePicker) typedAddress(ctx context.Context, text string) tea.Cmd {
	if m.proposal != "" && text == m.typed {
		text = m.proposal
	}
	m.typed = text
	if text == "" {
		m.line = "Nothing entered yet. Paste the address of any page on your GitLab."
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
func (m *instancePicker) refuse(p *problem.Problem) {
	m.env.Journal.Problem(p)
	m.line, m.proposal = p.Facts.Hint, p.Facts.Proposed
	if m.proposal != "" {
		m.line = "ACP accepts only https. Use " + m.proposal + "? Press Enter for yes."
	}
	if m.line == "" {
		m.line = "That is not an address. Addresses look like https://gitlab.example.com."
	}
}

// choices lists what was given, GitLab.com, the remotes of the folder, and the
// way to type an address. A remote is offered, never chosen by itself: a
// folder that was cloned must not decide where a token goes.
func (m *instancePicker) choices(room ui.Room) (list []ui.Choice, chosen string) {
	dotCom := gitlab.DotCom.URL()
	chosen = dotCom
	seen := map[string]bool{dotCom: true}
	if g := m.setup.Answers.GitLab; !g.IsZero() {
		chosen = g.Value
		if a, p := gitlab.ParseAddress(g.Value); p == nil && a.Origin.URL() == dotCom {
			chosen = dotCom
		} else {
			label := words.Bare(g.Value)
			if p != nil { // it may hold a password: its source names it
				label = "the address from there"
			}
			list = append(list, ui.Choice{Value: g.Value, Label: label, Note: "from " + g.From})
			seen[setup.Origin(g.Value)] = true
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

// takeUp begins with the GitLab that an earlier flow of this run has found.
func (m *instancePicker) takeUp() {
	in := m.setup.Instance
	if in.IsZero() || m.setup.Probe.Instance != in {
		return
	}
	a, p := gitlab.ParseAddress(in.URL())
	if p != nil {
		return
	}
	m.mode, m.passed, m.address, m.typed = instanceTrying, true, a, in.URL()
	m.work.findings = m.setup.Probe.Findings
}

// beside handles the keys of the first screen that lead elsewhere.
func (m *instancePicker) beside(key string) tea.Cmd {
	switch {
	case key == keyLineMode:
		return ui.Do(ui.LineByLine{})
	case key == "m" && m.use.menu:
		m.mode = instanceMenu
	case key == "esc" && m.use.leave != nil:
		return m.use.leave()
	}
	return nil
}

// otherKeys name the keys that lead elsewhere.
func (m *instancePicker) otherKeys(room ui.Room) []ui.Block {
	switch {
	case room.Lines:
		return nil
	case room.Narrow() && m.use.menu:
		return []ui.Block{ui.Text{S: "l plain lines   m check, replace, remove", Drawn: true}}
	case m.use.menu:
		return []ui.Block{ui.Gap{}, ui.Text{S: "l  screen reader, plain lines      m  check, replace or remove a token", Drawn: true, Bold: []string{"l", "m"}}}
	}
	return lineModeLine(room)
}

func (m *instancePicker) choosingKeys(room ui.Room) []ui.Key {
	keys := append([]ui.Key{{Key: "enter", Does: "choose"}}, lineModeKeys(room)...)
	if m.use.menu {
		keys = append(keys, ui.Key{Key: "m", Does: moreFlows(room), Hidden: room.Narrow()})
	}
	if m.use.leave != nil {
		keys = append(keys, ui.Key{Key: "esc", Does: "back"})
	}
	return keys
}

// hasTried reports whether a try is over, for better or worse.
func (m *instancePicker) hasTried() bool { return m.mode == instanceTrying && !m.trying() }

// hasPassed reports whether the GitLab that was tried has answered as one.
func (m *instancePicker) hasPassed() bool {
	return m.mode == instanceTrying && m.passed && !m.problem.isOpen()
}

// chooseUnlessPassed asks for the GitLab, unless one has answered already.
func (m *instancePicker) chooseUnlessPassed() {
	if m.mode == instanceTrying && !m.passed {
		m.mode = instanceChoosing
	}
}

// resume tries the GitLab of an earlier run, with the CA file of then unless "".
func (m *instancePicker) resume(ctx context.Context, a gitlab.Address, caFile string) tea.Cmd {
	m.address = a
	if caFile != "" {
		return m.useCA(ctx, caFile, setup.FromMemory)
	}
	return m.try(ctx, a)
}

// moreFlows is what m leads to, in few words where the screen has more.
func moreFlows(room ui.Room) string {
	if room.Lines {
		return "check, replace or remove a token"
	}
	return "more"
}
