package steps

import (
	"context"
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// Welcome is step 1 for somebody who has been here before: it says what is
// remembered and asks what to do, and then is [Instance].
type Welcome struct {
	*Instance

	inside bool   // a door was chosen: the rest is step 1 as ever
	resume string // the step to go on at, once the GitLab has answered
}

// NewFirst returns step 1: the welcome where something is remembered.
func NewFirst(w *setup.Env, s *setup.State) ui.Step {
	first := NewInstance(w, s)
	if w.Memory.IsZero() {
		return first
	}
	return &Welcome{Instance: first}
}

// Enter implements ui.Step.
func (m *Welcome) Enter(ctx context.Context) tea.Cmd {
	if !m.inside {
		return nil
	}
	return m.Instance.Enter(ctx)
}

// Update implements ui.Step.
func (m *Welcome) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if !m.inside {
		switch in := msg.(type) {
		case ui.Submitted:
			return m.open(ctx, setup.Flow(in.Choice))
		case ui.Pressed:
			if in.Key == keyLineMode {
				return ui.Do(ui.ReadOut{})
			}
		}
		return nil
	}
	if pressed, ok := msg.(ui.Pressed); ok {
		switch {
		case pressed.Key == "esc" && m.atStart():
			m.inside, m.resume = false, ""
			return nil
		case pressed.Key == "enter" && m.backThere():
			return ui.Do(ui.GoTo{ID: m.resume})
		}
	}
	return m.Instance.Update(ctx, msg)
}

// atStart reports whether esc has nothing left to go back to inside step 1.
func (m *Welcome) atStart() bool {
	return m.mode == instanceChoosing || m.resume != "" && m.mode == instanceTrying && !m.probe.Running()
}

// backThere reports whether the GitLab of the interrupted setup has answered.
func (m *Welcome) backThere() bool {
	return m.resume != "" && m.mode == instanceTrying && m.passed && !m.panel.isOpen() &&
		m.setup.Instance.URL() == m.world.Memory.Interrupted.GitLab
}

func (m *Welcome) open(ctx context.Context, door setup.Flow) tea.Cmd {
	switch door {
	case setup.FlowSetUp:
		m.inside, m.resume = true, ""
		if m.mode == instanceTrying && !m.passed {
			m.mode = instanceChoosing
		}
		return m.Instance.Enter(ctx)
	case setup.FlowResume:
		return m.goOn(ctx)
	default:
		if !m.world.OtherFlows {
			return nil
		}
		return openFlow(m.setup, door, "")
	}
}

// goOn tries the GitLab of the interrupted setup: the token goes there only
// after it has answered once more.
func (m *Welcome) goOn(ctx context.Context) tea.Cmd {
	left := m.world.Memory.Interrupted
	a, p := gitlab.ParseAddress(left.GitLab)
	m.inside = true
	if p != nil {
		return m.Instance.Enter(ctx)
	}
	m.resume, m.address = setup.ResumeAt(left.Step), a
	if left.CAFile != "" && m.setup.CAFile.Value == "" {
		return m.useCA(ctx, left.CAFile, setup.FromMemory)
	}
	return m.try(ctx, a)
}

// Screen implements ui.Step.
func (m *Welcome) Screen(room ui.Room) ui.Screen {
	if m.inside {
		screen := m.Instance.Screen(room)
		if m.mode == instanceChoosing {
			screen.Keys = append(screen.Keys, ui.Key{Key: "esc", Does: "back"})
		}
		return screen
	}
	blocks := []ui.Block{}
	for i, line := range m.lines(room) {
		blocks = append(blocks, ui.Text{S: line, Strong: i == 0})
	}
	doors := m.doors(room)
	blocks = append(blocks, ui.Gap{}, ui.Choices{ID: "welcome", Options: doors, Chosen: m.chosen(doors)}, ui.Gap{},
		ui.Text{S: room.Pick("Nothing has been sent anywhere yet. acp-gitlab forget deletes all of this.", "Nothing has been sent anywhere yet.")})
	blocks = append(blocks, lineModeLine(room)...)
	keys := append([]ui.Key{{Key: "enter", Does: "choose"}}, lineModeKeys(room)...)
	return ui.Screen{Blocks: blocks, Help: words.Help("step-instance"), Keys: keys}
}

// lines say what is remembered.
func (m *Welcome) lines(room ui.Room) []string {
	mem := m.world.Memory
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
		n := slices.Index(setup.StepOrder, i.Step) + 1
		out = append(out, fmt.Sprintf("A set-up of %s was left at step %d%s.", words.Bare(i.GitLab), n, room.Pick(" on "+setup.DayAndTime(i.At), "")))
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
	left, known := mem.DaysLeft(m.world.Now())
	switch {
	case !known:
		return nil
	case left <= 0:
		return []string{"The token ended on " + mem.Token.Ends.Describe() + ", " + words.InDays(left) + "."}
	}
	return []string{"The token ends on " + mem.Token.Ends.Describe() + ", " + words.InDays(left) + "."}
}

// doors are the ways on. Those that lead to other flows are there only where
// somebody opens them.
func (m *Welcome) doors(room ui.Room) []ui.Choice {
	var list []ui.Choice
	add := func(door setup.Flow, label, note string) {
		list = append(list, ui.Choice{Value: string(door), Label: label, Note: room.Pick(note, "")})
	}
	mem := m.world.Memory
	if i := mem.Interrupted; i != nil {
		add(setup.FlowResume, "Go on where I was", "no secret was kept: paste the token again")
	}
	if m.world.OtherFlows {
		if mem.HasSetup() {
			add(setup.FlowReplace, "Replace the token", "new token, test it, connect it, then end the old one")
			add(setup.FlowLook, "Look at it", "what ACP holds, and what I know of the token")
		}
		add(setup.FlowCheck, "Check a token", "without connecting anything")
	}
	add(setup.FlowSetUp, "Set up a GitLab", "from the beginning")
	return list
}

// chosen is the door that Enter opens: going on where something was left, else
// the first. With answers of this run for another GitLab, and where nothing is
// connected any more, it is a new setup.
func (m *Welcome) chosen(doors []ui.Choice) string {
	known := m.world.Memory.GitLab
	if i := m.world.Memory.Interrupted; i != nil {
		known = i.GitLab
	}
	gone := !m.world.Memory.DisconnectedAt.IsZero() && m.world.Memory.Interrupted == nil
	if g := m.setup.Answers.GitLab; gone || !g.IsZero() && setup.Origin(g.Value) != setup.Origin(known) {
		return string(setup.FlowSetUp)
	}
	return doors[0].Value
}
