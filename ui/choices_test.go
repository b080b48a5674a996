package ui_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
	"acp-gitlab/ui/uitest"
)

// list is a step with choices that change.
type list struct {
	uitest.Step
	choices ui.Choices
	moved   []string
	ticked  [][]string
	sent    []ui.Submitted
}

func newList(c ui.Choices) *list {
	m := &list{choices: c}
	m.Name, m.Heading = "list", "List"
	m.Show = func(ui.Room) ui.Screen {
		return ui.Screen{Blocks: []ui.Block{ui.Text{S: "Which one?"}, ui.Gap{}, m.choices, ui.Gap{}, ui.Text{S: "The end."}}, Keys: []ui.Key{{Key: "enter", Does: "choose"}}}
	}
	m.OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
		switch msg := msg.(type) {
		case ui.Moved:
			m.moved = append(m.moved, msg.Choice)
		case ui.Ticked:
			m.ticked = append(m.ticked, msg.Values)
		case ui.Submitted:
			m.sent = append(m.sent, msg)
		}
		return nil
	}
	return m
}

func options(n int) []ui.Choice {
	var out []ui.Choice
	for i := range n {
		out = append(out, ui.Choice{Value: fmt.Sprint("v", i+1), Label: fmt.Sprint("choice ", i+1), Note: "note"})
	}
	return out
}

func (m *list) submitted(s *session) ui.Submitted {
	s.keys("enter")
	return m.sent[len(m.sent)-1]
}

func TestChoosing(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		chosen string
		keys   []string
		want   string
	}{
		"the first":            {"", nil, "v1"},
		"the one chosen":       {"v3", nil, "v3"},
		"one that is not":      {"v9", nil, "v1"},
		"down":                 {"", []string{"down"}, "v2"},
		"j and k":              {"", []string{"j", "j", "k"}, "v2"},
		"round the end":        {"v4", []string{"down"}, "v1"},
		"filter keys are none": {"", []string{"/", "n", "o"}, "v1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playing(t, func(t *testing.T) {
				m := newList(ui.Choices{ID: "c", Options: options(4), Chosen: tc.chosen})
				s := start(t, ui.Options{Steps: []ui.Step{m}}, 80, 24)
				for i := range 4 {
					s.sees(fmt.Sprint("choice ", i+1))
				}
				s.keys(tc.keys...)
				if got := m.submitted(s).Choice; got != tc.want {
					t.Fatalf("chosen %q, want %q", got, tc.want)
				}
				if m.moved[len(m.moved)-1] != tc.want {
					t.Fatalf("moved to %q, want %q", m.moved, tc.want)
				}
				s.sees("> choice " + tc.want[1:])
			})
		})
	}
}

func TestAChoiceWithoutAValue(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		m := newList(ui.Choices{ID: "c", Options: []ui.Choice{{Value: "a", Label: "app"}, {Value: "", Label: "skip"}}})
		s := start(t, ui.Options{Steps: []ui.Step{m}}, 80, 24)
		s.sees("> app")
		s.keys("down")
		s.send(tea.WindowSizeMsg{Width: 60, Height: 20}) // makes the form anew
		s.sees("> skip")
		if got := m.submitted(s).Choice; got != "" {
			t.Fatalf("chosen %q", got)
		}
	})
}

func TestTicking(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		m := newList(ui.Choices{ID: "c", Multi: true, Options: options(4), Ticked: []string{"v2", "v4"}})
		s := start(t, ui.Options{Steps: []ui.Step{m}}, 80, 24)
		s.sees("> [ ] choice 1")
		s.sees("  [x] choice 2")
		s.keys("space", "down", "space")
		if want := [][]string{{"v1", "v2", "v4"}, {"v1", "v4"}}; !slices.EqualFunc(m.ticked, want, slices.Equal) {
			t.Fatalf("ticked %v, want %v", m.ticked, want)
		}
		s.send(tea.WindowSizeMsg{Width: 50, Height: 20})
		s.sees("> [ ] choice 2")
		if got := m.submitted(s); !slices.Equal(got.Ticked, []string{"v1", "v4"}) || got.Choice != "v2" {
			t.Fatalf("submitted %v at %s", got.Ticked, got.Choice)
		}
	})
}

func TestChoicesAreKeptByIDAndStartAfreshWithANewOne(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		m := newList(ui.Choices{ID: "c", Options: options(4)})
		s := start(t, ui.Options{Steps: []ui.Step{&uitest.Step{Name: "a", Heading: "A"}, m}, Start: "list"}, 80, 24)
		s.keys("down", "down", "esc", "enter")
		s.sees("> choice 3")
		m.choices.Options = options(4)[1:]
		s.send(struct{}{})
		s.sees("> choice 3")
		m.choices.Options = options(2)
		s.send(struct{}{})
		s.sees("> choice 1")
		m.choices.ID, m.choices.Options = "d", options(4)
		s.send(struct{}{})
		s.sees("> choice 1")
	})
}

// TestLongListKeepsQuestionAndChosenLineInSight at every size and place.
func TestLongListKeepsQuestionAndChosenLineInSight(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		for _, rows := range []int{12, 13, 17, 24} {
			m := newList(ui.Choices{ID: "c", Options: options(30)})
			s := start(t, ui.Options{Steps: []ui.Step{m}}, 40, rows)
			for i := range 30 {
				s.sees("Which one?")
				s.sees("The end.")
				s.sees(fmt.Sprintf("> choice %d  ", i+1))
				if i < 29 {
					s.sees("more")
				}
				s.keys("down")
			}
			s.sees("> choice 1 ")
		}
	})
}

func TestNoOptionsIsNoList(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		m := newList(ui.Choices{ID: "c"})
		s := start(t, ui.Options{Steps: []ui.Step{m}}, 40, 12)
		s.keys("down", "up", "space")
		s.sees("Which one?\n\nThe end.")
		if got := m.submitted(s).Choice; got != "" {
			t.Fatalf("chosen %q", got)
		}
		m.choices.Options = options(2) // a search has found something
		s.send(struct{}{})
		s.sees("> choice 1")
	})
}

func TestNarrowChoices(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		m := newList(ui.Choices{ID: "c", Options: []ui.Choice{
			{Value: "1", Label: "From here", Note: "you paste an ACP access key; I connect and confirm it"},
			{Value: "2", Label: strings.Repeat("w", 50)},
		}})
		s := start(t, ui.Options{Steps: []ui.Step{m}}, 40, 12)
		s.sees("> From here (you paste an ACP access\n  key; I connect and confirm it)\n  " + strings.Repeat("w", 38) + "\n  " + strings.Repeat("w", 12))
	})
}

// TestTicksAreThoseOnTheScreen: what the step would tick changes nothing in a
// list that is shown already.
func TestTicksAreThoseOnTheScreen(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		m := newList(ui.Choices{ID: "c", Multi: true, Options: options(3), Ticked: []string{"v1"}})
		s := start(t, ui.Options{Steps: []ui.Step{m}}, 80, 24)
		s.sees("> [x] choice 1")
		m.choices.Ticked = []string{"v3"}
		s.keys("down")
		s.sees("[x] choice 1")
		if got := m.submitted(s).Ticked; !slices.Equal(got, []string{"v1"}) {
			t.Fatalf("submitted %q", got)
		}
	})
}
