package line

import (
	"os"

	"golang.org/x/sys/windows"
)

// edits: this system's console leaves lines to the program; see editByte.
const edits = true

// tty is a console whose settings line mode changes and gives back.
type tty struct {
	console windows.Handle
	was     uint32
}

func openTTY(f *os.File) (*tty, error) {
	t := &tty{console: windows.Handle(f.Fd())}
	return t, windows.GetConsoleMode(t.console, &t.was)
}

// lines has every key come in as it is typed, ctrl+c too: the person is asked
// before anything ends. Text can still be marked with the mouse.
func (t *tty) lines() error {
	const cooked = windows.ENABLE_PROCESSED_INPUT | windows.ENABLE_LINE_INPUT | windows.ENABLE_ECHO_INPUT |
		windows.ENABLE_WINDOW_INPUT | windows.ENABLE_MOUSE_INPUT | windows.ENABLE_VIRTUAL_TERMINAL_INPUT
	return windows.SetConsoleMode(t.console, t.was&^cooked)
}

// hidden is lines: what is typed is shown by the program alone.
func (t *tty) hidden() error { return t.lines() }

func (t *tty) restore() { _ = windows.SetConsoleMode(t.console, t.was) }
