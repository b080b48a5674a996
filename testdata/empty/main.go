// The smallest Bubble Tea program: what the first frame is measured beside.
package main

import (
	"os"

	tea "github.com/charmbracelet/bubbletea"

	_ "acp-gitlab/ui/noprobe" // in a terminal that answers nothing, the probe takes five seconds
)

type empty struct{}

func (empty) Init() tea.Cmd { return nil }

func (e empty) Update(tea.Msg) (tea.Model, tea.Cmd) { return e, nil }

func (empty) View() string { return "Another address" }

func main() {
	if _, err := tea.NewProgram(empty{}).Run(); err != nil {
		os.Exit(1)
	}
}
