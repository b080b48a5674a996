package ui

import (
	"context"
	"os"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui/desktop"
)

// Wizard is the full-screen driver of a flow: a [tea.Model] that shows what
// the current step says and tells it what the person decided. Run it with
// [Run].
type Wizard struct {
	opt  Options
	flow *flow

	cols, rows int
	theme      Theme
	inputs     map[string]*input
	pickers    map[string]*picker
	hovered    map[string]string

	// room, screen and frame are made anew after every message.
	room   Room
	screen Screen
	quiet  bool // the step's screen, also under a panel
	frame  string

	overlay  *overlay
	notice   string
	offset   int // first row of the body in sight
	end      int // the largest useful offset
	follow   bool
	ticking  bool
	printing *Print
	fault    *Fault
	stops    *stops
	// explained is set where line mode need not say how it works.
	explained bool

	clipboard func() (string, error)
}

// New returns a wizard. ctx ends everything that its steps start.
func New(ctx context.Context, opt Options) *Wizard {
	if opt.Program == "" {
		opt.Program = "acp-gitlab"
	}
	if opt.Getenv == nil {
		opt.Getenv = os.Getenv
	}
	if opt.Theme.styles == nil {
		opt.Theme = NewTheme(opt.Getenv, true)
	}
	w := &Wizard{
		opt: opt, flow: newFlow(ctx, opt.Steps, opt.Start), theme: opt.Theme,
		inputs: map[string]*input{}, pickers: map[string]*picker{}, hovered: map[string]string{},
		clipboard: fromClipboard,
	}
	if opt.ASCII {
		w.theme.ASCII, w.theme.Glyphs = true, false
	}
	if opt.Clip == nil {
		w.opt.Clip = func(text string) error {
			return desktop.Here().Copy(ctx, w.opt.Output, text)
		}
	}
	return w
}

// Finished reports whether the flow came to its end.
func (w *Wizard) Finished() bool { return w.flow.ended == finished }

// Left reports whether the person left before the end.
func (w *Wizard) Left() bool { return w.flow.ended == left }

// ReadsOut reports whether the person asked to go on line by line.
func (w *Wizard) ReadsOut() bool { return w.flow.ended == toLines }

// Step is where the flow stands: step n of total, and its title.
func (w *Wizard) Step() (n, total int, title string) {
	if len(w.flow.steps) == 0 {
		return 0, 0, ""
	}
	return w.flow.cur + 1, len(w.flow.steps), w.flow.step().Title()
}

// Init implements [tea.Model].
func (w *Wizard) Init() (cmd tea.Cmd) {
	defer w.rescue(&cmd)
	if len(w.flow.steps) == 0 {
		return tea.Quit
	}
	return w.after(w.flow.enter(w.flow.cur))
}

// Update implements [tea.Model].
func (w *Wizard) Update(msg tea.Msg) (model tea.Model, cmd tea.Cmd) {
	model = w // where a panic ends this, Bubble Tea still asks for the view
	defer w.rescue(&cmd)
	if w.fault != nil {
		return w, tea.Quit
	}
	if w.flow.ended != running || len(w.flow.steps) == 0 {
		return w, nil
	}
	return w, w.after(w.handle(msg))
}

// View implements [tea.Model]. The frame is drawn by Update, where a step that
// panics can be caught.
func (w *Wizard) View() string { return w.frame }

// after draws what a message has changed and adds what follows from it.
func (w *Wizard) after(cmd tea.Cmd) tea.Cmd {
	cmd = guard(w.flow.visit, cmd)
	if w.flow.ended != running || w.fault != nil {
		return tea.Batch(cmd, tea.Quit)
	}
	w.refresh()
	if moved := w.tellMoved(); moved != nil {
		cmd = tea.Batch(cmd, guard(w.flow.visit, moved))
	}
	return tea.Batch(cmd, w.tick())
}

// rescue turns a panic into the end of the program. The frame goes, so that
// nothing half drawn is left.
func (w *Wizard) rescue(cmd *tea.Cmd) {
	if v := recover(); v != nil {
		w.fail(NewFault(v))
		*cmd = tea.Quit
	}
}

func (w *Wizard) fail(f *Fault) {
	if w.fault == nil {
		w.fault = f
	}
	w.flow.cancel()
	w.frame = ""
}
