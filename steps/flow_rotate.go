package steps

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/memory"
	"acp-gitlab/ui"
)

// FlowRotate is what the header calls the flow that replaces a token.
const FlowRotate = "rotate · step"

// Rotating is the flow that puts a new token in the place of the one that m
// names: eight steps, those of setting up wherever they fit.
func Rotating(w *World, s *Setup, m memory.Memory) []ui.Step {
	s.Flow = DoorReplace
	s.Rotation = NewRotation(m)
	if s.Given.OldToken != 0 {
		s.Rotation.Named(s.Given.OldToken)
	}
	s.Given.Recall(m.Setup)
	s.Given.TokenName = rotatedName(s.Given.TokenName, gitlab.RotatedName(w.Now()))
	s.setOldAside()
	return []ui.Step{
		NewInstance(w, s), NewTokenPage(w, s), NewScopes(w, s), NewPaste(w, s),
		&rotatedCheck{NewValidation(w, s)}, NewRepositories(w, s), &rotatedConnect{NewConnect(w, s)}, NewOldToken(w, s),
	}
}

// rotatedName is usual, the guide's name with the month, or the name that a
// profile gives with the same month.
func rotatedName(given, usual string) string {
	month := strings.TrimPrefix(usual, gitlab.TokenName)
	if given == "" || strings.HasSuffix(given, month) {
		return cmp.Or(given, usual)
	}
	return given + month
}

// setOldAside keeps what this run knows as a token from being taken for the
// new one: what another flow has asked for is the old one, if any, and so may
// be what the environment holds.
func (s *Setup) setOldAside() {
	if !s.Token.IsZero() {
		switch in := s.Inspected; {
		case in == nil || in.Token.ID == 0:
		case s.Connection.Connected:
			s.Rotation.Connected(s.Instance, s.Token, in) // by this run, which memory does not know yet
		case in.Token.ID == s.Rotation.OldID(s.Instance):
			s.Rotation.Have(s.Token)
		}
		s.Token, s.TokenFrom, s.Remembered, s.HandedOver = secret.Text{}, "", false, false
		s.Inspected, s.LetThrough, s.Repositories = nil, nil, nil
		s.Connection, s.Before, s.ReadBackAt = acp.Connection{}, nil, time.Time{}
	}
	if !s.Given.TokenByFlag && !s.Given.TokenSpare {
		s.Given.Token, s.Given.TokenFrom = secret.Text{}, ""
	}
}

// rotating reports whether the running flow replaces a token.
func (s *Setup) rotating() bool { return s.Flow == DoorReplace && s.Rotation != nil }

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
		return ui.Do(ui.GoTo{ID: IDPaste})
	}
	cmd := m.Validation.Update(ctx, msg)
	m.compare()
	return cmd
}

// compare holds what GitLab said of the new token against the old one.
func (m *rotatedCheck) compare() {
	s := m.setup
	p := s.Rotation.SamePerson(s.Instance, s.Inspected)
	if p == nil {
		return
	}
	if held := s.blocking(); held == nil || held.Subject != p.Subject {
		s.Inspected.Problems = append([]*problem.Problem{p}, s.Inspected.Problems...)
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
	in := m.setup.Inspected
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
	liveLast(screen.Blocks)
	if m.panel.isOpen() || m.stopped && m.mode == connectRunning || m.mode == connectReady {
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: RotationWords(m.setup, m.world.Now())})
	}
	return screen
}

// liveLast puts the line that says which token is live under the others, which
// say how it came to be.
func liveLast(blocks []ui.Block) {
	for _, b := range blocks {
		if list, ok := b.(ui.Checklist); ok {
			slices.SortStableFunc(list, func(a, b ui.Line) int { return cmp.Compare(rank(a), rank(b)) })
		}
	}
}

func rank(l ui.Line) int {
	if l.Label == liveLabel {
		return 1
	}
	return 0
}

// mayHold reports whether ACP may hold the token of s as the old one, so that
// it must not be offered to end it: also where nobody knows the old one.
func (r *Rotation) mayHold(s *Setup) bool {
	old := r.OldID(s.Instance)
	if r.State().Live.may(LiveNew) {
		return true
	}
	return old == 0 || s.Inspected != nil && s.Inspected.Token.ID == old
}
