//go:build unix

package line

import (
	"os"

	"golang.org/x/sys/unix"
)

// edits: a terminal edits and shows lines itself.
const edits = false

// tty is a terminal whose settings line mode changes and gives back.
type tty struct {
	fd  int
	was unix.Termios
}

func openTTY(f *os.File) (*tty, error) {
	fd := int(f.Fd())
	was, err := unix.IoctlGetTermios(fd, getTermios)
	if err != nil {
		return nil, err
	}
	return &tty{fd: fd, was: *was}, nil
}

// lines lets the terminal edit and show lines. ctrl+c ends a line instead of
// sending a signal: the person is asked before anything ends.
func (t *tty) lines() error {
	s := t.was
	s.Iflag |= unix.ICRNL
	s.Oflag |= unix.OPOST | unix.ONLCR
	s.Lflag |= unix.ICANON | unix.ECHO | unix.ISIG
	s.Cc[unix.VINTR], s.Cc[unix.VEOL] = disabled, ctrlC
	return unix.IoctlSetTermios(t.fd, setTermios, &s)
}

// hidden shows nothing and cuts nothing: a terminal that edits lines cuts them
// at 4,095 bytes (Linux) or 1,024 (macOS). ctrl+z still stops the program;
// SIGQUIT would end it in silence.
func (t *tty) hidden() error {
	s := t.was
	s.Iflag &^= unix.IGNBRK | unix.BRKINT | unix.PARMRK | unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
	s.Oflag |= unix.OPOST | unix.ONLCR
	s.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.IEXTEN
	s.Lflag |= unix.ISIG
	s.Cc[unix.VMIN], s.Cc[unix.VTIME] = 1, 0
	s.Cc[unix.VINTR], s.Cc[unix.VQUIT] = disabled, disabled
	return unix.IoctlSetTermios(t.fd, setTermios, &s)
}

func (t *tty) restore() { _ = unix.IoctlSetTermios(t.fd, setTermios, &t.was) }
