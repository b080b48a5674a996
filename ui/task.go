package ui

import (
	"context"
	"sync"

	tea "github.com/charmbracelet/bubbletea"
)

// Task runs one cancellable piece of work at a time, hands its events to
// Update one by one, and drops, by construction, those of work that was
// cancelled or superseded. The zero value is ready; a Task must not be copied.
// All methods but the commands they return belong to the Update goroutine.
type Task[E any] struct {
	run *run[E]
}

type run[E any] struct {
	ctx    context.Context //nolint:containedctx // it is the run's own lifetime
	cancel context.CancelFunc
	events chan E
	once   sync.Once
	fault  *Fault // what the work panicked with; read once events is closed
	work   func(ctx context.Context, emit func(E))
}

// Event is what Take returns of a task.
type Event[E any] struct {
	// Val is what the work emitted; the zero value when it has ended.
	Val E
	// Ended is set once, after the last event.
	Ended bool
}

type taskMsg[E any] struct {
	run *run[E]
	Event[E]
}

// Start cancels the work under way, if any, and returns the command that runs
// work. What work emits arrives in order; emit does nothing after a cancel.
func (t *Task[E]) Start(ctx context.Context, work func(ctx context.Context, emit func(E))) tea.Cmd {
	t.Cancel()
	ctx, cancel := context.WithCancel(ctx)
	t.run = &run[E]{ctx: ctx, cancel: cancel, events: make(chan E), work: work}
	return t.run.next
}

// Cancel ends the work under way and makes its events stale.
func (t *Task[E]) Cancel() {
	if t.run != nil {
		t.run.cancel()
		t.run = nil
	}
}

// Running reports whether an event is awaited: not after a cancel, nor when the
// visit that the work belongs to has ended.
func (t *Task[E]) Running() bool { return t.run != nil && t.run.ctx.Err() == nil }

// Take returns the event that msg carries and the command that waits for the
// next one, or false where msg is anything but an event of the work under way.
func (t *Task[E]) Take(msg tea.Msg) (Event[E], tea.Cmd, bool) {
	m, ok := msg.(taskMsg[E])
	if !ok || m.run != t.run || t.run == nil || m.run.ctx.Err() != nil {
		return Event[E]{}, nil, false
	}
	if m.Ended {
		t.Cancel()
		return m.Event, nil, true
	}
	return m.Event, t.run.next, true
}

// next waits for the next event; the first call starts the work.
func (r *run[E]) next() tea.Msg {
	r.once.Do(func() {
		Spawn(func() {
			r.work(r.ctx, func(e E) {
				select {
				case r.events <- e:
				case <-r.ctx.Done():
				}
			})
			close(r.events)
		}, func(f *Fault) {
			r.fault = f
			close(r.events)
		})
	})
	select {
	case e, ok := <-r.events:
		if !ok && r.fault != nil {
			return r.fault // the shell ends the program with it
		}
		return taskMsg[E]{run: r, Event: Event[E]{Val: e, Ended: !ok}}
	case <-r.ctx.Done():
		return nil
	}
}
