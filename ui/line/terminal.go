package line

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/muesli/cancelreader"

	"acp-gitlab/ui"
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
	out     io.Writer
	tty     *tty
	input   cancelreader.CancelReader
	chunks  chan []byte
	asks    chan ask
	stops   chan bool // of the program: true before it, false after it
	heard   chan Heard
	done    chan struct{} // closed by close
	over    chan struct{} // closed when the listener has ended
	signals *ui.Stops
	unwatch func()
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
		return nil, errors.New("line: lines are read from a terminal only")
	}
	input, err := openInput(in)
	if err != nil {
		return nil, err
	}
	t := &terminal{
		out: out, tty: settings, input: input,
		chunks: make(chan []byte), asks: make(chan ask), stops: make(chan bool), heard: make(chan Heard),
		done: make(chan struct{}), over: make(chan struct{}),
	}
	if err := t.tty.lines(); err != nil {
		return nil, errors.Join(err, input.Close())
	}
	t.signals, t.unwatch = ui.WatchStops(t.stopped, t.broke)
	t.begin()
	return t, nil
}

// begin starts the reader and the listener.
func (t *terminal) begin() {
	ui.Spawn(t.read, func(f *ui.Fault) {
		t.broke(f)
		close(t.chunks)
	})
	ui.Spawn(t.listen, func(f *ui.Fault) {
		close(t.over) // nobody takes a question any more
		t.broke(f)
	})
}

// close gives the terminal back as it was. Nothing of it runs afterwards.
func (t *terminal) close() {
	close(t.done)
	<-t.over
	t.tty.restore()
	t.unwatch()
	if t.input.Cancel() {
		for range t.chunks { // until the reader has seen it
		}
	}
	_ = t.input.Close()
}

// broke hands a fault to whoever talks with the person.
func (t *terminal) broke(f *ui.Fault) {
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

func (t *terminal) stopped(stop bool) {
	select {
	case t.stops <- stop:
	case <-t.done:
	}
}

// listen turns what is read into answers, and keeps the terminal as the present
// prompt needs it.
func (t *terminal) listen() {
	var s scanner
	if edits {
		s.echo = t.out
	}
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
		case stop := <-t.stops:
			t.halt(stop, now)
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

// halt stops the program if it is to stop, and shows the prompt anew once it is
// continued. Whoever uses the terminal meanwhile finds it as it was.
func (t *terminal) halt(stop bool, now ask) {
	if stop {
		if !ui.CanStop() {
			return
		}
		t.tty.restore()
		_ = t.signals.Stop()
	}
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

var (
	// ErrCancelled is ctrl+c or the end of input at a hidden prompt.
	ErrCancelled = errors.New("line: cancelled at the prompt")
	// ErrEnded is ErrCancelled by the end of input alone.
	ErrEnded = fmt.Errorf("%w: end of input", ErrCancelled)
)

// ErrTooLong is an answer at a hidden prompt that is far longer than any secret.
var ErrTooLong = errors.New("line: far too long for a secret")

// ReadHidden asks for a secret on a terminal without showing it, and without
// the cut that a terminal makes in its line mode. The echo is given back in
// every case, also when the program is stopped and continued. Nothing reads on
// afterwards.
func ReadHidden(ctx context.Context, in io.Reader, out io.Writer, prompt string) (string, error) {
	file, ok := in.(*os.File)
	if !ok {
		return "", errors.New("line: read hidden: not a terminal")
	}
	t, err := openTerminal(file, out)
	if err != nil {
		return "", err
	}
	defer t.close()
	t.Ask(strings.TrimRight(prompt, " "), true)
	select {
	case h := <-t.Heard():
		switch h.Kind {
		case HeardLine:
			return h.Text(), nil
		case HeardEnd:
			return "", ErrEnded
		case HeardTooLong:
			return "", ErrTooLong
		case HeardFault:
			panic(h.Fault)
		}
		return "", ErrCancelled
	case <-ctx.Done():
		t.Say("")
		return "", context.Cause(ctx)
	}
}
