package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// ansi has the consoles that are written to understand colours, which the older
// one does not do by itself, and returns what gives them back as they were.
func ansi() (restore func()) {
	var undo []func()
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		console := windows.Handle(f.Fd())
		var was uint32
		if windows.GetConsoleMode(console, &was) != nil || was&windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING != 0 {
			continue
		}
		if windows.SetConsoleMode(console, was|windows.ENABLE_PROCESSED_OUTPUT|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil {
			undo = append(undo, func() { _ = windows.SetConsoleMode(console, was) })
		}
	}
	return func() {
		for _, f := range undo {
			f()
		}
	}
}
