package setup

import (
	"context"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
)

// ExitOf is the exit code of the flow that ran last. left says that the person
// left before its end.
func ExitOf(s *State, left bool) int {
	if !s.InOtherFlow() || s.Rotating() {
		return Exit(s, left)
	}
	switch s.Outcome {
	case Disconnected:
		return problem.ExitOK
	case Checked:
		return problem.Exit(s.CheckProblems(), false)
	}
	switch {
	case left, s.Outcome == KeptOld:
		return problem.ExitCancelled
	case s.Outcome == LookedAt:
		return lookedExit(s)
	case s.Outcome == Unfinished && s.Flow != FlowLookup && s.Flow != FlowGuide:
		return problem.ExitNeedsDoing
	}
	return problem.ExitOK
}

// lookedExit is that of the command status: a connection that is not there, or
// what GitLab said of the token just now.
func lookedExit(s *State) int {
	if !s.Held.Connected {
		return problem.ExitNeedsDoing
	}
	if p := s.Blocking(); p != nil {
		return problem.Exit([]*problem.Problem{p}, false)
	}
	return problem.ExitOK
}

// TokenLives reports whether nothing but the connection was ended.
func (s *State) TokenLives() bool { return len(s.Changes)-s.ToldChanges < 2 }

// The outcomes behind the other doors. KeptOld and InBrowser are the same
// there.
const (
	// Checked: a token was checked, for better or worse.
	Checked Outcome = iota + NotConfirmed + 1
	// LookedAt: ACP said what it holds.
	LookedAt
	// Disconnected: ACP holds nothing any more.
	Disconnected
	// NothingHeld: ACP held nothing in the first place.
	NothingHeld
	// Listed: the tokens were listed, and some perhaps ended.
	Listed
)

// EndedWell reports whether ACP has the token now, as far as this run knows.
func EndedWell(s *State) bool { return s.Outcome == Connected || s.Outcome == InBrowser }

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

// Settles reports whether something was sent whose answer is awaited.
func (s *State) Settles() bool { return s.Rotation.State().Busy }

// Settle waits until what a rotation has sent has come to its end, for whoever
// left before it: what ACP holds then is what came of this run.
func (s *State) Settle(ctx context.Context) {
	if !s.Rotating() {
		return
	}
	s.Rotation.Settle(ctx)
	if state := s.Rotation.State(); s.Outcome == Unfinished && state.Active == ActiveNew && !state.ReadBack.IsZero() {
		s.Outcome, s.ReadBackAt = Connected, state.ReadBack
	}
}

// AcpMayHold reports whether ACP has, or may have, the token of this setup.
func (s *State) AcpMayHold() bool {
	return s.Outcome == Connected || s.Outcome == InBrowser || s.HandedOver || s.Rotating() && s.Rotation.mayHold(s)
}

// reopen makes the outcome open again: another token or another GitLab than the
// one that ACP was given is not connected. What was changed stays said.
func (s *State) reopen() {
	if s.Outcome == Connected {
		s.Changes = append(s.Changes, "ACP was connected at "+ClockTime(s.ReadBackAt)+", with the token before this one, and stays so.")
	} else if s.HandedOver {
		s.Changes = append(s.Changes, "ACP was given the token before this one, and may have it.")
	}
	s.Outcome, s.HandedOver = Unfinished, false
	s.Connection, s.Before, s.ReadBackAt = acp.Connection{}, nil, time.Time{}
}

// Exit is the exit code of the wizard. left says that the person left before
// the end.
func Exit(s *State, left bool) int {
	switch {
	case s.Outcome == Connected, s.Outcome == InBrowser && !left:
		return problem.ExitOK
	case left, s.Outcome == KeptOld:
		return problem.ExitCancelled
	default:
		return problem.ExitNeedsDoing
	}
}
