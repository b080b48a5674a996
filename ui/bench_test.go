package ui_test

import (
	"context"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
	"acp-gitlab/ui/uitest"
)

// BenchmarkKey measures a key from its message to the new frame.
func BenchmarkKey(b *testing.B) {
	for name, tc := range map[string]struct {
		step string
		keys [2]tea.KeyMsg
	}{
		"choices": {"instance", [2]tea.KeyMsg{press("down"), press("up")}},
		"ticks":   {"scopes", [2]tea.KeyMsg{press("space"), press("space")}},
		"field":   {"paste", [2]tea.KeyMsg{press("x"), press("backspace")}},
		"scroll":  {"done", [2]tea.KeyMsg{press("down"), press("up")}},
	} {
		b.Run(name, func(b *testing.B) {
			w := ui.NewWizard(ui.New(context.Background(), ui.Options{Steps: uitest.Tour(), Start: tc.step, Getenv: env()}))
			w.Init()
			w.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				w.Update(tc.keys[i%2])
				_ = w.View()
			}
		})
	}
}

// BenchmarkFirstFrame measures what stands between the start and the first
// frame.
func BenchmarkFirstFrame(b *testing.B) {
	for b.Loop() {
		w := ui.NewWizard(ui.New(context.Background(), ui.Options{Steps: uitest.Tour(), Getenv: env()}))
		w.Init()
		_ = w.View()
	}
}
