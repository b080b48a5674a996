//go:build unix

package ui

import (
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// stops are the stop signals of a running wizard.
type stops struct {
	signals chan os.Signal
	// byItself is set while the program stops itself, so that the SIGCONT that
	// ends this is not taken for somebody else's.
	byItself atomic.Bool
}

// watchStops turns SIGTSTP and SIGCONT from outside into messages.
func watchStops(send func(tea.Msg)) (s *stops, stop func()) {
	s = &stops{signals: make(chan os.Signal, 4)}
	done := make(chan struct{})
	signal.Notify(s.signals, syscall.SIGTSTP, syscall.SIGCONT)
	go func() {
		for {
			select {
			case sig := <-s.signals:
				if sig == syscall.SIGTSTP {
					send(suspendMsg{})
				} else if !s.byItself.CompareAndSwap(true, false) {
					send(continueMsg{})
				}
			case <-done:
				return
			}
		}
	}()
	return s, func() {
		signal.Stop(s.signals)
		close(done)
	}
}

// suspended gives the terminal back, stops the program where msg asks for it,
// and takes the terminal again. Bubble Tea's own way waits for a SIGCONT that
// never comes where no shell watches over the program, as with
// "ssh host acp-gitlab".
func suspended(s *stops, msg tea.Msg) tea.Cmd {
	if s == nil {
		return nil
	}
	return tea.Exec(&stopper{stops: s, stop: msg == suspendMsg{}}, nil)
}

type stopper struct {
	stops *stops
	stop  bool
}

// stopTakes is longer than a stop needs to take effect.
const stopTakes = 200 * time.Millisecond

// Run stops the process group and returns when it is continued, or soon where
// it cannot be stopped.
func (s *stopper) Run() error {
	if !s.stop {
		return nil
	}
	cont := make(chan os.Signal, 1)
	signal.Notify(cont, syscall.SIGCONT)
	defer signal.Stop(cont)
	signal.Reset(syscall.SIGTSTP)
	defer signal.Notify(s.stops.signals, syscall.SIGTSTP)
	s.stops.byItself.Store(true)
	_ = syscall.Kill(0, syscall.SIGTSTP)
	select {
	case <-cont:
	case <-time.After(stopTakes):
		select {
		case <-cont:
		default:
			s.stops.byItself.Store(false)
		}
	}
	return nil
}

// SetStdin implements [tea.ExecCommand].
func (*stopper) SetStdin(io.Reader) {}

// SetStdout implements [tea.ExecCommand].
func (*stopper) SetStdout(io.Writer) {}

// SetStderr implements [tea.ExecCommand].
func (*stopper) SetStderr(io.Writer) {}
