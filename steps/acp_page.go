package steps

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// acpPage opens ACP's page Integrations where a browser may be started.
type acpPage struct {
	asked  bool // it was asked for: from then on Enter means that the page says so
	opened bool // the browser was asked for it
	opener pageOpener
}

// askedBrowser says that the browser was asked for ACP's page.
var askedBrowser = ui.Text{S: "Opened in your browser. Nothing there? Press p to print the address.", Reply: true}

// open asks the browser for the page. Without one the person opens it.
func (p *acpPage) open(ctx context.Context, w *setup.Env, s *setup.State) tea.Cmd {
	page := s.HandPage()
	switch {
	case p.opener.asking():
		return nil
	case page == "":
		p.asked, p.opened = true, false
		return nil
	}
	return p.opener.open(ctx, w.Browser, page, false)
}

// take takes the browser's answer; false where msg is anything else.
func (p *acpPage) take(msg tea.Msg) (tea.Cmd, bool) {
	return p.opener.take(msg, func(o pageOpened) tea.Cmd {
		p.asked, p.opened = true, o.err == nil
		return nil
	})
}
