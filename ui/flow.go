package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"
)

// flow is the way from step to step: where it stands, and the context of the
// visit. It draws nothing, so the full screen and the lines share it.
type flow struct {
	root   context.Context //nolint:containedctx // the flow's own lifetime
	ctx    context.Context //nolint:containedctx // the visit's lifetime
	cancel context.CancelFunc
	steps  []Step
	cur    int
	// visit counts the visits, so that what an earlier one asked for is known
	// to be late.
	visit int
	ended ending
}

type ending int

const (
	running ending = iota
	finished
	left
	toLines
)

func newFlow(ctx context.Context, steps []Step, first string) *flow {
	f := &flow{root: ctx, ctx: ctx, steps: steps, cancel: func() {}}
	f.cur = max(0, f.find(first))
	return f
}

// enter starts a visit of step i and ends the one before it.
func (f *flow) enter(i int) tea.Cmd {
	f.cancel()
	f.ctx, f.cancel = context.WithCancel(f.root)
	f.cur, f.visit = i, f.visit+1
	return f.steps[i].Enter(f.ctx)
}

// end ends the flow and the visit.
func (f *flow) end(how ending) {
	f.cancel()
	f.ended = how
}

// step is where the flow stands.
func (f *flow) step() Step { return f.steps[f.cur] }

// update hands msg to the current step.
func (f *flow) update(msg tea.Msg) tea.Cmd { return f.step().Update(f.ctx, msg) }

// first reports whether there is nothing to go back to.
func (f *flow) first() bool { return f.cur == 0 }

func (f *flow) find(id string) int {
	for i, s := range f.steps {
		if s.ID() == id {
			return i
		}
	}
	return -1
}

// navigate follows a [Next], [Back], [GoTo], [Finish] or [LineByLine]; ok is
// false where msg is none of them. A way that leads nowhere is not taken.
func (f *flow) navigate(msg tea.Msg) (cmd tea.Cmd, ok bool) {
	switch msg := msg.(type) {
	case Next:
		if f.cur == len(f.steps)-1 {
			f.end(finished)
			return nil, true
		}
		return f.enter(f.cur + 1), true
	case Back:
		if f.first() {
			return nil, true
		}
		return f.enter(f.cur - 1), true
	case GoTo:
		if i := f.find(msg.ID); i >= 0 {
			return f.enter(i), true
		}
		return nil, true
	case Finish:
		f.end(finished)
		return nil, true
	case LineByLine:
		f.end(toLines)
		return nil, true
	}
	return nil, false
}

// late is a way asked for by a command: it counts only in the visit that
// started the command. A double Enter would skip a step otherwise.
type late struct {
	visit int
	way   any
}
