package ui_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/ui"
)

func TestCtrlCAsksOnceAndLeavesAtTheSecond(t *testing.T) {
	t.Parallel()
	said := func() []string { return []string{"This program has not changed anything."} }
	for name, tc := range map[string]struct {
		keys []string
		left bool
	}{
		"stay by enter":     {[]string{"ctrl+c", "enter"}, false},
		"stay by esc":       {[]string{"ctrl+c", "esc"}, false},
		"twice":             {[]string{"ctrl+c", "ctrl+c"}, true},
		"y":                 {[]string{"ctrl+c", "y"}, true},
		"chosen":            {[]string{"ctrl+c", "down", "enter"}, true},
		"chosen, then not":  {[]string{"ctrl+c", "down", "esc", "ctrl+c", "enter"}, false},
		"from help":         {[]string{"?", "ctrl+c", "ctrl+c"}, true},
		"esc does not":      {[]string{"esc", "esc"}, false},
		"other keys do not": {[]string{"ctrl+c", "q", "n", "space", "x"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playing(t, func(t *testing.T) {
				s := start(t, ui.Options{Steps: plain(2), Leaving: said}, 80, 24)
				s.keys(tc.keys...)
				if s.ended() != tc.left || s.shell.Left() != tc.left {
					t.Fatalf("left %v, ended %v\n%s", s.shell.Left(), s.ended(), s.view())
				}
			})
		})
	}
}

func TestLeaveScreenSaysWhatWasChanged(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Leaving: func() []string { return []string{"ACP has been connected at 14:41 and stays so."} }}, 40, 12)
		s.keys("ctrl+c")
		s.sees("ACP has been connected at 14:41 and\nstays so.")
		s.sees("enter choose   y leave   esc stay")
		s.sees("> Stay")
	})
}

func TestHelpAndReportPutEverythingBack(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Report: func() string { return "# Report\nhost gitlab.example.com" }}, 80, 24)
		s.keys("down", "down")
		before := s.view()
		for _, way := range [][]string{{"?", "esc"}, {"?", "enter"}, {"f1", "?"}, {"ctrl+r", "enter"}, {"ctrl+r", "down", "esc"}, {"?", "ctrl+c", "enter"}} {
			s.keys(way[0])
			if s.view() == before {
				t.Fatalf("%s opened nothing", way[0])
			}
			s.keys(way[1:]...)
			if after := s.view(); after != before {
				t.Fatalf("after %v:\n%s\nbefore:\n%s", way, after, before)
			}
		}
		s.keys("?")
		s.sees("The one whose address you see in your browser.")
		s.sees("check, rotate, status")
	})
}

func TestReportIsShownBeforeAnythingIsDone(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		var saved, sent []string
		s := start(t, ui.Options{
			Report: func() string { return "host gitlab.example.com" },
			Redact: func(r string) string { return strings.ReplaceAll(r, "gitlab.example.com", "host-1") },
			Save:   func(r string) (string, error) { saved = append(saved, r); return "report.md", nil },
			Clip:   func(r string) error { sent = append(sent, r); return nil },
		}, 80, 24)
		s.keys("ctrl+r")
		s.sees("host gitlab.example.com")
		if len(saved)+len(sent) > 0 {
			t.Fatal("something was done before it was asked for")
		}
		s.keys("h")
		s.sees("host host-1")
		s.keys("s", "c")
		s.send()
		if !slices.Equal(saved, []string{"host host-1"}) || !slices.Equal(sent, saved) {
			t.Fatalf("saved %q, sent %q", saved, sent)
		}
	})
}

// TestSavingAReportDoesNotHoldTheScreen: a slow disk is waited for elsewhere, and
// what came of it is said when it is known.
func TestSavingAReportDoesNotHoldTheScreen(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		err  error
		want string
	}{
		"saved":     {nil, "Saved as report.md."},
		"not saved": {errors.New("the disk is full"), "Not saved: the disk is full"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playing(t, func(t *testing.T) {
				calls, disk := 0, make(chan struct{})
				s := start(t, ui.Options{
					Report: func() string { return "host gitlab.example.com" },
					Save:   func(string) (string, error) { calls++; <-disk; return "report.md", tc.err },
					Clip:   func(string) error { return nil },
				}, 80, 24)
				s.keys("ctrl+r", "s", "s", "c")
				s.sees("Sent to your clipboard.")
				close(disk)
				s.after(time.Millisecond)
				s.sees(tc.want)
				if calls != 1 {
					t.Errorf("saved %d times at once", calls)
				}
			})
		})
	}
}
