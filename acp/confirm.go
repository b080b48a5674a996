package acp

import (
	"context"
	"strconv"

	"acp-gitlab/gitlab/problem"
)

// Proof is what status shows of a connect, held against what it showed before.
type Proof int

// What status can show. Only Confirmed says that the token was saved.
const (
	// Nothing: ACP holds no connection.
	Nothing Proof = iota
	// Elsewhere: ACP holds a connection to another GitLab.
	Elsewhere
	// Untold: ACP held a connection to this GitLab before, and does not say
	// when a connection was saved.
	Untold
	// Unchanged: ACP shows the connection that it held before.
	Unchanged
	// Confirmed: ACP names this GitLab, and did not before, or shows that the
	// connection is another one than before.
	Confirmed
)

// Judge says what status shows of a connect to instanceURL: before is what it
// answered before the connect, after what it answers now. It is the one place
// where this is decided. ACP: v0.0.11 to v0.0.20 tell whose token it is and not
// when it was saved, so that a replacement shows there only where it is another
// person's.
func Judge(before, after Connection, instanceURL string) Proof {
	switch {
	case !after.Connected:
		return Nothing
	case !SameInstance(after.InstanceURL, instanceURL):
		return Elsewhere
	case !before.Connected, !SameInstance(before.InstanceURL, instanceURL):
		return Confirmed
	case differ(before.Username, after.Username), differ(before.UserID, after.UserID):
		return Confirmed
	case before.UpdatedAt.IsZero(), after.UpdatedAt.IsZero():
		return Untold
	case before.UpdatedAt.Equal(after.UpdatedAt):
		return Unchanged
	}
	return Confirmed
}

// differ says that both are told, and not the same.
func differ(a, b string) bool { return a != "" && b != "" && a != b }

// Confirm asks what ACP holds after a connect to instanceURL, over what status
// showed before. The problem is nil only where that is Confirmed: else
// acp-not-saved, where ACP holds nothing or another GitLab, or
// acp-not-confirmed, where nothing shows whether the token was saved.
func (c *Client) Confirm(ctx context.Context, before Connection, instanceURL string) (Connection, *problem.Problem) {
	now, p := c.Status(ctx)
	if p != nil {
		return now, p
	}
	return now, c.Unconfirmed(before, now, instanceURL)
}

// Unconfirmed returns why a connect to instanceURL is not confirmed by what
// status shows; nil where it is.
func (c *Client) Unconfirmed(before, after Connection, instanceURL string) *problem.Problem {
	status := "GET " + c.known() + "/status: 200, "
	new := func(code problem.Code, subject, shows string) *problem.Problem {
		return problem.New(code, subject).Because(status + shows).
			With(problem.Facts{ACP: hostOf(c.origin), Instance: instanceURL})
	}
	switch Judge(before, after, instanceURL) {
	case Nothing:
		return new(problem.ACPNotSaved, "no GitLab", "names no GitLab")
	case Elsewhere:
		return new(problem.ACPNotSaved, after.InstanceURL, "names "+after.InstanceURL)
	case Untold:
		return new(problem.ACPNotConfirmed, hostOf(c.origin), "no updatedAt").
			With(problem.Facts{Why: "This ACP does not say when it saved a connection, so old and new look the same."})
	case Unchanged:
		return new(problem.ACPNotConfirmed, hostOf(c.origin), "updatedAt "+strconv.FormatInt(after.UpdatedAt.Unix(), 10)+", as before").
			With(problem.Facts{Why: "ACP still shows the connection saved " + after.UpdatedAt.UTC().Format("2 Jan 2006, 15:04 UTC") + "."})
	case Confirmed:
	}
	return nil
}

// Unsure reports whether ACP may have done what it was asked although p came of
// it: the answer was lost, was a 5xx, or may not be ACP's own. What status shows
// decides then. Every other answer is ACP's refusal, and leaves what it held.
func Unsure(p *problem.Problem) bool {
	if p == nil {
		return false
	}
	switch p.Code {
	case problem.ACPUnavailable, problem.ACPNotACP, problem.ACPStorageFailed:
		return true
	}
	return false
}
