package ui

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

func TestTaskHandsEventsOverInOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var task Task[int]
		cmd := task.Start(t.Context(), func(_ context.Context, emit func(int)) {
			for i := range 3 {
				emit(i)
			}
		})
		var got []int
		ended := false
		for cmd != nil {
			e, next, ok := task.Take(cmd())
			if !ok {
				t.Fatal("an event was not taken")
			}
			if ended = e.Ended; !ended {
				got = append(got, e.Val)
			}
			cmd = next
		}
		if len(got) != 3 || got[0] != 0 || got[2] != 2 || !ended || task.Running() {
			t.Fatalf("got %v, ended %v, running %v", got, ended, task.Running())
		}
	})
}

func TestTaskDropsWhatIsLate(t *testing.T) {
	t.Parallel()
	work := func(ctx context.Context, emit func(int)) {
		select {
		case <-time.After(time.Second):
			emit(1)
		case <-ctx.Done():
		}
	}
	for name, end := range map[string]func(task *Task[int], leave context.CancelFunc) tea.Cmd{
		"cancelled":  func(task *Task[int], _ context.CancelFunc) tea.Cmd { task.Cancel(); return nil },
		"superseded": func(task *Task[int], _ context.CancelFunc) tea.Cmd { return task.Start(context.Background(), work) },
		"left":       func(_ *Task[int], leave context.CancelFunc) tea.Cmd { leave(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var task Task[int]
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				cmd := task.Start(ctx, work)
				msg := cmd() // has arrived, but was not yet taken
				again := end(&task, leave)
				if _, next, ok := task.Take(msg); ok || next != nil {
					t.Fatal("a late event was taken")
				}
				if again != nil {
					if e, _, ok := task.Take(again()); !ok || e.Val != 1 {
						t.Fatal("the event of the new work was not taken")
					}
				}
				task.Cancel()
			})
		})
	}
}

func TestTaskTakesNothingElse(t *testing.T) {
	t.Parallel()
	var a, b Task[int]
	cmd := a.Start(t.Context(), func(_ context.Context, emit func(int)) { emit(1) })
	msg := cmd()
	if _, _, ok := b.Take(msg); ok {
		t.Error("another task took it")
	}
	if _, _, ok := a.Take(tea.KeyMsg{}); ok {
		t.Error("a key was taken")
	}
	if _, _, ok := a.Take(msg); !ok {
		t.Error("its own was not")
	}
	a.Cancel()
}

func TestRoom(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		room Room
		want string
	}{{Room{Cols: 59}, "short"}, {Room{Cols: 60}, "long"}, {Room{Cols: 10, Lines: true}, "long"}} {
		if got := tc.room.Pick("long", "short"); got != tc.want {
			t.Errorf("%+v: %s", tc.room, got)
		}
	}
}
