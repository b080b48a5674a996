// Package line reads a flow out line by line: for screen readers, and for
// terminals that can do no more. It shows the screens of acp-gitlab/ui that the
// full screen draws, as sentences; nothing is redrawn and nothing is coloured.
//
// [Run] drives a [ui.Shell] on a terminal, from its first step or from where the
// full screen has ended; what was typed and chosen there stays. [Talk] does the
// same on any [Console], for tests. [ReadHidden] asks for one secret without a
// flow. [Sentences] says blocks for whoever prints and asks nothing.
//
// A person answers with the number of a choice, a word, a text for the field, or
// Enter alone for what is usual; ?, b and q work everywhere. What cannot be taken
// back has a word and no number.
package line

import (
	"context"
	"io"
	"os"

	"acp-gitlab/ui"
)

// Console is where line mode talks with a person: a terminal, or a test. Its
// methods are called from one goroutine.
type Console interface {
	// Say writes lines, each with its end.
	Say(lines ...string)
	// Ask writes a prompt. Where hidden is set, the next answer is a secret: it
	// is read without showing it and without a limit to its length.
	Ask(prompt string, hidden bool)
	// Heard hands over what the person typed, asked or not.
	Heard() <-chan Heard
}

// Heard is one thing that came from the person.
type Heard struct {
	Kind HeardKind
	// Hidden is set where it was read as a secret.
	Hidden bool
	// Text is the line without its end. A closure, so that no dump shows it.
	Text func() string
	// Fault is what broke; set for HeardFault alone.
	Fault *ui.Fault
}

// HeardKind is what was heard.
type HeardKind int

// What can be heard: a line, ctrl+c, the end of the input, the end
// of the terminal where a secret is read, a line that is far
// longer than any answer and was not kept, a fault of this program.
const (
	HeardLine HeardKind = iota
	HeardInterrupt
	HeardEnd
	HeardGone
	HeardTooLong
	HeardFault
)

// Run reads s out on a terminal until the flow has ended or ctx is done. The
// terminal is given back as it was in every case. The error is ctx's cause, a
// [*ui.Fault], or that of an in that is no terminal: nothing is read from it
// then.
func Run(ctx context.Context, s *ui.Shell, in *os.File, out io.Writer) error {
	t, err := openTerminal(in, out)
	if err != nil {
		return err
	}
	defer t.close()
	return Talk(ctx, s, t)
}

// Talk is Run on any console.
func Talk(ctx context.Context, s *ui.Shell, con Console) error {
	d := &driver{
		shell: s, con: con, messages: make(chan delivery), gone: make(chan struct{}),
		said: map[string]bool{}, replied: map[string]bool{},
	}
	defer close(d.gone)
	defer s.Close()
	d.begin()
	for s.Running() {
		if !d.step(ctx) {
			d.endPrompt()
			return context.Cause(ctx)
		}
	}
	if f := s.Fault(); f != nil {
		d.endPrompt()
		return f
	}
	return nil
}
