package ui_test

import (
	"context"
	"fmt"

	"acp-gitlab/ui"
)

// ExampleSheet draws the blocks of a screen as the output of a command.
func ExampleSheet() {
	sheet := ui.Sheet{Cols: 48}
	for _, line := range sheet.Lines(
		ui.Checklist{
			{State: ui.OK, Label: "token", Text: "valid for 90 days"},
			{State: ui.Warn, Label: "repository", Text: "the default branch is protected, so push to another branch"},
		},
		ui.Gap{},
		ui.Text{S: "You can continue."},
	) {
		fmt.Println(line)
	}
	// Output:
	// token       ok    valid for 90 days
	// repository  warn  the default branch is
	//                   protected, so push to another
	//                   branch
	//
	// You can continue.
}

// ExampleTask runs work beside the screen. A step calls Start where the work
// begins, and Take first thing in its Update.
func ExampleTask() {
	var task ui.Task[string]
	start := task.Start(context.Background(), func(_ context.Context, emit func(string)) {
		emit("asked")
		emit("answered")
	})
	for msg := start(); ; {
		event, next, ok := task.Take(msg)
		if !ok || event.Ended {
			fmt.Println("ended:", event.Ended)
			return
		}
		fmt.Println(event.Val)
		msg = next()
	}
	// Output:
	// asked
	// answered
	// ended: true
}
