package ui_test

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/davecgh/go-spew/spew"

	"acp-gitlab/ui"
	"acp-gitlab/ui/uitest"
)

// dumped is a message as a debug log would show it.
func dumped(msg tea.Msg) string { return fmt.Sprintf("%#v\n%s\n", msg, spew.Sdump(msg)) }

func TestNoMessageShowsWhatWasPasted(t *testing.T) {
	t.Parallel()
	token := "glpat-" + strings.Repeat("x", 20)
	playing(t, func(t *testing.T) {
		steps := uitest.Tour()
		s := start(t, ui.Options{Steps: append(steps[3:4:4], &uitest.Step{Name: "end", Heading: "End"})}, 80, 24)
		ui.SetClipboard(s.w, func() (string, error) { return token, nil })
		s.send(pasted(token), press("ctrl+v"), press("ctrl+u"), pasted(token), press("enter"))
		s.sees("step 2 of 2")
		s.cancel()
		<-s.done
		got := steps[3].(*uitest.Step).Got
		if len(got) < 4 {
			t.Fatalf("the step got %d messages", len(got))
		}
		var dump strings.Builder
		for _, msg := range append(got, s.seen...) {
			if _, key := msg.(tea.KeyMsg); !key { // keys carry what is typed: they are never dumped
				dump.WriteString(dumped(msg))
			}
		}
		if strings.Contains(dump.String(), "xxxxxxxxxx") {
			t.Fatalf("the token is in a dump:\n%s", &dump)
		}
		if strings.Contains(s.view(), "xxxxxxxxxx") {
			t.Fatal("the token is on the screen")
		}
	})
}
