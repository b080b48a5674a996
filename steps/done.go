package steps

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// Done is the last step of setting up: what came of it.
type Done struct{ closing closing }

// NewDone returns the last step of setting up.
func NewDone(w *setup.Env, s *setup.State) *Done { return &Done{newClosing(w, s)} }

// ID implements ui.Step.
func (*Done) ID() string { return setup.IDDone }

// Title implements ui.Step.
func (*Done) Title() string { return titleDone }

// Enter implements ui.Step.
func (m *Done) Enter(ctx context.Context) tea.Cmd { return m.closing.enter(ctx) }

// Update implements ui.Step.
func (m *Done) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	return m.closing.update(ctx, msg)
}

// Screen implements ui.Step.
func (m *Done) Screen(room ui.Room) ui.Screen { return m.closing.screen(room) }
