package steps

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// connectByHand is how the person hands the token over in ACP's own pages: what to
// do there, ACP's own try meanwhile, and the look-up of what a page says.
type connectByHand struct {
	env   *setup.Env
	setup *setup.State
	// offer fits what can be done about a problem to the step; skip goes on
	// without a connection.
	offer func([]action) []action
	skip  func() tea.Cmd

	page    acpPage
	work    progress
	sent    bool // the address was sent to the clipboard
	looking bool // the words of ACP's page are asked for
	said    []ui.Block
	problem problemScreen

	test ui.Task[testEvent]
}

type testEvent struct {
	ran     bool
	problem *problem.Problem
}

// reset begins a reset of the step: nothing has been asked for in it.
func (m *connectByHand) reset() {
	m.problem.close()
	m.sent, m.page.asked = false, false
}

// begin shows the steps. Choosing this way is the consent to ACP's own try,
// where an API is known: it saves nothing.
func (m *connectByHand) begin(ctx context.Context) tea.Cmd {
	m.looking, m.work = false, progress{}
	api := m.setup.Endpoint.API
	if api == "" || !m.setup.TokenUsable() {
		return nil
	}
	m.work.begin(problem.Finding{ID: "try", Label: "test", Text: "ACP is asking GitLab"})
	stack, token, instance := m.env.Stack, m.setup.Token(), m.setup.Instance.URL()
	return m.test.Start(ctx, func(ctx context.Context, emit func(testEvent)) {
		ran, p := acp.TestWithoutSession(ctx, stack, api, token, instance)
		emit(testEvent{ran, p})
	})
}

func (m *connectByHand) tested(ev testEvent) {
	f := problem.Finding{ID: "try", Label: "test"}
	switch {
	case ev.problem != nil && ev.problem.Code == problem.ACPCannotReachGitLab:
		m.problem.open(m.env, m.setup, ev.problem)
		m.problem.actions = m.offer(m.problem.actions)
		return
	case ev.problem != nil:
		f.State, f.Text, f.Problem = problem.Warn, "did not work from here; ACP's page shows the result", ev.problem
	case ev.ran:
		f.State, f.Text = problem.OK, "ACP reached "+m.setup.Instance.Host()+", and the token works there"
	default:
		f.State, f.Text = problem.Skip, "this ACP cannot test before it saves"
	}
	m.work.take(f)
}

// update handles a message; left says that the person went back from here.
func (m *connectByHand) update(ctx context.Context, msg tea.Msg) (cmd tea.Cmd, left bool) {
	if ev, next, ok := m.test.Take(msg); ok {
		if !ev.Ended {
			m.tested(ev.Val)
		}
		return next, false
	}
	if next, ok := m.page.take(msg); ok {
		return next, false
	}
	switch msg := msg.(type) {
	case ui.Edited:
		m.said = nil
	case ui.Submitted:
		if m.looking {
			m.lookUp(strings.TrimSpace(msg.Text()))
		}
	case ui.Pressed:
		switch {
		case m.problem.isOpen():
			return m.act(ctx, msg.Key), false
		case msg.Key == "esc":
			return nil, m.back()
		case !m.looking:
			return m.pressed(ctx, msg.Key), false
		}
	}
	return nil, false
}

// back goes from the words to the steps; true where it leads out of them.
func (m *connectByHand) back() (left bool) {
	m.test.Cancel()
	m.page.opener.task.Cancel()
	left = !m.looking
	m.looking = false
	return left
}

func (m *connectByHand) pressed(ctx context.Context, key string) tea.Cmd {
	switch key {
	case "enter":
		if !m.page.asked { // nobody has seen that page yet: first it, then the claim
			return m.page.open(ctx, m.env, m.setup)
		}
		m.setup.DoneInBrowser()
		return ui.Do(ui.Next{})
	case "x":
		m.looking, m.said = true, nil
	case "u":
		m.sent = true
		return ui.Do(ui.Copy{Text: m.setup.Instance.URL()})
	case "p":
		return m.print()
	case "o":
		return m.page.open(ctx, m.env, m.setup)
	}
	return nil
}

// print prints what is needed in ACP, where any of it is known.
func (m *connectByHand) print() tea.Cmd {
	page := m.setup.HandPage()
	switch inCredentials := m.setup.InCredentials(); {
	case inCredentials && page == "":
		return nil
	case inCredentials:
		return ui.Do(ui.Print{Lines: []string{"ACP's page:", "", page}})
	case page == "":
		return ui.Do(ui.Print{Lines: []string{"The address to enter in ACP:", "", m.setup.Instance.URL()}})
	}
	return ui.Do(ui.Print{Lines: []string{"ACP's page, and the address to enter there:", "", page, m.setup.Instance.URL()}})
}

// act does what can be done about ACP's own try, or about what was looked up.
// The steps can be followed all the same.
func (m *connectByHand) act(ctx context.Context, key string) tea.Cmd {
	act := m.problem.act(key)
	switch {
	case act == actNone && key == "esc":
		m.problem.close()
		m.said = nil
	case act == actCopy, act == actCopyTarget:
		return m.problem.copy(act)
	case act == actRetry:
		m.problem.close()
		return m.begin(ctx)
	case act == actSkip:
		return m.skip()
	}
	return nil
}

// lookUp shows the likeliest problem of the words that ACP's page says. It is
// not written down as one of this run: the person has seen it, not the program.
func (m *connectByHand) lookUp(text string) {
	m.said = nil
	if text == "" {
		m.said = []ui.Block{ui.Text{S: "Type some of the words that ACP shows, then press Enter."}}
		return
	}
	matches := assets.Find(text)
	if len(matches) == 0 {
		m.said = []ui.Block{ui.Text{S: "No problem matches those words. Your ACP team can help. Press ctrl+r for a report to send them."}}
		return
	}
	said, _ := withoutToken(text)
	p := problem.New(problem.Code(matches[0].Code), "").With(problem.Facts{Words: said})
	m.problem = problemScreen{problem: p, support: m.setup.Answers.Support.String(), page: words.Page(m.setup, p)}
	m.problem.actions = []action{{"r", actRetry, "go back to the steps in ACP and try again", "try again"}}
	if m.problem.page.Message != "" {
		m.problem.actions = append(m.problem.actions, copyMessage(p.Code))
	}
	if !coveredInBrowser(p.Code) {
		for _, f := range m.problem.page.Fix {
			m.said = append(m.said, ui.Text{S: "- " + f, Indent: 1})
		}
	}
}

// copyMessage is the action that copies the message, in the words of the other
// problem screens where they have one.
func copyMessage(code problem.Code) action {
	for _, r := range actionsByCode[code] {
		if r.act == actCopy {
			return r
		}
	}
	return copyFor("the message")
}

// coveredInBrowser reports whether trying again and copying the message are all
// that can be done on the browser way; otherwise the page's list is shown too.
func coveredInBrowser(code problem.Code) bool {
	list, known := actionsByCode[code]
	return known && !slices.ContainsFunc(list, func(r action) bool {
		return r.act != actRetry && r.act != actLook && r.act != actCopy && r.act != actBrowserWay
	})
}
