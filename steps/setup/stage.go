package setup

// stage is how far the handing over of one token to ACP has come: what is known
// of ACP, and what the person decided, if anything. It changes only by the
// events below. The zero value is the beginning.
type stage struct {
	acp     holding
	decided decision
}

// holding is what is known of whether ACP has the token.
type holding int

const (
	// notGiven: ACP was not sent it, or has refused it.
	notGiven holding = iota
	// perhaps: it was sent, and nothing shows what came of that.
	perhaps
	// shown: ACP shows the connection that was made with it.
	shown
)

// decision is how the person ended the handing over without ACP showing it.
type decision int

const (
	_ decision = iota // not decided
	// keepOld: what ACP has stays.
	keepOld
	// endHere: the run ends without a confirmed connection.
	endHere
	// doneByHand: they did it on ACP's own page, where it cannot be seen.
	doneByHand
)

// event is something that happens to the handing over.
type event int

const (
	// eventSent: the token goes out to ACP.
	eventSent event = iota
	// eventLost: ACP may have saved it, and does not show whether.
	eventLost
	// eventRefused: ACP did not save it.
	eventRefused
	// eventShown: ACP shows the new connection.
	eventShown
	// eventKept: the person keeps the connection that ACP has.
	eventKept
	// eventEnded: the person goes on without a confirmed connection.
	eventEnded
	// eventByHand: the person has done it on ACP's own page.
	eventByHand
	// eventReopened: the person is back at the handing over.
	eventReopened
	// eventFlow: another flow begins. What ACP has shown may change by then.
	eventFlow
)

// after returns the stage after e. Where e is not possible the stage stays as
// it is, and ok is false. What is known of ACP counts more than what the person
// decides: it may come at any time, and takes a decision back; a decision is
// not possible once ACP shows the connection.
func (s stage) after(e event) (next stage, ok bool) {
	switch e {
	case eventSent, eventLost:
		return stage{acp: perhaps}, true
	case eventRefused:
		if s.acp == shown {
			return s, false
		}
		return stage{acp: notGiven}, true
	case eventShown:
		return stage{acp: shown}, true
	case eventReopened:
		return stage{acp: s.acp}, true
	case eventFlow:
		return stage{acp: min(s.acp, perhaps)}, true
	}
	decided, ok := map[event]decision{eventKept: keepOld, eventEnded: endHere, eventByHand: doneByHand}[e]
	if !ok || s.acp == shown {
		return s, false
	}
	return stage{acp: s.acp, decided: decided}, true
}

// outcome is what the stage is called where a flow ends at it.
func (s stage) outcome() Outcome {
	switch {
	case s.acp == shown:
		return Connected
	case s.decided == doneByHand:
		return InBrowser
	case s.decided == keepOld:
		return KeptOld
	case s.decided == endHere && s.acp == perhaps:
		return NotConfirmed
	case s.decided == endHere:
		return NotConnected
	}
	return Unfinished
}

// mayHold reports whether ACP has the token, or may have it.
func (s stage) mayHold() bool { return s.acp != notGiven || s.decided == doneByHand }
