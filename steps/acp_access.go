package steps

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

type accessMode int

const (
	accessAddress accessMode = iota
	accessFinding
	accessWays
	accessKey
	accessReady   // a session is there; nothing has been sent with it
	accessRefused // what was done with it has failed: the problem is shown

	// What is asked and said before the session is used, where ACP may keep tokens
	// in more than one way.
	accessLooking
	accessStore
	accessProject
	accessCredential
	accessOutlook
)

// acpAccess is the way to ACP: its address, finding it, the ways that are open,
// and a session. It sends nothing secret. Steps that need ACP hold one, and tell
// it by an [acpAction] what for.
type acpAccess struct {
	env    *setup.Env
	setup  *setup.State
	action acpAction

	mode     accessMode
	typed    string
	line     string
	proposal string // an address that Enter would take instead of what was typed
	work     progress
	places   []problem.Finding // what was found, above the ways
	stopped  bool
	chosen   string // the way that the person chose last, "" before
	shown    int    // how often the ways were shown: their list begins afresh each time
	key      acp.Session
	keyLine  string
	problem  problemScreen
	outlook  acp.Outlook // what ACP says of where a token would be kept
	wanted   string      // what was typed to find a project
	copied   bool        // a message about it was sent to the clipboard
	canceled bool        // the person decided against it

	ahead ui.Task[outlookEvent]
	find  ui.Task[endpointEvent]
	oc    ui.Task[ocEvent]
}

// acpAction is what a step wants ACP's address and a session for.
type acpAction struct {
	// ask is the question above the ways. byPage, with the page's name in it, and
	// byKey stand beside two of them; inTerminal fills "should you want to ... from a
	// terminal".
	ask                   string
	byPage, byPageBriefly string
	byKey, inTerminal     string
	// ready are the lines before the session is used, does is the word for Enter
	// there, help its page.
	ready      func(ui.Room) []ui.Block
	does, help string
	// begin uses the session: the person pressed Enter.
	begin func(context.Context) tea.Cmd
	// outlook is what has to be known before that.
	outlook outlookUse
	// inBrowser shows how the person does it in ACP's own pages.
	inBrowser func(context.Context) tea.Cmd
	// leave is where esc leads at the first question; nil is the step before.
	leave func() tea.Cmd
	// offer fits what can be done about a problem to the step.
	offer func([]action) []action
	// act does what the access itself cannot do about a problem.
	act func(context.Context, act) tea.Cmd
}

type endpointEvent struct {
	finding *problem.Finding
	found   *setup.ACPFound // at the end
}

type ocEvent struct {
	session acp.Session
	problem *problem.Problem
}

// acpPatience is how many times GitLab's time-out package acp gives ACP: it asks
// GitLab itself before it answers (acp-api: up to 10 s). For the screen only.
const acpPatience = 2

func newACPAccess(w *setup.Env, s *setup.State, to acpAction) acpAccess {
	return acpAccess{env: w, setup: s, action: to, typed: s.AcpAddress()}
}

// acpTimeout is how long ACP is waited for.
func acpTimeout(w *setup.Env) time.Duration { return acpPatience * w.Stack.Timeout() }

// enter begins a visit: where the person was, or with the address that is known.
func (m *acpAccess) enter(ctx context.Context) tea.Cmd {
	m.problem.close()
	m.stopped = false
	switch {
	case m.mode >= accessLooking:
		m.mode = accessReady
		return nil
	case m.mode == accessKey, m.mode == accessReady, m.mode == accessWays:
		return nil
	case m.typed != "":
		return m.look(ctx, m.typed)
	}
	m.mode = accessAddress
	return nil
}

// update handles a message.
func (m *acpAccess) update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.find.Take(msg); ok {
		if !ev.Ended {
			m.found(ev.Val)
		}
		return next
	}
	if ev, next, ok := m.oc.Take(msg); ok {
		if !ev.Ended {
			m.askedOC(ev.Val)
		}
		return next
	}
	if ev, next, ok := m.ahead.Take(msg); ok {
		if !ev.Ended {
			next = tea.Batch(next, m.lookedAhead(ctx, ev.Val))
		}
		return next
	}
	switch msg := msg.(type) {
	case ui.Edited:
		m.edited(strings.TrimSpace(msg.Text()), msg)
	case ui.Submitted:
		return m.submitted(ctx, msg)
	case ui.Pressed:
		if m.problem.isOpen() {
			return m.act(ctx, msg.Key)
		}
		return m.pressed(ctx, msg.Key)
	}
	return nil
}

func (m *acpAccess) edited(text string, msg ui.Edited) {
	switch m.mode {
	case accessAddress:
		m.typed, m.line, m.proposal = text, "", ""
		if origin, p := acp.ParseAddress(text); text != "" && p == nil {
			m.line = "I will use " + origin + "."
		}
	case accessKey:
		m.readKey(text, msg.Notes)
	case accessProject:
		m.wanted = text
	}
}

func (m *acpAccess) submitted(ctx context.Context, in ui.Submitted) tea.Cmd {
	switch m.mode {
	case accessAddress:
		return m.typedAddress(ctx, strings.TrimSpace(in.Text()))
	case accessWays:
		return m.way(ctx, in.Choice)
	case accessKey:
		return m.submittedKey(strings.TrimSpace(in.Text()))
	case accessStore, accessProject, accessCredential, accessOutlook:
		return m.answeredAhead(ctx, in.Choice)
	}
	return nil
}

