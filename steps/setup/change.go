package setup

import (
	"time"

	"acp-gitlab/gitlab"
)

// ChangeKind says what a change is.
type ChangeKind int

const (
	// TokenEnded means that a token was ended at GitLab.
	TokenEnded ChangeKind = iota
	// ConnectionEnded means that ACP forgot its connection.
	ConnectionEnded
	// EarlierConnected means that ACP was connected with a token that another one has taken
	// the place of since, in this run.
	EarlierConnected
	// EarlierSent means that ACP was given such a token, and may have it.
	EarlierSent
)

// Change is one thing that this run has changed, and that the outcome of the
// running flow does not say.
type Change struct {
	Kind ChangeKind
	// Name and ID are those of the token that was ended.
	Name string
	ID   int64
	// URL is the GitLab that ACP was disconnected from.
	URL string
	// At is when ACP was disconnected, or showed the connection.
	At time.Time

	flow int // in which flow of this run
}

// Changes are what this run has changed, oldest first. What earlier tokens left
// at ACP is among them.
func (s *State) Changes() []Change {
	var all []Change
	earlier := s.earlier
	for n := 0; n <= len(s.changes); n++ {
		for len(earlier) > 0 && earlier[0].changes == n {
			if c, ok := earlier[0].change(); ok {
				all = append(all, c)
			}
			earlier = earlier[1:]
		}
		if n < len(s.changes) {
			all = append(all, s.changes[n])
		}
	}
	return all
}

// change is what the attempt left at ACP; false where that is nothing.
func (e *earlierAttempt) change() (Change, bool) {
	switch e.stage.acp {
	case shown:
		return Change{Kind: EarlierConnected, At: e.confirmedAt, flow: e.flow}, true
	case perhaps:
		return Change{Kind: EarlierSent, flow: e.flow}, true
	}
	return Change{}, false
}

// ChangesOfFlow are those of the running flow.
func (s *State) ChangesOfFlow() []Change {
	var own []Change
	for _, c := range s.Changes() {
		if c.flow == s.flows {
			own = append(own, c)
		}
	}
	return own
}

func (s *State) note(c Change) {
	c.flow = s.flows
	s.changes = append(s.changes, c)
}

// TokenEnded notes that a token has been ended at GitLab; own says that it is
// the token of this setup, which is forgotten with that.
func (s *State) TokenEnded(t gitlab.TokenFacts, own bool) {
	s.note(Change{Kind: TokenEnded, Name: t.Name, ID: t.ID})
	if own {
		s.forgetToken()
	}
}

// TokenLives reports whether the running flow has ended no token.
func (s *State) TokenLives() bool {
	for _, c := range s.ChangesOfFlow() {
		if c.Kind == TokenEnded {
			return false
		}
	}
	return true
}
