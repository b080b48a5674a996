//go:build unix

package ui

import (
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// keyboard returns in as the full screen reads it. gone is called once nothing
// more will come from it, broke where reading it breaks.
func keyboard(in io.Reader, gone func(), broke func(*Fault)) io.Reader {
	f, ok := in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return in
	}
	return &pastes{File: f, gone: gone, broke: broke, ready: func(d time.Duration) bool { return readable(int(f.Fd()), d) }}
}

// readable waits until fd can be read, and reports false where it could not for
// so long. It is select and not poll, which knows no terminals on macOS.
func readable(fd int, d time.Duration) bool {
	for until := time.Now().Add(d); ; {
		limit := unix.NsecToTimeval(max(0, time.Until(until)).Nanoseconds())
		var set unix.FdSet
		set.Set(fd)
		n, err := unix.Select(fd+1, &set, nil, nil, &limit)
		if !errors.Is(err, unix.EINTR) {
			return n != 0 // an error shows when it is read
		}
	}
}
