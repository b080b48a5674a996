package setup

import (
	"time"

	"acp-gitlab/gitlab"
)

// skewLimit is how far the clock of this computer may be from GitLab's before
// GitLab's counts: less may be the time that an answer takes.
const skewLimit = time.Minute

// Today returns now by the clock of the GitLab that was reached: GitLab ends
// tokens by its own, so the days that are left are counted by it.
func (s *State) Today(now time.Time) time.Time { return byClockOf(s.Probe, now) }

func byClockOf(found gitlab.Found, now time.Time) time.Time {
	if found.Skew.Abs() < skewLimit {
		return now
	}
	return now.Add(found.Skew)
}

// ClockTime is a time of day as people read it, in their own zone.
func ClockTime(t time.Time) string { return t.Local().Format("15:04") }

// DayAndTime is "23 Nov 2026, 14:38", in the person's own zone.
func DayAndTime(t time.Time) string { return t.Local().Format("2 Jan 2006, 15:04") }

// Day is "23 Nov 2026", in the person's own zone.
func Day(t time.Time) string { return t.Local().Format("2 Jan 2006") }
