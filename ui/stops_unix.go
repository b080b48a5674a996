//go:build unix

package ui

import (
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"
)

// Stops are the signals that stop a program in its terminal (ctrl+z, kill -TSTP)
// and continue it (fg).
type Stops struct {
	signals chan os.Signal
	// byItself is set while the program stops itself, so that the SIGCONT that
	// ends this is not taken for somebody else's.
	byItself atomic.Bool
}

// WatchStops calls stopped for every SIGTSTP, with stop set: whoever watches then
// gives the terminal back and calls [Stops.Stop]. It calls stopped without stop
// where somebody else has stopped and continued the program. broke is told of a
// panic in stopped.
func WatchStops(stopped func(stop bool), broke func(*Fault)) (s *Stops, unwatch func()) {
	s = &Stops{signals: make(chan os.Signal, 4)}
	done := make(chan struct{})
	signal.Notify(s.signals, unix.SIGTSTP, unix.SIGCONT)
	Spawn(func() {
		for {
			select {
			case sig := <-s.signals:
				if sig == unix.SIGTSTP {
					stopped(true)
				} else if !s.byItself.CompareAndSwap(true, false) {
					stopped(false)
				}
			case <-done:
				return
			}
		}
	}, broke)
	return s, func() {
		signal.Stop(s.signals)
		close(done)
	}
}

// CanStop reports whether somebody could continue the program. Nobody can where
// it runs in the group of its session's leader, as with "ssh host acp-gitlab":
// then the leader is no shell with jobs.
func CanStop() bool {
	sid, err := unix.Getsid(0)
	return err == nil && sid != unix.Getpgrp()
}

// Stop stops the process group and returns when it is continued. It sends
// SIGSTOP, because Go cannot give SIGTSTP its own effect back once it has been
// notified of it. No program is being started meanwhile: one that is stopped
// before it has begun keeps its parent from stopping whole (vfork(2)), and the
// shell would wait for ever.
func (s *Stops) Stop() error {
	continued := make(chan os.Signal, 1)
	signal.Notify(continued, unix.SIGCONT)
	defer signal.Stop(continued)
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	s.byItself.Store(true)
	if err := unix.Kill(0, unix.SIGSTOP); err != nil {
		s.byItself.Store(false)
		return err
	}
	<-continued
	return nil
}
