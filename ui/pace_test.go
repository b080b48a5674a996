package ui_test

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"acp-gitlab/ui"
	"acp-gitlab/ui/typeset"
	"acp-gitlab/ui/uitest"
)

// answers are checks that are all answered at once by the key g.
func answers(labels ...string) *uitest.Step {
	known := false
	f := &uitest.Step{Name: "checks", Heading: "Checks"}
	f.OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
		if p, ok := msg.(ui.Pressed); ok && p.Key == "g" {
			known = true
		} else if f.Onward(msg) {
			return ui.Do(ui.Next{})
		}
		return nil
	}
	f.Show = func(r ui.Room) ui.Screen {
		title := "Checking..."
		if known && !r.Ticking {
			title = "All is well."
		}
		var list ui.Checklist
		for _, l := range labels {
			line := ui.Line{State: ui.Wait, Label: l}
			if known {
				line = ui.Line{State: ui.OK, Label: l, Text: "fine"}
			}
			list = append(list, line)
		}
		return ui.Screen{
			Blocks: []ui.Block{ui.Text{S: title, Strong: true}, ui.Gap{}, list}, Paced: true,
			Keys: []ui.Key{{Key: "enter", Does: "continue"}, {Key: "g", Does: "answer"}},
		}
	}
	return f
}

func (s *session) fine() int { return strings.Count(s.view(), "fine") }

// TestResultsTickIn at least 40 ms apart, and the title has the answer only
// behind the last of them.
func TestResultsTickIn(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Steps: []ui.Step{answers("one", "two", "three")}, Getenv: env()}, 80, 24)
		s.sees("Checking...")
		s.keys("g")
		for n := 1; n <= 3; n++ {
			if got := s.fine(); got != n {
				t.Fatalf("%d results after %d ms, want %d", got, (n-1)*40, n)
			}
			if n < 3 {
				s.sees("Checking...")
			}
			s.after(40 * time.Millisecond)
		}
		s.sees("All is well.")
	})
}

// TestEnterShowsTheRest and does nothing else; one that follows at once was
// meant for the same.
func TestEnterShowsTheRest(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Steps: []ui.Step{answers("one", "two", "three"), answers("x")}, Getenv: env()}, 80, 24)
		s.keys("g", "enter")
		if got := s.fine(); got != 3 {
			t.Fatalf("%d results", got)
		}
		s.after(150 * time.Millisecond)
		s.keys("enter")
		s.sees("step 1 of 2")
		s.after(100 * time.Millisecond)
		s.keys("enter")
		s.sees("step 2 of 2")
	})
}

// TestNothingTicksInWhereNothingMoves: without colour, and on a console that
// has no signs, all results are there at once.
func TestNothingTicksInWhereNothingMoves(t *testing.T) {
	t.Parallel()
	for name, e := range map[string][]string{"NO_COLOR": {"NO_COLOR", "1"}, "linux": {"TERM", "linux"}, "ASCII": {"LANG", "C"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playing(t, func(t *testing.T) {
				s := start(t, ui.Options{Steps: []ui.Step{answers("one", "two", "three")}, Getenv: env(e...)}, 80, 24)
				s.keys("g")
				if got := s.fine(); got != 3 || s.ticks() > 0 {
					t.Errorf("%d results, %d ticks", got, s.ticks())
				}
			})
		})
	}
}

// TestNothingIsWrittenWhenNothingChanges: neither at rest nor behind a list that
// is complete.
func TestNothingIsWrittenWhenNothingChanges(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		var out bytes.Buffer
		ctx, cancel := context.WithCancel(t.Context())
		shell := ui.New(ctx, ui.Options{Steps: []ui.Step{answers("one", "two")}, Getenv: env()})
		p := tea.NewProgram(ui.NewWizard(shell), tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(&out), tea.WithoutSignalHandler())
		done := make(chan struct{})
		go func() { defer close(done); _, _ = p.Run() }()
		p.Send(tea.WindowSizeMsg{Width: 80, Height: 24})
		time.Sleep(time.Second)
		synctest.Wait()
		if turning := out.Len(); turning == 0 {
			t.Error("nothing was drawn at all")
		}
		p.Send(press("g"))
		time.Sleep(time.Second)
		synctest.Wait()
		before := out.Len()
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := out.Len() - before; n > 0 {
			t.Errorf("%d bytes in a minute at rest: %q", n, out.String()[before:])
		}
		cancel()
		<-done
		time.Sleep(time.Minute)
	})
}

