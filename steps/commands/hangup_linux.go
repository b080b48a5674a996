package commands

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// hungUp waits until the terminal among files has gone away, and reports false
// where there is none. The signal for it comes only to programs whose
// controlling terminal it is.
func hungUp(files ...*os.File) bool {
	for _, f := range files {
		if !isTerminal(f) {
			continue
		}
		on := []unix.PollFd{{Fd: int32(f.Fd())}} //nolint:gosec // a file number
		_, err := unix.Poll(on, -1)
		for errors.Is(err, unix.EINTR) {
			_, err = unix.Poll(on, -1)
		}
		return err == nil && on[0].Revents&unix.POLLHUP != 0
	}
	return false
}
