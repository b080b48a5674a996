package steps

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// Validation is step 5: GitLab's own word on the token, all checks at once.
type Validation struct {
	world *setup.Env
	setup *setup.State

	findings []problem.Finding
	started  time.Time
	stopped  bool
	panel    problemScreen
	check    ui.Task[inspectEvent]
}

type inspectEvent struct {
	finding    *problem.Finding
	inspection *gitlab.Inspection
}

// NewValidation returns step 5.
func NewValidation(w *setup.Env, s *setup.State) *Validation { return &Validation{world: w, setup: s} }

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
	m.panel.close()
	m.stopped = false
	m.setup.Rechecking()
	m.findings = []problem.Finding{{ID: "accepted", State: problem.Wait, Label: "GitLab's answer"}}
	m.started = ui.Now()
	stack, in, token, now := m.world.Stack, m.setup.Instance, m.setup.Token(), m.setup.Today(m.world.Now())
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
	if m.panel.isOpen() {
		return m.remedy(ctx, pressed.Key)
	}
	switch pressed.Key {
	case "enter":
		if m.setup.TokenUsable() {
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
		m.findings = words.Merge(m.findings, *ev.Val.finding)
		m.started = ui.Now()
	case ev.Val.inspection != nil:
		m.setup.Checked(ev.Val.inspection)
		m.show()
	}
}

// show brings up what GitLab said: the list, or the problem that stops.
func (m *Validation) show() {
	m.findings = m.setup.Inspected().Findings
	m.panel.open(m.world, m.setup, m.setup.Blocking(), m.setup.Inspected().Problems...)
	m.offerEnd()
}

func (m *Validation) remedy(ctx context.Context, key string) tea.Cmd {
	if cmd, ok := m.panel.elsewhere(m.setup, key); ok {
		return cmd
	}
	switch m.panel.act(key) {
	case actRetry:
		return m.start(ctx)
	case actSkip:
		return endChecked(m.setup)
	case actGoOn:
		m.setup.LetPass(m.panel.problem.Code)
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
	if m.panel.isOpen() {
		return m.panel.screen(ui.Key{Key: "esc", Does: "back", Hidden: true})
	}
	running := m.check.Running()
	list := words.Progress(m.findings, running, m.started, m.world.Stack.Timeout())
	title := "Is it the right token?"
	if room.Narrow() && !running && !m.stopped {
		title = m.verdict() // there is no room for it below the list
	}
	screen := ui.Screen{
		Blocks: []ui.Block{ui.Text{S: title, Strong: true}, ui.Gap{}, list, ui.Gap{}},
		Help:   words.Help("step-check"), Busy: running,
		Keys: []ui.Key{{Key: "enter", Does: "next"}, {Key: "r", Does: room.Pick("check again", "again")}, {Key: "esc", Does: room.Pick("other token", "back")}},
	}
	switch {
	case running:
		screen.Keys = []ui.Key{{Key: "esc", Does: "stop"}}
	case m.stopped:
		screen.Blocks = append(screen.Blocks, ui.Text{S: "Stopped. Nothing was changed."})
		screen.Keys[0].Does = "check again"
	case !room.Narrow():
		screen.Blocks = append(screen.Blocks, ui.Text{S: m.verdict()})
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
		return "You went on with this knowingly: " + words.All(names) + "."
	}
	for _, p := range m.setup.Inspected().Problems {
		if p.Severity == problem.Warning {
			return "Good enough to go on; the lines with warn are worth a look."
		}
	}
	return "All good."
}
