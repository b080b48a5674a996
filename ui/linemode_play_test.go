package ui_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
)

// show runs the tour in the terminal as UI_SHOW says: full screen, line by
// line, or as one hidden prompt.
func show(ctx context.Context, w *ui.Wizard) error {
	if os.Getenv("UI_TOUR") == "secret" {
		w = ui.New(ctx, ui.Options{Steps: []ui.Step{&fake{id: "p", title: "Paste", screen: func(ui.Room) ui.Screen {
			return ui.Screen{Blocks: []ui.Block{ui.Text{S: "The token."}, ui.Field{ID: "token", Secret: true}}}
		}, update: func(context.Context, tea.Msg) tea.Cmd {
			panic("it breaks here")
		}}}})
	}
	switch os.Getenv("UI_SHOW") {
	case "lines":
		return ui.RunLines(ctx, w, os.Stdin, os.Stdout)
	case "hidden":
		text, err := ui.ReadHidden(ctx, os.Stdin, os.Stdout, "Paste the token: ")
		fmt.Printf("hidden: %d characters, %d breaks\n", utf8.RuneCountInString(text), strings.Count(text, "\n"))
		return err
	}
	return ui.Run(ctx, w, os.Stdin, os.Stdout)
}
