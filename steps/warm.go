package steps

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// nextScreen is how many questions the next screen asks at the same time.
const nextScreen = 3

// warmer opens connections while the person reads or types: one that was closed
// meanwhile would cost three round trips after Enter.
type warmer struct{ task ui.Task[struct{}] }

// start opens connections to the GitLab of s. Leaving the screen, which is what the
// next screen waits for, does not end that.
func (w *warmer) start(ctx context.Context, env *setup.Env, s *setup.State) tea.Cmd {
	if s.Instance.IsZero() {
		return nil
	}
	stack, address := env.Stack, s.Instance.Join("/api/v4/version", nil)
	return w.task.Start(ctx, func(ctx context.Context, _ func(struct{})) {
		stack.WarmFor(context.WithoutCancel(ctx), address, nextScreen)
	})
}

// take reports whether msg is the warmer's own.
func (w *warmer) take(msg tea.Msg) (tea.Cmd, bool) {
	_, next, ok := w.task.Take(msg)
	return next, ok
}
