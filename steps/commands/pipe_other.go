//go:build !windows

package commands

import (
	"errors"
	"os/signal"
	"syscall"
)

// readerIsGone reports whether a pipe is written to that no one reads.
func readerIsGone(err error) bool { return errors.Is(err, syscall.EPIPE) }

// endsByPipe ends the program as the system ends one that writes to such a pipe:
// with the signal given back, Go does so at the next write. It returns where the
// signal was ignored at the start; that nothing could be written is told then.
func endsByPipe(write func()) (unread bool) {
	signal.Reset(syscall.SIGPIPE)
	write()
	return false
}
