package commands

import (
	"errors"

	"golang.org/x/sys/windows"
)

// readerIsGone reports whether a pipe is written to that no one reads.
func readerIsGone(err error) bool {
	return errors.Is(err, windows.ERROR_NO_DATA) || errors.Is(err, windows.ERROR_BROKEN_PIPE)
}

// endsByPipe: Windows has no signal for it. What follows is left unread.
func endsByPipe(func()) (unread bool) { return true }
