// Package steps holds the screens of the wizard, one file each. A screen shows what
// steps/setup knows and turns keys into calls of it. steps/words makes its text,
// and package ui draws it or reads it out.
//
// [NewFlow] makes the steps of a flow: [SettingUp], [Rotating], or one of the
// shorter ones. flow.go says which screens a flow has, and in what order. All
// steps of a flow share one [setup.State]. A screen is tested without a terminal:
// a state in, keys pressed, a state and a screen out.
package steps

import (
	"slices"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// maker makes a step.
type maker func(*setup.Env, *setup.State) ui.Step

// makers make the steps of setting up, by their IDs.
var makers = map[string]maker{
	setup.IDInstance:   newFirst,
	setup.IDTokenPage:  func(w *setup.Env, s *setup.State) ui.Step { return NewTokenPage(w, s) },
	setup.IDScopes:     func(w *setup.Env, s *setup.State) ui.Step { return NewScopes(w, s) },
	setup.IDPaste:      func(w *setup.Env, s *setup.State) ui.Step { return NewPaste(w, s, goesToACP) },
	setup.IDValidation: func(w *setup.Env, s *setup.State) ui.Step { return NewValidation(w, s, verdictUse{next: nextIsPush}) },
	setup.IDRepository: func(w *setup.Env, s *setup.State) ui.Step { return NewRepositories(w, s) },
	setup.IDConnect:    func(w *setup.Env, s *setup.State) ui.Step { return NewConnect(w, s, handing{}) },
	setup.IDDone:       func(w *setup.Env, s *setup.State) ui.Step { return NewDone(w, s) },
}

// inOrder makes the steps of setting up in their order, those of instead in the
// places of the usual ones.
func inOrder(w *setup.Env, s *setup.State, instead map[string]ui.Step) []ui.Step {
	list := make([]ui.Step, 0, len(setup.StepOrder))
	for _, id := range setup.StepOrder {
		step, ok := instead[id]
		if !ok {
			step = makers[id](w, s)
		}
		list = append(list, step)
	}
	return list
}

// stepNumber is the number of a step of setting up, as people count.
func stepNumber(id string) string { return strconv.Itoa(slices.Index(setup.StepOrder, id) + 1) }

// Where the token goes that is pasted; %s is the host of the GitLab.
const (
	goesToACP   = "It is sent to %s to be checked, and later to ACP. It is never saved here."
	goesNowhere = "It is sent to %s to be checked, and nowhere else. It is never saved here."
	goesToList  = "Any token of yours with api or read_api works. It is sent to %s, and nowhere else. It is never saved here."
)

// nextIsPush leads on from a token that works to the repositories.
const nextIsPush = "Next: make sure it can push to your repository."

// questionOfSetup asks for the GitLab that the token is for.
const questionOfSetup = "Where is your GitLab?"

// newFirst is the first step of setting up: the welcome where something is
// remembered.
func newFirst(w *setup.Env, s *setup.State) ui.Step {
	if w.Memory.IsZero() {
		return newFirstAgain(w, s)
	}
	return NewWelcome(w, s, instanceUse{question: questionOfSetup, menu: true})
}

// newFirstAgain is the first step once the welcome has been seen.
func newFirstAgain(w *setup.Env, s *setup.State) *Instance {
	return NewInstance(w, s, instanceUse{question: questionOfSetup, menu: true})
}

// elsewhere is the first step of another flow: esc leads back to setting up.
func elsewhere(w *setup.Env, s *setup.State, question string) *Instance {
	return NewInstance(w, s, instanceUse{question: question, leave: func() tea.Cmd { return home(s) }})
}

// SettingUp is the wizard's main flow: the steps of the guide.
func SettingUp(w *setup.Env, s *setup.State) []ui.Step {
	return offering(w, s, func() []ui.Step { return inOrder(w, s, nil) })
}

// NewFlow makes a flow with all that s knows: its name for the header, "" for
// setting up, and its steps. From here on it is the running one.
func NewFlow(flow setup.Flow, w *setup.Env, s *setup.State) (name string, list []ui.Step) {
	s.BeginFlow(flow)
	switch flow {
	case setup.FlowCheck:
		return "check", checking(w, s)
	case setup.FlowTokens:
		return "tokens", []ui.Step{
			elsewhere(w, s, "Which GitLab are the tokens on?"), NewPaste(w, s, goesToList),
			NewValidation(w, s, verdictUse{}), NewTokenList(w, s),
		}
	case setup.FlowReplace:
		return rotateHeader, offering(w, s, func() []ui.Step { return Rotating(w, s, w.Memory) })
	case setup.FlowLook:
		return "look", []ui.Step{NewLook(w, s)}
	case setup.FlowDisconnect:
		return "disconnect", []ui.Step{NewDisconnect(w, s)}
	case setup.FlowLookup:
		return "words", []ui.Step{NewLookup(func() tea.Cmd { return home(s) })}
	case setup.FlowGuide:
		return "guide", []ui.Step{NewGuide(func() tea.Cmd { return home(s) })}
	}
	s.Flow = ""
	list = SettingUp(w, s)
	if _, welcome := list[0].(*Welcome); welcome && !s.Instance.IsZero() {
		list[0] = newFirstAgain(w, s)
	}
	return "", list
}

// checking is the flow that checks a token, and connects nothing.
func checking(w *setup.Env, s *setup.State) []ui.Step {
	endHere := verdictUse{
		further: []action{{"s", actSkip, "finish here; nothing was connected", "finish"}},
		end:     func() tea.Cmd { return endChecked(s) },
	}
	return []ui.Step{
		elsewhere(w, s, "Which GitLab is the token from?"), NewPaste(w, s, goesNowhere),
		NewValidation(w, s, endHere), NewCheckEnd(w, s),
	}
}

// rotateHeader is what the header calls the flow that replaces a token.
const rotateHeader = "rotate · step"

// Rotating is the flow that puts a new token in the place of the one that m
// names: the steps of setting up wherever they fit.
func Rotating(w *setup.Env, s *setup.State, m memory.Memory) []ui.Step {
	s.Flow = setup.FlowReplace
	s.Rotation = setup.NewRotation(m)
	if s.Answers.OldToken != 0 {
		s.Rotation.Named(s.Answers.OldToken)
	}
	s.Answers.Recall(m.Setup)
	s.Answers.TokenName = setup.RotatedName(s.Answers.TokenName, gitlab.RotatedName(w.Now()))
	s.SetOldAside()
	return inOrder(w, s, map[string]ui.Step{
		setup.IDInstance: elsewhere(w, s, questionOfSetup),
		setup.IDValidation: NewValidation(w, s, verdictUse{
			against: func() *objection { return ofSomebodyElse(s) },
			again:   func() string { return sameAsOld(s) },
		}),
		setup.IDConnect: NewConnect(w, s, rotatedHanding(w, s)),
		setup.IDDone:    NewOldToken(w, s),
	})
}

// ofSomebodyElse is what a rotation has against a token of another person than
// the old one's.
func ofSomebodyElse(s *setup.State) *objection {
	p := s.Rotation.SamePerson(s.Instance, s.Inspected())
	if p == nil {
		return nil
	}
	return &objection{
		problem: p,
		title:   "The old token was @" + s.Rotation.User + "'s; this one is " + p.Subject + "'s.",
		why:     "With it, ACP would act as " + p.Subject + ". Sign in to GitLab as @" + s.Rotation.User + " and create the new one there.",
		fact:    "GET /api/v4/user: 200, " + p.Subject,
	}
}

// sameAsOld says that what was pasted is the old token itself, "" where it is
// not.
func sameAsOld(s *setup.State) string {
	in := s.Inspected()
	if in == nil || in.Token.ID == 0 || in.Token.ID != s.Rotation.OldID(s.Instance) {
		return ""
	}
	return "This is the old token. Create a new one to replace it."
}

// rotatedHanding hands the new token over in the place of the old one. Wherever
// that stands still, it is said which of them ACP holds.
func rotatedHanding(w *setup.Env, s *setup.State) handing {
	return handing{
		tokens: func(held acp.Connection) (now, fresh string) {
			return words.DescribeBoth(s, w.Now(), held.UpdatedAt)
		},
		live: func() string { return words.DescribeRotation(s, w.Now()) },
	}
}

// openFlow ends this flow and goes on with another, at the step with the ID at;
// "" is the first.
func openFlow(s *setup.State, flow setup.Flow, at string) tea.Cmd {
	s.OpenFlow(flow, at)
	return ui.Do(ui.Finish{})
}

// home goes back to the first screen of setting up, from the first screen of
// another flow.
func home(s *setup.State) tea.Cmd { return openFlow(s, setup.FlowSetUp, "") }

// toTokenPage goes where a new token is made: a flow without that page hands
// over to setting up.
func toTokenPage(s *setup.State) tea.Cmd {
	switch s.Flow {
	case setup.FlowCheck, setup.FlowTokens:
		return turnAway(s, openFlow(s, setup.FlowSetUp, setup.IDTokenPage))
	}
	return turnAway(s, ui.Do(ui.GoTo{ID: setup.IDTokenPage}))
}
