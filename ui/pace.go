package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

const (
	// paceTime is how far apart the lines of a paced checklist tick in: the eye
	// follows.
	paceTime = 40 * time.Millisecond
	// afterRest is how long Enter counts for nothing after one that has shown
	// the rest: it was meant for what was on the screen before.
	afterRest = 200 * time.Millisecond
)

// pace is how much of the paced checklist of a visit is shown.
type pace struct {
	visit  int
	begun  bool
	shown  int       // lines
	last   time.Time // when the last of them ticked in
	rested time.Time // when Enter showed the rest
	more   bool      // lines that are known wait to be shown
	wait   bool      // not all lines are shown
}

// look asks the step for its screen, and holds back what has not ticked in. What
// was complete when it was first seen is shown as it is.
func (w *Wizard) look() Screen {
	s := w.shell.Look(w.room)
	list, ok := blockOf[Checklist](s)
	if !ok || !s.Paced || !w.theme.Glyphs || w.opt.Still || w.shell.Overlay() {
		w.pace.more, w.pace.wait = false, false
		return s
	}
	w.pace.take(w.shell.Visits(), list, Now())
	if !w.pace.wait {
		return s
	}
	w.room.Ticking = true
	s = w.shell.Look(w.room)
	for i, b := range s.Blocks {
		if list, ok := b.(Checklist); ok {
			s.Blocks[i] = w.pace.held(list)
		}
	}
	return s
}

// take moves on to what list knows now.
func (p *pace) take(visit int, list Checklist, now time.Time) {
	known := 0
	for known < len(list) && list[known].State != Wait {
		known++
	}
	if visit != p.visit || known < p.shown {
		*p = pace{visit: visit}
	}
	if !p.begun {
		p.begun = true
		if known == len(list) {
			p.shown = known
		}
	}
	if p.shown < known && now.Sub(p.last) >= paceTime {
		p.shown, p.last = p.shown+1, now
	}
	p.more, p.wait = p.shown < known, p.shown < len(list)
}

// held is list with only those lines that have ticked in.
func (p *pace) held(list Checklist) Checklist {
	out := append(Checklist(nil), list...)
	for i := p.shown; i < len(out); i++ {
		if out[i].State != Wait {
			out[i] = Line{State: Wait, Label: out[i].Label}
		}
	}
	return out
}

// rest shows what is known at once, if Enter is that. It reports whether Enter
// was taken by it.
func (w *Wizard) rest(name string) bool {
	now := Now()
	switch {
	case name != "enter":
		return w.pace.more && !w.screen.Busy // what is not seen yet is not decided
	case w.pace.more:
		w.pace.shown, w.pace.rested = 1<<10, now
		if list, ok := w.screen.checklist(); ok {
			w.pace.shown = len(list)
		}
		return true
	}
	return now.Sub(w.pace.rested) < afterRest
}

func (s Screen) checklist() (Checklist, bool) { return blockOf[Checklist](s) }

// ticks are the moments at which something on the screen moves on: one is
// awaited at a time, the earliest.
type ticks struct {
	number int
	at     time.Time // when the awaited one comes, zero without one
}

type tickMsg struct{ number int }

// came takes a tick. One that an earlier one has replaced counts for nothing.
func (t *ticks) came(m tickMsg) {
	if m.number == t.number {
		t.at = time.Time{}
	}
}

// tick comes when something on the screen moves on: a second that is counted, a
// line that ticks in, the thing that turns. Where nothing moves, none comes.
func (w *Wizard) tick() tea.Cmd {
	now := Now()
	next := nextSecond(w.screen.Blocks, now)
	sooner := func(d time.Duration) {
		if next == 0 || d < next {
			next = d
		}
	}
	if w.pace.more {
		sooner(max(time.Millisecond, paceTime-now.Sub(w.pace.last)))
	}
	if w.turns() {
		sooner(spinTime - time.Duration(now.UnixNano())%spinTime)
	}
	if next == 0 || !w.ticks.at.IsZero() && !now.Add(next).Before(w.ticks.at) {
		return nil
	}
	w.ticks = ticks{number: w.ticks.number + 1, at: now.Add(next)}
	number := w.ticks.number
	return tea.Tick(next, func(time.Time) tea.Msg { return tickMsg{number} })
}

// turns reports whether a spinner is on the screen.
func (w *Wizard) turns() bool {
	if !w.theme.Glyphs || w.opt.Still || w.room.Narrow() {
		return false
	}
	list, ok := w.screen.checklist()
	if !ok {
		return false
	}
	for _, l := range list {
		if l.State == Wait {
			return true
		}
	}
	return false
}
