package setup

import (
	"context"
	"slices"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// ACPFound is what the address of an ACP turned out to be.
type ACPFound struct {
	Endpoint acp.Endpoint
	// Problem is what was met at the end, nil where an API was found.
	Problem *problem.Problem
	// Warnings are about an address that is used all the same.
	Warnings []*problem.Problem
}

// FindACP looks for ACP at address. It sends no secret. emit gets every finding;
// it may be nil.
func FindACP(ctx context.Context, stack *web.Stack, address string, emit func(problem.Finding)) ACPFound {
	var found ACPFound
	found.Endpoint, found.Problem = acp.Find(ctx, stack, address, func(f problem.Finding) {
		if f.State == problem.Warn {
			found.Warnings = append(found.Warnings, f.Problem)
		}
		if emit != nil {
			emit(f)
		}
	})
	return found
}

// Closed is why nothing can be done at the address, nil where there is a way: an
// API, or pages without one, on which a person connects by hand.
func (f ACPFound) Closed() *problem.Problem {
	p := f.Problem
	if p == nil || p.Severity != problem.Error || p.Code == problem.ACPLoginPage && f.Endpoint.Web != "" {
		return nil
	}
	return p
}

// Unasked is where to connect with the sessions that were given, where nobody can
// be asked, and what was met. A session goes to the origin that it came with, so
// a guess beside that is named, and not used.
func (f ACPFound) Unasked(given Answers) (acp.Endpoint, []*problem.Problem) {
	at, p := f.Endpoint, f.Problem
	if s, ok := given.SessionFor(at.Web); ok && s.Kind == acp.OC && at.Web != "" && (at.API == "" || at.Beside) {
		// ACP's pages pass the calls on for an oc login; an API beside them that
		// is down has no part in it.
		at.API, at.Beside, p = at.Web, false, nil
	}
	if at.Beside {
		p = problem.New(problem.ACPLoginPage, at.Web).
			Because("its API may be at " + at.API + ": give that with --acp-url").With(problem.Facts{Target: at.API})
	}
	if p != nil && at.UI && at.API == "" && at.Named != "" {
		p = p.Because("its pages name the API at " + at.Named + ": give that with --acp-url, if you know it").With(problem.Facts{Target: at.Named})
	}
	if p != nil {
		return at, append(slices.Clone(f.Warnings), p)
	}
	return at, f.Warnings
}

// Plan is what was decided in advance about where the session s saves a token.
func (g Answers) Plan(s acp.Session) acp.Plan {
	plan := acp.Plan{Store: g.Store, Accept: g.Accept, AllProjects: g.AllProjects, Likely: g.likely}
	for _, other := range g.Sessions {
		if !other.Bearer.Equal(s.Bearer) && other.Account != "" {
			plan.Accounts = append(plan.Accounts, other.Account)
		}
	}
	return plan
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
