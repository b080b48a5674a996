package ui

import (
	"errors"
	"io"
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/muesli/cancelreader"
)

const (
	// quietAfterPaste is how long nothing may come after Enter before a secret
	// is taken to be complete. A paste comes in pieces; a person is slower.
	quietAfterPaste = 50 * time.Millisecond
	// quietAfterFlood is the same for what is too long for any answer: what
	// came after it would be shown.
	quietAfterFlood = 500 * time.Millisecond
)

// terminal is the Console of a real terminal: one reader for the whole session,
// lines as the terminal edits them, secrets without echo and of any length.
type terminal struct {
	out    io.Writer
	tty    *tty
	input  cancelreader.CancelReader
	chunks chan []byte
	asks   chan ask
	stops  chan tea.Msg
	heard  chan Heard
	done   chan struct{} // closed by close
	over   chan struct{} // closed when the listener has ended
	unstop func()
}

type ask struct {
	prompt string
	hidden bool
	set    chan struct{} // closed when the terminal is as the answer needs it
}

// openTerminal takes a terminal over; close gives it back.
func openTerminal(in *os.File, out io.Writer) (*terminal, error) {
	settings, err := openTTY(in)
	if err != nil {
		return nil, errors.New("ui: lines are read from a terminal only")
	}
	input, err := cancelreader.NewReader(in)
	if err != nil {
		return nil, err
	}
	t := &terminal{
		out: out, tty: settings, input: input,
		chunks: make(chan []byte), asks: make(chan ask), stops: make(chan tea.Msg), heard: make(chan Heard),
		done: make(chan struct{}), over: make(chan struct{}),
	}
	if err := t.tty.lines(); err != nil {
		return nil, errors.Join(err, input.Close())
	}
	stops, unstop := watchStops(t.stopped)
	t.unstop = unstop
	t.begin(stops)
	return t, nil
}

// begin starts the reader and the listener.
func (t *terminal) begin(stops *stops) {
	beside(t.read, func(f *Fault) {
		t.broke(f)
		close(t.chunks)
	})
	beside(func() { t.listen(stops) }, func(f *Fault) {
		close(t.over) // nobody takes a question any more
		t.broke(f)
	})
}

// close gives the terminal back as it was. Nothing of it runs afterwards.
func (t *terminal) close() {
	close(t.done)
	<-t.over
	t.tty.restore()
	t.unstop()
	if t.input.Cancel() {
		for range t.chunks { // until the reader has seen it
		}
	}
	_ = t.input.Close()
}

// broke hands a fault to whoever talks with the person.
func (t *terminal) broke(f *Fault) {
	select {
	case t.heard <- Heard{Kind: HeardFault, Fault: f}:
	case <-t.done:
	}
}

// read is the one reader of the session. It closes chunks at its end.
func (t *terminal) read() {
	for t.readOn() {
	}
	close(t.chunks)
}

// readOn reads once and reports whether there is more to come.
func (t *terminal) readOn() bool {
	buf := make([]byte, 4096)
	n, err := t.input.Read(buf)
	if n > 0 && !t.send(buf[:n]) {
		return false
	}
	switch {
	case errors.Is(err, io.EOF): // ctrl+d; a terminal can be read on
		return t.send(nil)
	case err != nil:
		t.send(nil)
		<-t.done
		return false
	}
	return true
}

func (t *terminal) send(chunk []byte) bool {
	select {
	case t.chunks <- chunk:
		return true
	case <-t.done:
		return false
	}
}

func (t *terminal) stopped(msg tea.Msg) {
	select {
	case t.stops <- msg:
	case <-t.done:
	}
}

// listen turns what is read into answers, and keeps the terminal as the present
// prompt needs it.
func (t *terminal) listen(stops *stops) {
	var s scanner
	var now ask
	var quiet <-chan time.Time
	for {
		heard, next := s.first(t.heard)
		select {
		case heard <- next:
			s.heard = s.heard[1:]
		case chunk := <-t.chunks:
			s.feed(chunk)
			clear(chunk)
			quiet = t.listened(&s, &now)
		case <-quiet:
			s.rested()
			quiet = t.listened(&s, &now)
		case now = <-t.asks:
			s.ask(now.hidden)
			t.set(now.hidden)
			close(now.set)
		case msg := <-t.stops:
			if f, ok := msg.(*Fault); ok {
				panic(f)
			}
			t.halted(stops, msg, now)
		case <-t.done:
			close(t.over)
			return
		}
	}
}

// listened follows what was taken: the echo comes back after a secret, what a
// terminal does not end with a new line gets one, and a held Enter is timed.
func (t *terminal) listened(s *scanner, now *ask) (quiet <-chan time.Time) {
	if now.hidden && !s.hidden {
		now.hidden = false
		t.set(false)
	}
	if s.unended {
		s.unended = false
		_, _ = io.WriteString(t.out, "\n")
	}
	if rest := s.rest(); rest > 0 {
		quiet = time.After(rest)
	}
	return quiet
}

// set makes the terminal ready for a line or for a secret.
func (t *terminal) set(hidden bool) {
	if hidden {
		_ = t.tty.hidden()
		return
	}
	_ = t.tty.lines()
}

// again shows the prompt anew after the program was stopped and continued.
func (t *terminal) again(now ask) {
	t.set(now.hidden)
	if now.prompt != "" {
		_, _ = io.WriteString(t.out, "\n"+now.prompt+" ")
	}
}

// Say implements Console.
func (t *terminal) Say(lines ...string) {
	for _, l := range lines {
		_, _ = io.WriteString(t.out, l+"\n")
	}
}

// Ask implements Console. Before a secret the terminal is silent first.
func (t *terminal) Ask(prompt string, hidden bool) {
	a := ask{prompt: prompt, hidden: hidden, set: make(chan struct{})}
	select {
	case t.asks <- a:
		<-a.set
	case <-t.over:
		return
	}
	_, _ = io.WriteString(t.out, prompt+" ")
}

// Heard implements Console.
func (t *terminal) Heard() <-chan Heard { return t.heard }
