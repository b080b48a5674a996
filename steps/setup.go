// Package steps holds the steps of the guide, a file each. A step turns what
// the packages gitlab and acp found into what a person reads and decides; the
// checks themselves are theirs, and the commands show the same results.
package steps

import (
	"slices"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// Outcome is how a flow ended.
type Outcome int

// The outcomes of the wizard.
const (
	Unfinished Outcome = iota
	Connected
	InBrowser
	KeptOld
	NotConnected
	// NotConfirmed: ACP was sent the token, and nothing shows whether it has it.
	NotConfirmed
)

// Setup is what a flow knows: the answers, and what came of them. All steps of
// a flow share one; only the Update goroutine changes it.
type Setup struct {
	Given Given

	Instance gitlab.Instance
	Probe    gitlab.Found
	// CAFile is the CA file in use, and where it came from.
	CAFile Sourced

	// Remotes are the git remotes of the folder.
	Remotes []gitlab.Remote

	Scopes  []string
	EndDate gitlab.Date
	// PageAt is which of the known addresses of the token page is in use.
	PageAt int

	Token     secret.Text
	TokenFrom string
	// turned counts the tokens that were turned away; away is set while Token
	// is one of them.
	turned int
	away   bool
	// Inspected is what GitLab said of Token at Instance; nil until it did.
	Inspected *gitlab.Inspection
	// LetThrough are the problems that the person went on with, knowingly.
	LetThrough []*problem.Problem
	// Unused are the tokens that were checked in this run and not used.
	Unused []UnusedToken

	Repositories []gitlab.Repository

	Place      acp.Place
	Session    acp.Session
	Connection acp.Connection
	ReadBackAt time.Time
	// Before is the connection that ACP held when this flow first looked.
	Before *acp.Connection

	Outcome Outcome
	// HandedOver is set while ACP may hold the token although nothing has been
	// read back: from the moment in which it was sent.
	HandedOver bool
	// Rotation is set where a new token takes the place of an old one.
	Rotation *Rotation
	// Remembered says that this setup was saved for next time.
	Remembered bool

	// Flow is the flow that is running, "" for setting up.
	Flow Door
	// Door is the flow to go on with when this one has ended, "" for none;
	// DoorAt is the ID of the step that it begins with, "" for the first.
	Door   Door
	DoorAt string
	// Changes are what this run has changed and what a flow's outcome does not
	// say, in sentences; those before ToldChanges belong to earlier flows.
	Changes     []string
	ToldChanges int
	// Held is what ACP held when the running flow asked, or nil.
	Held *acp.Connection
	// Refused is a repository that a check found closed, or nil.
	Refused *gitlab.Repository
	// Listed is the number of active tokens that were listed last.
	Listed int
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

// tokenIsHere reports whether the token that was given is meant for the GitLab
// of this setup: a flag handed it over, or the same GitLab was named with it,
// in this run, and GITLAB_HOST names no other. Only then does Enter send it.
func (s *Setup) tokenIsHere() bool {
	if s.Given.Token.IsZero() || s.Given.TokenSpare || s.Given.Elsewhere(s.Instance.URL()) {
		return false
	}
	named := !s.Given.GitLab.IsZero() && s.Given.GitLab.From != FromMemory
	return s.Given.TokenByFlag || named && origin(s.Given.GitLab.Value) == originOf(s.Instance)
}

// NewSetup returns a setup that starts with what was given.
func NewSetup(given Given, now time.Time) *Setup {
	s := &Setup{Given: given}
	for _, sc := range gitlab.RequiredScopes() {
		s.Scopes = append(s.Scopes, sc.Name)
	}
	days := given.TokenDays
	if days == 0 {
		days = gitlab.DefaultDays
	}
	s.EndDate = gitlab.EndDate(now, days)
	return s
}

// SetInstance takes in as the GitLab of this setup. What was known of another
// one is forgotten; the token is kept, and checked anew.
func (s *Setup) SetInstance(found gitlab.Found) {
	if found.Instance != s.Instance {
		s.rememberUnused()
		s.Inspected, s.LetThrough, s.Repositories = nil, nil, nil
		s.reopen()
	}
	s.Instance, s.Probe = found.Instance, found
}

// secrets are all secrets that the setup knows of.
func (s *Setup) secrets() []secret.Text {
	all := []secret.Text{s.Token, s.Given.Token, s.Session.Bearer}
	for _, g := range s.Given.Sessions {
		all = append(all, g.Bearer)
	}
	for _, u := range s.Unused {
		all = append(all, u.Token)
	}
	return append(all, s.Rotation.secrets()...)
}

// holdsSecret reports whether a text that was typed into an open field is one
// of the secrets, or has the form of one: it must not become part of a request.
func (s *Setup) holdsSecret(text string) bool {
	return text != "" && secret.NewScrubber(s.secrets()...).Scrub(text) != text
}

// acpMayHold reports whether ACP has, or may have, the token of this setup.
func (s *Setup) acpMayHold() bool {
	return s.Outcome == Connected || s.Outcome == InBrowser || s.HandedOver || s.rotating() && s.Rotation.mayHold(s)
}

// reopen makes the outcome open again: another token or another GitLab than the
// one that ACP was given is not connected. What was changed stays said.
func (s *Setup) reopen() {
	if s.Outcome == Connected {
		s.Changes = append(s.Changes, "ACP was connected at "+clockTime(s.ReadBackAt)+", with the token before this one, and stays so.")
	} else if s.HandedOver {
		s.Changes = append(s.Changes, "ACP was given the token before this one, and may have it.")
	}
	s.Outcome, s.HandedOver = Unfinished, false
	s.Connection, s.Before, s.ReadBackAt = acp.Connection{}, nil, time.Time{}
}

// Wipe forgets every secret of the setup.
func (s *Setup) Wipe() {
	s.Token, s.Given.Token = secret.Text{}, secret.Text{}
	s.Session.Bearer = secret.Text{}
	for i := range s.Given.Sessions {
		s.Given.Sessions[i].Bearer = secret.Text{}
	}
	for i := range s.Unused {
		s.Unused[i].Token = secret.Text{}
	}
	s.Rotation.Wipe()
}

// TokenUsable reports whether GitLab accepted the token and nothing about it
// stops, apart from what was let through knowingly.
func (s *Setup) TokenUsable() bool {
	return s.Inspected != nil && s.blocking() == nil
}

// blocking returns the problem of the token that stops, or nil.
func (s *Setup) blocking() *problem.Problem {
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

func (s *Setup) accepted(p *problem.Problem) bool {
	if s.irrelevant(p) {
		return true
	}
	if Acceptable(p, s.Inspected.Token.Scopes) && slices.Contains(s.Given.Accept, p.Code) {
		return true
	}
	return slices.ContainsFunc(s.LetThrough, func(q *problem.Problem) bool {
		return q.Code == p.Code && q.Subject == p.Subject
	})
}

// letThrough lets every problem pass that may pass, and has this code.
func (s *Setup) letThrough(code problem.Code) {
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
