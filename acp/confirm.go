package acp

import (
	"context"
	"math"
	"strconv"
	"strings"

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
	// when a connection was saved, or names a time before the one it named.
	Untold
	// Unchanged: ACP shows the connection that it held before.
	Unchanged
	// Confirmed: ACP reports this GitLab, and did not before, or shows that the
	// connection is another one than before.
	Confirmed
)

// Judge says what status shows of a connect to instanceURL. before is what it
// answered before the connect, after what it answers now. Nothing else decides
// this. Where ACP tells both times, they alone decide, and only a later one
// confirms: a person may get another name without a connect. ACP: v0.0.11 to
// v0.0.20 say whose token it is, but not when it was saved. With them a
// replacement shows only if it is another person's token.
func Judge(before, after Connection, instanceURL string) Proof {
	switch {
	case !after.Connected:
		return Nothing
	case !SameInstance(after.InstanceURL, instanceURL):
		return Elsewhere
	case !before.Connected, !SameInstance(before.InstanceURL, instanceURL):
		return Confirmed
	case before.UpdatedAt.IsZero(), after.UpdatedAt.IsZero():
		if otherPerson(before, after) {
			return Confirmed
		}
		return Untold
	case after.UpdatedAt.After(before.UpdatedAt):
		return Confirmed
	case after.UpdatedAt.Equal(before.UpdatedAt):
		return Unchanged
	}
	return Untold
}

// otherPerson says that both connections name a person, and not the same. Where
// both tell the number, it decides: it stays when the name changes.
func otherPerson(before, after Connection) bool {
	a, aOK := userNumber(before.UserID)
	b, bOK := userNumber(after.UserID)
	if aOK && bOK {
		return a != b
	}
	return before.Username != "" && after.Username != "" && !strings.EqualFold(before.Username, after.Username)
}

// userNumber reads the number of a user in whichever form JSON has it: "42" and
// "42.0" are one.
func userNumber(s string) (n int64, ok bool) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	const exact = 1 << 53 // a float64 tells all whole numbers up to here apart
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > exact {
		return 0, false
	}
	return int64(f), true
}

// Confirm asks what ACP holds after a connect to instanceURL; before is what
// status showed then. The problem is nil only if that is Confirmed. It is
// acp-not-saved if ACP holds nothing or another GitLab, and acp-not-confirmed if
// nothing shows whether the token was saved.
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
	if c.Store() == StoreCredentials {
		status = "GET " + storeRoot + "/credentials: 200, "
	}
	because := func(code problem.Code, subject, shows string) *problem.Problem {
		return problem.New(code, subject).Because(status + shows).
			With(problem.Facts{ACP: hostOf(c.origin), Instance: instanceURL})
	}
	switch Judge(before, after, instanceURL) {
	case Nothing:
		return because(problem.ACPNotSaved, "no GitLab", "reports no GitLab")
	case Elsewhere:
		return because(problem.ACPNotSaved, after.InstanceURL, "names "+after.InstanceURL)
	case Untold:
		if !before.UpdatedAt.IsZero() && !after.UpdatedAt.IsZero() {
			return because(problem.ACPNotConfirmed, hostOf(c.origin), "updatedAt "+second(after)+", and "+second(before)+" before").
				With(problem.Facts{Why: "ACP now shows a connection saved earlier than the one it showed before."})
		}
		return because(problem.ACPNotConfirmed, hostOf(c.origin), "no updatedAt").
			With(problem.Facts{Why: "This ACP does not say when it saved a connection, so old and new look the same."})
	case Unchanged:
		return because(problem.ACPNotConfirmed, hostOf(c.origin), "updatedAt "+second(after)+", as before").
			With(problem.Facts{Why: "ACP still shows the connection saved " + after.UpdatedAt.UTC().Format("2 Jan 2006, 15:04 UTC") + "."})
	case Confirmed:
	}
	return nil
}

// second is when a connection was saved, as ACP tells it.
func second(c Connection) string { return strconv.FormatInt(c.UpdatedAt.Unix(), 10) }

// Unsure reports whether ACP may have done what it was asked although p came of
// it. The answer was lost, was a 5xx, or may not be ACP's own; what status shows
// decides then. Every other answer is a refusal: ACP holds what it held before.
func Unsure(p *problem.Problem) bool {
	if p == nil {
		return false
	}
	switch p.Code {
	case problem.ACPUnavailable, problem.ACPNotACP, problem.ACPStorageFailed:
		return true
	}
	return p.Facts.Filtered
}
