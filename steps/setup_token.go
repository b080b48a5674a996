package steps

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/ui"
)

// SetToken takes the token to check. Another token than before makes the
// answers about the earlier one void; one that GitLab knew and that is now
// replaced is remembered, because it still lives.
func (s *Setup) SetToken(t secret.Text, from string) {
	s.away = false
	if s.Token.Equal(t) {
		s.TokenFrom = from
		return
	}
	s.rememberUnused()
	s.Token, s.TokenFrom, s.Remembered = t, from, false
	s.Unused = slices.DeleteFunc(s.Unused, func(u UnusedToken) bool { return u.Token.Equal(t) && u.Instance == s.Instance })
	s.reopen()
	s.Inspected, s.LetThrough, s.Repositories = nil, nil, nil
}

func (s *Setup) rememberUnused() {
	if s.Inspected == nil || s.Inspected.Token.ID == 0 || !s.Inspected.Token.Active {
		return
	}
	if s.acpMayHold() {
		return // it is in use
	}
	u := UnusedToken{Token: s.Token, Instance: s.Instance, Name: s.Inspected.Token.Name}
	if p := problem.First(s.Inspected.Problems); p != nil {
		u.Reason = p.Code
	}
	s.Unused = append(s.Unused, u)
}

// TurnAway says that the token of this setup is not wanted any more.
func (s *Setup) TurnAway() { s.turned, s.away = s.turned+1, true }

// toPaste goes where another token is pasted.
func toPaste(s *Setup) tea.Cmd { return turnAway(s, ui.Do(ui.GoTo{ID: IDPaste})) }

// turnAway empties the field of the token before next: whoever wants another
// one neither pastes it behind this one nor sends this one again by Enter.
func turnAway(s *Setup, next tea.Cmd) tea.Cmd {
	s.TurnAway()
	return tea.Sequence(ui.Do(ui.Wipe{ID: FieldToken}), next)
}
