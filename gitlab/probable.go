package gitlab

import (
	"context"
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
)

// onlyToken returns the person's only active token: on a GitLab that does not
// tell about the token that asks, it is probably that one. nil where there are
// several, or where the list is not open. GitLab docs: the list since 13.3.
func (c *Client) onlyToken(ctx context.Context, now time.Time) *TokenFacts {
	list, p := c.Tokens(ctx, now)
	if p != nil || list.Cut || len(list.Tokens) != 1 {
		return nil
	}
	return &list.Tokens[0]
}

// probablyEnds adds the line about the date of the only token that it can be.
// What is only probable never stops.
func (i *inspector) probablyEnds(t TokenFacts) {
	if t.ExpiresAt == nil {
		i.skip(checkEnds, "probably never: your only active token has no expiration date")
		return
	}
	text := "probably " + t.ExpiresAt.Describe() + " at 00:00 UTC, " + describeDays(t.DaysLeft)
	if t.DaysLeft > soonDays {
		i.line(checkEnds, checkEnds, problem.Info, text)
		return
	}
	p := i.self.problem(problem.TokenExpiresSoon, i.client.in).With(problem.Facts{Date: t.ExpiresAt.Describe(), When: describeDays(t.DaysLeft)})
	i.addProblem(checkEnds, text, p.Because(callTokens+": your only active token"))
}

// probableScopes adds the line about the scopes of the only token that it can
// be.
func (i *inspector) probableScopes(t TokenFacts) {
	if len(t.Missing) == 0 {
		i.line(checkScopes, checkScopes, problem.Info, "probably "+strings.Join(few(t.Scopes), ", "))
		return
	}
	have := oneLine(strings.Join(few(t.Scopes), ", "))
	ps := make([]*problem.Problem, 0, len(t.Missing))
	for _, s := range t.Missing {
		p := scopeMissing(s, i.client.in).With(problem.Facts{Scopes: have, Needed: oneLine(listed(t.Missing)), Covered: covers(t.Scopes, s)})
		ps = append(ps, p.Because(callTokens+": your only active token has: "+have).WithSeverity(problem.Warning))
	}
	i.addProblem(checkScopes, "probably missing: "+listed(t.Missing), ps...)
}
