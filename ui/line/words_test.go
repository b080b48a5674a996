package line_test

import (
	"context"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
	"acp-gitlab/ui/uitest"
)

// TestAWordIsNeededWhereAKeyIsY: neither Enter nor the letter replaces.
func TestAWordIsNeededWhereAKeyIsY(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{"": "keep", "1": "keep", "replace": "y", " Replace. ": "y", "end": "", "y": ""} {
		playing(t, func(t *testing.T) {
			got := ""
			step := &uitest.Step{Name: "danger", Heading: "Danger", Show: func(ui.Room) ui.Screen {
				return ui.Screen{
					Blocks: []ui.Block{ui.Choices{ID: "keep", Chosen: "keep", Options: []ui.Choice{
						{Value: "keep", Label: "Keep the existing one"}, {Value: "replace", Label: "Replace it", Key: "y"},
					}}},
					Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "y", Does: "replace"}},
				}
			}, OnUpdate: func(_ context.Context, msg tea.Msg) tea.Cmd {
				switch msg := msg.(type) {
				case ui.Pressed:
					got = msg.Key
				case ui.Submitted:
					got = msg.Choice
				}
				return nil
			}}
			d := talking(t, spokenTour(step))
			says(t, d.con.all(), "Type the word replace and press Enter to replace it. Enter alone keeps the existing one:")
			d.types(typed)
			if got != want {
				t.Errorf("%q did %q, want %q", typed, got, want)
			}
		})
	}
}

// TestAWordOfItsOwn: a key can say which word stands for it.
func TestAWordOfItsOwn(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		step := &uitest.Step{Name: "end", Heading: "End", Show: func(ui.Room) ui.Screen {
			return ui.Screen{
				Blocks: []ui.Block{ui.Text{S: "End the token?"}},
				Keys:   []ui.Key{{Key: "enter", Does: "keep it"}, {Key: "y", Does: "revoke it", Word: "revoke"}},
			}
		}}
		d := talking(t, spokenTour(step))
		says(t, d.con.all(), "Type the word revoke and press Enter to revoke it. Enter alone keeps it:")
		d.types("revoke")
		if n := len(step.Got); n != 1 || step.Got[0] != (ui.Pressed{Key: "y"}) {
			t.Errorf("the step was told %v", step.Got)
		}
	})
}

// TestEnterAfterSomethingDoneElsewhereIsAskedForByIt: the key says it, not its label.
func TestEnterAfterSomethingDoneElsewhereIsAskedForByIt(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		key  ui.Key
		want string
	}{
		"done elsewhere": {ui.Key{Key: "enter", Does: "it is disconnected", Once: "disconnected it"}, "Press Enter once you have disconnected it:"},
		"done by Enter":  {ui.Key{Key: "enter", Does: "Look again"}, "Press Enter to look again:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			playing(t, func(t *testing.T) {
				step := &uitest.Step{Name: "s", Heading: "S", Show: func(ui.Room) ui.Screen {
					return ui.Screen{Blocks: []ui.Block{ui.Text{S: "Done?"}}, Keys: []ui.Key{tc.key}}
				}}
				says(t, talking(t, spokenTour(step)).con.all(), tc.want)
			})
		})
	}
}

// TestTextsForTheEyeAreLeftOut, and what is short is written out.
func TestTextsForTheEyeAreLeftOut(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		step := &uitest.Step{Name: "s", Heading: "S", Show: func(ui.Room) ui.Screen {
			return ui.Screen{Blocks: []ui.Block{
				ui.Text{S: "Select it with the mouse.", Drawn: true},
				ui.Text{S: "It ends on 20 Feb 2027. GitLab asks to wait 38 s. In May; esc shows it"},
				ui.Text{S: "picture > Edit profile > Access"},
				ui.Address{URL: "https://gitlab.example.com/?a=1 May"},
			}}
		}, OnUpdate: func(_ context.Context, msg tea.Msg) tea.Cmd {
			if msg == (ui.Pressed{Key: "enter"}) {
				return tea.Batch(ui.Do(ui.Copy{Text: "Dear administrator"}), ui.Do(ui.Print{Lines: []string{"One line:", "", "https://x.example"}}))
			}
			return nil
		}}
		d := talking(t, spokenTour(step))
		says(t, d.con.all(), "It ends on 20 February 2027. GitLab asks to wait 38 seconds. In May; b shows it.\n",
			"picture, then Edit profile, then Access.\n", "\nhttps://gitlab.example.com/?a=1May\n")
		if strings.Contains(d.con.all(), "mouse") {
			t.Error("it speaks of the mouse")
		}
		says(t, d.types(""), "The text to copy is on the next line.\nDear administrator\n", "One line:\nhttps://x.example\n")
	})
}

// TestAReplyIsSaidAfterEveryAnswer: a second wrong answer is not met by silence.
func TestAReplyIsSaidAfterEveryAnswer(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		line := ""
		step := &uitest.Step{Name: "paste", Heading: "Paste", Show: func(ui.Room) ui.Screen {
			return ui.Screen{Blocks: []ui.Block{ui.Text{S: "Paste the token."}, ui.Field{ID: "token", Secret: true, Below: []string{line}}}}
		}, OnUpdate: func(_ context.Context, msg tea.Msg) tea.Cmd {
			switch msg := msg.(type) {
			case ui.Edited:
				line = "too short"
			case ui.Submitted:
				if msg.Text() == "" {
					line = "Nothing pasted yet."
				}
			}
			return nil
		}}
		d := talking(t, spokenTour(step))
		for range 2 {
			if got := d.types(""); strings.Count(got, "Nothing pasted yet.") != 1 {
				t.Fatalf("it says\n%s", got)
			}
		}
		for range 2 {
			if got := d.types("abc"); strings.Count(got, "oo short.") != 1 || !strings.HasPrefix(got, "Received 3 characters. Too short.\n") {
				t.Fatalf("it says\n%s", got)
			}
		}
	})
}

// TestAScreenOnTheWayIsNotSaid: a step that goes on has changed before the
// shell hears of it.
func TestAScreenOnTheWayIsNotSaid(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		gone := false
		step := &uitest.Step{Name: "first", Heading: "First", Show: func(ui.Room) ui.Screen {
			if gone {
				return ui.Screen{Blocks: []ui.Block{ui.Text{S: "Nobody needs this."}}}
			}
			return ui.Screen{Blocks: []ui.Block{ui.Text{S: "Go on?"}}}
		}, OnUpdate: func(context.Context, tea.Msg) tea.Cmd {
			gone = true
			return ui.Do(ui.Next{})
		}}
		d := talking(t, spokenTour(step, uitest.Done()))
		says(t, d.types(""), "Step 2 of 2.")
		if strings.Contains(d.con.all(), "Nobody needs this.") {
			t.Errorf("it says\n%s", d.con.all())
		}
	})
}
