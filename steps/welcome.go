package steps

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// Welcome is the first step for somebody who has been here before: it says what
// is remembered and asks what to do, and then where the repositories are.
type Welcome struct {
	env   *setup.Env
	setup *setup.State

	picker instancePicker
	inside bool   // a way on was chosen: the GitLab is asked for
	resume string // the step to go on at, once the GitLab has answered
}

// NewWelcome returns the first step where something is remembered; use is that
// of the question behind it.
func NewWelcome(w *setup.Env, s *setup.State, use instanceUse) *Welcome {
	m := &Welcome{env: w, setup: s}
	use.leave = m.leave
	m.picker = newInstancePicker(w, s, use)
	return m
}

// ID implements ui.Step.
func (*Welcome) ID() string { return setup.IDInstance }

// Title implements ui.Step.
func (m *Welcome) Title() string { return m.picker.title() }

// Enter implements ui.Step.
func (m *Welcome) Enter(ctx context.Context) tea.Cmd {
	if !m.inside {
		return nil
	}
	return m.picker.enter(ctx)
}

// leave comes back to what is remembered.
func (m *Welcome) leave() tea.Cmd {
	m.inside, m.resume = false, ""
	return nil
}

// Update implements ui.Step.
func (m *Welcome) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if !m.inside {
		switch in := msg.(type) {
		case ui.Submitted:
			return m.open(ctx, setup.Flow(in.Choice))
		case ui.Pressed:
			if in.Key == keyLineMode {
				return ui.Do(ui.LineByLine{})
			}
		}
		return nil
	}
	if pressed, ok := msg.(ui.Pressed); ok {
		switch {
		case pressed.Key == "esc" && m.resume != "" && m.picker.hasTried():
			return m.leave()
		case pressed.Key == "enter" && m.backThere():
			return ui.Do(ui.GoTo{ID: m.resume})
		}
	}
	return m.picker.update(ctx, msg)
}

// backThere reports whether the GitLab of the interrupted setup has answered.
func (m *Welcome) backThere() bool {
	return m.resume != "" && m.picker.hasPassed() && m.setup.Instance.URL() == m.env.Memory.Interrupted.GitLab
}

func (m *Welcome) open(ctx context.Context, flow setup.Flow) tea.Cmd {
	switch flow {
	case setup.FlowSetUp:
		m.inside, m.resume = true, ""
		m.picker.chooseUnlessPassed()
		return m.picker.enter(ctx)
	case setup.FlowResume:
		return m.goOn(ctx)
	default:
		if !m.env.OtherFlows {
			return nil
		}
		return openFlow(m.setup, flow, "")
	}
}

// goOn tries the GitLab of the interrupted setup: the token goes there only
// after it has answered once more.
func (m *Welcome) goOn(ctx context.Context) tea.Cmd {
	left := m.env.Memory.Interrupted
	a, p := gitlab.ParseAddress(left.GitLab)
	m.inside = true
	if p != nil {
		return m.picker.enter(ctx)
	}
	m.resume = setup.ResumeAt(left.Step)
	if m.setup.CAFile.Value != "" {
		left.CAFile = ""
	}
	return m.picker.resume(ctx, a, left.CAFile)
}

// Screen implements ui.Step.
func (m *Welcome) Screen(room ui.Room) ui.Screen {
	if m.inside {
		return m.picker.screen(room)
	}
	blocks := []ui.Block{}
	for i, line := range m.lines(room) {
		blocks = append(blocks, ui.Text{S: line, Strong: i == 0})
	}
	flows := m.flows(room)
	blocks = append(blocks, ui.Gap{}, ui.Choices{ID: "welcome", Options: flows, Chosen: m.chosen(flows)}, ui.Gap{},
		ui.Text{S: room.Pick("Nothing has been sent anywhere yet. acp-gitlab forget deletes all of this.", "Nothing has been sent anywhere yet.")})
	blocks = append(blocks, lineModeLine(room)...)
	keys := append([]ui.Key{{Key: "enter", Does: "choose"}}, lineModeKeys(room)...)
	return ui.Screen{Blocks: blocks, Help: words.Help("step-instance"), Keys: keys}
}

// lines say what is remembered.
func (m *Welcome) lines(room ui.Room) []string {
	mem := m.env.Memory
	out := []string{"Welcome back."}
	if mem.HasSetup() {
		out[0] += " Last set up" + on(mem) + ": " + userAt(mem.User, words.Bare(mem.GitLab)) + "."
		if mem.DisconnectedAt.IsZero() {
			out = append(out, m.tokenLine(mem)...)
		} else {
			out = append(out, "Disconnected from ACP on "+setup.Day(mem.DisconnectedAt)+".")
		}
	}
	if i := mem.Interrupted; i != nil {
		out = append(out, fmt.Sprintf("You left the setup of %s at step %s%s.", words.Bare(i.GitLab), stepNumber(i.Step), room.Pick(" on "+setup.DayAndTime(i.At), "")))
	}
	if note := m.setup.Answers.ProfileNote; note != "" {
		out = append(out, note)
	}
	return out
}

func on(m memory.Memory) string {
	if m.SetUpAt.IsZero() {
		return ""
	}
	return " on " + setup.Day(m.SetUpAt)
}

func userAt(user, host string) string {
	if user == "" {
		return host
	}
	return "@" + user + " on " + host
}

func (m *Welcome) tokenLine(mem memory.Memory) []string {
	left, known := mem.DaysLeft(m.env.Now())
	switch {
	case !known:
		return nil
	case left <= 0:
		return []string{"The token expired on " + mem.Token.Ends.Describe() + ", " + words.InDays(left) + "."}
	}
	return []string{"The token expires on " + mem.Token.Ends.Describe() + ", " + words.InDays(left) + "."}
}

// flows are the ways on. Those that lead to other flows are there only where
// somebody opens them.
func (m *Welcome) flows(room ui.Room) []ui.Choice {
	var list []ui.Choice
	add := func(flow setup.Flow, label, note string) {
		list = append(list, ui.Choice{Value: string(flow), Label: label, Note: room.Pick(note, "")})
	}
	mem := m.env.Memory
	if i := mem.Interrupted; i != nil {
		add(setup.FlowResume, "Continue where I left off", "no token was saved: paste it again")
	}
	if m.env.OtherFlows {
		if mem.HasSetup() {
			add(setup.FlowReplace, "Replace the token", "create a new one, connect it, then revoke the old one")
			add(setup.FlowLook, "View the connection", "what ACP has, and what is known about the token")
		}
		add(setup.FlowCheck, "Check a token", "without connecting anything")
	}
	add(setup.FlowSetUp, "Set up a GitLab", "from the beginning")
	return list
}

// chosen is the flow that Enter opens: going on where something was left, else
// the first. With answers of this run for another GitLab, and where nothing is
// connected any more, it is a new setup.
func (m *Welcome) chosen(flows []ui.Choice) string {
	known := m.env.Memory.GitLab
	if i := m.env.Memory.Interrupted; i != nil {
		known = i.GitLab
	}
	gone := !m.env.Memory.DisconnectedAt.IsZero() && m.env.Memory.Interrupted == nil
	if g := m.setup.Answers.GitLab; gone || !g.IsZero() && setup.Origin(g.Value) != setup.Origin(known) {
		return string(setup.FlowSetUp)
	}
	return flows[0].Value
}
