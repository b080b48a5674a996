package commands

import (
	"context"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
)

func (c *call) connectCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "connect [REPO...]",
		Short: "Check a token and hand it to ACP, without questions",
		Long: `Checks the token as check does, hands it to ACP, and reads the connection back.
A connection to the same GitLab is replaced; one to another GitLab only with --yes.`,
		Example: `  acp-gitlab connect --gitlab-url https://gitlab.example.com \
    --acp-url https://acp.example.com --token-file token.txt team/app    (with ACP_TOKEN set)`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.connect(cmd.Context(), args) },
	}
	c.flags.checking(cmd)
	c.flags.acp(cmd)
	c.flags.replacing(cmd)
	return cmd
}

func (c *call) connect(ctx context.Context, repositories []string) error {
	given, err := c.env.given(&c.flags, repositories)
	if err != nil {
		return err
	}
	if err := c.complete(ctx, &given, true); err != nil {
		return err
	}
	en, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return err
	}
	defer en.stack.Close()
	en.checks(ctx)
	var result *ACPResult
	if !en.stopped() {
		result = en.handOver(ctx, atOneGo)
	}
	c.remember(en)
	return c.finish(en, "connect", result)
}

// place finds ACP's API. A session goes to the origin that it came with, so a
// guess beside it is named, and not used.
func (en *runner) place(ctx context.Context) (acp.Endpoint, bool) {
	place, p := acp.Find(ctx, en.stack, en.setup.Answers.ACP.Value, func(f problem.Finding) {
		if f.State == problem.Warn {
			en.met(f.Problem) // it is used all the same, and that is said
		}
	})
	if place.Web != "" && (place.API == "" || place.Beside) && en.hasSessionFor(place.Web) {
		// The pages pass the calls on for an oc login; an API beside them that
		// is down has no part in it.
		place.API, place.Beside, p = place.Web, false, nil
	}
	if place.Beside {
		p = problem.New(problem.ACPLoginPage, place.Web).
			Because("its API may be at " + place.API + ": give that with --acp-url").With(problem.Facts{Target: place.API})
	}
	en.met(p)
	if p != nil && p.Severity == problem.Error {
		return place, false
	}
	en.setup.Endpoint = place
	return place, true
}

// hasSessionFor reports whether the session for origin is an oc login, which
// also ACP's pages take.
func (en *runner) hasSessionFor(origin string) bool {
	s, ok := en.sessionFor(origin)
	return ok && s.Kind == acp.OC
}

func (en *runner) sessionFor(origin string) (acp.Session, bool) {
	for _, s := range en.setup.Answers.Sessions {
		if s.Origin == origin {
			return s, true
		}
	}
	return acp.Session{}, false
}

// session returns the session that came with the API's origin.
func (en *runner) session(api string) (acp.Session, bool) {
	s, ok := en.sessionFor(api)
	if !ok {
		en.met(problem.New(problem.ACPSessionMissing, api))
	}
	return s, ok
}

// handing carries a handover out, and tells of it as it goes.
type handing = func(context.Context, *web.Stack, func(setup.HandoverEvent))

// atOneGo is the way of connect.
func atOneGo(job setup.Handover) handing { return job.Run }

// handOver gives the token to ACP, in the way that is wanted. It runs only after
// every check went well.
func (en *runner) handOver(ctx context.Context, way func(setup.Handover) handing) *ACPResult {
	place, ok := en.place(ctx)
	if !ok {
		return nil
	}
	session, ok := en.session(place.API)
	if !ok {
		return nil
	}
	en.setup.Session = session
	here := en.setup.Instance.URL()
	job := setup.Handover{
		Session: session, API: place.API, Project: en.setup.Answers.Project.Value,
		Token: en.setup.Token(), Instance: en.setup.Instance,
		MayReplace: func(c acp.Connection) bool {
			return en.setup.Answers.Replace || acp.SameInstance(c.InstanceURL, here)
		},
	}
	var result *ACPResult
	way(job)(ctx, en.stack, func(ev setup.HandoverEvent) {
		en.setup.Handed(ev, en.now())
		switch {
		case ev.Problem != nil:
			en.met(ev.Problem)
			if ev.Shows != nil {
				result = acpResult(place.API, *ev.Shows)
			}
		case ev.Existing != nil:
			en.met(otherInstance(*ev.Existing))
			result = acpResult(place.API, *ev.Existing)
		case ev.Connected != nil:
			result = acpResult(place.API, *ev.Connected)
		}
	})
	return result
}

func otherInstance(c acp.Connection) *problem.Problem {
	evidence := "ACP holds " + c.InstanceURL
	p := problem.New(problem.ACPOtherInstance, c.InstanceURL)
	if !c.UpdatedAt.IsZero() {
		evidence += ", saved " + c.UpdatedAt.UTC().Format("2 Jan 2006")
		p = p.With(problem.Facts{Date: c.UpdatedAt.UTC().Format("2 Jan 2006")})
	}
	return p.Because(evidence)
}
