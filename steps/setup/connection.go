package setup

import (
	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
)

// lostTo is what ACP holds, as it was read after an answer that got lost.
func lostTo(now acp.Connection) problem.Lost {
	switch {
	case !now.Connected && now.Has():
		return problem.Lost{State: problem.LostStored, URL: now.InstanceURL}
	case !now.Connected:
		return problem.Lost{State: problem.LostNone}
	}
	return problem.Lost{State: problem.LostConnected, URL: now.InstanceURL, User: now.Username, SavedAt: now.UpdatedAt}
}
