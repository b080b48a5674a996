// Package setup is what a run knows and does, without a terminal. The screens of
// the wizard and the commands both call it, so nothing is done in two ways.
//
// [State] holds the answers, the token in use and what came of it at ACP. [Env] is
// what the run was started with. The operations check, connect, replace a token,
// disconnect, revoke, and remember a setup.
//
// Operations return typed values and report each [problem.Finding] as it is known.
// They never return sentences: package words makes those, and nothing here reads
// one. State says for every token whether it is in use, so that none is left
// active without a word.
package setup

import (
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

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
	// Page is which of the known token pages is in use.
	Page gitlab.PageKind
	// WantsFineGrained says that a fine-grained token is the one to make: a group
	// takes no other, or one lacked a permission. Its page comes first then.
	WantsFineGrained bool
	// FineGrainedFor is the repository that it is for, "" where none is known.
	FineGrainedFor string
	// PageOpened says that a browser of this computer was asked for it.
	PageOpened bool

	// attempt is the token in hand, and what has come of it; earlier are those
	// whose place it took, turned how many of them the person turned away.
	attempt
	earlier []earlierAttempt
	turned  int
	// lentSecond says that the second spare token took the place of the first.
	lentSecond bool

	Repositories []gitlab.Repository
	// ahead is what GitLab said about them together with the token.
	ahead gitlab.Ahead

	Endpoint acp.Endpoint
	Session  acp.Session
	// agreed are the problems that the person goes on in spite of, there;
	// credential is their own one that counts, "" where they were not asked.
	agreed     []problem.Code
	credential string
	// store is the one that ACP has, where there was nothing to choose.
	store acp.Store

	// Rotation is set where a new token takes the place of an old one.
	Rotation *Rotation
	// Remembered says that this setup was saved for next time.
	Remembered bool

	// Flow is the flow that is running, "" for setting up.
	Flow Flow
	// nextFlow is the flow to go on with when this one has ended, "" for none;
	// nextStep is the ID of the step that it begins with, "" for the first.
	nextFlow Flow
	nextStep string
	// Refused is a repository that a check found closed, or nil.
	Refused *gitlab.Repository
	// result is what came of the running flow, flows counts those that began, and
	// changes are what all of them have changed.
	result  flowResult
	flows   int
	changes []Change
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

// Secrets are all secrets that the setup knows of.
func (s *State) Secrets() []secret.Text {
	all := []secret.Text{s.token, s.Answers.Token, s.Answers.TokenSecond, s.Session.Bearer}
	for _, g := range s.Answers.Sessions {
		all = append(all, g.Bearer)
	}
	for _, e := range s.earlier {
		all = append(all, e.token)
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
	s.token, s.Answers.Token, s.Answers.TokenSecond = secret.Text{}, secret.Text{}, secret.Text{}
	s.Session.Bearer = secret.Text{}
	for i := range s.Answers.Sessions {
		s.Answers.Sessions[i].Bearer = secret.Text{}
	}
	for i := range s.earlier {
		s.earlier[i].token = secret.Text{}
	}
	s.Rotation.Wipe()
}
