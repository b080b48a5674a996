package setup

import "slices"

// The doors of the menu that the welcome screen does not have.
const (
	FlowDisconnect Flow = "disconnect"
	FlowTokens     Flow = "tokens"
	FlowLookup     Flow = "words"
	FlowGuide      Flow = "guide"
)

// OpenFlow ends the running flow and asks for the one behind door, with all
// that was answered so far. at is the ID of the step that it begins with, ""
// for the first.
func (s *State) OpenFlow(door Flow, at string) { s.NextFlow, s.NextStep = door, at }

// TakeNextFlow returns the door to go through now, and the step behind it to begin
// with; false where the flow has ended for good.
func (s *State) TakeNextFlow() (door Flow, at string, ok bool) {
	door, at = s.NextFlow, s.NextStep
	s.NextFlow, s.NextStep = "", ""
	return door, at, door != ""
}

// InOtherFlow reports whether the running flow is one behind a door, whose first
// screen leads back home.
func (s *State) InOtherFlow() bool { return s.Flow != "" && s.Flow != FlowSetUp }

// Changed notes what this run has changed, as a sentence.
func (s *State) Changed(sentence string) { s.Changes = append(s.Changes, sentence) }

// Rotating reports whether the running flow replaces a token.
func (s *State) Rotating() bool { return s.Flow == FlowReplace && s.Rotation != nil }

// The IDs of the steps, for ui.GoTo.
const (
	IDInstance   = "instance"
	IDTokenPage  = "token-page"
	IDScopes     = "scopes"
	IDPaste      = "paste"
	IDValidation = "check"
	IDRepository = "repository"
	IDConnect    = "connect"
	IDDone       = "done"
)

// StepOrder are the steps of setting up, in their order.
var StepOrder = []string{
	IDInstance, IDTokenPage, IDScopes, IDPaste, IDValidation, IDRepository, IDConnect, IDDone,
}

// ResumeAt is the step at which an interrupted setup goes on: no secret is
// kept, so the paste at the latest.
func ResumeAt(left string) string {
	i, paste := slices.Index(StepOrder, left), slices.Index(StepOrder, IDPaste)
	if i < 1 || i > paste {
		return IDPaste
	}
	return left
}

// Flow is one of the ways on from the welcome screen.
type Flow string

// The doors. The last two stay in this flow; the others are opened by
// whoever runs the flows.
const (
	FlowReplace Flow = "replace"
	FlowLook    Flow = "look"
	FlowCheck   Flow = "check"
	FlowResume  Flow = "go-on"
	FlowSetUp   Flow = "set-up"
)
