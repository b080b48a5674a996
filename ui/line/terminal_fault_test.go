//go:build linux

package line

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"acp-gitlab/ui"
	"acp-gitlab/ui/uitest"
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
	for name, read := range map[string]func(t *testing.T, in *os.File) (fault *ui.Fault){
		"a hidden prompt": func(t *testing.T, in *os.File) (fault *ui.Fault) {
			defer func() { fault = ui.NewFault(recover()) }()
			text, err := ReadHidden(t.Context(), in, breakingWriter{}, "Paste it:")
			t.Errorf("%q, %v", text, err)
			return nil
		},
		"line by line": func(t *testing.T, in *os.File) *ui.Fault {
			s := ui.New(t.Context(), ui.Options{Steps: []ui.Step{secretStep()}})
			err := Run(t.Context(), s, in, breakingWriter{})
			fault, _ := errors.AsType[*ui.Fault](err)
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
func secretStep() ui.Step {
	return &uitest.Step{Name: "s", Heading: "S", Show: func(ui.Room) ui.Screen {
		return ui.Screen{Blocks: []ui.Block{ui.Field{ID: "token", Secret: true}}}
	}}
}

// TestAFaultOfTheReader and one of the watcher of signals end the same way.
func TestAFaultOfTheReader(t *testing.T) {
	t.Parallel()
	for name, breaks := range map[string]func(*terminal){
		"reading": func(x *terminal) { x.input = breakingInput{} },
		"signals": func(x *terminal) { go x.broke(ui.NewFault("broken by the test")) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read, write, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _, _ = read.Close(), write.Close() })
			x := &terminal{
				out: io.Discard, input: silentInput{read},
				chunks: make(chan []byte), asks: make(chan ask), stops: make(chan bool), heard: make(chan Heard),
				done: make(chan struct{}), over: make(chan struct{}),
			}
			defer close(x.done)
			breaks(x)
			x.begin()
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
