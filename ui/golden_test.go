package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"acp-gitlab/ui"
	"acp-gitlab/ui/typeset"
	"acp-gitlab/ui/uitest"
)

// gallery walks through the tour and shows every screen, with a ruler where
// the terminal ends.
func gallery(t *testing.T, getenv func(string) string, cols, rows int) string {
	var b strings.Builder
	synctest.Test(t, func(t *testing.T) {
		steps := append(uitest.Tour(), uitest.DNS())
		s := start(t, ui.Options{
			Steps: steps, Getenv: getenv, Place: func() string { return "gitlab.example.com" },
			Leaving: func() []string { return []string{"Nothing was changed."} }, Report: func() string { return "# Report" },
		}, cols, rows)
		snap := func(name string) {
			v := s.view()
			fmt.Fprintf(&b, "== %s\n%s\n", name, v)
			whole(t, name, v, cols, rows)
		}
		snap("choices")
		s.keys("?")
		snap("help")
		s.keys("esc", "ctrl+c")
		snap("leaving")
		s.keys("enter", "enter")
		snap("address")
		s.keys("enter", "down", "space")
		snap("ticks")
		s.keys("enter")
		snap("empty field")
		s.send(pasted(" glpat-" + strings.Repeat("x", 20)))
		snap("pasted")
		s.keys("enter")
		s.after(2600 * time.Millisecond)
		snap("waiting")
		s.after(4 * time.Second)
		snap("checked")
		s.keys("enter", "a", "p", "p", "down")
		snap("field and choices")
		s.keys("enter")
		snap("facts")
		s.keys("enter")
		snap("done")
		s.keys("enter")
		snap("problem")
	})
	return b.String()
}

// whole checks what holds for every frame: as many lines as there are, none
// too long, the address from column 1.
func whole(t *testing.T, name, frame string, cols, rows int) {
	t.Helper()
	lines := strings.Split(frame, "\n")
	if len(lines) != rows {
		t.Errorf("%s: %d lines on %d", name, len(lines), rows)
	}
	for i, l := range lines {
		if w := typeset.Width(l); w > cols {
			t.Errorf("%s: line %d takes %d columns of %d: %q", name, i+1, w, cols, l)
		}
	}
	if name != "address" {
		return
	}
	var joined strings.Builder
	for _, l := range lines {
		if plain := ansi.Strip(l); strings.HasPrefix(plain, "https://") || joined.Len() > 0 && !strings.HasSuffix(joined.String(), "write_repository") {
			joined.WriteString(plain)
		}
	}
	if joined.String() != uitest.PageURL {
		t.Errorf("the lines of the address, joined: %q", joined.String())
	}
}

func TestScreens(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		cols, rows int
		env        []string
	}{
		"40x12":          {40, 12, []string{"NO_COLOR", "1"}},
		"80x24":          {80, 24, []string{"NO_COLOR", "1"}},
		"120x40":         {120, 40, []string{"NO_COLOR", "1"}},
		"200x60":         {200, 60, []string{"NO_COLOR", "1"}},
		"40x12 in ASCII": {40, 12, []string{"NO_COLOR", "1", "LANG", "C"}},
		"80x24 in ASCII": {80, 24, []string{"NO_COLOR", "1", "LANG", "POSIX"}},
		"80x24 coloured": {80, 24, nil},
		"120x40 console": {120, 40, []string{"TERM", "linux"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := gallery(t, env(tc.env...), tc.cols, tc.rows)
			if strings.Contains(name, "ASCII") {
				for _, r := range out {
					if r > 0x7e {
						t.Errorf("%q is not ASCII", r)
					}
				}
			}
			golden.RequireEqual(t, []byte(out))
		})
	}
}

// TestColours: no colours but 1, 2, 3 and the accent, nothing faint but the hint
// and what is still to come, and with NO_COLOR no style at all.
func TestColours(t *testing.T) {
	t.Parallel()
	coloured := gallery(t, env(), 80, 24)
	for _, seq := range sgr(coloured) {
		if !strings.Contains(" 0 1 31 32 33 35 1;31 7 2 ", " "+seq+" ") {
			t.Errorf("style %q is used", seq)
		}
	}
	for line := range strings.SplitSeq(coloured, "\n") {
		if strings.Contains(line, "\x1b[2m") && !strings.Contains(line, "paste it here") && !strings.Contains(line, "───") && !strings.Contains(line, "\x1b[2m·") && !strings.Contains(line, "type to search") {
			t.Errorf("faint: %q", line)
		}
	}
	if got := sgr(gallery(t, env("NO_COLOR", "1"), 80, 24)); len(got) > 0 {
		t.Errorf("with NO_COLOR: %q", got)
	}
}

// sgr lists the styles that s sets.
func sgr(s string) []string {
	var out []string
	for {
		_, rest, ok := strings.Cut(s, "\x1b[")
		if !ok {
			return out
		}
		seq, after, ok := strings.Cut(rest, "m")
		if ok && strings.Trim(seq, "0123456789;") == "" {
			out = append(out, seq)
		}
		s = after
	}
}

// TestEveryFrameFitsAtEverySize resizes at every point of the tour.
func TestEveryFrameFitsAtEverySize(t *testing.T) {
	t.Parallel()
	sizes := []tea.WindowSizeMsg{{Width: 40, Height: 12}, {Width: 41, Height: 13}, {Width: 59, Height: 15}, {Width: 60, Height: 16}, {Width: 61, Height: 17}, {Width: 99, Height: 14}, {Width: 100, Height: 12}, {Width: 100, Height: 30}, {Width: 300, Height: 100}, {Width: 80, Height: 24}}
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Steps: append(uitest.Tour(), uitest.DNS()), Place: func() string { return "gitlab.example.com" }}, 80, 24)
		for i, keys := range [][]string{{}, {"?"}, {"esc", "ctrl+c"}, {"enter", "enter"}, {"enter"}, {"enter"}, {"x"}, {"enter"}, {"enter"}, {"ctrl+c"}, {"enter"}} {
			s.keys(keys...)
			for _, size := range sizes {
				s.send(size)
				whole(t, fmt.Sprint("screen ", i, " at ", size.Width, "x", size.Height), s.view(), size.Width, size.Height)
			}
		}
	})
}

func TestSizesThatAreNone(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{}, 0, 0)
		whole(t, "0x0", s.view(), 80, 24)
		s.keys("down", "enter")
		s.sees(atStep(2))
		for _, size := range []tea.WindowSizeMsg{{Width: 0, Height: 5}, {Width: 1, Height: 1}, {Width: 36, Height: 10}, {Width: 2, Height: 40}, {Width: 200, Height: 3}, {Width: -1, Height: -1}} {
			s.send(size)
			s.keys("down", "x")
			for l := range strings.SplitSeq(s.view(), "\n") {
				if w := typeset.Width(l); size.Width > 0 && w > size.Width {
					t.Errorf("%v: %q", size, l)
				}
			}
		}
		s.send(tea.WindowSizeMsg{Width: 36, Height: 10})
		s.sees("acp-gitlab needs 40 x 12; this is 36")
		s.keys("enter", "enter") // what cannot be seen is not decided
		s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		s.sees(atStep(2))
		s.send(tea.WindowSizeMsg{Width: 39, Height: 24})
		s.keys("ctrl+c")
		if !s.shell.Left() {
			t.Fatal("ctrl+c did not leave, as the line says")
		}
	})
}
