package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// ErrGone says that the terminal is no longer there.
var ErrGone = errors.New("ui: the terminal has gone away")

// framesASecond is how often a changed screen is drawn: what keeps the program at
// rest below 1 % of a processor (.ci/bench). 60 take 0.8 to 1.2 %, 120 take 1.6 %.
const framesASecond = 30

// Run shows s full screen until the flow has ended or ctx is done, which is
// how signals end it: notify ctx of them. The terminal is given back as it was
// in every case. The error is ctx's cause, [ErrGone], a [*Fault], or a fault of
// the terminal.
func Run(ctx context.Context, s *Shell, in io.Reader, out io.Writer) error {
	if s.opt.Output == nil {
		s.opt.Output = out
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w := NewWizard(s)
	var p *tea.Program
	in = keyboard(in, func() { cancel(ErrGone) }, func(f *Fault) { p.Send(f) })
	p = tea.NewProgram(
		w,
		tea.WithFPS(framesASecond), tea.WithContext(ctx), tea.WithAltScreen(), tea.WithoutSignalHandler(),
		tea.WithInput(in), tea.WithOutput(out),
	)
	var unwatch func()
	w.stops, unwatch = WatchStops(func(stop bool) { p.Send(stopMsg{stop}) }, func(f *Fault) { p.Send(f) })
	defer unwatch()
	_, err := p.Run()
	w.clearPrompt(out)
	s.Close()
	switch {
	case s.Fault() != nil:
		return s.Fault()
	case !s.Running():
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return err
}

// Wizard is the full-screen driver of a shell: a [tea.Model]. [Run] makes one;
// it is exported for tests that run it in a program of their own.
type Wizard struct {
	shell *Shell
	opt   Options
	theme Theme
	stops *Stops

	cols, rows int
	// room, screen and frame are made anew after every message.
	room   Room
	screen Screen
	quiet  bool // the step's screen, also under an overlay
	frame  string

	pickers map[string]*picker
	moved   map[string]string // which choice the step was told of, by the choices' ID
	place   scrollPosition

	notice     string
	pace       pace
	pointed    pointed
	ticks      ticks
	printing   *Print
	returning  bool // printing is over, but the full screen is not back yet
	hasPrinted bool
	clipboard  func() (string, error)
}

// NewWizard returns the full-screen driver of s.
func NewWizard(s *Shell) *Wizard {
	opt := s.Options()
	if opt.Theme.styles == nil {
		opt.Theme = NewTheme(opt.Getenv, true)
	}
	w := &Wizard{
		shell: s, opt: opt, theme: opt.Theme,
		pickers: map[string]*picker{}, moved: map[string]string{}, clipboard: fromClipboard,
	}
	if opt.ASCII {
		w.theme.ASCII, w.theme.Glyphs = true, false
	}
	return w
}

// Init implements [tea.Model].
func (w *Wizard) Init() tea.Cmd {
	return w.call(w.shell.Enter)
}

// Update implements [tea.Model].
func (w *Wizard) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch {
	case w.shell.Fault() != nil:
		return w, tea.Quit
	case !w.shell.Running():
		return w, nil
	}
	return w, w.call(func() tea.Cmd { return w.handle(msg) })
}

// View implements [tea.Model]. The frame is drawn by Update, where a step that
// panics can be caught; after a panic nothing half drawn is left.
func (w *Wizard) View() string {
	if w.shell.Fault() != nil {
		return ""
	}
	return w.frame
}

// call runs f, draws what it has changed, and adds what follows from that.
func (w *Wizard) call(f func() tea.Cmd) tea.Cmd {
	cmd := w.shell.Call(func() tea.Cmd {
		cmd := f()
		if !w.shell.Running() {
			return cmd
		}
		w.refresh()
		return tea.Batch(cmd, w.tellMoved(), w.tick())
	})
	if !w.shell.Running() {
		return tea.Batch(cmd, tea.Quit)
	}
	return cmd
}

// handle takes one message.
func (w *Wizard) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		w.cols, w.rows = msg.Width, msg.Height
		return nil
	case tea.KeyMsg:
		return w.key(msg)
	case tickMsg:
		w.ticks.came(msg)
		return nil
	case stopMsg:
		return w.stop(msg.stop)
	case clipboardMsg:
		return w.pasteClipboard(msg)
	case Copy:
		return w.copy(msg.Text)
	case Print:
		return w.print(msg)
	case returnedMsg:
		w.returning = false
		return nil
	}
	return w.pass(msg)
}

