//go:build linux

package ui

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// breakingWriter panics as soon as the end of a line is written alone, which
// only the goroutine that listens does.
type breakingWriter struct{}

func (breakingWriter) Write(p []byte) (int, error) {
	if string(p) == "\n" {
		panic("broken by the test")
	}
	return len(p), nil
}

// TestAFaultWhileListening comes to whoever waits for the answer, with its own
// stack, and the terminal is as it was.
func TestAFaultWhileListening(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]func(t *testing.T, in *os.File) (fault *Fault){
		"a hidden prompt": func(t *testing.T, in *os.File) (fault *Fault) {
			defer func() { fault = NewFault(recover()) }()
			text, err := ReadHidden(t.Context(), in, breakingWriter{}, "Paste it:")
			t.Errorf("%q, %v", text, err)
			return nil
		},
		"line by line": func(t *testing.T, in *os.File) *Fault {
			w := New(t.Context(), Options{Steps: []Step{secretStep{}}})
			err := RunLines(t.Context(), w, in, breakingWriter{})
			fault, _ := errors.AsType[*Fault](err)
			return fault
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			keys, in, err := pty.Open()
			if err != nil {
				t.Skip(err)
			}
			defer keys.Close()
			defer in.Close()
			before, err := unix.IoctlGetTermios(int(in.Fd()), getTermios)
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				_, _ = keys.WriteString("text\r")
				_, _ = io.Copy(io.Discard, keys)
			}()
			fault := read(t, in)
			if fault == nil || fault.Value != "broken by the test" || !strings.Contains(string(fault.Stack), "listened") {
				t.Errorf("the fault is %v", fault)
			}
			after, err := unix.IoctlGetTermios(int(in.Fd()), getTermios)
			if err != nil || *after != *before {
				t.Errorf("the terminal is left in another state: %v", err)
			}
		})
	}
}

// secretStep asks for a secret.
type secretStep struct{}

func (secretStep) ID() string                              { return "s" }
func (secretStep) Title() string                           { return "S" }
func (secretStep) Enter(context.Context) tea.Cmd           { return nil }
func (secretStep) Update(context.Context, tea.Msg) tea.Cmd { return nil }
func (secretStep) Screen(Room) Screen {
	return Screen{Blocks: []Block{Field{ID: "token", Secret: true}}}
}

// TestAFaultOfTheReader and one of the watcher of signals end the same way.
func TestAFaultOfTheReader(t *testing.T) {
	t.Parallel()
	for name, breaks := range map[string]func(*terminal){
		"reading": func(x *terminal) { x.input = breakingInput{} },
		"signals": func(x *terminal) { go x.stopped(NewFault("broken by the test")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read, _ := pipe(t)
			x := &terminal{
				out: io.Discard, input: silentInput{read},
				chunks: make(chan []byte), asks: make(chan ask), stops: make(chan tea.Msg), heard: make(chan Heard),
				done: make(chan struct{}), over: make(chan struct{}),
			}
			defer close(x.done)
			breaks(x)
			x.begin(nil)
			if h := <-x.Heard(); h.Kind != HeardFault || h.Fault.Value != "broken by the test" {
				t.Errorf("heard %+v", h)
			}
		})
	}
}

type silentInput struct{ *os.File }

func (silentInput) Cancel() bool { return false }

type breakingInput struct{ silentInput }

func (breakingInput) Read([]byte) (int, error) { panic("broken by the test") }
