package steps

import (
	"context"
	"slices"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// offered is a flow with the question about a profile before it. Its steps are
// made when the person has decided: they begin with what was given.
type offered struct {
	world *setup.Env
	setup *setup.State
	make  func() []ui.Step
	steps []ui.Step // nil until then
	line  string    // why the profile could not be taken
}

// offeredStep is one of these steps; the first one asks.
type offeredStep struct {
	*offered
	at int
	id string
}

// offering returns the flow of which build makes the steps, with the question
// before it where a profile waits.
func offering(w *setup.Env, s *setup.State, build func() []ui.Step) []ui.Step {
	list := build()
	if s.Answers.Offer == nil {
		return list
	}
	flow := &offered{world: w, setup: s, make: build}
	for i, step := range list {
		list[i] = &offeredStep{flow, i, step.ID()}
	}
	return list
}

// ID implements ui.Step.
func (m *offeredStep) ID() string { return m.id }

// Title implements ui.Step.
func (m *offeredStep) Title() string {
	if m.steps == nil {
		return "Profile"
	}
	return m.steps[m.at].Title()
}

// Enter implements ui.Step.
func (m *offeredStep) Enter(ctx context.Context) tea.Cmd {
	if m.steps == nil {
		return nil
	}
	return m.steps[m.at].Enter(ctx)
}

// Update implements ui.Step.
func (m *offeredStep) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if m.steps != nil {
		return m.steps[m.at].Update(ctx, msg)
	}
	pressed, ok := msg.(ui.Pressed)
	switch {
	case ok && pressed.Key == "enter":
		return m.take(ctx)
	case ok && (pressed.Key == "esc" || pressed.Key == ignoreKey):
		return m.ignore(ctx)
	}
	return nil
}

// Screen implements ui.Step.
func (m *offeredStep) Screen(room ui.Room) ui.Screen {
	if m.steps != nil {
		return m.steps[m.at].Screen(room)
	}
	return m.screen(room)
}

func (m *offered) ignore(ctx context.Context) tea.Cmd {
	m.setup.Answers.Offer = nil
	m.steps = m.make()
	return m.steps[0].Enter(ctx)
}

// take makes the profile's answers count, and goes on with its GitLab.
func (m *offered) take(ctx context.Context) tea.Cmd {
	offer := m.setup.Answers.Offer
	if offer.Stack != nil {
		stack, err := offer.Stack(m.world)
		if err != nil {
			m.line = caFileLine(offer.Profile.CAFile, err)
			return nil
		}
		m.world.Stack = stack
		m.setup.CAFile = setup.Value{Value: offer.Profile.CAFile, From: offer.Profile.Source()}
	}
	m.setup.Regive(m.after(), m.world.Now())
	m.steps = m.make()
	cmd := m.steps[0].Enter(ctx)
	first, atStart := m.steps[0].(*Instance)
	if g := m.setup.Answers.GitLab; atStart && g.From == offer.Profile.Source() {
		return tea.Batch(cmd, first.chosen(ctx, g.Value))
	}
	return cmd
}

// after are the answers with those of the profile among them. Repositories of
// an earlier setup make room, unless its GitLab is still the one.
func (m *offered) after() setup.Answers {
	before := m.setup.Answers
	bare, old := before, m.world.Memory
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

func (m *offered) screen(room ui.Room) ui.Screen {
	no := ui.Key{Key: "esc", Does: "ignore it"}
	if room.Lines {
		no.Key = ignoreKey
	}
	blocks := []ui.Block{
		ui.Text{S: room.Pick("This profile sets where your token will go. Shall it count?", "This profile sets where your token goes."), Strong: true},
		ui.Text{S: room.Pick("Take it only if it came from people you know.", "Take it only from people you know.")},
		ui.Gap{},
		m.facts(room),
	}
	if m.line != "" {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: m.line})
	}
	return ui.Screen{
		Blocks: append(blocks, ui.Gap{}, ui.Text{S: "Nothing has been sent anywhere yet."}),
		Keys:   []ui.Key{{Key: "enter", Does: "take it"}, no},
		Help:   words.Help("step-instance"), Quiet: true,
	}
}

// facts are what the profile says, and where something else wins over it.
func (m *offered) facts(room ui.Room) ui.Facts {
	offer := m.setup.Answers.Offer
	return words.ProfileFacts(offer.Profile, m.after(), offer.Stack != nil, room)
}
