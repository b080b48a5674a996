// Package ui shows a flow of steps to a person. It knows nothing about GitLab or
// ACP.
//
// A [Step] says what to show as a value, a [Screen] of blocks and keys, and is
// told what the person decided. A [Shell] is one run through the steps: it knows
// where the flow stands, what was typed and chosen, and it owns the screens that
// every flow has: leaving and the report. Two drivers stand on it and share
// nothing else. [Run] shows it full screen; acp-gitlab/ui/line reads the same
// screens out line by line, and can take over where the full screen ended.
//
// To show something: write a type that implements Step, then
//
//	shell := ui.New(ctx, ui.Options{Steps: []ui.Step{first, second}})
//	err := ui.Run(ctx, shell, os.Stdin, os.Stdout)
//
// Work that takes time is a [Task] of the step. What is drawn, and in which
// signs and colours, is decided here alone; a step never sees a key of the
// terminal, an escape sequence or the size of the window.
package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// Step is one step of a flow. It is a model that says what to show as a value,
// so that the same step is drawn full screen and read out line by line.
// Implementations are pointers and change themselves. They never see terminal
// keys: the shell owns the widgets and tells a step what was decided with
// [Pressed], [Submitted], [Edited] and [Ticked].
type Step interface {
	// ID is the step's name for [GoTo].
	ID() string
	// Title names the step in the header: "Token page".
	Title() string
	// Enter starts a visit. ctx ends when the visit ends, by any key that
	// leads away; work that was started under it is cancelled then.
	Enter(ctx context.Context) tea.Cmd
	// Update handles a decision of the person or an answer of a [Task]. It
	// does no input or output itself. ctx is that of the visit.
	Update(ctx context.Context, msg tea.Msg) tea.Cmd
	// Screen says what to show now. It neither blocks nor changes the step.
	Screen(room Room) Screen
}

// Pressed says that one of the screen's keys was pressed: "enter", "o",
// "ctrl+r". On screens with a field or choices, Enter comes as [Submitted].
type Pressed struct {
	Key string
	// Choice is the value of the highlighted choice, "" without choices.
	Choice string
}

// Submitted is Enter on a screen with a field, choices, or both.
type Submitted struct {
	// Text is what the field holds. A closure, so that no dump shows it.
	Text func() string
	// Choice is the value of the highlighted choice, "" without choices.
	Choice string
	// Ticked are the values selected in a multiple choice, in their order.
	Ticked []string
}

// Edited says that the text of the field has changed.
type Edited struct {
	// Text is what the field holds now. A closure, so that no dump shows it.
	Text func() string
	// Pasted is set where the change came from a paste.
	Pasted bool
	// Notes are what [Field.Clean] said of this change.
	Notes []string
}

// Ticked says that the selection of a multiple choice has changed.
type Ticked struct{ Values []string }

// Moved says which choice is highlighted: when a list is first shown, and
// whenever that changes. Most steps need only [Submitted] and ignore it.
type Moved struct{ Choice string }

// Next asks the shell to go on to the next step, from the last one to finish.
type Next struct{}

// Back asks the shell to go back one step.
type Back struct{}

// GoTo asks the shell to go to the step with this ID.
type GoTo struct{ ID string }

// Finish asks the shell to end the flow here, well or not: the outcome is the
// steps' own business.
type Finish struct{}

// Copy asks the shell to send text to the terminal's clipboard (and tmux's).
// Nobody can know whether it arrived: say "sent", never "copied".
type Copy struct{ Text string }

// Print asks the shell to leave the full screen, print the lines as they are,
// and return after Enter.
type Print struct{ Lines []string }

// Wipe asks the shell to forget what was typed into a field, for good.
type Wipe struct{ ID string }

// Fill asks the shell to put a text into a field, in place of what it holds.
type Fill struct {
	ID string
	// Text is what the field is to hold. A closure, so that no dump shows it.
	Text func() string
}

// LineByLine asks the shell to end the full screen so that the flow goes on line
// by line, at the same step and with the same answers.
type LineByLine struct{}

// Do returns a command that hands msg to the shell: return ui.Do(ui.Next{}).
func Do(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }

// Now is the clock of the shell and of waiting lines; tests with virtual time
// need no other.
func Now() time.Time { return time.Now() }
