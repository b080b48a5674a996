package steps

import (
	"context"
	"strings"
	"time"

	"github.com/charmbracelet/bubbletea"

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

// Instance is step 1: where the repositories are, and whether this computer
// can reach that GitLab.
type Instance struct {
	world *setup.Env
	setup *setup.State

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
	panel  problemScreen
}

// NewInstance returns step 1.
func NewInstance(w *setup.Env, s *setup.State) *Instance {
	m := &Instance{world: w, setup: s}
	m.takeUp()
	return m
}

// ID implements ui.Step.
func (*Instance) ID() string { return setup.IDInstance }

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
	if m.mode == instanceTrying && (!m.passed || m.setup.Blocking() != nil) && !m.panel.isOpen() {
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
		return openFlow(m.setup, setup.Flow(in.Choice), "")
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
	m.line, m.proposal = p.Facts.Hint, p.Facts.Proposed
	if m.proposal != "" {
		m.line = "ACP accepts only https. Shall I use " + m.proposal + "? Enter: yes."
	}
	if m.line == "" {
		m.line = "I cannot read that as an address. It looks like https://gitlab.example.com."
	}
}

// choices lists what was given, GitLab.com, the remotes of the folder, and the
// way to type an address. A remote is offered, never chosen by itself: a
// folder that was cloned must not decide where a token goes.
func (m *Instance) choices(room ui.Room) (list []ui.Choice, chosen string) {
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
				label = "the address given there"
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
func (m *Instance) takeUp() {
	in := m.setup.Instance
	if in.IsZero() || m.setup.Probe.Instance != in {
		return
	}
	a, p := gitlab.ParseAddress(in.URL())
	if p != nil {
		return
	}
	m.mode, m.passed, m.address, m.typed = instanceTrying, true, a, in.URL()
	m.findings = m.setup.Probe.Findings
}

// beside handles the keys of the first screen that lead elsewhere: to the
// menu, and from behind a door back to the set-up.
func (m *Instance) beside(key string) tea.Cmd {
	switch {
	case key == keyLineMode:
		return ui.Do(ui.ReadOut{})
	case key == "m" && !m.setup.InOtherFlow():
		m.mode = instanceMenu
	case key == "esc" && m.setup.InOtherFlow():
		return home(m.setup)
	}
	return nil
}

// question asks for the GitLab, for whatever it is wanted.
func (m *Instance) question() string {
	switch m.setup.Flow {
	case setup.FlowCheck:
		return "Which GitLab is the token of?"
	case setup.FlowTokens:
		return "At which GitLab are the tokens?"
	}
	return "Where are the repositories that ACP should work in?"
}

// menuLine says what else there is, where the footer has no room for it.
func (m *Instance) menuLine(room ui.Room) []ui.Block {
	if m.setup.InOtherFlow() || !room.Narrow() {
		return nil
	}
	return []ui.Block{ui.Text{S: "m check, rotate, status and more", Drawn: true}}
}

func (m *Instance) choosingKeys(room ui.Room) []ui.Key {
	keys := append([]ui.Key{{Key: "enter", Does: "choose"}}, lineModeKeys(room)...)
	if m.setup.InOtherFlow() {
		return append(keys, ui.Key{Key: "esc", Does: "back"})
	}
	return append(keys, ui.Key{Key: "m", Does: "check, rotate, status", Hidden: room.Narrow()})
}
