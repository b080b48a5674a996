package setup

import (
	"context"
	"slices"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// Holdings returns the work that asks ACP what it holds for the person, in each of
// its stores; what a session uses comes first. It changes nothing.
func (s *State) Holdings() func(context.Context, *web.Stack) ([]acp.Connection, *problem.Problem) {
	session, at, project := s.PlannedSession(), s.Endpoint, s.Answers.Project.Value
	byFlag := s.Answers.Store != "" && s.Answers.StoreFrom == ""
	return func(ctx context.Context, stack *web.Stack) ([]acp.Connection, *problem.Problem) {
		stores := []acp.Store{session.Plan.Store}
		if at.Server && !byFlag {
			session.Plan.Store = ""
			found, p := acp.FindStores(ctx, stack, at.API, session)
			switch {
			case p != nil:
				return nil, p
			case found.Problem != nil && !found.Classic:
				return nil, found.Problem
			case found.Problem != nil:
				stores = []acp.Store{acp.StoreClassic}
			default:
				stores = found.Has()
			}
		}
		var all []acp.Connection
		for _, store := range stores {
			session.Plan.Store = store
			c, p := acp.NewClient(stack, at.API, session, project)
			if p != nil {
				return nil, p
			}
			held, p := c.Status(ctx)
			if p != nil {
				return nil, p
			}
			all = append(all, held)
		}
		slices.SortStableFunc(all, func(a, b acp.Connection) int { return weight(b) - weight(a) })
		return all, nil
	}
}

// weight orders what ACP holds: what a session uses before what is only stored.
func weight(c acp.Connection) int {
	switch {
	case c.Connected:
		return 2
	case c.Has():
		return 1
	}
	return 0
}
