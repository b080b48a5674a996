//go:build unix

package desktop

import (
	"os/exec"
	"syscall"
)

// detach gives cmd a session of its own: no terminal to write to, and neither
// ctrl+z nor the end of the terminal reaches it.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

// toClipboard is for Windows; elsewhere programs do it.
func toClipboard(string) error { return nil }
