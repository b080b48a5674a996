package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"acp-gitlab/ui"
	"acp-gitlab/ui/uitest"
)

// longStep is a step with a long text.
func longStep() ui.Step {
	var lines []string
	for i := range 40 {
		lines = append(lines, fmt.Sprintf("line %d;", i+1))
	}
	return &uitest.Step{Name: "long", Heading: "Long", Show: func(ui.Room) ui.Screen {
		return ui.Screen{Blocks: []ui.Block{ui.Text{S: strings.Join(lines, "\n")}}, Keys: []ui.Key{{Key: "enter", Does: "next"}}}
	}}
}

func TestScrollingABody(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		s := start(t, ui.Options{Steps: append([]ui.Step{longStep()}, plain(2)...)}, 40, 12)
		for _, tc := range []struct {
			key, first, last, more string
		}{
			{"up", "line 1;", "line 9;", "↓ more"},
			{"down", "line 2;", "line 10;", "↑↓ more"},
			{"pgdown", "line 10;", "line 18;", "↑↓ more"},
			{"end", "line 32;", "line 40;", "↑ more"},
			{"down", "line 32;", "line 40;", "↑ more"},
			{"up", "line 31;", "line 39;", "↑↓ more"},
			{"home", "line 1;", "line 9;", "↓ more"},
			{"pgup", "line 1;", "line 9;", "↓ more"},
		} {
			s.keys(tc.key)
			lines := strings.Split(s.view(), "\n")
			if lines[1] != tc.first || lines[9] != tc.last || lines[10] != tc.more {
				t.Fatalf("after %s: %q to %q, %q", tc.key, lines[1], lines[9], lines[10])
			}
		}
		s.keys("pgdown", "down")
		before := s.view()
		s.keys("?", "down", "esc", "ctrl+c", "down", "esc")
		if after := s.view(); after != before {
			t.Fatalf("help and back changed the place:\n%s", after)
		}
		s.keys("enter", "esc")
		s.sees("line 1;")
	})
}
