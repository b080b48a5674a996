package steps

import (
	"context"
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/profile"
	"acp-gitlab/ui"
)

// ProfileOffer is a profile that waits for the person's word. Until then none
// of its answers counts, and nothing is sent to its addresses.
type ProfileOffer struct {
	Profile *profile.Profile
	// Add returns the answers with those of the profile among them.
	Add func(Given) Given
	// Stack returns the HTTP stack that heeds the profile's CA file, for the
	// profile's own hosts only; nil where the CA file does not count.
	Stack func(*World) (*web.Stack, error)
}

// offered is a flow with the question about a profile before it. Its steps are
// made when the person has decided: they begin with what was given.
type offered struct {
	world *World
	setup *Setup
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
func offering(w *World, s *Setup, build func() []ui.Step) []ui.Step {
	list := build()
	if s.Given.Offer == nil {
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
	m.setup.Given.Offer = nil
	m.steps = m.make()
	return m.steps[0].Enter(ctx)
}

// take makes the profile's answers count, and goes on with its GitLab.
func (m *offered) take(ctx context.Context) tea.Cmd {
	offer := m.setup.Given.Offer
	if offer.Stack != nil {
		stack, err := offer.Stack(m.world)
		if err != nil {
			m.line = caFileLine(offer.Profile.CAFile, err)
			return nil
		}
		m.world.Stack = stack
		m.setup.CAFile = Sourced{offer.Profile.CAFile, offer.Profile.Source()}
	}
	m.setup.regive(m.after(), m.world.Now())
	m.steps = m.make()
	cmd := m.steps[0].Enter(ctx)
	first, atStart := m.steps[0].(*Instance)
	if g := m.setup.Given.GitLab; atStart && g.From == offer.Profile.Source() {
		return tea.Batch(cmd, first.chosen(ctx, g.Value))
	}
	return cmd
}

// after are the answers with those of the profile among them. Repositories of
// an earlier setup make room, unless its GitLab is still the one.
func (m *offered) after() Given {
	before := m.setup.Given
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

// regive replaces the answers that were there before the first question.
func (s *Setup) regive(g Given, now time.Time) {
	g.Offer = nil
	s.Given = g
	if g.TokenDays > 0 {
		s.EndDate = gitlab.EndDate(now, g.TokenDays)
	}
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
		Help:   help("step-instance"), Quiet: true,
	}
}

// facts are what the profile says, and where something else wins over it.
func (m *offered) facts(room ui.Room) ui.Facts {
	offer := m.setup.Given.Offer
	return ProfileFacts(offer.Profile, m.after(), offer.Stack != nil, room)
}
