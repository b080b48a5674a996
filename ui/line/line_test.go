package line_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"acp-gitlab/ui"
	"acp-gitlab/ui/line"
	"acp-gitlab/ui/uitest"
)

// spokenTour are the options of the tour with everything that can be asked for.
func spokenTour(steps ...ui.Step) ui.Options {
	if len(steps) == 0 {
		steps = uitest.Tour()
	}
	return ui.Options{
		Steps:   steps,
		Leaving: func() []string { return []string{"Nothing was changed."} },
		Report:  func() string { return "# Report\n\n- GitLab: gitlab.example.com" },
	}
}

func madeUpToken() string { return "glpat-" + strings.Repeat("x", 20) }

func TestTourLineByLine(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		d := talking(t, spokenTour())
		d.types("2", "", "4", "4", "", " "+madeUpToken()+" ")
		d.wait(2 * time.Second)
		d.types("", "team/app", "", "3", "")
		if !d.ended() || d.err != nil || !d.s.Finished() || d.s.Left() {
			t.Errorf("ended %v, finished %v, %v", d.ended(), d.s.Finished(), d.err)
		}
		golden.RequireEqual(t, []byte(d.con.all()))
	})
}

// TestEveryLineIsASentence: no glyph, no escape character, no columns, and
// nothing of a secret, whatever is typed.
func TestEveryLineIsASentence(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		d := talking(t, spokenTour(append(uitest.Tour(), uitest.DNS())...))
		d.types("?", "9", "report", "", "q", "", "1", "3", "4", "?", "", "2", "", madeUpToken())
		d.wait(2 * time.Second)
		d.types("b", "", "", "zzz", "", "", "", "?", "2")
		for line := range strings.Lines(d.con.all()) {
			line = strings.TrimRight(line, "\n")
			said, _, _ := strings.Cut(line, ": ") // what was typed follows a prompt
			if strings.ContainsAny(line, "·•↑↓✓✗\x1b\t") || strings.Contains(said, "  ") {
				t.Errorf("no sentence: %q", line)
			}
			if line != "" && !strings.HasPrefix(line, "https://") && !strings.ContainsAny(line, ".:?") {
				t.Errorf("no full stop: %q", line)
			}
		}
		if strings.Contains(d.con.all(), madeUpToken()) {
			t.Error("the token was said")
		}
	})
}

func TestWrongAnswers(t *testing.T) {
	t.Parallel()
	danger := func() *uitest.Step {
		return &uitest.Step{Name: "danger", Heading: "Danger", Show: func(ui.Room) ui.Screen {
			return ui.Screen{
				Blocks: []ui.Block{ui.Text{S: "Keep it?"}, ui.Choices{ID: "keep", Chosen: "keep", Options: []ui.Choice{
					{Value: "keep", Label: "Keep the existing one"}, {Value: "replace", Label: "Replace it", Key: "y"},
				}}},
				Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "y", Does: "replace"}},
			}
		}}
	}
	for name, tc := range map[string]struct {
		step  ui.Step
		typed string
		want  string
	}{
		"a number too large":       {uitest.Instance(), "6", "Type a number from 1 to 5, or ? for help."},
		"nought":                   {uitest.Instance(), "0", "Type a number from 1 to 5"},
		"minus one":                {uitest.Instance(), "-1", "Type a number from 1 to 5"},
		"words at a list":          {uitest.Instance(), "elsewhere", "Type a number from 1 to"},
		"back on the first":        {uitest.Instance(), "b", "This is the first step. Type q to leave."},
		"the full screen's escape": {uitest.Instance(), "\x1b", "This is the first step. Type q to leave."},
		"anything at Enter":        {uitest.Connect(), "yes", "Press Enter alone, or type ? for help."},
		"y is not enough":          {danger(), "y", "Type the word replace, or ? for help."},
		"nor is yes":               {danger(), "yes", "Type the word replace"},
		"nor is a number":          {danger(), "2", "Type the word replace"},
		"an unknown letter":        {uitest.DNS(), "x", "Type a number from 1 to 2"},
		"a key of no line":         {uitest.Scopes(), "9", "Type a number from 1 to 5"},
		"ctrl+v in a secret":       {uitest.Paste(), "\x16", "Your terminal keeps Ctrl+V for itself."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playing(t, func(t *testing.T) {
				d := talking(t, spokenTour(tc.step, uitest.Done()))
				asked := d.con.asks()
				got := d.types(tc.typed)
				says(t, got, tc.want)
				if d.con.asks() != asked {
					t.Errorf("it asks %q, and asked %q", d.con.asks(), asked)
				}
				if _, _, title := d.s.Step(); title == "Done" {
					t.Error("it went on")
				}
			})
		})
	}
}

