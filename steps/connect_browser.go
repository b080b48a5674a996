package steps

import (
	"context"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

type testEvent struct {
	ran     bool
	problem *problem.Problem
}

// browser shows the way through ACP's own pages. Choosing it is the consent to
// ACP's own try, where an API is known: test saves nothing.
func (m *Connect) browser(ctx context.Context) tea.Cmd {
	m.mode, m.findings = connectBrowser, nil
	api := m.setup.Endpoint.API
	if api == "" || m.errand != nil || !m.setup.TokenUsable() {
		return nil
	}
	m.findings = []problem.Finding{{ID: "try", State: problem.Wait, Label: "ACP's try", Text: "ACP is asking GitLab"}}
	m.started = ui.Now()
	stack, token, instance := m.stack(), m.setup.Token(), m.setup.Instance.URL()
	return m.test.Start(ctx, func(ctx context.Context, emit func(testEvent)) {
		ran, p := acp.TestWithoutSession(ctx, stack, api, token, instance)
		emit(testEvent{ran, p})
	})
}

func (m *Connect) tested(ev testEvent) {
	f := problem.Finding{ID: "try", Label: "ACP's try"}
	switch {
	case ev.problem != nil && ev.problem.Code == problem.ACPCannotReachGitLab:
		m.fail(ev.problem)
		return
	case ev.problem != nil:
		f.State, f.Text, f.Problem = problem.Warn, "did not work from here; the page itself will tell", ev.problem
	case ev.ran:
		f.State, f.Text = problem.OK, "ACP reached "+m.setup.Instance.Host()+", and the token works there"
	default:
		f.State, f.Text = problem.Skip, "this ACP cannot try before it saves"
	}
	m.findings = words.Merge(m.findings, f)
}

func (m *Connect) pressedInBrowser(_ context.Context, key string) tea.Cmd {
	page := m.setup.Endpoint.IntegrationsPage()
	switch key {
	case "enter":
		if m.errand != nil {
			return m.errand.seen()
		}
		if !m.asked { // nobody has seen that page yet: first it, then the claim
			m.openPage(page)
			return nil
		}
		m.setup.DoneInBrowser()
		return ui.Do(ui.Next{})
	case "x":
		m.mode, m.words = connectWords, nil
	case "u":
		m.sent = true
		return ui.Do(ui.Copy{Text: m.setup.Instance.URL()})
	case "p":
		if m.errand != nil {
			return m.printPage()
		}
		return ui.Do(ui.Print{Lines: []string{
			"ACP's page and the address to type there:", "", page, m.setup.Instance.URL(),
		}})
	case "o":
		m.openPage(page)
	}
	return nil
}

// openPage opens ACP's page where a browser may be started. From then on Enter
// means that the page says Connected.
func (m *Connect) openPage(page string) {
	m.asked = true
	m.opened = page != "" && m.world.Browser.Open(page) == nil
}

func (m *Connect) browserScreen(room ui.Room) ui.Screen {
	if m.errand != nil {
		return m.errandInBrowser(room)
	}
	page := m.setup.Endpoint.IntegrationsPage()
	var blocks []ui.Block
	switch {
	case room.Lines:
		blocks = m.browserSpoken(page)
	case room.Narrow():
		blocks = m.browserStepsShort(page)
	default:
		blocks = m.browserSteps(page)
	}
	if len(m.findings) > 0 {
		blocks = append(blocks, ui.Gap{}, m.progress(m.test.Running()))
	}
	switch {
	case m.opened:
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "Asked your browser to open it. Nothing came? p prints the address.", Reply: true})
	case m.asked:
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "Does the card in ACP say Connected? Then press Enter again.", Reply: true})
	case m.sent:
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "Sent to your clipboard. Not there? Select it with the mouse.", Drawn: true, Reply: true})
	case !room.Narrow():
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "I cannot see that page from here, so the last look is yours."})
	}
	enter := room.Pick("it says Connected", "Connected")
	canOpen, _ := m.world.Browser.MayOpen()
	canOpen = canOpen && page != ""
	switch {
	case !m.asked && canOpen:
		enter = room.Pick("open the page", "open")
	case !m.asked:
		enter = room.Pick("done in ACP", "done")
	}
	keys := []ui.Key{{Key: "enter", Does: enter}, {Key: "x", Does: room.Pick("it says something else", "says else")}}
	if canOpen {
		keys = append(keys, ui.Key{Key: "o", Does: "open"})
	}
	keys = append(keys, ui.Key{Key: "u", Does: "copy address"}, ui.Key{Key: "p", Does: "print"}, ui.Key{Key: "esc", Does: "back", Hidden: true})
	return ui.Screen{Blocks: blocks, Keys: keys, Help: words.Help("connect-web")}
}

func (m *Connect) browserSteps(page string) []ui.Block {
	blocks := []ui.Block{
		ui.Text{S: "Five small things in ACP. Leave this window open.", Strong: true},
		ui.Gap{},
		ui.Facts{{Label: "1", Text: "Open Integrations (top of the page; older ACPs: the menu of your picture)"}},
	}
	if page != "" {
		blocks = append(blocks, ui.Address{URL: page})
	}
	return append(blocks, ui.Facts{
		{Label: "2", Text: "At GitLab press Connect GitLab. Says Connected already? Edit replaces that."},
		{Label: "3", Text: "GitLab Instance URL:    " + m.setup.Instance.URL() + "     (no / at the end)"},
		{Label: "4", Text: "Personal Access Token:  paste the token once more"},
		{Label: "5", Text: "Press Save Credentials. The card must say Connected and name your GitLab."},
	})
}

func (m *Connect) browserStepsShort(page string) []ui.Block {
	first := "In ACP:"
	if ok, _ := m.world.Browser.MayOpen(); page != "" && ok {
		first = "In ACP (o opens it):"
	} else if page != "" {
		first = "In ACP (p prints its address):"
	}
	return []ui.Block{
		ui.Text{S: first, Strong: true},
		ui.Text{S: "1 Integrations, at the top"},
		ui.Text{S: "2 GitLab: Connect GitLab, or Edit"},
		ui.Text{S: "3 Instance URL, no / at the end:"},
		ui.Address{URL: m.setup.Instance.URL()},
		ui.Text{S: "4 Token: paste it once more"},
		ui.Text{S: "5 Save Credentials; must say Connected"},
	}
}

// browserSpoken are the five things in ACP, for line mode.
func (m *Connect) browserSpoken(page string) []ui.Block {
	blocks := []ui.Block{ui.Text{S: "Five small things in ACP. Leave this window open."}}
	first := "First, open Integrations, at the top of the page; in older ACPs it is in the menu of your picture."
	if page == "" {
		blocks = append(blocks, ui.Text{S: first})
	} else {
		blocks = append(blocks, ui.Text{S: first + " Its address is alone on the next line."}, ui.Address{URL: page})
	}
	return append(blocks,
		ui.Text{S: "Second, at GitLab press Connect GitLab. Where it says Connected already, Edit replaces that."},
		ui.Text{S: "Third, GitLab Instance URL takes the address on the next line, without a slash at the end."},
		ui.Address{URL: m.setup.Instance.URL()},
		ui.Text{S: "Fourth, paste the token once more as Personal Access Token."},
		ui.Text{S: "Fifth, press Save Credentials. The card must say Connected and name your GitLab."})
}
