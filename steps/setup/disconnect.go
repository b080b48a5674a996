package setup

import (
	"context"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
)

// Severed is what came of disconnecting.
type Severed struct {
	// Now is what ACP shows afterwards; nil where it did not.
	Now *acp.Connection
	// Yes says that ACP said that it disconnected.
	Yes bool
	// Notes are what is to be said besides: bindings that are still there.
	Notes []*problem.Problem
	// Problem is nil where ACP shows no connection.
	Problem *problem.Problem
}

// Sever disconnects. What ACP shows afterwards decides, not an answer that got
// lost.
func Sever(ctx context.Context, c *acp.Client) Severed {
	p := c.Disconnect(ctx)
	now, q := c.Status(ctx)
	out := Severed{Yes: p == nil, Notes: c.Notes()}
	switch {
	case q != nil && p == nil:
		out.Problem = q.With(problem.Facts{Lost: problem.Lost{State: problem.LostDisconnected}})
	case q != nil && acp.Unsure(p):
		out.Problem = p.With(problem.Facts{Lost: problem.Lost{State: problem.LostUntold}})
	case q != nil:
		out.Problem = p
	case !now.Connected && (p == nil || !now.Has()), p == nil && c.Another(now):
		out.Now = &now
	case p == nil:
		out.Now, out.Problem = &now, problem.New(problem.ACPNotSaved, now.InstanceURL).
			With(problem.Facts{Cause: "ACP said yes, but still shows the connection"}).
			Because("ACP said yes, and still shows the connection")
	default:
		out.Now, out.Problem = &now, p.With(problem.Facts{Lost: lostTo(now)})
	}
	return out
}
