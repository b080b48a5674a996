package ui_test

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
)

// fake is a step made of functions.
type fake struct {
	id, title string
	enter     func(ctx context.Context) tea.Cmd
	update    func(ctx context.Context, msg tea.Msg) tea.Cmd
	screen    func(room ui.Room) ui.Screen
	got       []tea.Msg
}

func (f *fake) ID() string    { return f.id }
func (f *fake) Title() string { return f.title }

func (f *fake) Enter(ctx context.Context) tea.Cmd {
	if f.enter == nil {
		return nil
	}
	return f.enter(ctx)
}

func (f *fake) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	f.got = append(f.got, msg)
	if f.update == nil {
		if f.onward(msg) {
			return ui.Do(ui.Next{})
		}
		return nil
	}
	return f.update(ctx, msg)
}

func (f *fake) onward(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case ui.Pressed:
		return msg.Key == "enter"
	case ui.Submitted:
		return true
	}
	return false
}

func (f *fake) Screen(room ui.Room) ui.Screen {
	if f.screen == nil {
		return ui.Screen{Blocks: []ui.Block{ui.Text{S: "This is " + f.title + "."}}, Keys: []ui.Key{{Key: "enter", Does: "next"}}}
	}
	return f.screen(room)
}
