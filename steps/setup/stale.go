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

// StaleReason says why what m remembers may be about another token than the one that
// ACP holds; "" where nothing speaks against it. now is what ACP shows, nil
// where it was not asked. ACP does not tell which token it holds, but when it
// saved it: that is held against what it said at the setup, by the same clock.
func StaleReason(m memory.Memory, now *acp.Connection) string {
	const later = "ACP's connection was saved later than that: it may hold another token"
	switch {
	case !m.DisconnectedAt.IsZero():
		return "disconnected here on " + Day(m.DisconnectedAt)
	case now == nil || !now.Connected:
		return ""
	case !acp.SameInstance(now.InstanceURL, m.GitLab):
		return "that was for " + m.GitLab + "; ACP holds another GitLab now"
	case now.UpdatedAt.IsZero():
		return ""
	case !m.SavedAt.IsZero():
		if !now.UpdatedAt.Truncate(time.Second).Equal(m.SavedAt.Truncate(time.Second)) {
			return later
		}
	case !m.SetUpAt.IsZero() && now.UpdatedAt.After(m.SetUpAt.Add(clockTolerance)):
		return later
	}
	return ""
}
