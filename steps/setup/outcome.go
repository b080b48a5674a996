package setup

import (
	"context"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
)

// Outcome is how a flow ended.
type Outcome int

// The outcomes of handing a token over. KeptOld and InBrowser are also those of
// flows that hand nothing over.
const (
	Unfinished Outcome = iota
	Connected
	InBrowser
	KeptOld
	NotConnected
	// NotConfirmed: ACP was sent the token, and nothing shows whether it has it.
	NotConfirmed
	// Checked: a token was checked, for better or worse.
	Checked
	// LookedAt: ACP said what it holds.
	LookedAt
	// Disconnected: ACP holds nothing any more.
	Disconnected
	// NothingHeld: ACP held nothing in the first place.
	NothingHeld
	// Listed: the tokens were listed, and some perhaps ended.
	Listed
)

// flowResult is what came of the running flow, where it hands no token over.
type flowResult struct {
	outcome Outcome
	// held is what ACP said it holds; nil where it was not asked.
	held   *acp.Connection
	listed int
	// others are what ACP holds in its other store; left are bindings that are
	// still there after a credential was removed.
	others []acp.Connection
	left   []*problem.Problem
}

// handsOver reports whether the running flow is about handing a token over.
func (s *State) handsOver() bool { return !s.InOtherFlow() || s.Rotating() }

// Outcome is how the running flow stands: what has come of the token that it
// hands over, or what another flow has come to.
func (s *State) Outcome() Outcome {
	if s.handsOver() {
		return s.stage.outcome()
	}
	return s.result.outcome
}

// Held is what ACP holds, or held before it was disconnected, as it said in
// this flow; nil where it was not asked.
func (s *State) Held() *acp.Connection { return s.result.held }

// AlsoHeld is what ACP holds in its other store, as it said in this flow.
func (s *State) AlsoHeld() []acp.Connection { return s.result.others }

// SetAlsoHeld takes what ACP says it holds in its other store.
func (s *State) SetAlsoHeld(others []acp.Connection) { s.result.others = others }

// Left are the bindings that are still there after a credential was removed.
func (s *State) Left() []*problem.Problem { return s.result.left }

// SetLeft takes the bindings that are still there.
func (s *State) SetLeft(left []*problem.Problem) { s.result.left = left }

// ShownByACP is the connection that ACP showed last, as far as this program has
// changed nothing about it since; its zero value for none.
func (s *State) ShownByACP() acp.Connection {
	switch held := s.result.held; {
	case s.result.outcome == Disconnected:
		return acp.Connection{}
	case held != nil:
		return *held
	}
	return s.connection
}

// ListedTokens is the number of active tokens that were listed last.
func (s *State) ListedTokens() int { return s.result.listed }

// BeginFlow makes f the running flow. What this run knows of ACP is from now on
// what it was once shown, and what the person decided is open again.
func (s *State) BeginFlow(f Flow) {
	s.Flow, s.Rotation, s.Refused = f, nil, nil
	s.result = flowResult{}
	s.withdraw()
	s.flows++
	s.take(eventFlow)
}

// Handed takes in one event of a handover that began with this state; at is
// when it came.
func (s *State) Handed(ev HandoverEvent, at time.Time) {
	switch {
	case ev.Sent != nil:
		s.take(eventSent)
	case ev.Existing != nil:
		s.before = ev.Existing
	case ev.Problem != nil && ev.Unsent: // what an earlier one came to stays
	case ev.Problem != nil && ev.MayHold:
		s.take(eventLost)
	case ev.Problem != nil:
		s.take(eventRefused)
	case ev.Connected != nil:
		s.confirmed(*ev.Connected, at)
	}
}

func (s *State) confirmed(now acp.Connection, at time.Time) {
	s.take(eventShown)
	s.connection, s.confirmedAt = now, at
}

// Reopen says that the person is back at the handing over: what they decided
// there is open again.
func (s *State) Reopen() { s.take(eventReopened) }

// KeepOld says that the person keeps the connection that ACP has; false where
// ACP has shown none.
func (s *State) KeepOld() bool {
	if s.handsOver() {
		return s.before != nil && s.take(eventKept)
	}
	return s.reach(KeptOld, s.holds())
}

// EndHere says that the person goes on without a confirmed connection.
func (s *State) EndHere() bool { return s.handsOver() && s.take(eventEnded) }