// TestThePointerMovesAmongTheActions of a problem, and Enter does what it is at.
func TestThePointerMovesAmongTheActions(t *testing.T) {
	t.Parallel()
	var got []string
	f := &uitest.Step{Name: "p", Heading: "P", Show: func(ui.Room) ui.Screen {
		return ui.Screen{
			Blocks: []ui.Block{ui.Problem{State: ui.Stop, Title: "It stopped.", Acts: []ui.Act{{Key: "enter", Does: "try again"}, {Key: "p", Does: "paste"}, {Key: "s", Does: "skip"}}, Code: "x"}},
			Keys:   []ui.Key{{Key: "enter", Does: "again"}, {Key: "p", Does: "paste"}, {Key: "s", Does: "skip"}},
		}
	}}
	f.OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
		if p, ok := msg.(ui.Pressed); ok {
			got = append(got, p.Key)
		}
		return nil
	}
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Steps: []ui.Step{f}}, 80, 24)
		s.keys("enter", "down", "enter", "down", "down", "enter", "up", "up", "enter", "p")
		if want := "enter p s enter p"; strings.Join(got, " ") != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}

// TestTheFooterStandsNearTheContent in a tall terminal, and stays there while
// the screen is shown.
func TestTheFooterStandsNearTheContent(t *testing.T) {
	t.Parallel()
	long := false
	f := &uitest.Step{Name: "f", Heading: "F", Show: func(ui.Room) ui.Screen {
		blocks := []ui.Block{ui.Text{S: "one"}}
		if long {
			blocks = append(blocks, ui.Text{S: "two\nthree\nfour"})
		}
		return ui.Screen{Blocks: blocks, Keys: []ui.Key{{Key: "g", Does: "grow"}}}
	}}
	f.OnUpdate = func(context.Context, tea.Msg) tea.Cmd { long = !long; return nil }
	at := func(s *session) int {
		for i, l := range strings.Split(s.view(), "\n") {
			if strings.Contains(l, "g grow") {
				return i
			}
		}
		return -1
	}
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Steps: []ui.Step{f}}, 100, 31)
		short := at(s)
		s.keys("g")
		grown := at(s)
		s.keys("g")
		if short > 6 || grown != short+3 || at(s) != grown {
			t.Errorf("the footer is at %d, then %d, then %d", short, grown, at(s))
		}
		s.send(tea.WindowSizeMsg{Width: 100, Height: 30})
		if got := at(s); got != 29 {
			t.Errorf("with 30 rows it is at %d", got)
		}
	})
}

// TestNoLineIsTooLongToRead: at 80 columns body text ends before the last one,
// and in wide terminals at about 80.
func TestNoLineIsTooLongToRead(t *testing.T) {
	t.Parallel()
	for _, cols := range []int{80, 200} {
		t.Run(strconv.Itoa(cols), func(t *testing.T) {
			t.Parallel()
			lines := strings.Split(gallery(t, env(), cols, 40), "\n")
			for i, l := range lines {
				plain := ansi.Strip(l)
				if i == 0 || strings.HasPrefix(lines[i-1], "== ") || strings.Contains(plain, "━") || strings.HasPrefix(plain, "https://") || strings.Contains(lines[i], "personal_access_tokens") {
					continue
				}
				if w := typeset.Width(plain); w > 81 || cols == 80 && w > 79 {
					t.Errorf("%d columns: %q", w, plain)
				}
			}
		})
	}
}
