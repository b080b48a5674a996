package desktop

import (
	"os/exec"
	"testing"

	"github.com/atotto/clipboard"
	"golang.org/x/sys/windows"
)

// TestTheClipboardOfThisComputer takes a text and gives it back, as other
// programs get it. What was there before is put back.
func TestTheClipboardOfThisComputer(t *testing.T) {
	before, err := clipboard.ReadAll()
	if err == nil {
		defer func() { _ = clipboard.WriteAll(before) }()
	}
	const text = "hello, é漢"
	if err := toClipboard(text); err != nil {
		t.Skipf("no clipboard here: %v", err)
	}
	if got, err := clipboard.ReadAll(); err != nil || got != text {
		t.Errorf("the clipboard holds %q, %v", got, err)
	}
}

// TestABrowserHasNoConsole: it could neither write over the screen nor be stopped
// by ctrl+c.
func TestABrowserHasNoConsole(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), "cmd")
	detach(cmd)
	if cmd.SysProcAttr.CreationFlags&windows.DETACHED_PROCESS == 0 {
		t.Errorf("it is started with %#x", cmd.SysProcAttr.CreationFlags)
	}
}
