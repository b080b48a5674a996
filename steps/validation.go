package steps

import (
	"context"
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// Validation is the step with GitLab's own word on the token, all checks at once.
type Validation struct {
	env   *setup.Env
	setup *setup.State
	use   verdictUse

	work    progress
	stopped bool
	problem problemScreen
	check   ui.Task[inspectEvent]
}

// verdictUse is what a flow adds to GitLab's word on the token. The zero value
// adds nothing.
type verdictUse struct {
	// further is what can be done about a problem besides; end is what it leads
	// to.
	further []action
	end     func() tea.Cmd
	// against is what the flow itself has against the token, nil for nothing.
	against func() *objection
	// next says what comes behind a token that works, "" for nothing.
	next string
	// again says why another token has to be pasted although nothing is wrong
	// with this one, "" where none has to.
	again func() string
}

// objection is a problem with the words for it, in place of its page's.
type objection struct {
	problem          *problem.Problem
	title, why, fact string
}

type inspectEvent struct {
	finding    *problem.Finding
	inspection *gitlab.Inspection
}

// NewValidation returns the step that checks the token.
func NewValidation(w *setup.Env, s *setup.State, use verdictUse) *Validation {
	return &Validation{env: w, setup: s, use: use}
}

// ID implements ui.Step.
func (*Validation) ID() string { return setup.IDValidation }

// Title implements ui.Step.
func (*Validation) Title() string { return "Check" }

// Enter implements ui.Step. A token that was checked already is not sent
// again: `r` checks again.
func (m *Validation) Enter(ctx context.Context) tea.Cmd {
	m.stopped = false
	if m.setup.Inspected() != nil {
		m.show()
		return nil
	}
	return m.start(ctx)
}

func (m *Validation) start(ctx context.Context) tea.Cmd {
	m.problem.close()
	m.stopped = false
	m.setup.Rechecking()
	m.work.begin(gitlab.InspectionChecks()...)
	stack, in, token, now := m.env.Stack, m.setup.Instance, m.setup.Token(), m.setup.Today(m.env.Now())
	return m.check.Start(ctx, func(ctx context.Context, emit func(inspectEvent)) {
		inspection := setup.Inspect(ctx, stack, in, token, now, func(f problem.Finding) { emit(inspectEvent{finding: &f}) })
		emit(inspectEvent{inspection: &inspection})
	})
}

// Update implements ui.Step.
func (m *Validation) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.check.Take(msg); ok {
		m.took(ev)
		return next
	}
	pressed, ok := msg.(ui.Pressed)
	if !ok {
		return nil
	}
	if m.problem.isOpen() {
		return m.act(ctx, pressed.Key)
	}
	switch pressed.Key {
	case "enter":
		switch {
		case m.pasteAgain() != "":
			return ui.Do(ui.GoTo{ID: setup.IDPaste})
		case m.setup.TokenUsable():
			return ui.Do(ui.Next{})
		}
		return m.start(ctx)
	case "r":
		return m.start(ctx)
	case "esc":
		if m.check.Running() {
			m.check.Cancel()
			m.stopped = true
			return nil
		}
		return ui.Do(ui.Back{})
	}
	return nil
}

func (m *Validation) took(ev ui.Event[inspectEvent]) {
	switch {
	case ev.Ended:
	case ev.Val.finding != nil:
		m.work.take(*ev.Val.finding)
	case ev.Val.inspection != nil:
		m.setup.Checked(ev.Val.inspection)
		m.show()
	}
}

// show brings up what GitLab said: the list, or the problem that stops.
func (m *Validation) show() {
	m.work.findings = m.setup.Inspected().Findings
	m.problem.open(m.env, m.setup, m.setup.Blocking(), m.setup.Inspected().Problems...)
	m.problem.below(m.work.findings)
	if m.problem.isOpen() {
		m.problem.actions = append(slices.Clip(m.problem.actions), m.use.further...)
	}
	if m.use.against != nil {
		m.object()
	}
}

// object shows what the flow has against the token, which stops it as well.
func (m *Validation) object() {
	o := m.use.against()
	if o == nil {
		return
	}
	p := o.problem
	if first := m.setup.Blocking(); first == nil || first.Subject != p.Subject {
		m.setup.Inspected().Problems = append([]*problem.Problem{p}, m.setup.Inspected().Problems...)
	}
	if !m.problem.isOpen() || m.problem.problem.Subject != p.Subject {
		m.problem.open(m.env, m.setup, p)
	}
	m.problem.page.Title, m.problem.page.Why = o.title, o.why
	m.problem.problem = p.Because(o.fact)
}

// pasteAgain says why another token has to be pasted, "" where none has to.
func (m *Validation) pasteAgain() string {
	if m.use.again == nil {
		return ""
	}
	return m.use.again()
}

func (m *Validation) act(ctx context.Context, key string) tea.Cmd {
	if cmd, ok := m.problem.elsewhere(m.setup, key); ok {
		return cmd
	}
	switch m.problem.act(key) {
	case actRetry:
		return m.start(ctx)
	case actSkip:
		return m.use.end()
	case actGoOn:
		m.setup.LetPass(m.problem.problem.Code)
		m.show()
		return nil
	}
	if key == "esc" {
		return ui.Do(ui.GoTo{ID: setup.IDPaste})
	}
	return nil
}

// Screen implements ui.Step.
func (m *Validation) Screen(room ui.Room) ui.Screen {
	if m.problem.isOpen() {
		return m.problem.screen(ui.Key{Key: "esc", Does: "back", Hidden: true})
	}
	running := m.check.Running()
	list := m.work.lines(running, m.env.Stack.Timeout())
	title, enter := "Checking the token...", "continue"
	answered := !running && !m.stopped && !room.Ticking
	if answered {
		title = m.verdict()
	}
	again := m.pasteAgain()
	if again != "" {
		title, enter = again, room.Pick("paste another", "another")
	}
	screen := ui.Screen{
		Blocks: []ui.Block{ui.Text{S: title, Strong: true}, ui.Gap{}, list, ui.Gap{}},
		Help:   words.Help("step-check"), Busy: running, Paced: true,
		Keys: []ui.Key{{Key: "enter", Does: enter}, {Key: "r", Does: room.Pick("check again", "again"), Again: again == "" || m.stopped}, {Key: "esc", Does: room.Pick("other token", "back")}},
	}
	switch {
	case running:
		screen.Keys = []ui.Key{{Key: "esc", Does: "stop"}}
	case m.stopped:
		screen.Blocks = append(screen.Blocks, ui.Text{S: "Stopped. Nothing was changed."})
		screen.Keys[0].Does = "check again"
	case answered && again == "" && m.use.next != "":
		screen.Blocks = append(screen.Blocks, ui.Text{S: room.Pick(m.use.next, "")})
	}
	return screen
}

// verdict is one sentence over all checks.
func (m *Validation) verdict() string {
	if len(m.setup.LetThrough()) > 0 {
		var names []string
		for _, p := range m.setup.LetThrough() {
			names = append(names, p.About())
		}
		return "You accepted this: " + words.All(names) + "."
	}
	things := 0
	for _, p := range m.setup.Inspected().Problems {
		if p.Severity == problem.Warning {
			things += 1 + p.More
		}
	}
	switch things {
	case 0:
		return "This token works."
	case 1:
		return "This token works. One thing to know."
	}
	return fmt.Sprintf("This token works. %d things to know.", things)
}
