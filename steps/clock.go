package steps

import (
	"time"

	"acp-gitlab/gitlab"
)

// skewLimit is how far the clock of this computer may be from GitLab's before
// GitLab's counts: less may be the time that an answer takes.
const skewLimit = time.Minute

// Today returns now by the clock of the GitLab that was reached: GitLab ends
// tokens by its own, so the days that are left are counted by it.
func (s *Setup) Today(now time.Time) time.Time { return byClockOf(s.Probe, now) }

func byClockOf(found gitlab.Found, now time.Time) time.Time {
	if found.Skew.Abs() < skewLimit {
		return now
	}
	return now.Add(found.Skew)
}
