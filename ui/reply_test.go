package ui_test

import (
	"fmt"
	"strings"
	"testing"

	"acp-gitlab/ui"
	"acp-gitlab/ui/uitest"
)

// TestTheAnswerToAKeyIsInSight: on a screen that scrolls it would be below the
// fold, and the key would seem dead.
func TestTheAnswerToAKeyIsInSight(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		lines int
		above string // what stands right before the answer
	}{
		"it fits":            {3, "line 3"},
		"it does not fit":    {30, "↓ more"},
		"it just fits":       {8, "line 8"},
		"it just fits not":   {9, "↓ more"},
		"nothing but itself": {0, "S"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playing(t, func(t *testing.T) {
				step := &uitest.Step{Name: "s", Heading: "S", Show: func(ui.Room) ui.Screen {
					var blocks []ui.Block
					for i := range tc.lines {
						blocks = append(blocks, ui.Text{S: fmt.Sprintf("line %d", i+1)})
					}
					return ui.Screen{Blocks: append(blocks, ui.Gap{}, ui.Text{S: "Sent to your clipboard. Not there? Select it.", Reply: true})}
				}}
				s := start(t, ui.Options{Steps: []ui.Step{step}}, 40, 12)
				var lines []string
				for line := range strings.SplitSeq(s.view(), "\n") {
					if line = strings.TrimSpace(line); line != "" {
						lines = append(lines, line)
					}
				}
				at := -1
				for i, line := range lines {
					if strings.HasPrefix(line, "Sent to your clipboard.") {
						at = i
					}
				}
				if at < 1 || !strings.HasSuffix(lines[at-1], tc.above) {
					t.Fatalf("the answer does not stand below %q:\n%s", tc.above, s.view())
				}
				whole(t, name, s.view(), 40, 12)
			})
		})
	}
}
