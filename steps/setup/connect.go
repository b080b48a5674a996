package setup

import (
	"context"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// LocateACP finds ACP's API where nobody can be asked. A session goes to the
// origin that it came with, so a guess beside that is named, and not used.
func LocateACP(ctx context.Context, stack *web.Stack, given Answers) (acp.Endpoint, []*problem.Problem) {
	var met []*problem.Problem
	at, p := acp.Find(ctx, stack, given.ACP.Value, func(f problem.Finding) {
		if f.State == problem.Warn {
			met = append(met, f.Problem) // it is used all the same, and that is said
		}
	})
	if s, ok := given.SessionFor(at.Web); ok && s.Kind == acp.OC && at.Web != "" && (at.API == "" || at.Beside) {
		// ACP's pages pass the calls on for an oc login; an API beside them that
		// is down has no part in it.
		at.API, at.Beside, p = at.Web, false, nil
	}
	if at.Beside {
		p = problem.New(problem.ACPLoginPage, at.Web).
			Because("its API may be at " + at.API + ": give that with --acp-url").With(problem.Facts{Target: at.API})
	}
	if p != nil {
		met = append(met, p)
	}
	return at, met
}

// SessionFor returns the session that came with origin.
func (g Answers) SessionFor(origin string) (acp.Session, bool) {
	for _, s := range g.Sessions {
		if s.Origin == origin {
			return s, true
		}
	}
	return acp.Session{}, false
}

// OtherInstance is the problem of a connection to another GitLab that was not to
// be replaced.
func OtherInstance(c acp.Connection) *problem.Problem {
	evidence := "ACP holds " + c.InstanceURL
	p := problem.New(problem.ACPOtherInstance, c.InstanceURL)
	if !c.UpdatedAt.IsZero() {
		day := c.UpdatedAt.UTC().Format("2 Jan 2006")
		evidence += ", saved " + day
		p = p.With(problem.Facts{Date: day})
	}
	return p.Because(evidence)
}
