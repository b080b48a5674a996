package setup

import (
	"context"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// AvailableToken is a token that GitLab can be asked about now: one that was pasted in
// this run, or one that was handed to it for a GitLab that was named as well.
type AvailableToken struct {
	token   secret.Text
	from    string
	Address gitlab.Address
}

// TokenAvailable returns the token at hand. Nothing has been sent for it.
func (s *State) TokenAvailable() (AvailableToken, bool) {
	h := AvailableToken{s.token, s.from, gitlab.Address{}}
	where := s.Instance.URL()
	if s.token.IsZero() || s.Instance.IsZero() {
		g := s.Answers
		where = g.GitLab.Value
		if g.Token.IsZero() || g.TokenSpare || g.GitLab.IsZero() || g.Stray() || g.Elsewhere(where) {
			return AvailableToken{}, false
		}
		h.token, h.from = g.Token, g.TokenFrom
	}
	a, p := gitlab.ParseAddress(where)
	h.Address = a
	return h, p == nil
}

// From is where the token came from.
func (h AvailableToken) From() string { return h.from }

// TokenCheck is what GitLab said of a token at hand.
type TokenCheck struct {
	found      gitlab.Found
	Inspection *gitlab.Inspection
	Problem    *problem.Problem
}

// Ask asks the address what it is, and a GitLab about the token.
func (h AvailableToken) Ask(ctx context.Context, w *Env) TokenCheck {
	a := TokenCheck{found: gitlab.Probe(ctx, w.Stack, h.Address, w.Now, func(problem.Finding) {})}
	if a.Problem = problem.First(a.found.Problems); a.Problem != nil {
		return a
	}
	inspection := Inspect(ctx, w.Stack, a.found.Instance, h.token, byClockOf(a.found, w.Now()), func(problem.Finding) {})
	a.Inspection = &inspection
	return a
}
