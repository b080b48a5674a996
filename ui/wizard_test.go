package ui_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
	"acp-gitlab/ui/uitest"
)

// plain is a flow of simple steps.
func plain(n int) []ui.Step {
	steps := make([]ui.Step, n)
	for i := range steps {
		steps[i] = &uitest.Step{Name: fmt.Sprint("s", i+1), Heading: fmt.Sprint("Number ", i+1)}
	}
	return steps
}

func TestWayThroughTheTour(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{}, 80, 24)
		s.sees(atStep(1) + " · Your GitLab")
		s.keys("enter", "enter", "enter", "enter")
		s.sees(atStep(5) + " · Check")
		s.after(4 * time.Second)
		s.keys("enter", "enter", "enter")
		s.sees(atStep(8) + " · Done")
		s.keys("enter")
		if !s.ended() || !s.shell.Finished() || s.shell.Left() {
			t.Fatalf("ended %v, finished %v, left %v", s.ended(), s.shell.Finished(), s.shell.Left())
		}
	})
}

func TestEscGoesBackAndSaysSoOnTheFirstStep(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Steps: plain(3)}, 80, 24)
		s.keys("enter", "esc")
		s.sees("step 1 of 3")
		s.keys("esc")
		s.sees("This is the first step. ctrl+c leaves.")
		s.keys("enter")
		s.lacks("This is the first step.")
		s.keys("alt+enter") // a quick esc and enter, joined by tmux
		s.sees("step 1 of 3")
	})
}

// TestTwoEntersMoveOneStep: the second Enter reaches the step before its Next
// has been followed; it must not skip the step after it.
func TestTwoEntersMoveOneStep(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		steps := plain(4)
		hold := make(chan struct{})
		steps[0].(*uitest.Step).OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
			if _, ok := msg.(ui.Pressed); !ok {
				return nil
			}
			return tea.Batch(func() tea.Msg { <-hold; return ui.Next{} }, tea.Sequence(func() tea.Msg { <-hold; return ui.Next{} }))
		}
		s := start(t, ui.Options{Steps: steps}, 80, 24)
		s.keys("enter", "enter")
		close(hold)
		s.send()
		s.after(time.Second)
		s.sees("step 2 of 4")
	})
}

func TestGoToFinishAndLineByLine(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Steps: plain(4), Start: "s2"}, 80, 24)
		s.sees("step 2 of 4")
		s.send(ui.GoTo{ID: "s4"})
		s.sees("step 4 of 4")
		s.send(ui.GoTo{ID: "nowhere"})
		s.sees("step 4 of 4")
		s.send(ui.LineByLine{})
		if !s.ended() || !s.shell.ReadsOut() {
			t.Fatal("still full screen")
		}
		if n, total, title := s.shell.Step(); n != 4 || total != 4 || title != "Number 4" {
			t.Fatalf("at %d of %d %s", n, total, title)
		}
	})
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Steps: plain(4)}, 80, 24)
		s.send(ui.Finish{})
		if !s.ended() || !s.shell.Finished() {
			t.Fatal("not finished")
		}
	})
}

func TestLeavingAStepEndsItsVisit(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		var visits []context.Context
		steps := plain(2)
		steps[1].(*uitest.Step).OnEnter = func(ctx context.Context) tea.Cmd {
			visits = append(visits, ctx)
			return nil
		}
		s := start(t, ui.Options{Steps: steps}, 80, 24)
		s.keys("enter", "esc", "enter")
		if len(visits) != 2 || visits[0].Err() == nil || visits[1].Err() != nil {
			t.Fatalf("visits: %d, first ended %v, second ended %v", len(visits), visits[0].Err(), visits[1].Err())
		}
		s.keys("ctrl+c", "y")
		if visits[1].Err() == nil {
			t.Fatal("leaving did not end the visit")
		}
	})
}

// TestAnswersOfAnEarlierVisitAreDropped: esc while a check runs, and back: the
// first run's answers must not appear in the second.
func TestAnswersOfAnEarlierVisitAreDropped(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Start: "check"}, 80, 24)
		s.after(1200 * time.Millisecond)
		s.sees("ok    yours")
		s.keys("esc")
		s.sees(atStep(4))
		s.keys("enter")
		s.lacks("Ada Lovelace")
		s.after(600 * time.Millisecond)
		s.sees("ok    accepted")
		s.lacks("ok    yours")
		s.after(4 * time.Second)
		s.sees("All good.")
	})
}

func TestBusyDropsAllKeysButEscAndCtrlC(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Start: "check", Report: func() string { return "R" }}, 80, 24)
		before := s.view()
		s.keys("enter", "r", "?", "f1", "down", "pgdown", "ctrl+r", "space")
		s.send(pasted("enter"))
		if after := s.view(); after != before {
			t.Fatalf("a key got through:\n%s", after)
		}
		s.lacks("? help")
		s.keys("ctrl+c")
		s.sees("Leave?")
		s.keys("enter", "esc")
		s.sees(atStep(4))
	})
}

func TestOnlyListedLettersWork(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		f := &uitest.Step{Name: "s", Heading: "S", OnUpdate: func(context.Context, tea.Msg) tea.Cmd { return nil }}
		f.Show = func(ui.Room) ui.Screen {
			return ui.Screen{
				Blocks: []ui.Block{ui.Problem{State: ui.Stop, Title: "T", Acts: []ui.Act{{Key: "g", Does: "go on"}}}},
				Keys:   []ui.Key{{Key: "r", Does: "again"}, {Key: "h", Does: "menu", Hidden: true}, {Key: "tab", Does: "add"}},
			}
		}
		s := start(t, ui.Options{Steps: []ui.Step{f}}, 80, 24)
		s.keys("r", "R", "g", "h", "x", "enter", "tab", "j", "rr")
		var got []string
		for _, m := range f.Got {
			got = append(got, m.(ui.Pressed).Key)
		}
		if want := []string{"r", "r", "g", "h", "tab"}; !slices.Equal(got, want) {
			t.Fatalf("the step got %v, want %v", got, want)
		}
	})
}

func TestUnknownMessagesReachTheCurrentStepOnly(t *testing.T) {
	t.Parallel()
	type news struct{}
	playing(t, func(t *testing.T) {
		steps := plain(3)
		s := start(t, ui.Options{Steps: steps}, 80, 24)
		s.keys("enter")
		s.send(news{})
		for i, st := range steps {
			if got := slices.Contains(st.(*uitest.Step).Got, tea.Msg(news{})); got != (i == 1) {
				t.Errorf("step %d got it: %v", i+1, got)
			}
		}
	})
}

func TestPrintLeavesTheFullScreenUntilEnter(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Start: "page"}, 80, 24)
		before := s.view()
		s.keys("p")
		if v := s.view(); v != "Press Enter to return to step 2." {
			t.Fatalf("while printed:\n%s", v)
		}
		s.keys("x", "o", "enter")
		if s.view() != before {
			t.Fatalf("after Enter:\n%s", s.view())
		}
	})
}
