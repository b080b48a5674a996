package setup

import (
	"slices"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
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
	return found
}

// irrelevant reports whether p is none of the running flow's business: what
// scopes a token lacks or has too many of does not matter where the person
// lists and ends tokens.
func (s *State) irrelevant(p *problem.Problem) bool {
	spec, _ := problem.Lookup(p.Code)
	return s.Flow == FlowTokens && spec.Area == problem.AreaScopes
}

// ForgetToken forgets the token of this setup: it has ended.
func (s *State) ForgetToken() {
	if s.Answers.Token.Equal(s.Token) {
		s.Answers.Token = secret.Text{}
	}
	s.Token, s.Inspected, s.LetThrough = secret.Text{}, nil, nil
}

// UnusedToken is a token that GitLab accepted in this run and that was then
// replaced by another one: it still lives.
type UnusedToken struct {
	Token secret.Text
	// Instance is the GitLab that it belongs to: it is ended there.
	Instance gitlab.Instance
	Name     string
	Reason   problem.Code
	Ended    bool
}

// NewAccepted reports whether GitLab has accepted a new token in this run.
func NewAccepted(s *State) bool {
	return !s.Token.IsZero() && s.Inspected != nil && s.Inspected.User != nil
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
	return s.Inspected != nil && s.Blocking() == nil
}

// Blocking returns the problem of the token that stops, or nil.
func (s *State) Blocking() *problem.Problem {
	if s.Inspected == nil {
		return nil
	}
	var left []*problem.Problem
	for _, p := range s.Inspected.Problems {
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
	if Acceptable(p, s.Inspected.Token.Scopes) && slices.Contains(s.Answers.Accept, p.Code) {
		return true
	}
	return slices.ContainsFunc(s.LetThrough, func(q *problem.Problem) bool {
		return q.Code == p.Code && q.Subject == p.Subject
	})
}

// LetPass lets every problem pass that may pass, and has this code.
func (s *State) LetPass(code problem.Code) {
	for _, p := range s.Inspected.Problems {
		if p.Code == code && Acceptable(p, s.Inspected.Token.Scopes) {
			s.LetThrough = append(s.LetThrough, p)
		}
	}
}

// Acceptable reports whether a person may go on in spite of p: a scope that
// api covers, or a scope that gives away too much.
func Acceptable(p *problem.Problem, have []string) bool {
	switch p.Code {
	case problem.ScopeMissing:
		return gitlab.Covers(have, p.Subject)
	case problem.ScopeDangerous:
		return true
	default:
		return false
	}
}

// SetToken takes the token to check. Another token than before makes the
// answers about the earlier one void; one that GitLab knew and that is now
// replaced is remembered, because it still lives.
func (s *State) SetToken(t secret.Text, from string) {
	s.Away = false
	if s.Token.Equal(t) {
		s.TokenFrom = from
		return
	}
	s.RememberUnused()
	s.Token, s.TokenFrom, s.Remembered = t, from, false
	s.Unused = slices.DeleteFunc(s.Unused, func(u UnusedToken) bool { return u.Token.Equal(t) && u.Instance == s.Instance })
	s.reopen()
	s.Inspected, s.LetThrough, s.Repositories = nil, nil, nil
}

func (s *State) RememberUnused() {
	if s.Inspected == nil || s.Inspected.Token.ID == 0 || !s.Inspected.Token.Active {
		return
	}
	if s.AcpMayHold() {
		return // it is in use
	}
	u := UnusedToken{Token: s.Token, Instance: s.Instance, Name: s.Inspected.Token.Name}
	if p := problem.First(s.Inspected.Problems); p != nil {
		u.Reason = p.Code
	}
	s.Unused = append(s.Unused, u)
}

// TurnAway says that the token of this setup is not wanted any more.
func (s *State) TurnAway() { s.Turned, s.Away = s.Turned+1, true }
