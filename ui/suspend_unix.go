//go:build unix

package ui

import (
	"io"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/sys/unix"
)

// stops are the stop signals of a running wizard.
type stops struct {
	signals chan os.Signal
	// byItself is set while the program stops itself, so that the SIGCONT that
	// ends this is not taken for somebody else's.
	byItself atomic.Bool
}

// watchStops turns SIGTSTP and SIGCONT from outside into messages; a fault of
// its own is one as well.
func watchStops(send func(tea.Msg)) (s *stops, stop func()) {
	s = &stops{signals: make(chan os.Signal, 4)}
	done := make(chan struct{})
	signal.Notify(s.signals, unix.SIGTSTP, unix.SIGCONT)
	beside(func() {
		for {
			select {
			case sig := <-s.signals:
				if sig == unix.SIGTSTP {
					send(suspendMsg{})
				} else if !s.byItself.CompareAndSwap(true, false) {
					send(continueMsg{})
				}
			case <-done:
				return
			}
		}
	}, func(f *Fault) { send(f) })
	return s, func() {
		signal.Stop(s.signals)
		close(done)
	}
}

// suspended gives the terminal back, stops the program where msg asks for it,
// and takes the terminal again. Without a shell that could continue it, as with
// "ssh host acp-gitlab", nothing is stopped: Bubble Tea's own way would wait
// for ever.
func suspended(s *stops, msg tea.Msg) tea.Cmd {
	stop := msg == suspendMsg{}
	if s == nil || stop && alone() {
		return nil
	}
	return tea.Exec(&stopper{stops: s, stop: stop}, nil)
}

// alone reports whether the program runs in the group of its session's leader:
// then the leader is no shell with jobs.
func alone() bool {
	sid, err := unix.Getsid(0)
	return err != nil || sid == unix.Getpgrp()
}

type stopper struct {
	stops *stops
	stop  bool
}

// Run stops the process group and returns when it is continued. It sends
// SIGSTOP, because Go cannot give SIGTSTP its own effect back once it has been
// notified of it. No program is being started meanwhile: one that is stopped
// before it has begun keeps its parent from stopping whole (vfork(2)), and the
// shell would wait for ever.
func (s *stopper) Run() error {
	if !s.stop {
		return nil
	}
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, unix.SIGCONT)
	defer signal.Stop(continued)
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	s.stops.byItself.Store(true)
	if err := unix.Kill(0, unix.SIGSTOP); err != nil {
		s.stops.byItself.Store(false)
		return err
	}
	<-continued
	return nil
}

// SetStdin implements [tea.ExecCommand].
func (*stopper) SetStdin(io.Reader) {}

// SetStdout implements [tea.ExecCommand].
func (*stopper) SetStdout(io.Writer) {}

// SetStderr implements [tea.ExecCommand].
func (*stopper) SetStderr(io.Writer) {}