// DoneInBrowser says that the person did it on ACP's own page.
func (s *State) DoneInBrowser() bool {
	if s.handsOver() {
		return s.take(eventByHand)
	}
	return s.reach(InBrowser, true)
}

// reach ends a flow that hands nothing over with o, where that is possible.
func (s *State) reach(o Outcome, possible bool) bool {
	if !possible || s.handsOver() {
		return false
	}
	s.result.outcome = o
	return true
}

// holds reports whether ACP has said in this flow that it holds something for the
// person, used by a session or not.
func (s *State) holds() bool { return s.result.held != nil && s.result.held.Has() }

// SetHeld takes what ACP says it holds.
func (s *State) SetHeld(now acp.Connection) {
	if now.Has() && s.result.outcome == Disconnected {
		s.result.outcome = Unfinished
	}
	s.result.held = &now
}

// EndCheck ends a check of a token, for better or worse.
func (s *State) EndCheck() bool { return s.reach(Checked, true) }

// EndLook ends a look at what ACP holds; false where it has not said it.
func (s *State) EndLook() bool { return s.reach(LookedAt, s.result.held != nil) }

// EndNothingHeld ends disconnecting where ACP has said that it holds nothing.
func (s *State) EndNothingHeld() bool {
	return s.reach(NothingHeld, s.result.held != nil && !s.result.held.Has())
}

// Disconnected says that ACP has ended the connection that it held; false where
// it had told of none, or this has been said already.
func (s *State) Disconnected(at time.Time) bool {
	if s.result.outcome == Disconnected || !s.reach(Disconnected, s.holds()) {
		return false
	}
	s.note(Change{Kind: ConnectionEnded, URL: s.result.held.InstanceURL, At: at})
	return true
}

// List says how many active tokens there are.
func (s *State) List(n int) bool {
	s.result.listed = n
	return s.reach(Listed, true)
}

// EndedWell reports whether ACP has the token now, as far as this run knows.
func EndedWell(s *State) bool { return s.Outcome() == Connected || s.Outcome() == InBrowser }

// AcpMayHold reports whether ACP has, or may have, the token of this setup.
func (s *State) AcpMayHold() bool { return s.stage.mayHold() || s.Rotating() && s.Rotation.mayHold(s) }

// AwaitsAnswers reports whether something was sent whose answer is awaited.
func (s *State) AwaitsAnswers() bool { return s.Rotation.State().Busy }

// WaitForAnswers waits until what a rotation has sent has come to its end, for
// whoever left before it. What ACP holds then is what came of this run.
func (s *State) WaitForAnswers(ctx context.Context) {
	if !s.Rotating() {
		return
	}
	s.Rotation.Wait(ctx)
	if state := s.Rotation.State(); s.Outcome() == Unfinished && state.Active == ActiveNew && !state.ReadBack.IsZero() {
		s.confirmed(acp.Connection{}, state.ReadBack)
	}
}

// ExitOf is the exit code of the flow that ran last. left says that the person
// left before its end.
func ExitOf(s *State, left bool) int {
	if s.handsOver() {
		return Exit(s, left)
	}
	switch s.Outcome() {
	case Disconnected:
		return problem.Exit(s.result.left, false)
	case Checked:
		return problem.Exit(s.CheckProblems(), false)
	}
	switch {
	case left, s.Outcome() == KeptOld:
		return problem.ExitCancelled
	case s.Outcome() == LookedAt:
		return lookedExit(s)
	case s.Outcome() == Unfinished && s.Flow != FlowLookup && s.Flow != FlowGuide:
		return problem.ExitNeedsDoing
	}
	return problem.ExitOK
}

// lookedExit is that of the command status: a connection that is not there, or
// what GitLab said of the token just now.
func lookedExit(s *State) int {
	if !s.result.held.Connected {
		return problem.ExitNeedsDoing
	}
	if p := s.Blocking(); p != nil {
		return problem.Exit([]*problem.Problem{p}, false)
	}
	return problem.ExitOK
}

// Exit is the exit code of the wizard. left says that the person left before
// the end.
func Exit(s *State, left bool) int {
	switch {
	case s.Outcome() == Connected, s.Outcome() == InBrowser && !left:
		return problem.ExitOK
	case left, s.Outcome() == KeptOld:
		return problem.ExitCancelled
	default:
		return problem.ExitNeedsDoing
	}
}
