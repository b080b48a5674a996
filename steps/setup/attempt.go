package setup

import (
	"slices"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// attempt is one token at one GitLab, and what has come of it in this run. The
// state has one that is current, and keeps the earlier ones. All writing goes
// through the methods of State.
type attempt struct {
	token secret.Text
	from  string
	// turnedAway is set while the person wants another token than this one.
	turnedAway bool
	// inspected is what GitLab said of the token; nil until it did.
	inspected *gitlab.Inspection
	// letThrough are the problems that the person went on with, knowingly.
	letThrough []*problem.Problem

	stage stage
	// before is the connection that ACP held, and that must not be replaced
	// unasked; nil where there was none.
	before *acp.Connection
	// connection is what ACP showed when it showed the new connection, at
	// confirmedAt.
	connection  acp.Connection
	confirmedAt time.Time
	// ended says that the token has been ended at GitLab as one that is not used.
	ended bool
}

// earlierAttempt is an attempt whose place another one has taken.
type earlierAttempt struct {
	attempt
	instance gitlab.Instance
	// unused says that GitLab took the token and ACP was not given it.
	unused bool
	// flow is the flow of this run in which it was set aside, and changes how
	// many changes were noted before.
	flow, changes int
}

// Token is the token of this setup.
func (a *attempt) Token() secret.Text { return a.token }

// TokenFrom is where the token came from: "prompt", "stdin", a variable.
func (a *attempt) TokenFrom() string { return a.from }

// TurnedAway reports whether the person wants another token than this one.
func (a *attempt) TurnedAway() bool { return a.turnedAway }

// Inspected is what GitLab said of the token; nil until it did.
func (a *attempt) Inspected() *gitlab.Inspection { return a.inspected }

// LetThrough are the problems that the person went on with, knowingly.
func (a *attempt) LetThrough() []*problem.Problem { return a.letThrough }

// Before is the connection that ACP held and that was not to be replaced
// unasked; nil where there was none.
func (a *attempt) Before() *acp.Connection { return a.before }

// Connection is the connection as ACP showed it after it was given the token;
// its zero value before that.
func (a *attempt) Connection() acp.Connection { return a.connection }

// ConfirmedAt is when ACP showed the connection; zero before that.
func (a *attempt) ConfirmedAt() time.Time { return a.confirmedAt }

// HandedOver reports whether ACP has the token, or may have it, by what this
// program sent.
func (a *attempt) HandedOver() bool { return a.stage.acp != notGiven }

// NewAccepted reports whether GitLab has accepted a token in this run.
func (a *attempt) NewAccepted() bool {
	return !a.token.IsZero() && a.inspected != nil && a.inspected.User != nil
}

// Works reports whether GitLab accepted the token in this run: only then may a
// text say that it needs no change.
func (a *attempt) Works() bool { return a.inspected != nil && a.inspected.Token.Active }

// lives reports whether GitLab said that the token is active.
func (a *attempt) lives() bool {
	return a.inspected != nil && a.inspected.Token.ID != 0 && a.inspected.Token.Active
}

func (a *attempt) take(e event) bool {
	next, ok := a.stage.after(e)
	a.stage = next
	return ok
}

// forget forgets the token itself and what GitLab said of it. What ACP has is
// another matter.
func (a *attempt) forget() { a.token, a.inspected, a.letThrough = secret.Text{}, nil, nil }

// SetInstance takes in as the GitLab of this setup. The token is kept and
// checked anew: what another GitLab said of it does not count.
func (s *State) SetInstance(found gitlab.Found) {
	if found.Instance != s.Instance {
		old := s.attempt
		s.setAside()
		s.Instance = found.Instance
		s.Page, s.PageOpened = gitlab.PageIndex, false
		s.WantsFineGrained, s.FineGrainedFor = false, ""
		s.resume(old.token, old.from)
		s.turnedAway = old.turnedAway
	}
	s.Instance, s.Probe = found.Instance, found
}

// SetToken takes the token to check. Another token than before is another
// attempt.
func (s *State) SetToken(t secret.Text, from string) {
	s.turnedAway = false
	if s.token.Equal(t) {
		s.from = from
		return
	}
	s.setAside()
	s.resume(t, from)
	s.Remembered = false
}

// setAside puts the current attempt among the earlier ones.
func (s *State) setAside() {
	if !s.token.IsZero() || s.HandedOver() {
		s.earlier = append(s.earlier, earlierAttempt{
			attempt: s.attempt, instance: s.Instance, unused: s.lives() && !s.AcpMayHold(),
			flow: s.flows, changes: len(s.changes),
		})
	}
	s.attempt, s.Repositories, s.result.outcome = attempt{}, nil, Unfinished
}

// resume makes t the token of the current attempt. One that this run has had
// before at this GitLab goes on with what is known of ACP and of it: it must
// not look as if ACP had never been given it.
func (s *State) resume(t secret.Text, from string) {
	s.attempt = attempt{token: t, from: from}
	if t.IsZero() {
		return
	}
	for i, e := range s.earlier {
		if e.token.Equal(t) && e.instance == s.Instance {
			s.stage, s.connection, s.confirmedAt = e.stage, e.connection, e.confirmedAt
			s.take(eventFlow)
			s.earlier = slices.Delete(s.earlier, i, i+1)
			return
		}
	}
}

// Rechecking says that GitLab is asked about the token anew.
func (s *State) Rechecking() { s.inspected = nil }

// Checked takes what GitLab said of the token.
func (s *State) Checked(in *gitlab.Inspection) { s.inspected = in }

// Took keeps what GitLab said of a token at hand. What the running flow has
// come to stays.
func (s *State) Took(h AvailableToken, a TokenCheck) {
	if a.Problem != nil {
		return
	}
	reached := s.result.outcome
	s.SetInstance(a.found)
	s.SetToken(h.token, h.from)
	s.Checked(a.Inspection)
	s.result.outcome = reached
}

// LetPass lets every problem pass that may pass, and has this code.
func (s *State) LetPass(code problem.Code) {
	for _, p := range s.inspected.Problems {
		if p.Code == code && acceptable(p) {
			s.letThrough = append(s.letThrough, p)
		}
	}
}

// TurnAway says that the token of this setup is not wanted any more.
func (s *State) TurnAway() { s.turned, s.turnedAway = s.turned+1, true }

// Turned counts the tokens that were turned away.
func (s *State) Turned() int { return s.turned }

// forgetToken forgets the token of this setup: it has ended.
func (s *State) forgetToken() {
	if s.Answers.Token.Equal(s.token) {
		s.Answers.Token = secret.Text{}
	}
	s.forget()
}

// UnusedToken is a token that GitLab accepted in this run and that ACP was not
// given: it still lives.
type UnusedToken struct {
	Token secret.Text
	// Instance is the GitLab that it belongs to: it is ended there.
	Instance gitlab.Instance
	// ID is GitLab's number and CreatedAt its time: several tokens of one run
	// bear the same name.
	ID        int64
	CreatedAt time.Time
	Name      string
	Reason    problem.Code
	Ended     bool
}

// Unused are the tokens of this run that ACP was not given, oldest first. The
// current one is among them once the person has gone on without it.
func (s *State) Unused() []UnusedToken {
	var out []UnusedToken
	for i := range s.earlier {
		if e := &s.earlier[i]; e.unused {
			out = append(out, e.asUnused(e.instance))
		}
	}
	if s.handsOver() && s.Outcome() != Unfinished && s.lives() && !s.AcpMayHold() {
		out = append(out, s.asUnused(s.Instance))
	}
	return out
}

// EndedUnused says that u has been ended at GitLab.
func (s *State) EndedUnused(u UnusedToken) {
	if s.token.Equal(u.Token) && s.Instance == u.Instance {
		s.ended = true
	}
	for i := range s.earlier {
		if e := &s.earlier[i]; e.token.Equal(u.Token) && e.instance == u.Instance {
			e.ended = true
		}
	}
}

func (a *attempt) asUnused(in gitlab.Instance) UnusedToken {
	t := a.inspected.Token
	u := UnusedToken{Token: a.token, Instance: in, ID: t.ID, CreatedAt: t.CreatedAt, Name: t.Name, Ended: a.ended}
	if p := problem.First(a.inspected.Problems); p != nil {
		u.Reason = p.Code
	}
	return u
}
