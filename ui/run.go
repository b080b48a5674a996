package ui

import (
	"context"
	"errors"
	"io"

	tea "github.com/charmbracelet/bubbletea"
)

// ErrGone says that the terminal is no longer there.
var ErrGone = errors.New("ui: the terminal has gone away")

// Run shows w full screen until the flow has ended or ctx is done, which is
// how signals end it: notify ctx of them. The terminal is given back as it was
// in every case. The error is ctx's cause, [ErrGone], a [*Fault], or a fault of
// the terminal.
func Run(ctx context.Context, w *Wizard, in io.Reader, out io.Writer) error {
	if w.opt.Output == nil {
		w.opt.Output = out
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var p *tea.Program
	in = keyboard(in, func() { cancel(ErrGone) }, func(f *Fault) { p.Send(f) })
	p = tea.NewProgram(
		w,
		tea.WithContext(ctx), tea.WithAltScreen(), tea.WithoutSignalHandler(),
		tea.WithInput(in), tea.WithOutput(out),
	)
	var stop func()
	w.stops, stop = watchStops(p.Send)
	defer stop()
	_, err := p.Run()
	w.flow.cancel()
	switch {
	case w.fault != nil:
		return w.fault
	case w.flow.ended != running:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return err
}

type (
	// suspendMsg asks to stop the program until the shell continues it.
	suspendMsg struct{}
	// continueMsg says that somebody else stopped and continued it: the shell
	// may have left the terminal in another state.
	continueMsg struct{}
)
