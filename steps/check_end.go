package steps

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// CheckEnd is the last step of checking a token: a repository is looked at, and
// then what the check has found. Nothing is connected here.
type CheckEnd struct {
	env   *setup.Env
	setup *setup.State

	check repositoryCheck
	ended bool
}

// NewCheckEnd returns the last step of checking a token.
func NewCheckEnd(w *setup.Env, s *setup.State) *CheckEnd {
	m := &CheckEnd{env: w, setup: s}
	m.check = newRepositoryCheck(w, s, func() tea.Cmd {
		m.ended = true
		return nil
	})
	return m
}

// ID implements ui.Step.
func (*CheckEnd) ID() string { return setup.IDRepository }

// Title implements ui.Step.
func (*CheckEnd) Title() string { return "Repository" }

// Enter implements ui.Step.
func (m *CheckEnd) Enter(ctx context.Context) tea.Cmd {
	m.ended = false
	return m.check.enter(ctx)
}

// Update implements ui.Step.
func (m *CheckEnd) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	pressed, ok := msg.(ui.Pressed)
	if !m.ended || !ok {
		return m.check.update(ctx, msg)
	}
	switch pressed.Key {
	case "enter":
		m.setup.Refused = m.check.refused()
		return endChecked(m.setup)
	case "n":
		if m.canConnect() {
			return openFlow(m.setup, setup.FlowSetUp, setup.IDConnect)
		}
	case "esc":
		m.ended = false
	}
	return nil
}

// canConnect reports whether the set-up can go on with what was checked.
func (m *CheckEnd) canConnect() bool { return m.setup.TokenUsable() }

// Screen implements ui.Step.
func (m *CheckEnd) Screen(room ui.Room) ui.Screen {
	if !m.ended {
		return m.check.screen(room)
	}
	say, keys := "Nothing was connected. Enter finishes.", []ui.Key{{Key: "enter", Does: "finish"}}
	if m.canConnect() {
		say = "Nothing was connected. Enter finishes; n connects it now."
		keys = append(keys, ui.Key{Key: "n", Does: "connect it now"})
	}
	if room.Lines {
		say = "Nothing was connected."
	}
	return ui.Screen{
		Blocks: []ui.Block{ui.Text{S: say, Strong: true}, ui.Gap{}, m.found()},
		Keys:   append(keys, ui.Key{Key: "esc", Does: "back"}),
		Help:   words.Help("step-check"),
	}
}

// found are the lines of what was checked.
func (m *CheckEnd) found() ui.Checklist {
	list := ui.Checklist{{State: ui.OK, Label: "token", Text: words.DescribeToken(m.setup, m.env.Now())}}
	for _, p := range m.setup.LetThrough() {
		list = append(list, ui.Line{State: ui.Warn, Label: p.About(), Text: "you accepted it", Code: string(p.Code)})
	}
	for _, r := range m.setup.Repositories {
		if r.Unasked || problem.Stops(r.Problems) {
			list = append(list, words.RepositoryRow(m.setup, r))
			continue
		}
		list = append(list, ui.Line{State: ui.OK, Label: r.Path, Text: words.Pushing(r)})
	}
	refused := m.check.refused()
	switch {
	case refused != nil:
		p := problem.First(refused.Problems)
		list = append(list, ui.Line{State: ui.Stop, Label: refused.Asked, Text: words.Page(m.setup, p).Title, Code: string(p.Code)})
	case len(m.setup.Repositories) == 0:
		list = append(list, ui.Line{State: ui.Skip, Label: "push", Text: "not proven: no repository was checked"})
	}
	return list
}

// endChecked ends a check that has done its job.
func endChecked(s *setup.State) tea.Cmd {
	s.EndCheck()
	return ui.Do(ui.Finish{})
}
