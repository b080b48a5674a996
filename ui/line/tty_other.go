//go:build !unix

package line

import (
	"os"

	"golang.org/x/term"
)

// tty is a terminal whose settings line mode changes and gives back.
type tty struct {
	fd  int
	was *term.State
}

func openTTY(f *os.File) (*tty, error) {
	was, err := term.GetState(int(f.Fd()))
	return &tty{fd: int(f.Fd()), was: was}, err
}

func (t *tty) lines() error { return term.Restore(t.fd, t.was) }

func (t *tty) hidden() error {
	_, err := term.MakeRaw(t.fd)
	return err
}

func (t *tty) restore() { _ = term.Restore(t.fd, t.was) }
