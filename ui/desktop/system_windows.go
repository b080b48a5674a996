package desktop

import (
	"os/exec"
	"syscall"

	"github.com/atotto/clipboard"
	"golang.org/x/sys/windows"
)

// detach starts cmd without a console: nothing to write to, and ctrl+c is not
// for it.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP}
}

// toClipboard puts a text onto the clipboard of this computer.
func toClipboard(text string) error { return clipboard.WriteAll(text) }
