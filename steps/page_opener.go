package steps

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// pageOpener asks the browser of this computer for a page. Starting a program
// is output: it is done by a command, and what came of it is a message.
type pageOpener struct {
	task ui.Task[pageOpened]
}

// pageOpened says what came of asking the browser for a page.
type pageOpened struct {
	// forward says that the person is led on once the browser was asked.
	forward bool
	err     error
}

// open asks browser for the page; forward comes back with the answer.
func (o *pageOpener) open(ctx context.Context, browser setup.Browser, page string, forward bool) tea.Cmd {
	return o.task.Start(ctx, func(_ context.Context, emit func(pageOpened)) {
		emit(pageOpened{forward, browser.Open(page)})
	})
}

// take hands what came of it to answered, whose command goes along with the one
// that waits for the end; false where msg is anything else.
func (o *pageOpener) take(msg tea.Msg, answered func(pageOpened) tea.Cmd) (tea.Cmd, bool) {
	ev, next, ok := o.task.Take(msg)
	if !ok || ev.Ended {
		return next, ok
	}
	return tea.Batch(next, answered(ev.Val)), true
}

// asking reports whether the browser's answer is awaited.
func (o *pageOpener) asking() bool { return o.task.Running() }
