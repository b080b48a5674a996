package ui_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"acp-gitlab/ui"
	"acp-gitlab/ui/typeset"
	"acp-gitlab/ui/uitest"
)

// parts walks through the parts that screens are made of.
func parts(t *testing.T, cols, rows int, kv ...string) (names, frames []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		steps := uitest.Parts()
		s := start(t, ui.Options{
			Steps: steps, Getenv: env(kv...), Place: func() string { return "gitlab.example.com" },
			Leaving: func() []string { return []string{"Nothing was changed."} }, Report: func() string { return "# Report" },
		}, cols, rows)
		for _, step := range steps {
			names, frames = append(names, step.ID()), append(frames, s.view())
			if step.ID() == "existing" {
				s.keys("ctrl+c")
				names, frames = append(names, "leaving"), append(frames, s.view())
				s.keys("esc")
			}
			s.keys("enter")
		}
	})
	return names, frames
}

// TestParts compares every part at every size, with its styles written out.
func TestParts(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		cols, rows int
		env        []string
	}{
		"40x12":          {40, 12, nil},
		"80x24":          {80, 24, nil},
		"120x40":         {120, 40, nil},
		"200x60":         {200, 60, nil},
		"80x24 NO_COLOR": {80, 24, []string{"NO_COLOR", "1"}},
		"80x24 linux":    {80, 24, []string{"TERM", "linux"}},
		"40x12 in ASCII": {40, 12, []string{"NO_COLOR", "1", "LANG", "C"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b strings.Builder
			names, frames := parts(t, tc.cols, tc.rows, tc.env...)
			for i, f := range frames {
				whole(t, names[i], f, tc.cols, tc.rows)
				fmt.Fprintf(&b, "== %s\n%s\n", names[i], uitest.Marked(f))
			}
			golden.RequireEqual(t, []byte(b.String()))
		})
	}
}

// TestNoOtherStyles: whatever is shown, only those of the sixteen colours that
// can be read on light and on dark.
func TestNoOtherStyles(t *testing.T) {
	t.Parallel()
	for _, cols := range []int{40, 80, 200} {
		_, frames := parts(t, cols, 40)
		for _, f := range append(frames, gallery(t, env(), cols, 40)) {
			if got := uitest.Unknown(f); len(got) > 0 {
				t.Errorf("%d columns: %v", cols, got)
			}
		}
	}
	if got := uitest.Unknown("\x1b[38;5;200mx\x1b[0m\x1b[94my"); len(got) != 2 {
		t.Errorf("a style of more colours is not found: %v", got)
	}
}

// behindBar are the lines that stand behind the question's bar, without it.
func behindBar(frame string) (lines []string) {
	for l := range strings.SplitSeq(ansi.Strip(frame), "\n") {
		if rest, ok := strings.CutPrefix(l, " ┃"); ok {
			lines = append(lines, strings.TrimSpace(rest))
		}
	}
	return lines
}

// TestTheQuestionStandsBehindTheBar, with what answers it: also where facts stand
// between, or a list under a field.
func TestTheQuestionStandsBehindTheBar(t *testing.T) {
	t.Parallel()
	names, frames := parts(t, 80, 24)
	behind := map[string]string{}
	for i, f := range frames {
		behind[names[i]] = strings.Join(behindBar(f), "|")
	}
	for name, want := range map[string]string{
		"question": "Where is your GitLab?|Let Ambient Code Platform (ACP) push to your repositories. About 3 minutes.||❯ GitLab.com|gitlab.example.com    from GITLAB_HOST|Another address       paste any page of it, even the sign-in page",
		"page":     "Create a token for ACP on GitLab.|Enter opens the page with the name and scopes filled in.",
		"stop":     "✗ This token has expired.|It stopped working on 2026-11-20. Create a new one; it takes a minute.||❯ Create a new token|Paste another token   a|Check again           r",
		"existing": "ACP already has a GitLab connection for you. It keeps only one:|❯ Keep the existing one|Replace it (y)",
		"leaving":  "Leave?|Nothing was changed.||❯ Stay|Leave (y)",
		"success":  "",
	} {
		if behind[name] != want {
			t.Errorf("%s:\n%s\nwant\n%s", name, behind[name], want)
		}
	}
	search := ui.Screen{Blocks: []ui.Block{
		ui.Checklist{{State: ui.OK, Label: "a", Text: "b"}},
		ui.Text{S: "Which one?", Strong: true},
		ui.Gap{},
		ui.Field{ID: "f", Label: "Name"},
		ui.Gap{},
		ui.Choices{ID: "c", Options: []ui.Choice{{Value: "1", Label: "one"}}},
		ui.Gap{},
		ui.Text{S: "Below."},
	}}
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Steps: []ui.Step{&uitest.Step{Name: "s", Heading: "S", Show: func(ui.Room) ui.Screen { return search }}}, Getenv: env()}, 80, 24)
		if got := strings.Join(behindBar(s.view()), "|"); got != "Which one?||Name||❯ one" {
			t.Errorf("a field with a list: %q", got)
		}
	})
}

// TestTheBoxBeginsAtTheBar and ends where the text does.
func TestTheBoxBeginsAtTheBar(t *testing.T) {
	t.Parallel()
	names, frames := parts(t, 80, 24)
	boxes := 0
	for i, f := range frames {
		for l := range strings.SplitSeq(ansi.Strip(f), "\n") {
			if !strings.ContainsAny(l, "╭╮╰╯") {
				continue
			}
			boxes++
			if names[i] != "success" || !strings.HasPrefix(l, " ╭") && !strings.HasPrefix(l, " ╰") || typeset.Width(l) != 79 {
				t.Errorf("%s: %q", names[i], l)
			}
		}
	}
	if boxes != 2 {
		t.Errorf("%d edges of a box", boxes)
	}
}

// TestChecksGoWhereTheyDoNotFit: a problem shows those so far, but never at the
// price of a line that would have to be scrolled to.
func TestChecksGoWhereTheyDoNotFit(t *testing.T) {
	t.Parallel()
	names, frames := parts(t, 80, 24)
	_, low := parts(t, 80, 18)
	for i, name := range names {
		if name != "stop" {
			continue
		}
		if !strings.Contains(ansi.Strip(frames[i]), "✓ ok    owner") {
			t.Errorf("no checks:\n%s", frames[i])
		}
		if strings.Contains(low[i], "owner") || strings.Contains(low[i], "↓") || !strings.Contains(low[i], "token-expired") {
			t.Errorf("on 18 lines:\n%s", low[i])
		}
	}
}

// TestALongPageKeepsItsParagraphs: gaps that would not save anybody the scrolling
// stay.
func TestALongPageKeepsItsParagraphs(t *testing.T) {
	t.Parallel()
	blocks := []ui.Block{ui.Text{S: "Title", Strong: true}}
	for i := range 20 {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: fmt.Sprint("paragraph ", i)})
	}
	f := &uitest.Step{Name: "long", Heading: "Long", Show: func(ui.Room) ui.Screen { return ui.Screen{Blocks: blocks} }}
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Steps: []ui.Step{f}}, 80, 20)
		s.sees("\n\n Title\n\n paragraph 0\n\n paragraph 1\n")
		s.send(press("end"))
		s.sees("paragraph 18\n\n paragraph 19\n ↑ more")
	})
}