func (m *acpAccess) pressed(ctx context.Context, key string) tea.Cmd {
	switch {
	case key == "esc":
		return m.back()
	case m.mode == accessFinding:
		return m.look(ctx, m.typed)
	case m.mode == accessReady && key == "enter":
		return m.goOn(ctx)
	case m.mode >= accessLooking:
		return m.pressedAhead(ctx, key)
	}
	return nil
}

// back stops what is under way, and else goes one screen back, or out.
func (m *acpAccess) back() tea.Cmd {
	if m.find.Running() || m.oc.Running() || m.ahead.Running() {
		m.find.Cancel()
		m.oc.Cancel()
		m.ahead.Cancel()
		m.stopped = true
		return nil
	}
	m.stopped = false
	switch m.mode {
	case accessKey, accessReady, accessRefused:
		m.mode = accessWays
	case accessLooking, accessStore, accessProject, accessCredential, accessOutlook:
		m.mode, m.copied = accessReady, false
	case accessWays, accessFinding:
		m.mode = accessAddress
	case accessAddress:
		if m.action.leave != nil {
			return m.action.leave()
		}
		return ui.Do(ui.Back{})
	}
	return nil
}

// fromBrowser comes back from ACP's own pages: to the ways, where there are any.
func (m *acpAccess) fromBrowser() {
	m.mode = accessWays
	if m.setup.Endpoint.Web == "" && m.setup.Endpoint.API == "" {
		m.mode = accessAddress
	}
}

func (m *acpAccess) typedAddress(ctx context.Context, text string) tea.Cmd {
	if m.proposal != "" && text == m.typed {
		text = m.proposal
	}
	m.typed, m.proposal = text, ""
	if text == "" {
		m.setup.Endpoint = acp.Endpoint{}
		return m.action.inBrowser(ctx)
	}
	return m.look(ctx, text)
}

// look asks the address what it is. No secret goes along.
func (m *acpAccess) look(ctx context.Context, text string) tea.Cmd {
	m.problem.close()
	if _, p := acp.ParseAddress(text); p != nil && p.Severity == problem.Error {
		m.env.Journal.Problem(p)
		m.mode, m.line, m.proposal = accessAddress, p.Facts.Hint, p.Facts.Proposed
		if m.proposal != "" {
			m.line += " Press Enter for yes."
		}
		return nil
	}
	m.mode, m.stopped = accessFinding, false
	m.work.begin(problem.Finding{ID: "pages", Label: "ACP"})
	stack := m.env.Stack
	return m.find.Start(ctx, func(ctx context.Context, emit func(endpointEvent)) {
		found := setup.FindACP(ctx, stack, text, func(f problem.Finding) { emit(endpointEvent{finding: &f}) })
		emit(endpointEvent{found: &found})
	})
}

func (m *acpAccess) found(ev endpointEvent) {
	if ev.finding != nil {
		m.work.findings = words.Merge(m.work.findings, *ev.finding)
		return
	}
	m.places = m.work.findings
	m.setup.FoundACP(ev.found.Endpoint)
	m.shown++
	m.mode = accessWays
	if p := ev.found.Closed(); p != nil {
		m.mode = accessFinding
		m.fail(p)
		m.problem.below(m.work.findings)
		return
	}
	asked := m.chosen != "" && m.chosen != waySession // Enter must send nothing by another way than that
	if s, ok := m.fitting(); ok && m.setup.Endpoint.API != "" && !m.setup.Endpoint.Beside && !asked {
		m.use(s)
	}
}

// use takes a session; nothing has been sent with it yet.
func (m *acpAccess) use(s acp.Session) {
	m.setup.UseSession(s)
	m.mode, m.copied, m.canceled = accessReady, false, false
}

// fail stands still at p.
func (m *acpAccess) fail(p *problem.Problem) {
	m.problem.open(m.env, m.setup, p)
	m.problem.actions = m.action.offer(m.problem.actions)
}

// refuse shows the problem that came of using the session.
func (m *acpAccess) refuse(p *problem.Problem) {
	m.mode = accessRefused
	m.fail(p)
}

func (m *acpAccess) act(ctx context.Context, key string) tea.Cmd {
	act := m.problem.act(key)
	switch {
	case act == actNone && key == "esc":
		m.problem.close()
		return m.back()
	case act == actCopy, act == actCopyTarget:
		return m.problem.copy(act)
	case act == actRetry && m.mode == accessFinding:
		return m.look(ctx, m.typed)
	case act == actRetry && m.mode == accessLooking:
		return m.lookAhead(ctx)
	case act == actProject:
		m.askProject()
	case act == actAddress, act == actCorrect:
		m.problem.close()
		m.mode = accessAddress
	case act == actBrowserWay:
		m.problem.close()
		return m.way(ctx, wayBrowser)
	case act == actSession:
		m.problem.close()
		m.mode, m.key, m.keyLine, m.chosen = accessKey, acp.Session{}, "", wayKey
		return ui.Do(ui.Wipe{ID: fieldKey})
	case act == actSkip:
		return m.action.act(ctx, act)
	case act == actAccept:
		m.setup.Agree(m.problem.problem.Code)
		m.problem.close()
		return m.action.act(ctx, actAgain)
	case act == actRetry, act == actLook, act == actAgain:
		m.problem.close()
		return m.action.act(ctx, act)
	}
	return nil
}