func TestLeavingAsksAndTwiceLeaves(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		do   func(*talk)
		left bool
	}{
		"q, then Enter stays":     {func(d *talk) { d.types("q", "") }, false},
		"q, then b stays":         {func(d *talk) { d.types("q", "b") }, false},
		"q, then y stays":         {func(d *talk) { d.types("q", "y") }, false},
		"q, then the word":        {func(d *talk) { d.types("q", "leave") }, true},
		"ctrl+c, then Enter":      {func(d *talk) { d.hears(line.HeardInterrupt, ""); d.types("") }, false},
		"ctrl+c twice":            {func(d *talk) { d.hears(line.HeardInterrupt, ""); d.hears(line.HeardInterrupt, "") }, true},
		"the end of the input":    {func(d *talk) { d.hears(line.HeardEnd, "") }, true},
		"q in a secret, the word": {func(d *talk) { d.types("", "", "", "q", "leave") }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playing(t, func(t *testing.T) {
				d := talking(t, spokenTour())
				tc.do(d)
				if d.ended() != tc.left || d.s.Left() != tc.left {
					t.Fatalf("ended %v, left %v, want %v\n%s", d.ended(), d.s.Left(), tc.left, d.con.all())
				}
				if tc.left {
					return
				}
				if d.con.asks() == "" {
					t.Error("nothing is asked afterwards")
				}
			})
		})
	}
}

// TestThroughAFlowOfStepOne: l leads here with what was typed before.
func TestThroughAFlowOfStepOne(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		ask := &uitest.Step{Name: "ask", Heading: "Ask", Show: func(ui.Room) ui.Screen {
			return ui.Screen{Blocks: []ui.Block{ui.Field{ID: "address", Label: "Address"}}, Keys: []ui.Key{{Key: "ctrl+l", Does: "line by line"}}}
		}, OnUpdate: func(_ context.Context, msg tea.Msg) tea.Cmd {
			switch msg := msg.(type) {
			case ui.Pressed:
				return ui.Do(ui.LineByLine{})
			case ui.Submitted:
				if msg.Text() != "abc" {
					panic("lost: " + msg.Text())
				}
				return ui.Do(ui.Next{})
			}
			return nil
		}}
		opt := spokenTour(ask, uitest.Done())
		opt.Getenv = uitest.Env("NO_COLOR", "1")
		s := ui.New(t.Context(), opt)
		fullScreen(s, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("abc"), Paste: true}, tea.KeyMsg{Type: tea.KeyCtrlL})
		if !s.ReadsOut() {
			t.Fatal("it does not ask to go on line by line")
		}
		d := talkingOn(t, s)
		says(t, d.con.all(), "line by line", "Step 1 of 2. Ask.", "Address. Enter alone for abc, a minus sign to empty it:")
		d.types("", "")
		if !d.ended() || !d.s.Finished() || d.err != nil {
			t.Errorf("finished %v, %v\n%s", d.s.Finished(), d.err, d.con.all())
		}
	})
}

// fullScreen plays messages into a full screen, and what comes of each.
func fullScreen(s *ui.Shell, msgs ...tea.Msg) {
	w := ui.NewWizard(s)
	handOn(w, w.Init())
	for _, m := range msgs {
		_, cmd := w.Update(m)
		handOn(w, cmd)
	}
}

func handOn(w *ui.Wizard, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			handOn(w, c)
		}
	default:
		_, cmd := w.Update(msg)
		handOn(w, cmd)
	}
}

