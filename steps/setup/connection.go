package setup

import (
	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
)

// lostTo is what ACP holds, as it was read after an answer that got lost.
func lostTo(now acp.Connection) problem.Lost {
	if !now.Connected {
		return problem.Lost{State: problem.LostNone}
	}
	return problem.Lost{State: problem.LostConnected, URL: now.InstanceURL, User: now.Username, SavedAt: now.UpdatedAt}
}
