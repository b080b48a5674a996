package line_test

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
	"acp-gitlab/ui/uitest"
)

func TestLongWaitsAreSaid(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		var task ui.Task[string]
		since, stopped := time.Time{}, false
		step := &uitest.Step{Name: "check", Heading: "Check"}
		step.OnEnter = func(ctx context.Context) tea.Cmd {
			since = ui.Now()
			return task.Start(ctx, func(ctx context.Context, _ func(string)) { <-ctx.Done() })
		}
		step.OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
			if msg == (ui.Pressed{Key: "esc"}) {
				task.Cancel()
				stopped = true
			}
			return nil
		}
		step.Show = func(ui.Room) ui.Screen {
			s := ui.Screen{Blocks: []ui.Block{ui.Text{S: "Checking the token..."}}, Busy: task.Running(), Keys: []ui.Key{{Key: "esc", Does: "stop"}}}
			if stopped {
				s.Blocks = append(s.Blocks, ui.Text{S: "Stopped. Nothing was changed."})
				return s
			}
			s.Blocks = append(s.Blocks, ui.Checklist{{State: ui.Wait, Label: "GitLab's answer", Since: since, Limit: time.Minute}})
			return s
		}
		d := talking(t, spokenTour(step))
		d.wait(60 * time.Second)
		for _, want := range []string{"5", "15", "30", "60"} {
			says(t, d.con.all(), "\nStill waiting for GitLab's answer, "+want+" seconds.\n")
		}
		if n := strings.Count(d.con.all(), "Still waiting"); n != 4 {
			t.Errorf("said %d times:\n%s", n, d.con.all())
		}
		says(t, d.types(""), "Still busy.")
		says(t, d.types("b"), "Stopped. Nothing was changed.", "Press Enter")
	})
}

// TestWhatRunsBesideTheQuestionHoldsItBack: the question is asked once its list
// has come, and not before a second if nothing is shown of it.
func TestWhatRunsBesideTheQuestionHoldsItBack(t *testing.T) {
	t.Parallel()
	for _, shown := range []bool{true, false} {
		playing(t, func(t *testing.T) {
			var task ui.Task[string]
			found := ""
			step := &uitest.Step{Name: "list", Heading: "List"}
			step.OnEnter = func(ctx context.Context) tea.Cmd {
				return task.Start(ctx, func(ctx context.Context, emit func(string)) {
					select {
					case <-time.After(3 * time.Second):
						emit("team/app")
					case <-ctx.Done():
					}
				})
			}
			step.OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
				ev, next, ok := task.Take(msg)
				if ok && !ev.Ended {
					found = ev.Val
				}
				return next
			}
			step.Show = func(ui.Room) ui.Screen {
				s := ui.Screen{Blocks: []ui.Block{ui.Text{S: "Which one?"}, ui.Field{ID: "f", Label: "Repository"}}}
				if found != "" {
					s.Blocks = append(s.Blocks, ui.Choices{ID: "c", Options: []ui.Choice{{Value: found, Label: found}}})
				} else if shown {
					s.Blocks = append(s.Blocks, ui.Checklist{{State: ui.Wait, Label: "your repositories"}})
				}
				return s
			}
			d := talking(t, spokenTour(step))
			if asked := d.con.asks() != ""; asked == shown {
				t.Errorf("shown %v: asked after two seconds: %v", shown, asked)
			}
			d.wait(2 * time.Second)
			says(t, d.con.all(), "1. team/app.", "Repository, or a number from the list, Enter alone for 1:")
		})
	}
}

func TestATextIsSearchedThenTakenAsItStands(t *testing.T) {
	t.Parallel()
	all := []string{"team/app", "team/app-docs", "my-team/app"}
	playing(t, func(t *testing.T) {
		typed, got := "", []string{}
		step := &uitest.Step{Name: "repository", Heading: "Repository"}
		step.OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
			switch msg := msg.(type) {
			case ui.Edited:
				typed = msg.Text()
			case ui.Submitted:
				got = append(got, msg.Text()+"|"+msg.Choice)
			}
			return nil
		}
		step.Show = func(ui.Room) ui.Screen {
			c := ui.Choices{}
			for _, v := range all {
				if strings.Contains(v, typed) {
					c.Options = append(c.Options, ui.Choice{Value: v, Label: v})
					c.ID += v
				}
			}
			blocks := []ui.Block{ui.Text{S: "Which?"}, ui.Field{ID: "r", Label: "Repository"}}
			if len(c.Options) > 0 {
				blocks = append(blocks, c)
			}
			return ui.Screen{Blocks: blocks}
		}
		d := talking(t, spokenTour(step))
		says(t, d.types("docs"), "1. team/app-docs.", "type it again")
		d.types("docs")
		d.types("team/app")      // exactly one of them
		d.types("zzz/elsewhere") // none of them
		d.types("app", "3")
		want := "docs|team/app-docs, |team/app, zzz/elsewhere|, |my-team/app"
		if strings.Join(got, ", ") != want {
			t.Errorf("submitted %s, want %s", strings.Join(got, ", "), want)
		}
	})
}
