package setup

import (
	"slices"

	"acp-gitlab/gitlab/problem"
)

// CheckProblems are those that a check has found, without what was let
// through.
func (s *State) CheckProblems() []*problem.Problem {
	var found []*problem.Problem
	if p := s.Blocking(); p != nil {
		found = append(found, p)
	}
	if s.Refused != nil {
		found = append(found, problem.First(s.Refused.Problems))
	}
	for _, r := range s.Repositories {
		if p := problem.First(r.Problems); p != nil && problem.Stops(r.Problems) {
			found = append(found, p)
		}
	}
	return found
}

// irrelevant reports whether p is none of the running flow's business: what
// scopes a token lacks or has too many of does not matter where the person
// lists and ends tokens.
func (s *State) irrelevant(p *problem.Problem) bool {
	spec, _ := problem.Lookup(p.Code)
	return s.Flow == FlowTokens && spec.Area == problem.AreaScopes
}

// TokenIsHere reports whether the token that was given is meant for the GitLab
// of this setup: a flag handed it over, or the same GitLab was named with it,
// in this run, and GITLAB_HOST names no other. Only then does Enter send it.
func (s *State) TokenIsHere() bool {
	if s.Answers.Token.IsZero() || s.Answers.TokenSpare || s.Answers.Elsewhere(s.Instance.URL()) {
		return false
	}
	named := !s.Answers.GitLab.IsZero() && s.Answers.GitLab.From != FromMemory
	return s.Answers.TokenByFlag || named && Origin(s.Answers.GitLab.Value) == originOf(s.Instance)
}

// TokenUsable reports whether GitLab accepted the token and nothing about it
// stops, apart from what was let through knowingly.
func (s *State) TokenUsable() bool {
	return s.inspected != nil && s.Blocking() == nil
}

// Blocking returns the problem of the token that stops, or nil.
func (s *State) Blocking() *problem.Problem {
	if s.inspected == nil {
		return nil
	}
	var left []*problem.Problem
	for _, p := range s.inspected.Problems {
		if p.Severity == problem.Error && !s.accepted(p) {
			left = append(left, p)
		}
	}
	return problem.First(left)
}

func (s *State) accepted(p *problem.Problem) bool {
	if s.irrelevant(p) {
		return true
	}
	if s.acceptedBefore(p) {
		return true
	}
	return slices.ContainsFunc(s.letThrough, func(q *problem.Problem) bool {
		return q.Code == p.Code && q.Subject == p.Subject
	})
}

// acceptable reports whether a person may go on in spite of p: a scope that
// api covers, or a scope that gives away too much.
func acceptable(p *problem.Problem) bool {
	switch p.Code {
	case problem.ScopeMissing:
		return p.Facts.Covered
	case problem.ScopeDangerous:
		return true
	default:
		return false
	}
}
