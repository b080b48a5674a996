//go:build unix

package ptytest

import (
	"os"
	"os/exec"

	"github.com/creack/pty"
)

// terminal is a pseudo-terminal.
type terminal struct {
	*os.File

	cmd *exec.Cmd
}

func start(cmd *exec.Cmd, cols, rows int) (side, error) {
	f, err := pty.StartWithSize(cmd, winsize(cols, rows))
	return terminal{f, cmd}, err
}

func winsize(cols, rows int) *pty.Winsize {
	return &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)} //nolint:gosec // sizes of screens
}

func (t terminal) resize(cols, rows int) error { return pty.Setsize(t.File, winsize(cols, rows)) }

func (t terminal) process() *os.Process { return t.cmd.Process }

func (t terminal) wait() int {
	_ = t.cmd.Wait() // the exit status is in ProcessState
	return t.cmd.ProcessState.ExitCode()
}
