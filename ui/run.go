package ui

import (
	"context"
	"io"

	tea "github.com/charmbracelet/bubbletea"
)

// Run shows w full screen until the flow has ended or ctx is done, which is
// how SIGINT, SIGTERM and SIGHUP end it: notify ctx of them. The terminal is
// given back as it was in every case. The error is ctx's cause, a [*Fault], or
// a fault of the terminal.
func Run(ctx context.Context, w *Wizard, in io.Reader, out io.Writer) error {
	if w.opt.Output == nil {
		w.opt.Output = out
	}
	p := tea.NewProgram(
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