// TestWhatWasChosenFullScreenStays in line mode: what was highlighted is what
// Enter takes, and ticks are ticks.
func TestWhatWasChosenFullScreenStays(t *testing.T) {
	t.Parallel()
	letters := []ui.Choice{{Value: "a", Label: "a"}, {Value: "b", Label: "b"}, {Value: "c", Label: "c"}}
	for _, multi := range []bool{false, true} {
		playing(t, func(t *testing.T) {
			got := ""
			step := &uitest.Step{Name: "pick", Heading: "Pick", Show: func(ui.Room) ui.Screen {
				return ui.Screen{Blocks: []ui.Block{ui.Choices{ID: "pick", Multi: multi, Ticked: []string{"a"}, Options: letters}}, Keys: []ui.Key{{Key: "l", Does: "line by line"}}}
			}, OnUpdate: func(_ context.Context, msg tea.Msg) tea.Cmd {
				switch msg := msg.(type) {
				case ui.Pressed:
					return ui.Do(ui.LineByLine{})
				case ui.Submitted:
					got = msg.Choice + strings.Join(msg.Ticked, "")
				}
				return nil
			}}
			opt := spokenTour(step)
			opt.Getenv = uitest.Env("NO_COLOR", "1")
			s := ui.New(t.Context(), opt)
			fullScreen(s, tea.KeyMsg{Type: tea.KeyDown}, tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("l")})
			d := talkingOn(t, s)
			d.types("")
			if want := map[bool]string{false: "b", true: "ab"}[multi]; got != want {
				t.Errorf("several %v: submitted %q, want %q\n%s", multi, got, want, d.con.all())
			}
		})
	}
}

func TestEndsLikeTheFullScreen(t *testing.T) {
	t.Parallel()
	cause := errors.New("terminated")
	t.Run("the context", func(t *testing.T) {
		t.Parallel()
		playing(t, func(t *testing.T) {
			d := talking(t, spokenTour())
			d.end(cause)
			synctest.Wait()
			if !d.ended() || !errors.Is(d.err, cause) || d.s.Left() || d.s.Finished() {
				t.Errorf("ended %v, left %v, %v", d.ended(), d.s.Left(), d.err)
			}
		})
	})
	boom := func() { panic("secret words") }
	for name, step := range map[string]*uitest.Step{
		"a panic in Screen": {Name: "p", Heading: "P", Show: func(ui.Room) ui.Screen { boom(); return ui.Screen{} }},
		"a panic in Enter":  {Name: "p", Heading: "P", OnEnter: func(context.Context) tea.Cmd { boom(); return nil }},
		"a panic in Update": {Name: "p", Heading: "P", OnUpdate: func(context.Context, tea.Msg) tea.Cmd { boom(); return nil }},
		"a panic in a command": {Name: "p", Heading: "P", OnUpdate: func(context.Context, tea.Msg) tea.Cmd {
			return tea.Batch(nil, tea.Sequence(func() tea.Msg { return nil }, func() tea.Msg { boom(); return nil }))
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playing(t, func(t *testing.T) {
				d := talking(t, spokenTour(step))
				if !d.ended() {
					d.types("")
				}
				var fault *ui.Fault
				if !d.ended() || !errors.As(d.err, &fault) || d.s.Finished() || d.s.Left() {
					t.Fatalf("ended %v, %v", d.ended(), d.err)
				}
				if strings.Contains(d.con.all(), "secret words") {
					t.Error("it said the panic's words")
				}
			})
		})
	}
}

func TestSavingAReportIsSaid(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		step := &uitest.Step{Name: "s", Heading: "S", Show: func(ui.Room) ui.Screen {
			return ui.Screen{Blocks: []ui.Block{ui.Text{S: "Here."}}, Keys: []ui.Key{{Key: "enter", Does: "continue"}}}
		}}
		opt := spokenTour(step)
		opt.Report = func() string { return "# Report" }
		opt.Save = func(string) (string, error) { return "report.md", nil }
		d := talking(t, opt)
		d.types("report", "2")
		says(t, d.con.all(), "Saved as report.md.")
	})
}