// pass hands a message to the shell and, if the visit goes on, to the widgets.
func (w *Wizard) pass(msg tea.Msg) tea.Cmd {
	visit := w.shell.Visits()
	cmds := []tea.Cmd{w.shell.Update(msg)}
	if visit != w.shell.Visits() || !w.shell.Running() {
		return cmds[0]
	}
	if _, in := w.fieldShown(); in != nil {
		cmd, changed := in.edit(msg)
		cmds = append(cmds, cmd)
		if changed {
			cmds = append(cmds, w.edited(in, false, nil))
		}
	}
	if c, k := w.choicesShown(); k != nil {
		cmds = append(cmds, w.send(c, k, msg))
	}
	return tea.Batch(cmds...)
}

// copy sends a text to the clipboard. Nobody can know whether it arrives.
func (w *Wizard) copy(text string) tea.Cmd {
	clip := w.opt.Clip
	return func() tea.Msg {
		_ = clip(text)
		return nil
	}
}

// print leaves the full screen and prints lines unbroken, so that the terminal
// itself wraps them: the only form that the mouse can select at any width.
func (w *Wizard) print(msg Print) tea.Cmd {
	lines := make([]string, len(msg.Lines))
	for i, l := range msg.Lines {
		lines[i] = w.theme.text(l)
	}
	w.printing, w.hasPrinted = &msg, true
	return tea.Sequence(tea.ExitAltScreen, tea.Println(strings.Join(lines, "\n")+"\n"))
}

// printed takes a key while the printed lines are looked at.
func (w *Wizard) printed(name string) tea.Cmd {
	switch name {
	case "enter", "esc", "q", "space":
		w.printing, w.returning = nil, true
		return tea.Sequence(tea.EnterAltScreen, func() tea.Msg { return returnedMsg{} })
	}
	return nil
}

// returnedMsg says that the full screen is there again after printed lines: a
// frame that was drawn before would stay in the terminal among them.
type returnedMsg struct{}

// clearPrompt takes the prompt below printed lines away. The terminal comes back
// to its line at the end, and what is written there next would leave half of it.
func (w *Wizard) clearPrompt(out io.Writer) {
	if w.hasPrinted {
		_, _ = io.WriteString(out, "\r\x1b[J")
	}
}

func (w *Wizard) printFrame() string {
	if n, _, _ := w.shell.Step(); !w.quiet {
		return fmt.Sprintf("Press Enter to return to step %d.", n)
	}
	return "Press Enter to return."
}

// stopMsg says that the program is to stop until the shell of the terminal
// continues it or, without stop, that it was stopped and continued by somebody
// else: the terminal may have been left in another state.
type stopMsg struct{ stop bool }

// stop gives the terminal back, stops the program if it is to stop, and takes
// the terminal again. Bubble Tea's own way would wait for ever where nobody can
// continue the program.
func (w *Wizard) stop(stop bool) tea.Cmd {
	if w.stops == nil || stop && !CanStop() {
		return nil
	}
	return tea.Exec(&stopper{stops: w.stops, stop: stop}, nil)
}

// stopper is a stop as the command that Bubble Tea gives the terminal to.
type stopper struct {
	stops *Stops
	stop  bool
}

func (s *stopper) Run() error {
	if !s.stop {
		return nil
	}
	return s.stops.Stop()
}

func (*stopper) SetStdin(io.Reader)  {}
func (*stopper) SetStdout(io.Writer) {}
func (*stopper) SetStderr(io.Writer) {}
