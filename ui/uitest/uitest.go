// Package uitest is what the tests of ui and of its drivers share: a step made of
// functions, a tour of eight steps in the words of the real flow that uses every
// block, and helpers for programs in a pseudo-terminal. Nothing but tests uses it.
package uitest

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
)

// Step is a step made of functions. Without OnUpdate Enter leads on.
type Step struct {
	Name, Heading string
	OnEnter       func(ctx context.Context) tea.Cmd
	OnUpdate      func(ctx context.Context, msg tea.Msg) tea.Cmd
	Show          func(room ui.Room) ui.Screen
	// Got are the messages that Update was given.
	Got []tea.Msg
}

// ID is the step's Name.
func (f *Step) ID() string { return f.Name }

// Title is the step's Heading.
func (f *Step) Title() string { return f.Heading }

// Enter implements [ui.Step].
func (f *Step) Enter(ctx context.Context) tea.Cmd {
	if f.OnEnter == nil {
		return nil
	}
	return f.OnEnter(ctx)
}

// Update implements [ui.Step].
func (f *Step) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	f.Got = append(f.Got, msg)
	if f.OnUpdate == nil {
		if f.Onward(msg) {
			return ui.Do(ui.Next{})
		}
		return nil
	}
	return f.OnUpdate(ctx, msg)
}

// Onward reports whether msg is Enter.
func (f *Step) Onward(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case ui.Pressed:
		return msg.Key == "enter"
	case ui.Submitted:
		return true
	}
	return false
}

// Screen implements [ui.Step].
func (f *Step) Screen(room ui.Room) ui.Screen {
	if f.Show == nil {
		return ui.Screen{Blocks: []ui.Block{ui.Text{S: "This is " + f.Heading + "."}}, Keys: []ui.Key{{Key: "enter", Does: "continue"}}}
	}
	return f.Show(room)
}

// Env is an environment of its own: names and values in turn.
func Env(kv ...string) func(string) string {
	m := map[string]string{}
	for i := 0; i < len(kv); i += 2 {
		m[kv[i]] = kv[i+1]
	}
	return func(name string) string { return m[name] }
}
