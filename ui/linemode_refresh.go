package ui

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbletea"
)

// settling is how long work that shows nothing may hold a prompt back: what it
// brings would change the question while it is being read.
const settling = time.Second

// moment is how long a new screen may be gone again at once.
const moment = 30 * time.Millisecond

// pausing is how long nothing must have come from such work.
const pausing = 100 * time.Millisecond

// refresh looks at the screen anew, says what has come, and asks where an
// answer is wanted.
func (d *lineDriver) refresh() {
	w := d.w
	w.screen = d.screen()
	if f, ok := fieldOf(w.screen); ok && w.inputs[f.ID] == nil {
		w.inputs[f.ID] = newInput(f)
	}
	before := d.view
	d.view = d.speechOf(w.screen)
	if in := d.input(); in != nil {
		d.view.held = !in.empty()
		if !d.view.secret() {
			d.view.value = in.value()
		}
	}
	d.header()
	if d.later != nil {
		d.goOn()
		return
	}
	if d.onTheWay() {
		return
	}
	d.tell()
	if d.rests() && (d.asked == "" || !d.view.sameAnswers(before)) {
		d.endPrompt()
		d.asked = d.view.prompt()
		d.con.Ask(d.asked, d.view.secret())
	}
}

// onTheWay reports whether the screen has just come and may be gone again at
// once: a step that goes on has changed before the shell hears of it.
func (d *lineDriver) onTheWay() bool {
	return d.fresh && d.running > 0 && d.w.overlay == nil && d.view.head() != d.head && Now().Sub(d.since) < moment
}

// goOn does what a typed text waited with, once there is rest. Nothing is said
// before: what the list has become may not matter.
func (d *lineDriver) goOn() {
	if d.rests() {
		later := d.later
		d.later = nil
		d.do(later)
	}
}

// screen is the panel's or the step's.
func (d *lineDriver) screen() Screen {
	w := d.w
	if w.overlay == nil {
		return w.flow.step().Screen(spokenRoom)
	}
	s := w.overlay.screen()
	s.Keys = slices.DeleteFunc(slices.Clone(s.Keys), func(k Key) bool { return k.Key == "c" || k.Key == "↑↓" })
	return s
}

// header says which step begins.
func (d *lineDriver) header() {
	w := d.w
	if d.visit == w.flow.visit {
		return
	}
	d.visit, d.narrowed, d.later = w.flow.visit, "", nil
	d.forget()
	d.say(d.place())
}

// forget makes everything on the screen be said again.
func (d *lineDriver) forget() {
	clear(d.said)
	d.fresh = false
}

func (p *lineView) sameAnswers(q lineView) bool {
	return slices.Equal(p.actions, q.actions) && slices.Equal(p.words, q.words) && p.prompt() == q.prompt() && p.secret() == q.secret()
}

func (p *lineView) secret() bool { return p.field != nil && p.field.Secret }

// rests reports whether an answer is wanted now.
func (d *lineDriver) rests() bool {
	switch {
	case d.view.busy:
		return false
	case d.w.overlay != nil, d.running == 0:
		return true
	case len(d.view.waits) > 0:
		return false
	}
	return !Now().Before(d.settled())
}

// settled is when work that shows nothing is no longer waited for.
func (d *lineDriver) settled() time.Time {
	at := d.since.Add(settling)
	if paused := d.moved.Add(pausing); paused.After(at) {
		return paused
	}
	return at
}

// input is the text of the field on the screen, nil without one.
func (d *lineDriver) input() *input {
	_, in := d.w.fieldShown()
	return in
}

// rung is the alarm of a long wait, or of work that shows nothing.
func (d *lineDriver) rung() tea.Cmd {
	d.stillWaiting(Now())
	return nil
}
