//go:build linux

package line

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"acp-gitlab/ui"
	"acp-gitlab/ui/uitest"
)

// breakingWriter panics as soon as the end of a line is written alone, which
// only the goroutine that listens does. It says once that the prompt for the
// secret is there: what is typed before it is an ordinary line.
type breakingWriter struct {
	prompt chan<- struct{}
	once   *sync.Once
}

func (w breakingWriter) Write(p []byte) (int, error) {
	switch {
	case string(p) == "\n":
		panic("broken by the test")
	case bytes.HasSuffix(p, []byte(": ")):
		w.once.Do(func() { close(w.prompt) })
	}
	return len(p), nil
}

// TestAFaultWhileListening comes to whoever waits for the answer, with its own
// stack, and the terminal is as it was.
func TestAFaultWhileListening(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]func(t *testing.T, in *os.File, out io.Writer) (fault *ui.Fault){
		"a hidden prompt": func(t *testing.T, in *os.File, out io.Writer) (fault *ui.Fault) {
			defer func() { fault = ui.NewFault(recover()) }()
			text, err := ReadHidden(t.Context(), in, out, "Paste it:")
			t.Errorf("%q, %v", text, err)
			return nil
		},
		"line by line": func(t *testing.T, in *os.File, out io.Writer) *ui.Fault {
			s := ui.New(t.Context(), ui.Options{Steps: []ui.Step{secretStep()}})
			err := Run(t.Context(), s, in, out)
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
			prompt := make(chan struct{})
			go func() {
				select {
				case <-prompt:
				case <-t.Context().Done():
				}
				_, _ = keys.WriteString("text\r")
				_, _ = io.Copy(io.Discard, keys)
			}()
			fault := read(t, in, breakingWriter{prompt: prompt, once: new(sync.Once)})
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
