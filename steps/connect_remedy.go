package steps

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/ui"
)

// fail stands still at p. The token is known to be good here: no remedy of
// this step asks for a new one.
func (m *Connect) fail(p *problem.Problem) {
	m.panel.open(m.world, m.setup, p)
	if m.errand == nil {
		m.panel.remedies = append(m.panel.remedies, remedy{"s", actSkip, "end here; the token works and is ready", "end here"})
	}
}

func (m *Connect) remedy(ctx context.Context, key string) tea.Cmd {
	act := m.panel.act(key)
	if act == actNone && key == "esc" {
		m.panel.close()
		switch m.mode {
		case connectBrowser: // the steps can be followed all the same
			return nil
		case connectWords:
			m.words = nil
			return nil
		}
		return m.back()
	}
	switch act {
	case actCopy, actCopyTarget:
		return m.panel.copy(m.panel.act(key))
	case actRetry:
		m.panel.close()
		switch m.mode {
		case connectFinding:
			return m.look(ctx, m.typed)
		case connectBrowser, connectWords:
			return m.browser(ctx)
		}
		return m.lookAgain(ctx)
	case actAddress, actCorrect:
		m.panel.close()
		m.mode = connectAddress
	case actBrowserWay:
		m.panel.close()
		return m.way(ctx, wayBrowser)
	case actSession:
		m.panel.close()
		m.mode, m.key, m.keyLine, m.chosen = connectKey, acp.Session{}, "", wayKey
		return ui.Do(ui.Wipe{ID: fieldKey})
	case actSkip:
		m.setup.Outcome = NotConnected
		return ui.Do(ui.Next{})
	}
	return nil
}
