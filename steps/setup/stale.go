package setup

import (
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/steps/memory"
)

// clockTolerance is how far the clocks of ACP and this computer may be apart before a
// connection counts as saved later than the setup, where ACP did not tell then
// when it saved it.
const clockTolerance = 15 * time.Minute

// StaleReason is why what is remembered may be about another token than the
// one that ACP holds.
type StaleReason int

const (
	// NotStale means that nothing speaks against it.
	NotStale StaleReason = iota
	// StaleDisconnected means that it was disconnected here since.
	StaleDisconnected
	// StaleOtherGitLab means that ACP holds a connection to another GitLab now.
	StaleOtherGitLab
	// StaleSavedLater means that ACP saved its connection later than the setup.
	StaleSavedLater
)

// Stale says whether what m remembers may be about another token than the one
// that ACP holds. now is what ACP shows, nil where it was not asked. ACP does
// not tell which token it holds, but when it saved it: that is held against what
// it said at the setup, by the same clock.
func Stale(m memory.Memory, now *acp.Connection) StaleReason {
	switch {
	case !m.DisconnectedAt.IsZero():
		return StaleDisconnected
	case now == nil || !now.Connected:
		return NotStale
	case !acp.SameInstance(now.InstanceURL, m.GitLab):
		return StaleOtherGitLab
	case now.UpdatedAt.IsZero():
		return NotStale
	case !m.SavedAt.IsZero():
		if !now.UpdatedAt.Truncate(time.Second).Equal(m.SavedAt.Truncate(time.Second)) {
			return StaleSavedLater
		}
	case !m.SetUpAt.IsZero() && now.UpdatedAt.After(m.SetUpAt.Add(clockTolerance)):
		return StaleSavedLater
	}
	return NotStale
}
