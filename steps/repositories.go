package steps

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// Repositories is the step that proves that ACP can push to the repository it
// will be used for first.
type Repositories struct{ check repositoryCheck }

// NewRepositories returns the step that proves pushing.
func NewRepositories(w *setup.Env, s *setup.State) *Repositories {
	return &Repositories{newRepositoryCheck(w, s, func() tea.Cmd { return ui.Do(ui.Next{}) })}
}

// ID implements ui.Step.
func (*Repositories) ID() string { return setup.IDRepository }

// Title implements ui.Step.
func (*Repositories) Title() string { return "Repository" }

// Enter implements ui.Step.
func (m *Repositories) Enter(ctx context.Context) tea.Cmd { return m.check.enter(ctx) }

// Update implements ui.Step.
func (m *Repositories) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	return m.check.update(ctx, msg)
}

// Screen implements ui.Step.
func (m *Repositories) Screen(room ui.Room) ui.Screen { return m.check.screen(room) }
