package steps

import (
	"context"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// SettingUp is the wizard's main flow: the eight steps of the guide.
func SettingUp(w *setup.Env, s *setup.State) []ui.Step {
	return offering(w, s, func() []ui.Step {
		return []ui.Step{
			NewFirst(w, s), NewTokenPage(w, s), NewScopes(w, s), NewPaste(w, s),
			NewValidation(w, s), NewRepositories(w, s), NewConnect(w, s), NewDone(w, s),
		}
	})
}

// NewFlow makes the flow behind a door, with all that s knows: its name for the
// header, "" for setting up, and its steps. From here on it is the running one.
func NewFlow(door setup.Flow, w *setup.Env, s *setup.State) (name string, list []ui.Step) {
	s.BeginFlow(door)
	switch door {
	case setup.FlowCheck:
		return "check", []ui.Step{NewInstance(w, s), NewPaste(w, s), NewValidation(w, s), NewCheckEnd(w, s)}
	case setup.FlowTokens:
		return "tokens", []ui.Step{NewInstance(w, s), NewPaste(w, s), NewValidation(w, s), NewTokenList(w, s)}
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
	if first, ok := list[0].(*Welcome); ok && !s.Instance.IsZero() {
		list[0] = first.Instance // the welcome has been seen
	}
	return "", list
}

// rotateHeader is what the header calls the flow that replaces a token.
const rotateHeader = "rotate · step"

// Rotating is the flow that puts a new token in the place of the one that m
// names: eight steps, those of setting up wherever they fit.
func Rotating(w *setup.Env, s *setup.State, m memory.Memory) []ui.Step {
	s.Flow = setup.FlowReplace
	s.Rotation = setup.NewRotation(m)
	if s.Answers.OldToken != 0 {
		s.Rotation.Named(s.Answers.OldToken)
	}
	s.Answers.Recall(m.Setup)
	s.Answers.TokenName = setup.RotatedName(s.Answers.TokenName, gitlab.RotatedName(w.Now()))
	s.SetOldAside()
	return []ui.Step{
		NewInstance(w, s), NewTokenPage(w, s), NewScopes(w, s), NewPaste(w, s),
		&rotatedCheck{NewValidation(w, s)}, NewRepositories(w, s), &rotatedConnect{NewConnect(w, s)}, NewOldToken(w, s),
	}
}

// rotatedCheck is step 5 of a rotation: the new token must be another one than
// the old, and the same person's.
type rotatedCheck struct{ *Validation }

// Enter implements ui.Step.
func (m *rotatedCheck) Enter(ctx context.Context) tea.Cmd {
	cmd := m.Validation.Enter(ctx)
	m.compare()
	return cmd
}

// Update implements ui.Step.
func (m *rotatedCheck) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if p, ok := msg.(ui.Pressed); ok && p.Key == "enter" && m.isOld() && !m.panel.isOpen() {
		return ui.Do(ui.GoTo{ID: setup.IDPaste})
	}
	cmd := m.Validation.Update(ctx, msg)
	m.compare()
	return cmd
}

// compare holds what GitLab said of the new token against the old one.
func (m *rotatedCheck) compare() {
	s := m.setup
	p := s.Rotation.SamePerson(s.Instance, s.Inspected())
	if p == nil {
		return
	}
	if held := s.Blocking(); held == nil || held.Subject != p.Subject {
		s.Inspected().Problems = append([]*problem.Problem{p}, s.Inspected().Problems...)
	}
	if !m.panel.isOpen() || m.panel.problem.Subject != p.Subject {
		m.panel.open(m.world, s, p)
	}
	m.panel.page.Title = "The old token was @" + s.Rotation.User + "'s; this one is " + p.Subject + "'s."
	m.panel.page.Why = "With it ACP would act as " + p.Subject + ". Sign in to GitLab as @" + s.Rotation.User + " and make the new one there."
	m.panel.problem = p.Because("GET /api/v4/user: 200, " + p.Subject)
}

// isOld reports whether what was pasted is the old token itself.
func (m *rotatedCheck) isOld() bool {
	in := m.setup.Inspected()
	return in != nil && in.Token.ID != 0 && in.Token.ID == m.setup.Rotation.OldID(m.setup.Instance)
}

// Screen implements ui.Step.
func (m *rotatedCheck) Screen(room ui.Room) ui.Screen {
	screen := m.Validation.Screen(room)
	if !m.isOld() || m.panel.isOpen() || m.check.Running() {
		return screen
	}
	screen.Blocks[0] = ui.Text{S: "This is the old token itself. A rotation needs a new one.", Strong: true}
	screen.Keys[0].Does = room.Pick("paste another", "another")
	return screen
}

// rotatedConnect is step 7 of a rotation: wherever it stands still, it says
// which token ACP holds.
type rotatedConnect struct{ *Connect }

// Screen implements ui.Step.
func (m *rotatedConnect) Screen(room ui.Room) ui.Screen {
	screen := m.Connect.Screen(room)
	if m.panel.isOpen() || m.stopped && m.mode == connectRunning || m.mode == connectReady {
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: words.DescribeRotation(m.setup, m.world.Now())})
	}
	return screen
}
