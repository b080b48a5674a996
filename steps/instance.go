package steps

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// Instance is the first step: where the repositories are, and whether this
// computer can reach that GitLab.
type Instance struct{ picker instancePicker }

// NewInstance returns the first step of a flow.
func NewInstance(w *setup.Env, s *setup.State, use instanceUse) *Instance {
	return &Instance{newInstancePicker(w, s, use)}
}

// ID implements ui.Step.
func (*Instance) ID() string { return setup.IDInstance }

// Title implements ui.Step.
func (m *Instance) Title() string { return m.picker.title() }

// Enter implements ui.Step.
func (m *Instance) Enter(ctx context.Context) tea.Cmd { return m.picker.enter(ctx) }

// Update implements ui.Step.
func (m *Instance) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	return m.picker.update(ctx, msg)
}

// Screen implements ui.Step.
func (m *Instance) Screen(room ui.Room) ui.Screen { return m.picker.screen(room) }
