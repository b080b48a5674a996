package setup

import (
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// AcpAddress is what is known of ACP's address: an answer that was given, or
// what an earlier flow of this run has found.
func (s *State) AcpAddress() string {
	for _, address := range []string{s.Endpoint.API, s.Endpoint.Web} {
		if s.InOtherFlow() && address != "" {
			return address
		}
	}
	return s.Answers.ACP.Value
}

// State is what a flow knows: the answers, and what came of them. All steps of
// a flow share one; only the Update goroutine changes it.
type State struct {
	Answers Answers

	Instance gitlab.Instance
	Probe    gitlab.Found
	// CAFile is the CA file in use, and where it came from.
	CAFile Value

	// Remotes are the git remotes of the folder.
	Remotes []gitlab.Remote

	Scopes  []string
	EndDate gitlab.Date
	// PageAt is which of the known addresses of the token page is in use.
	PageAt int

	Token     secret.Text
	TokenFrom string
	// Turned counts the tokens that were turned away; away is set while Token
	// is one of them.
	Turned int
	Away   bool
	// Inspected is what GitLab said of Token at Instance; nil until it did.
	Inspected *gitlab.Inspection
	// LetThrough are the problems that the person went on with, knowingly.
	LetThrough []*problem.Problem
	// Unused are the tokens that were checked in this run and not used.
	Unused []UnusedToken

	Repositories []gitlab.Repository

	Endpoint   acp.Endpoint
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
	Flow Flow
	// NextFlow is the flow to go on with when this one has ended, "" for none;
	// DoorAt is the ID of the step that it begins with, "" for the first.
	NextFlow Flow
	NextStep string
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

// New returns a setup that starts with what was given.
func New(given Answers, now time.Time) *State {
	s := &State{Answers: given}
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
func (s *State) SetInstance(found gitlab.Found) {
	if found.Instance != s.Instance {
		s.RememberUnused()
		s.Inspected, s.LetThrough, s.Repositories = nil, nil, nil
		s.reopen()
	}
	s.Instance, s.Probe = found.Instance, found
}

// Secrets are all secrets that the setup knows of.
func (s *State) Secrets() []secret.Text {
	all := []secret.Text{s.Token, s.Answers.Token, s.Session.Bearer}
	for _, g := range s.Answers.Sessions {
		all = append(all, g.Bearer)
	}
	for _, u := range s.Unused {
		all = append(all, u.Token)
	}
	return append(all, s.Rotation.secrets()...)
}

// HoldsSecret reports whether a text that was typed into an open field is one
// of the secrets, or has the form of one: it must not become part of a request.
func (s *State) HoldsSecret(text string) bool {
	return text != "" && secret.NewScrubber(s.Secrets()...).Scrub(text) != text
}

// Wipe forgets every secret of the setup.
func (s *State) Wipe() {
	s.Token, s.Answers.Token = secret.Text{}, secret.Text{}
	s.Session.Bearer = secret.Text{}
	for i := range s.Answers.Sessions {
		s.Answers.Sessions[i].Bearer = secret.Text{}
	}
	for i := range s.Unused {
		s.Unused[i].Token = secret.Text{}
	}
	s.Rotation.Wipe()
}
