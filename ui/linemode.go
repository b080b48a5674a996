package ui

import (
	"context"
	"io"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/bubbletea"
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
	Fault *Fault
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

// RunLines shows w line by line on a terminal until the flow has ended or ctx
// is done: the same steps as [Run], from the step where w stands, with the
// answers given so far. Nothing is redrawn and nothing is coloured. The
// terminal is given back as it was in every case. The error is ctx's cause, a
// [*Fault], or that of an in that is no terminal: nothing is read from it then.
func RunLines(ctx context.Context, w *Wizard, in *os.File, out io.Writer) error {
	t, err := openTerminal(in, out)
	if err != nil {
		return err
	}
	defer t.close()
	return Talk(ctx, w, t)
}

// Explained says that an earlier flow of this run has said how line mode works.
func (w *Wizard) Explained() { w.explained = true }

// Talk is RunLines on any console.
func Talk(ctx context.Context, w *Wizard, con Console) error {
	d := &lineDriver{
		w: w, con: con, messages: make(chan delivery), gone: make(chan struct{}),
		said: map[string]bool{}, replied: map[string]bool{}, picked: map[string]string{}, ticks: map[string][]string{},
	}
	defer close(d.gone)
	defer func() { w.flow.cancel() }()
	d.begin()
	for w.fault == nil && w.flow.ended == running {
		if !d.step(ctx) {
			d.endPrompt()
			return context.Cause(ctx)
		}
	}
	if w.fault != nil {
		d.endPrompt()
		return w.fault
	}
	return nil
}

// lineDriver is the line-by-line driver of a flow.
type lineDriver struct {
	w   *Wizard
	con Console

	messages chan delivery
	gone     chan struct{} // closed at the end: nobody listens any more
	running  int           // commands that have not come to their end

	view  lineView
	visit int
	// said are the lines that need not be said again on this screen.
	said map[string]bool
	// replied are those that the last answer has brought about already.
	replied map[string]bool
	// fresh is set from an answer until the first screen after it is said.
	fresh bool
	// asked is the prompt that stands there now, "" while none does.
	asked string
	// later is what a typed text waits with until its search has come to rest.
	later func() tea.Cmd
	// narrowed is the text that the list on the screen answers.
	narrowed string
	head     string // what the screen that was said last begins with

	picked map[string]string   // what was chosen last, by the choices' ID
	ticks  map[string][]string // what is ticked, by the choices' ID

	since    time.Time // of the last answer
	moved    time.Time // when a command brought something last
	waiting  time.Time // since when the present wait is on
	waitSaid int       // how many times it was said
}

// spokenRoom is the room for screens that are said.
var spokenRoom = Room{Cols: usualCols, Rows: usualRows, Lines: true}

// begin says how this works and enters the step where the flow stands.
func (d *lineDriver) begin() {
	w := d.w
	w.room, w.overlay, w.notice, w.printing = spokenRoom, nil, "", nil
	w.cols, w.rows, d.since = 0, 0, Now()
	w.opt.Clip = func(string) error { return nil } // it is done with signs that are not to be read out
	if !w.explained {
		d.say(w.opt.Program + ", line by line. Type ? for help, b to go back, q to leave, then Enter.")
	}
	w.flow.ended = running
	if len(w.flow.steps) == 0 {
		w.flow.end(left)
		return
	}
	d.do(func() tea.Cmd { return w.flow.enter(w.flow.cur) })
}

// step waits for the next thing to happen. It reports false when ctx is done.
func (d *lineDriver) step(ctx context.Context) bool {
	var alarm <-chan time.Time
	if wait, ok := d.nextAlarm(Now()); ok {
		t := time.NewTimer(wait)
		defer t.Stop()
		alarm = t.C
	}
	select {
	case <-ctx.Done():
		return false
	case m := <-d.messages:
		d.do(func() tea.Cmd { return d.took(m) })
	case h := <-d.con.Heard():
		d.do(func() tea.Cmd { return d.heard(h) })
	case <-alarm:
		d.do(d.rung)
	}
	return true
}

// do runs f, which may call the step, and says what has changed by it. A panic
// ends the flow.
func (d *lineDriver) do(f func() tea.Cmd) {
	var cmd tea.Cmd
	func() {
		defer d.w.rescue(&cmd)
		cmd = f()
		if d.w.flow.ended == toLines { // that is where it is already
			d.w.flow.ended = running
			cmd = tea.Batch(cmd, d.w.flow.enter(d.w.flow.cur))
		}
	}()
	if d.w.flow.ended != running || d.w.fault != nil {
		return
	}
	d.run(cmd)
	func() {
		defer d.w.rescue(&cmd)
		d.refresh()
	}()
}

// say writes lines as they are, without anything that is no text.
func (d *lineDriver) say(lines ...string) {
	if len(lines) == 0 {
		return
	}
	d.endPrompt()
	for _, l := range lines {
		for part := range strings.SplitSeq(strings.Map(printable, l), "\n") {
			d.con.Say(part)
		}
	}
}

// endPrompt ends the line of a prompt that nothing was typed at.
func (d *lineDriver) endPrompt() {
	if d.asked != "" {
		d.asked = ""
		d.con.Say("")
	}
}
