package steps

import (
	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/ui"
)

// takeUp begins with the GitLab that an earlier flow of this run has found.
func (m *Instance) takeUp() {
	in := m.setup.Instance
	if in.IsZero() || m.setup.Probe.Instance != in {
		return
	}
	a, p := gitlab.ParseAddress(in.URL())
	if p != nil {
		return
	}
	m.mode, m.passed, m.address, m.typed = instanceTrying, true, a, in.URL()
	m.findings = m.setup.Probe.Findings
}

// beside handles the keys of the first screen that lead elsewhere: to the
// menu, and from behind a door back to the set-up.
func (m *Instance) beside(key string) tea.Cmd {
	switch {
	case key == keyReadOut:
		return ui.Do(ui.ReadOut{})
	case key == "m" && !m.setup.ofDoor():
		m.mode = instanceMenu
	case key == "esc" && m.setup.ofDoor():
		return home(m.setup)
	}
	return nil
}

// question asks for the GitLab, for whatever it is wanted.
func (m *Instance) question() string {
	switch m.setup.Flow {
	case DoorCheck:
		return "Which GitLab is the token of?"
	case DoorTokens:
		return "At which GitLab are the tokens?"
	}
	return "Where are the repositories that ACP should work in?"
}

// menuLine says what else there is, where the footer has no room for it.
func (m *Instance) menuLine(room ui.Room) []ui.Block {
	if m.setup.ofDoor() || !room.Narrow() {
		return nil
	}
	return []ui.Block{ui.Text{S: "m check, rotate, status and more", Drawn: true}}
}

func (m *Instance) choosingKeys(room ui.Room) []ui.Key {
	keys := append([]ui.Key{{Key: "enter", Does: "choose"}}, readOutKeys(room)...)
	if m.setup.ofDoor() {
		return append(keys, ui.Key{Key: "esc", Does: "back"})
	}
	return append(keys, ui.Key{Key: "m", Does: "check, rotate, status", Hidden: room.Narrow()})
}
