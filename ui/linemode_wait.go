package ui

import (
	"fmt"
	"strings"
	"time"
)

// marks are when a long wait is said; after the last one every 30 s.
var marks = []time.Duration{5 * time.Second, 15 * time.Second, 30 * time.Second}

func mark(n int) time.Duration {
	if n < len(marks) {
		return marks[n]
	}
	return marks[len(marks)-1] * time.Duration(n-len(marks)+2)
}

// waitsNow reports whether the person waits for something, and since when.
func (d *lineDriver) waitsNow() (since time.Time, ok bool) {
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
func (d *lineDriver) nextAlarm(now time.Time) (time.Duration, bool) {
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
func (d *lineDriver) stillWaiting(now time.Time) {
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
func stillWaiting(waits []Line, lasted time.Duration) string {
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
