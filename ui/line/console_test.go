package line_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/ui"
	"acp-gitlab/ui/line"
	"acp-gitlab/ui/uitest"
)

// lineConsole is a console in memory: it writes down what was said, and hands
// over what a test types.
type lineConsole struct {
	mu     sync.Mutex
	text   bytes.Buffer
	hidden bool
	asked  string // the prompt that stands there
	heard  chan line.Heard
}

func (c *lineConsole) Say(lines ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range lines {
		c.text.WriteString(l + "\n")
	}
	c.asked = ""
}

func (c *lineConsole) Ask(prompt string, hidden bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.text.WriteString(prompt + " ")
	c.asked, c.hidden = prompt, hidden
}

func (c *lineConsole) Heard() <-chan line.Heard { return c.heard }

// asks is the prompt that stands there, "" without one.
func (c *lineConsole) asks() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked
}

func (c *lineConsole) all() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.String()
}

// talk is a flow line by line, in virtual time.
type talk struct {
	t    *testing.T
	con  *lineConsole
	s    *ui.Shell
	done chan struct{}
	err  error
	end  context.CancelCauseFunc
	from int
}

func talking(t *testing.T, opt ui.Options) *talk {
	t.Helper()
	if opt.Steps == nil {
		opt.Steps = uitest.Tour()
	}
	if opt.Getenv == nil {
		opt.Getenv = uitest.Env("NO_COLOR", "1")
	}
	return talkingOn(t, ui.New(t.Context(), opt))
}

// talkingOn goes on with a shell line by line.
func talkingOn(t *testing.T, s *ui.Shell) *talk {
	t.Helper()
	ctx, end := context.WithCancelCause(t.Context())
	d := &talk{t: t, con: &lineConsole{heard: make(chan line.Heard)}, s: s, done: make(chan struct{}), end: end}
	go func() {
		defer close(d.done)
		d.err = line.Talk(ctx, d.s, d.con)
	}()
	t.Cleanup(func() {
		end(nil)
		<-d.done
		time.Sleep(time.Minute) // virtual: lets ticks run out
	})
	d.rest()
	return d
}

// rest lets two seconds pass: whatever is quick has happened then.
func (d *talk) rest() {
	time.Sleep(2 * time.Second)
	synctest.Wait()
}

// types types lines, and returns what was said after the last one.
func (d *talk) types(lines ...string) string {
	d.t.Helper()
	for _, l := range lines {
		d.hears(line.HeardLine, l)
	}
	return d.con.all()[d.from:]
}

func (d *talk) hears(kind line.HeardKind, typed string) {
	d.con.mu.Lock()
	hidden := d.con.hidden && d.con.asked != ""
	if d.con.asked != "" {
		shown := typed
		if hidden {
			shown = ""
		}
		d.con.text.WriteString(shown + "\n")
	}
	d.con.asked = ""
	d.from = d.con.text.Len()
	d.con.mu.Unlock()
	select {
	case d.con.heard <- line.Heard{Kind: kind, Hidden: hidden, Text: func() string { return typed }}:
	case <-d.done:
		d.t.Fatalf("it has ended before %q was typed:\n%s", typed, d.con.all())
	}
	d.rest()
}

func (d *talk) ended() bool {
	select {
	case <-d.done:
		return true
	default:
		return false
	}
}

// says fails unless the text holds every part.
func says(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Fatalf("no %q in\n%s", p, text)
		}
	}
}

// wait lets time pass.
func (d *talk) wait(t time.Duration) {
	time.Sleep(t)
	synctest.Wait()
}

// playing runs a test in virtual time.
func playing(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, f)
}
