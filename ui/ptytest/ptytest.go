// Package ptytest drives a program in a real pseudo-terminal (on Windows: a
// pseudo-console) and reads its screen through a terminal emulator.
//
// [Start] runs a command on a screen of a given size. [Term.Send] types,
// [Term.Wait] waits for a text on the screen, [Term.Screen] and [Term.Cell] tell
// what is there, and [Term.Exit] waits for the end and returns the exit status.
//
// A test waits for what it wants to see and never sleeps. A wait that fails says
// what the screen showed. Times are only how long to wait before that.
package ptytest

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/hinshun/vt10x"
)

// Term is a program and the screen it draws on. The terminal answers no
// question: a program that waits for an answer is found out.
type Term struct {
	pty  side
	vt   vt10x.Terminal
	done chan struct{} // closed when the process has ended
	eof  chan struct{} // closed when nothing more can be read
	code int           // its exit status, once done is closed

	mu     sync.Mutex
	raw    bytes.Buffer
	change chan struct{} // closed at the next output
}

// Start runs cmd on a screen of cols by rows; 0 by 0 is a terminal that does
// not tell its size. [Term.Exit] or [Term.Kill] ends the program.
func Start(cmd *exec.Cmd, cols, rows int) (*Term, error) {
	f, err := start(cmd, cols, rows)
	if err != nil {
		return nil, fmt.Errorf("ptytest: start %s: %w", cmd.Path, err)
	}
	t := &Term{
		pty: f, vt: vt10x.New(vt10x.WithSize(max(1, cols), max(1, rows))),
		done: make(chan struct{}), eof: make(chan struct{}), change: make(chan struct{}),
	}
	go t.read()
	go func() {
		t.code = f.wait()
		close(t.done)
	}()
	return t, nil
}

// side is the other side of a program's terminal, and the program.
type side interface {
	io.ReadWriteCloser
	resize(cols, rows int) error
	// wait returns the exit status once the program has ended.
	wait() int
	process() *os.Process
}

// read feeds the emulator until the program's side is closed.
func (t *Term) read() {
	defer close(t.eof)
	buf := make([]byte, 4096)
	var rest []byte // of a character that was cut: the emulator would lose it
	for {
		n, err := t.pty.Read(buf)
		t.mu.Lock()
		t.raw.Write(buf[:n])
		rest = append(rest, buf[:n]...)
		whole := wholeRunes(rest)
		_, _ = t.vt.Write(rest[:whole])
		rest = append([]byte(nil), rest[whole:]...)
		close(t.change)
		t.change = make(chan struct{})
		t.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// wholeRunes is the length of b without a character that is not yet complete.
func wholeRunes(b []byte) int {
	for i := len(b) - 1; i >= 0 && i >= len(b)-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return i
			}
			break
		}
	}
	return len(b)
}

// Send types s: "\r" is Enter, "\x1b" esc, "\x03" ctrl+c.
func (t *Term) Send(s string) error {
	_, err := io.WriteString(t.pty, s)
	return err
}

// Paste sends s as a bracketed paste.
func (t *Term) Paste(s string) error { return t.Send("\x1b[200~" + s + "\x1b[201~") }

// Resize changes the size of the screen.
func (t *Term) Resize(cols, rows int) error {
	t.mu.Lock()
	t.vt.Resize(max(1, cols), max(1, rows))
	t.mu.Unlock()
	return t.pty.resize(cols, rows)
}

// Signal sends a signal to the program.
func (t *Term) Signal(s os.Signal) error { return t.pty.process().Signal(s) }

// Pid is the program's process number.
func (t *Term) Pid() int { return t.pty.process().Pid }

// Raw is everything the program has written.
func (t *Term) Raw() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.raw.String()
}

// Wait returns once the screen contains want.
func (t *Term) Wait(want string, timeout time.Duration) error {
	return t.Until(fmt.Sprintf("%q", want), timeout, func(s string) bool { return strings.Contains(s, want) })
}

// WaitGone returns once the screen no longer contains what.
func (t *Term) WaitGone(what string, timeout time.Duration) error {
	return t.Until(fmt.Sprintf("the end of %q", what), timeout, func(s string) bool { return !strings.Contains(s, what) })
}

// Until returns once ok holds for the screen. It looks after every output,
// never in between; name is for the error.
func (t *Term) Until(name string, timeout time.Duration, ok func(screen string) bool) error {
	limit := time.NewTimer(timeout)
	defer limit.Stop()
	for {
		t.mu.Lock()
		screen, change := t.screen(), t.change
		t.mu.Unlock()
		// What comes from here on closes change, so nothing is missed.
		if ok(screen) {
			return nil
		}
		select {
		case <-change:
		case <-t.eof:
			if screen = t.Screen(); ok(screen) {
				return nil
			}
			return fmt.Errorf("the program ended without %s; the screen shows\n%s", name, screen)
		case <-limit.C:
			return fmt.Errorf("no %s within %v; the screen shows\n%s", name, timeout, screen)
		}
	}
}

// Exit waits for the program to end and returns its exit status.
func (t *Term) Exit(timeout time.Duration) (int, error) {
	limit := time.NewTimer(timeout)
	defer limit.Stop()
	select {
	case <-t.done:
	case <-limit.C:
		t.Kill()
		return -1, fmt.Errorf("still running after %v; the screen shows\n%s", timeout, t.Screen())
	}
	select { // what it wrote last is still on its way
	case <-t.eof:
	case <-limit.C:
	}
	_ = t.pty.Close()
	return t.code, nil
}

// Kill ends the program at once.
func (t *Term) Kill() {
	_ = t.pty.process().Kill()
	<-t.done
	_ = t.pty.Close()
}
