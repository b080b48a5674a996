package steps_test

import (
	"context"
	"strings"
	"sync"
	"testing/synctest"
	"time"

	"acp-gitlab/ui/line"
)

// console is a terminal for line mode in memory: it writes down what was said
// and typed, as a terminal would show it.
type console struct {
	mu     sync.Mutex
	text   strings.Builder
	asked  bool
	hidden bool
	heard  chan line.Heard
	err    error
}

func newConsole() *console { return &console{} }

func (c *console) Say(lines ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text.WriteString(strings.Join(lines, "\n") + "\n")
	c.asked = false
}

func (c *console) Ask(prompt string, hidden bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text.WriteString(prompt + " ")
	c.asked, c.hidden = true, hidden
}

func (c *console) Heard() <-chan line.Heard { return c.heard }

func (c *console) all() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.String()
}

// echo is what the terminal shows of a line; it reports whether it was read as
// a secret.
func (c *console) echo(typed string) (hidden bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	hidden = c.asked && c.hidden
	if hidden {
		typed = ""
	}
	c.text.WriteString(typed + "\n")
	c.asked = false
	return hidden
}

// talk runs the wizard line by line.
func (th *harness) talk(ctx context.Context, c *console) {
	c.heard = make(chan line.Heard) // it must belong to the bubble of virtual time
	go func() {
		defer close(th.ended)
		c.err = line.Talk(ctx, th.shell, c)
	}()
	th.rest()
}

// rest lets everything quick come to its end.
func (th *harness) rest() {
	time.Sleep(2 * time.Second)
	synctest.Wait()
}

// types types lines into the console.
func (th *harness) types(c *console, lines ...string) {
	th.t.Helper()
	for _, typed := range lines {
		hidden := c.echo(typed)
		select {
		case c.heard <- line.Heard{Kind: line.HeardLine, Hidden: hidden, Text: func() string { return typed }}:
		case <-th.ended:
			th.t.Fatalf("it has ended before %q was typed:\n%s", typed, c.all())
		}
		th.rest()
	}
}
