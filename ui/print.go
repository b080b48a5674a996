package ui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
)

// print leaves the full screen and prints lines unbroken, so that the terminal
// itself wraps them: the only form that the mouse can select at any width.
func (w *Wizard) print(msg Print) tea.Cmd {
	lines := make([]string, len(msg.Lines))
	for i, l := range msg.Lines {
		lines[i] = w.theme.text(l)
	}
	w.printing = &msg
	return tea.Sequence(tea.ExitAltScreen, tea.Println(strings.Join(lines, "\n")+"\n"))
}

// printed takes a key while the printed lines are looked at.
func (w *Wizard) printed(name string) tea.Cmd {
	switch name {
	case "enter", "esc", "q", "space":
		w.printing = nil
		// The line break leaves the prompt behind: what is printed at the very
		// end begins on a line of its own.
		return tea.Sequence(tea.Println(), tea.EnterAltScreen)
	}
	return nil
}

func (w *Wizard) printFrame() string {
	if n, _, _ := w.Step(); !w.quiet {
		return fmt.Sprintf("Press Enter to return to step %d.", n)
	}
	return "Press Enter to return."
}
