package ui_test

import (
	"testing"
	"time"

	"acp-gitlab/ui"
	"acp-gitlab/ui/uitest"
)

// waits shows what waits from the first look on.
func waits(b func(since time.Time) ui.Block) ui.Step {
	f := &uitest.Step{Name: "w", Heading: "W"}
	var since time.Time
	f.Show = func(ui.Room) ui.Screen {
		if since.IsZero() {
			since = ui.Now()
		}
		return ui.Screen{Blocks: []ui.Block{b(since)}, Busy: true}
	}
	return f
}

func TestSecondsAreCountedFromTheSecondOneOn(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		limit time.Duration
		after time.Duration
		want  string
	}{
		"at once":          {10 * time.Second, 0, " wait  GitLab's answer\n"},
		"just under two":   {10 * time.Second, 1999 * time.Millisecond, " wait  GitLab's answer\n"},
		"two":              {10 * time.Second, 2 * time.Second, " wait  GitLab's answer   2 s of 10 s\n"},
		"four":             {10 * time.Second, 4*time.Second + 900*time.Millisecond, " wait  GitLab's answer   4 s of 10 s\n"},
		"not beyond":       {10 * time.Second, time.Minute, " wait  GitLab's answer   10 s of 10 s\n"},
		"without a limit":  {0, 7 * time.Second, " wait  GitLab's answer   7 s\n"},
		"after an hour":    {0, time.Hour, " wait  GitLab's answer   3600 s\n"},
		"a limit of 1.5 s": {1500 * time.Millisecond, time.Hour, " wait  GitLab's answer\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playing(t, func(t *testing.T) {
				step := waits(func(since time.Time) ui.Block {
					return ui.Checklist{{State: ui.Wait, Label: "GitLab's answer", Since: since, Limit: tc.limit}}
				})
				s := start(t, ui.Options{Steps: []ui.Step{step}}, 80, 24)
				s.after(tc.after)
				s.sees(tc.want)
			})
		})
	}
}

func TestCountdown(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		step := waits(func(since time.Time) ui.Block {
			return ui.Problem{State: ui.Stop, Title: "GitLab asks us to wait.", Until: since.Add(38 * time.Second)}
		})
		s := start(t, ui.Options{Steps: []ui.Step{step}}, 80, 24)
		s.sees("38 s to go")
		s.after(time.Second)
		s.sees("37 s to go")
		s.after(36*time.Second + 300*time.Millisecond)
		s.sees("1 s to go")
		s.after(time.Second)
		s.sees("The wait is over. Try again.")
	})
}

// TestNothingTicksWhileNothingWaits: a program that idles must not wake up.
func TestNothingTicksWhileNothingWaits(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Steps: plain(2)}, 80, 24)
		s.after(time.Hour)
		if n := s.ticks(); n != 0 {
			t.Fatalf("%d ticks in an idle hour", n)
		}
	})
	playing(t, func(t *testing.T) {
		step := waits(func(since time.Time) ui.Block {
			return ui.Checklist{{State: ui.Wait, Label: "a", Since: since}, {State: ui.Wait, Label: "b", Since: since}}
		})
		s := start(t, ui.Options{Steps: []ui.Step{step}}, 80, 24)
		s.send("x", "y", "z")
		s.after(10*time.Second + time.Millisecond)
		if n := s.ticks(); n != 10 {
			t.Fatalf("%d ticks in ten seconds", n)
		}
	})
}
