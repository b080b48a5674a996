package steps

import (
	"context"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// atHand is a token that GitLab can be asked about now: one that was pasted in
// this run, or one that was handed to it for a GitLab that was named as well.
type atHand struct {
	token   secret.Text
	from    string
	address gitlab.Address
}

// tokenAtHand returns the token at hand. Nothing has been sent for it.
func (s *Setup) tokenAtHand() (atHand, bool) {
	h := atHand{s.Token, s.TokenFrom, gitlab.Address{}}
	where := s.Instance.URL()
	if s.Token.IsZero() || s.Instance.IsZero() {
		g := s.Given
		where = g.GitLab.Value
		named := g.TokenByFlag || g.GitLab.From != FromMemory
		if g.Token.IsZero() || g.TokenSpare || g.GitLab.IsZero() || !named || g.Elsewhere(where) {
			return atHand{}, false
		}
		h.token, h.from = g.Token, g.TokenFrom
	}
	a, p := gitlab.ParseAddress(where)
	h.address = a
	return h, p == nil
}

// name says which token it is, before GitLab has told.
func (h atHand) name() string {
	switch h.from {
	case "prompt":
		return "the token that you pasted"
	case "stdin":
		return "the token from --token-stdin"
	case "file":
		return "the token from --token-file"
	}
	return "the token in " + h.from
}

// account is what GitLab said of a token at hand.
type account struct {
	found      gitlab.Found
	inspection *gitlab.Inspection
	problem    *problem.Problem
}

// ask asks the address what it is, and a GitLab about the token.
func (h atHand) ask(ctx context.Context, w *World) account {
	a := account{found: gitlab.Probe(ctx, w.Stack, h.address, w.Now, func(problem.Finding) {})}
	if a.problem = problem.First(a.found.Problems); a.problem != nil {
		return a
	}
	client, err := gitlab.NewClient(w.Stack, a.found.Instance, h.token)
	if err != nil {
		a.problem = unexpected(err)
		return a
	}
	inspection := client.Inspect(ctx, byClockOf(a.found, w.Now()), func(problem.Finding) {})
	a.inspection = &inspection
	return a
}

// took keeps what GitLab said of the token at hand.
func (s *Setup) took(h atHand, a account) {
	if a.problem != nil {
		return
	}
	reached := s.Outcome
	s.SetInstance(a.found)
	s.SetToken(h.token, h.from)
	s.Inspected, s.Outcome = a.inspection, reached
}
