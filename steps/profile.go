package steps

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// profileFlow is a flow with the question about a profile before it. Its steps
// are made when the person has decided: they begin with what was given.
type profileFlow struct {
	env   *setup.Env
	setup *setup.State
	make  func() []ui.Step
	steps []ui.Step // nil until then
	line  string    // why the profile could not be taken
	trust ui.Task[trustEvent]
}

// profileStep is one of these steps; the first one asks.
type profileStep struct {
	flow *profileFlow
	at   int
	id   string
}

// offering returns the flow of which build makes the steps, with the question
// before it where a profile waits.
func offering(w *setup.Env, s *setup.State, build func() []ui.Step) []ui.Step {
	list := build()
	if s.Answers.Offer == nil {
		return list
	}
	flow := &profileFlow{env: w, setup: s, make: build}
	for i, step := range list {
		list[i] = &profileStep{flow, i, step.ID()}
	}
	return list
}

// ID implements ui.Step.
func (m *profileStep) ID() string { return m.id }

// Title implements ui.Step.
func (m *profileStep) Title() string {
	if step := m.step(); step != nil {
		return step.Title()
	}
	return "Profile"
}

// step is the step of the flow in this place, nil before the person has decided.
func (m *profileStep) step() ui.Step {
	if m.flow.steps == nil {
		return nil
	}
	return m.flow.steps[m.at]
}

// Enter implements ui.Step.
func (m *profileStep) Enter(ctx context.Context) tea.Cmd {
	if step := m.step(); step != nil {
		return step.Enter(ctx)
	}
	return nil
}

// Update implements ui.Step.
func (m *profileStep) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if step := m.step(); step != nil {
		return step.Update(ctx, msg)
	}
	return m.flow.asked(ctx, msg)
}

// Screen implements ui.Step.
func (m *profileStep) Screen(room ui.Room) ui.Screen {
	if step := m.step(); step != nil {
		return step.Screen(room)
	}
	return m.flow.screen(room)
}

// asked handles a message while the question stands.
func (m *profileFlow) asked(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.trust.Take(msg); ok {
		if !ev.Ended {
			return m.trusted(ctx, ev.Val)
		}
		return next
	}
	pressed, ok := msg.(ui.Pressed)
	switch {
	case !ok, m.trust.Running():
		return nil
	case pressed.Key == "enter":
		return m.take(ctx)
	case pressed.Key == "esc", pressed.Key == ignoreKey:
		return m.ignore(ctx)
	}
	return nil
}

func (m *profileFlow) ignore(ctx context.Context) tea.Cmd {
	m.setup.Answers.Offer = nil
	m.steps = m.make()
	return m.steps[0].Enter(ctx)
}

// take reads the CA file that the profile names, remembers the yes, and makes
// the answers of the profile count.
func (m *profileFlow) take(ctx context.Context) tea.Cmd {
	offer := m.setup.Answers.Offer
	return m.trust.Start(ctx, func(_ context.Context, emit func(trustEvent)) {
		var ev trustEvent
		if offer.Stack != nil {
			ev.file = setup.Value{Value: offer.Profile.CAFile, From: offer.Profile.Source()}
			ev.stack, ev.err = offer.Stack(m.env)
		}
		if ev.err == nil {
			m.env.ConfirmProfile(offer.Profile)
		}
		emit(ev)
	})
}

func (m *profileFlow) trusted(ctx context.Context, ev trustEvent) tea.Cmd {
	m.trust.Cancel()
	if ev.err != nil {
		m.line = caFileLine(ev.file.Value, ev.err)
		return nil
	}
	if ev.stack != nil {
		m.env.Stack, m.setup.CAFile = ev.stack, ev.file
	}
	return m.goOn(ctx)
}

// goOn makes the profile's answers count, and goes on with its GitLab.
func (m *profileFlow) goOn(ctx context.Context) tea.Cmd {
	from := m.setup.Answers.Offer.Profile.Source()
	m.setup.Regive(m.after(), m.env.Now())
	m.steps = m.make()
	cmd := m.steps[0].Enter(ctx)
	first, atStart := m.steps[0].(*Instance)
	if g := m.setup.Answers.GitLab; atStart && g.From == from {
		return tea.Batch(cmd, first.picker.choose(ctx, g.Value))
	}
	return cmd
}

// after are the answers with those of the profile among them. Repositories of
// an earlier setup make room, unless its GitLab is still the one.
func (m *profileFlow) after() setup.Answers {
	before := m.setup.Answers
	bare, old := before, m.env.Memory
	if slices.Equal(before.Repositories, old.Repositories) || old.Interrupted != nil && slices.Equal(before.Repositories, old.Interrupted.Repositories) {
		bare.Repositories = nil
	}
	after := before.Offer.Add(bare)
	if len(after.Repositories) == 0 && after.GitLab == before.GitLab {
		after.Repositories = before.Repositories
	}
	return after
}

// ignoreKey does what esc does, where there is no esc: line by line.
const ignoreKey = "i"

func (m *profileFlow) screen(room ui.Room) ui.Screen {
	no := ui.Key{Key: "esc", Does: "ignore it"}
	if room.Lines {
		no.Key = ignoreKey
	}
	blocks := []ui.Block{
		ui.Text{S: room.Pick("This profile sets where your token goes. Use this profile?", "This profile sets where your token goes."), Strong: true},
		ui.Text{S: room.Pick("Use it only if it came from someone you trust. You are asked only once.", "Use it only from someone you trust.")},
		ui.Gap{},
		m.facts(room),
	}
	if m.line != "" {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: m.line})
	}
	return ui.Screen{
		Blocks: append(blocks, ui.Gap{}, ui.Text{S: "Nothing has been sent anywhere yet."}),
		Keys:   []ui.Key{{Key: "enter", Does: "use it"}, no},
		Help:   words.Help("step-instance"), Quiet: true,
	}
}

// facts are what the profile says, and where something else wins over it.
func (m *profileFlow) facts(room ui.Room) ui.Facts {
	offer := m.setup.Answers.Offer
	return words.ProfileFacts(offer.Profile, m.after(), offer.Stack != nil, room)
}
