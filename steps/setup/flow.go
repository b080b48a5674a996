package setup

import "slices"

// Flow is one of the things that a run can be about: "" is setting up.
type Flow string

// The flows. The welcome screen offers the first five, the menu the others.
const (
	FlowReplace    Flow = "replace"
	FlowLook       Flow = "look"
	FlowCheck      Flow = "check"
	FlowResume     Flow = "go-on"
	FlowSetUp      Flow = "setup"
	FlowDisconnect Flow = "disconnect"
	FlowTokens     Flow = "tokens"
	FlowLookup     Flow = "words"
	FlowGuide      Flow = "guide"
)

// OpenFlow asks for next once the running flow has ended, with all that was
// answered so far. at is the ID of the step that it begins with, "" for the
// first.
func (s *State) OpenFlow(next Flow, at string) { s.nextFlow, s.nextStep = next, at }

// TakeNextFlow returns the flow to run now, and the step that it begins with;
// false where the run has ended for good.
func (s *State) TakeNextFlow() (next Flow, at string, ok bool) {
	next, at = s.nextFlow, s.nextStep
	s.nextFlow, s.nextStep = "", ""
	return next, at, next != ""
}

// InOtherFlow reports whether another flow than setting up is running. Its first
// screen leads back home.
func (s *State) InOtherFlow() bool { return s.Flow != "" && s.Flow != FlowSetUp }

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
