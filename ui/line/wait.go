package line

import (
	"fmt"
	"strings"
	"time"

	"acp-gitlab/ui"
)

// settling is how long work that shows nothing may hold a prompt back: what it
// brings would change the question while it is being read.
const settling = time.Second

// moment is how long a new screen may be gone again at once.
const moment = 30 * time.Millisecond

// pausing is how long nothing must have come from such work.
const pausing = 100 * time.Millisecond

// onTheWay reports whether the screen has just come and may be gone again at
// once: a step that goes on has changed before the shell hears of it.
func (d *driver) onTheWay() bool {
	return d.fresh && d.running > 0 && !d.shell.Overlay() && d.view.head() != d.head && ui.Now().Sub(d.since) < moment
}

// rests reports whether an answer is wanted now.
func (d *driver) rests() bool {
	switch {
	case d.view.busy:
		return false
	case d.shell.Overlay(), d.running == 0:
		return true
	case len(d.view.waits) > 0:
		return false
	}
	return !ui.Now().Before(d.settled())
}

// settled is when work that shows nothing is no longer waited for.
func (d *driver) settled() time.Time {
	at := d.since.Add(settling)
	if paused := d.moved.Add(pausing); paused.After(at) {
		return paused
	}
	return at
}

// marks are when a long wait is said; after the last one every 30 s.
var marks = []time.Duration{5 * time.Second, 15 * time.Second, 30 * time.Second}

func mark(n int) time.Duration {
	if n < len(marks) {
		return marks[n]
	}
	return marks[len(marks)-1] * time.Duration(n-len(marks)+2)
}

// waitsNow reports whether the person waits for something, and since when.
func (d *driver) waitsNow() (since time.Time, ok bool) {
	if d.rests() || d.running == 0 {
		return time.Time{}, false
	}
	since = d.since
	if len(d.view.waits) > 0 && !d.view.waits[0].Since.IsZero() {
		since = d.view.waits[0].Since
	}
	if !since.Equal(d.waiting) {
		d.waiting, d.waitSaid = since, 0
	}
	return since, true
}

// nextAlarm is when something must be said or asked although nothing happens.
func (d *driver) nextAlarm(now time.Time) (time.Duration, bool) {
	if d.onTheWay() {
		return d.since.Add(moment).Sub(now), true
	}
	since, ok := d.waitsNow()
	if !ok {
		return 0, false
	}
	next := since.Add(mark(d.waitSaid))
	if settled := d.settled(); !d.view.busy && len(d.view.waits) == 0 && settled.Before(next) {
		next = settled
	}
	return max(0, next.Sub(now)), true
}

// stillWaiting says how long it has lasted.
func (d *driver) stillWaiting(now time.Time) {
	since, ok := d.waitsNow()
	if !ok || now.Sub(since) < mark(d.waitSaid) {
		return
	}
	d.say(stillWaiting(d.view.waits, mark(d.waitSaid)))
	if d.waitSaid == 0 && d.view.busy {
		d.say("Type b and Enter to stop.")
	}
	d.waitSaid++
}

// stillWaiting is "Still waiting for GitLab's answer, 5 seconds.", for example.
func stillWaiting(waits []ui.Line, lasted time.Duration) string {
	what := ""
	if len(waits) > 0 {
		what = waits[0].Label
	}
	if what != "" {
		if strings.ToLower(what) == what && !strings.Contains(what, " ") {
			what = "the " + what
		}
		what = " for " + what
	}
	return fmt.Sprintf("Still waiting%s, %d seconds.", what, lasted/time.Second)
}
