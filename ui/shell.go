package ui

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui/desktop"
)

// Options are what a shell is made of. Steps is required; every function may be
// nil.
type Options struct {
	// Program stands first in the header; default "acp-gitlab".
	Program string
	// Flow names a flow other than the first one: "check" makes the header
	// say "check · 2 of 4", "rotate · step" makes it "rotate · step 2 of 4".
	Flow string
	// Demo puts DEMO first in the header.
	Demo bool
	// Steps are the steps in their order.
	Steps []Step
	// Start is the ID of the step to begin with; default the first.
	Start string
	// Explained is set where an earlier flow of this run has said how line mode
	// works.
	Explained bool
	// Place is the host for the header, "" while there is none.
	Place func() string
	// Leaving are the sentences of the leave screen: what has been changed.
	Leaving func() []string
	// Report is the report for support, in Markdown, shown by ctrl+r.
	Report func() string
	// Redact puts stand-ins for names into a report (h on the report screen).
	Redact func(report string) string
	// Save writes a report and says where (s on the report screen). It is called
	// by a command, outside the Update goroutine.
	Save func(report string) (path string, err error)
	// Theme is how things look full screen; default [NewTheme] for Getenv on a
	// terminal.
	Theme Theme
	// Still lets nothing move by itself: no spinner, no lines that appear one by one.
	Still bool
	// ASCII is set where the locale is not UTF-8, whatever the theme says.
	ASCII bool
	// Output is where sequences for the clipboard go; default the output that
	// [Run] was given.
	Output io.Writer
	// Getenv reads the environment; default os.Getenv.
	Getenv func(string) string
	// Clip sends a text to the clipboard; default the terminal's (OSC 52) and
	// tmux's.
	Clip func(text string) error
}

// Shell is one run through the steps of a flow, however it is shown: the step
// where it stands, what was typed and chosen on every screen, and the screens of
// its own (an overlay: leave, report, help) that come before the step's.
//
// A driver shows what [Shell.Look] returns and tells the shell what the person
// does: [Shell.Press], [Shell.Submit], [Shell.Tick], [Shell.Replace], [Shell.Back],
// [Shell.Interrupt]. Each returns a command; the driver runs it and hands its
// messages to [Shell.Update]. All of this happens on one goroutine, inside
// [Shell.Call], until [Shell.Running] or [Shell.Fault] says that it is over. One
// driver may follow another: [Shell.Enter] begins where the last one ended.
type Shell struct {
	opt    Options
	flow   *flow
	screen Screen // as it was last looked at

	overlay *overlay
	asked   int // how often the person was asked whether to leave
	inputs  map[string]*input
	chosen  map[string]string   // what is highlighted or was chosen last, by the choices' ID
	ticks   map[string][]string // what is ticked, by the choices' ID
	fault   *Fault
}

// New returns a shell. ctx ends everything that its steps start.
func New(ctx context.Context, opt Options) *Shell {
	if opt.Program == "" {
		opt.Program = "acp-gitlab"
	}
	if opt.Getenv == nil {
		opt.Getenv = os.Getenv
	}
	s := &Shell{
		opt: opt, flow: newFlow(ctx, opt.Steps, opt.Start),
		inputs: map[string]*input{}, chosen: map[string]string{}, ticks: map[string][]string{},
	}
	if opt.Clip == nil {
		s.opt.Clip = func(text string) error { return desktop.Here().Copy(ctx, s.opt.Output, text) }
	}
	return s
}

// Options are what the shell was made of, with the defaults.
func (s *Shell) Options() Options { return s.opt }

// Running reports whether the flow goes on: it has not ended in any way.
func (s *Shell) Running() bool { return s.flow.ended == running && s.fault == nil }

// Finished reports whether the flow came to its end.
func (s *Shell) Finished() bool { return s.flow.ended == finished }

// Left reports whether the person left before the end.
func (s *Shell) Left() bool { return s.flow.ended == left }

// ReadsOut reports whether the person asked to go on line by line.
func (s *Shell) ReadsOut() bool { return s.flow.ended == toLines }

// Fault is the panic that ended the flow, nil without one.
func (s *Shell) Fault() *Fault { return s.fault }

// Step is where the flow stands: step n of total, and its title.
func (s *Shell) Step() (n, total int, title string) {
	if len(s.flow.steps) == 0 {
		return 0, 0, ""
	}
	return s.flow.cur + 1, len(s.flow.steps), s.flow.step().Title()
}

// first reports whether the flow stands at its first step.
func (s *Shell) first() bool { return s.flow.first() }

// Counter is "step 3 of 4", in another flow "check · 2 of 4".
func (s *Shell) Counter() string {
	n, total, _ := s.Step()
	switch flow := s.opt.Flow; {
	case flow == "":
		return fmt.Sprintf("step %d of %d", n, total)
	case strings.HasSuffix(flow, " step"):
		return fmt.Sprintf("%s %d of %d", flow, n, total)
	default:
		return fmt.Sprintf("%s · %d of %d", flow, n, total)
	}
}

// Visits counts the visits of steps: another number, another visit.
func (s *Shell) Visits() int { return s.flow.visit }

// Enter begins a visit of the step where the flow stands: at the start, and
// where another driver takes over. A flow without steps is left at once.
func (s *Shell) Enter() tea.Cmd {
	s.overlay = nil
	if len(s.flow.steps) == 0 {
		s.flow.end(left)
		return nil
	}
	s.flow.ended = running
	return s.flow.enter(s.flow.cur)
}

// Close ends what the last visit has started.
func (s *Shell) Close() { s.flow.cancel() }

// Call runs f, which may call the shell and through it the step. A panic in f, or
// later in the command that f returns, becomes the [Fault] that ends the flow.
func (s *Shell) Call(f func() tea.Cmd) (cmd tea.Cmd) {
	defer func() {
		if v := recover(); v != nil {
			s.Fail(NewFault(v))
			cmd = nil
		}
	}()
	cmd = f()
	return guard(s.flow.visit, cmd)
}

// Fail ends the flow with a fault. The first one stays.
func (s *Shell) Fail(f *Fault) {
	if s.fault == nil {
		s.fault = f
	}
	s.flow.cancel()
}

// Look asks the overlay, or else the step, for its screen. What the person does
// from now on is taken as an answer to this screen.
func (s *Shell) Look(room Room) Screen {
	if s.overlay != nil {
		s.screen = s.overlay.screen()
	} else {
		s.screen = s.flow.step().Screen(room)
	}
	return s.screen
}

// Update takes a message that a command has brought: a way to another step, a
// request about a field, a fault; everything else is for the step. [Copy] and
// [Print] are the driver's.
func (s *Shell) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case *Fault:
		s.Fail(msg)
		return nil
	case late:
		if msg.visit != s.flow.visit {
			return nil
		}
		return s.Update(msg.way)
	case reportSaved:
		msg.take()
		return nil
	case Wipe:
		delete(s.inputs, msg.ID)
		return nil
	case Fill:
		s.input(Field{ID: msg.ID}).set(msg.Text())
		return nil
	}
	visit := s.flow.visit
	if cmd, ok := s.flow.navigate(msg); ok {
		if visit != s.flow.visit {
			s.overlay = nil
		}
		return cmd
	}
	return s.flow.update(msg)
}
