package ui

import (
	"context"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui/typeset"
)

// still is a step that shows one screen.
type still struct {
	title  string
	screen Screen
}

func (s still) ID() string                            { return s.title }
func (s still) Title() string                         { return s.title }
func (still) Enter(context.Context) tea.Cmd           { return nil }
func (still) Update(context.Context, tea.Msg) tea.Cmd { return nil }
func (s still) Screen(Room) Screen                    { return s.screen }
func stillsOf(titles ...string) (steps []Step)        { return stillsWith(Screen{}, titles...) }
func stillsWith(s Screen, titles ...string) (st []Step) {
	for _, t := range titles {
		st = append(st, still{title: t, screen: s})
	}
	return st
}

// shown is a wizard at step n.
func shown(t *testing.T, opt Options, n, cols, rows int) *Wizard {
	t.Helper()
	opt.Getenv = getenv("TERM", "xterm", "LANG", "C.UTF-8", "NO_COLOR", "1")
	w := NewWizard(New(t.Context(), opt))
	w.Init()
	w.Update(tea.WindowSizeMsg{Width: cols, Height: rows})
	for range n - 1 {
		w.Update(Next{})
	}
	if w.shell.Fault() != nil {
		t.Fatal(w.shell.Fault(), string(w.shell.Fault().Stack))
	}
	return w
}

func TestHeader(t *testing.T) {
	t.Parallel()
	host := "gitlab.example.com"
	long := "a-very-long-name-of-a-host.with.many.parts.in.the.middle.example.com"
	for name, tc := range map[string]struct {
		opt  Options
		host string
		cols int
		want string
	}{
		"wide":               {Options{}, host, 80, " acp-gitlab   step 2 of 3 · Paste                            gitlab.example.com"},
		"no host yet":        {Options{}, "", 80, " acp-gitlab   step 2 of 3 · Paste"},
		"host falls first":   {Options{}, long, 100, " acp-gitlab   step 2 of 3 · Paste"},
		"host falls whole":   {Options{}, long, 80, " acp-gitlab   step 2 of 3 · Paste"},
		"narrow":             {Options{}, host, 40, "step 2 of 3 · Paste"},
		"narrow, short host": {Options{}, "gitlab.com", 40, "step 2 of 3 · Paste · gitlab.com"},
		"demo":               {Options{Demo: true}, host, 80, " DEMO acp-gitlab   step 2 of 3 · Paste                       gitlab.example.com"},
		"demo, narrow":       {Options{Demo: true}, host, 40, "DEMO · step 2 of 3 · Paste"},
		"check":              {Options{Flow: "check"}, host, 80, " acp-gitlab   check · 2 of 3 · Paste                         gitlab.example.com"},
		"check, narrow":      {Options{Flow: "check"}, host, 40, "check · 2 of 3 · Paste"},
		"rotate":             {Options{Flow: "rotate · step"}, "", 80, " acp-gitlab   rotate · step 2 of 3 · Paste"},
		"escape in host":     {Options{}, "git\x1b[31m.example", 80, " acp-gitlab   step 2 of 3 · Paste                               git[31m.example"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.opt.Steps, tc.opt.Place = stillsOf("One", "Paste", "Three"), func() string { return tc.host }
			w := shown(t, tc.opt, 2, tc.cols, 24)
			if got, _, _ := strings.Cut(w.View(), "\n"); got != tc.want {
				t.Fatalf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestQuietScreensCountNoSteps(t *testing.T) {
	t.Parallel()
	w := shown(t, Options{Steps: stillsWith(Screen{Quiet: true, Blocks: []Block{Text{S: "x"}}}, "more", "two")}, 1, 120, 24)
	if got, _, _ := strings.Cut(w.View(), "\n"); got != " acp-gitlab   more" {
		t.Fatalf("header %q", got)
	}
	w.Update(tea.KeyMsg{Type: tea.KeyF1})
	if got, _, _ := strings.Cut(w.View(), "\n"); got != " acp-gitlab   more" {
		t.Fatalf("header of its help %q", got)
	}
}

func TestTitleThatIsTooLongKeepsTheCount(t *testing.T) {
	t.Parallel()
	w := shown(t, Options{Steps: stillsOf(strings.Repeat("long ", 20))}, 1, 40, 12)
	if got, _, _ := strings.Cut(w.View(), "\n"); !strings.HasPrefix(got, "step 1 of 1 · long") || typeset.Width(got) > 40 {
		t.Fatalf("header %q", got)
	}
}
