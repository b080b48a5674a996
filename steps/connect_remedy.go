package steps

import (
	"context"
	"slices"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/ui"
)

// fail stands still at p. The token is known to be good here: no remedy of
// this step asks for a new one.
func (m *Connect) fail(p *problem.Problem) {
	m.panel.open(m.world, m.setup, p)
	if m.errand != nil { // nothing is handed over there
		m.panel.remedies = slices.DeleteFunc(slices.Clone(m.panel.remedies), func(r action) bool { return r.act == actAgain })
	} else {
		m.panel.remedies = append(m.panel.remedies, m.finishing())
	}
}

// finishing is the remedy that goes on without a connection that is confirmed.
func (m *Connect) finishing() action {
	if m.setup.HandedOver() {
		return action{"s", actSkip, "finish here; ACP may have the token already", "finish"}
	}
	return action{"s", actSkip, "end here; the token works and is ready", "end here"}
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
		return m.again(ctx)
	case actLook:
		m.panel.close()
		return m.lookAgain(ctx)
	case actAgain:
		m.panel.close()
		return m.start(ctx)
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
		m.setup.EndHere()
		return ui.Do(ui.Next{})
	}
	return nil
}
