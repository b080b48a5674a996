package ui_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
	"acp-gitlab/ui/uitest"
)

// TestPanicsEndTheProgramQuietly wherever they come from: the program ends by
// itself, and Bubble Tea, which would print the panic, never learns of it.
func TestPanicsEndTheProgramQuietly(t *testing.T) {
	t.Parallel()
	boom := func() tea.Msg { panic(errBoom) }
	var task ui.Task[int]
	for name, cmd := range map[string]func(ctx context.Context) tea.Cmd{
		"update":                func(context.Context) tea.Cmd { panic(errBoom) },
		"command":               func(context.Context) tea.Cmd { return boom },
		"command in a batch":    func(context.Context) tea.Cmd { return tea.Batch(boom, func() tea.Msg { return nil }) },
		"command in a sequence": func(context.Context) tea.Cmd { return tea.Sequence(func() tea.Msg { return nil }, boom) },
		"batch in a sequence":   func(context.Context) tea.Cmd { return tea.Sequence(tea.Batch(boom, boom), boom) },
		"work of a task": func(ctx context.Context) tea.Cmd {
			return task.Start(ctx, func(context.Context, func(int)) { panic(errBoom) })
		},
		"work after an event":    func(ctx context.Context) tea.Cmd { return task.Start(ctx, emitThenPanic) },
		"screen after a message": nil,
	} {
		t.Run(name, func(t *testing.T) {
			playing(t, func(t *testing.T) {
				broken := false
				f := &uitest.Step{Name: "f", Heading: "F"}
				f.OnUpdate = func(ctx context.Context, msg tea.Msg) tea.Cmd {
					if _, next, ok := task.Take(msg); ok {
						return next
					}
					if cmd == nil {
						broken = true
						return nil
					}
					return cmd(ctx)
				}
				f.Show = func(ui.Room) ui.Screen {
					if broken {
						panic(errBoom)
					}
					return ui.Screen{Keys: []ui.Key{{Key: "enter", Does: "go"}}}
				}
				s := start(t, ui.Options{Steps: []ui.Step{f}}, 80, 24)
				s.keys("enter")
				s.send()
				if !s.ended() {
					t.Fatal("still running")
				}
				fault := s.shell.Fault()
				if fault == nil || !errors.Is(fault, errBoom) || !strings.Contains(string(fault.Stack), "fault_test.go") {
					t.Fatalf("fault: %v", fault)
				}
				if strings.Contains(fault.Error(), "boom") {
					t.Fatalf("the error shows what the panic was raised with: %s", fault)
				}
				if s.w.View() != "" {
					t.Fatalf("something is left on the screen:\n%s", s.w.View())
				}
			})
		})
	}
}

var errBoom = errors.New("boom")

func emitThenPanic(_ context.Context, emit func(int)) {
	emit(1)
	panic(errBoom)
}

func TestPanicInEnter(t *testing.T) {
	t.Parallel()
	playing(t, func(t *testing.T) {
		f := &uitest.Step{Name: "f", Heading: "F", OnEnter: func(context.Context) tea.Cmd {
			var none []int
			_ = none[len(none)]
			return nil
		}}
		s := start(t, ui.Options{Steps: []ui.Step{f}}, 80, 24)
		if fault := s.shell.Fault(); fault == nil || !strings.Contains(fault.Error(), "index out of range") || !s.ended() {
			t.Fatalf("fault: %v", s.shell.Fault())
		}
	})
}
