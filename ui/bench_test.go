package ui_test

import (
	"context"
	"fmt"
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

// BenchmarkWideFrame measures Update and View where the terminal is as wide and
// as tall as they come.
func BenchmarkWideFrame(b *testing.B) {
	for _, step := range []string{"instance", "check", "done"} {
		b.Run(step, func(b *testing.B) {
			w := ui.NewWizard(ui.New(context.Background(), ui.Options{Steps: uitest.Tour(), Start: step, Getenv: env()}))
			w.Init()
			w.Update(tea.WindowSizeMsg{Width: 200, Height: 60})
			for i := 0; b.Loop(); i++ {
				w.Update([]tea.KeyMsg{press("down"), press("up")}[i%2])
				_ = w.View()
			}
		})
	}
}

// BenchmarkTickingChecklist measures what one frame of a checklist that comes
// alive costs; there are at most 25 of them a second.
func BenchmarkTickingChecklist(b *testing.B) {
	labels := make([]string, 12)
	for i := range labels {
		labels[i] = fmt.Sprint("check ", i)
	}
	w := ui.NewWizard(ui.New(context.Background(), ui.Options{Steps: []ui.Step{answers(labels...)}, Getenv: env()}))
	w.Init()
	w.Update(tea.WindowSizeMsg{Width: 200, Height: 60})
	w.Update(press("g"))
	for b.Loop() {
		w.Update(tea.WindowSizeMsg{Width: 200, Height: 60})
		_ = w.View()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)*25/1e4, "%CPU")
}
