package steps

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// The ways to ACP, as values of the choice: waySession is the session that was
// found for the API, wayBeside one that was given with the address of the pages.
const (
	wayBrowser = "browser"
	wayKey     = "key"
	wayOC      = "oc"
	waySession = "session"
	wayBeside  = "session-beside"
)

type placeEvent struct {
	finding *problem.Finding
	place   *acp.Endpoint
	problem *problem.Problem
}

// acpPatience is how many times GitLab's time-out package acp gives ACP: it asks
// GitLab itself before it answers (acp-api: up to 10 s). For the screen only.
const acpPatience = 2

func (m *Connect) stack() *web.Stack { return m.world.Stack }

func (m *Connect) typedAddress(ctx context.Context, text string) tea.Cmd {
	if m.proposal != "" && text == m.typed {
		text = m.proposal
	}
	m.typed, m.proposal = text, ""
	if text == "" {
		m.setup.Endpoint = acp.Endpoint{}
		return m.browser(ctx)
	}
	return m.look(ctx, text)
}

// look asks the address what it is. No secret goes along.
func (m *Connect) look(ctx context.Context, text string) tea.Cmd {
	m.panel.close()
	if _, p := acp.ParseAddress(text); p != nil && p.Severity == problem.Error {
		m.world.Journal.Problem(p)
		m.mode, m.line, m.proposal = connectAddress, p.Facts.Hint, p.Facts.Proposed
		return nil
	}
	m.mode, m.stopped = connectFinding, false
	m.findings = []problem.Finding{{ID: "pages", State: problem.Wait, Label: "ACP"}}
	m.started = ui.Now()
	stack := m.stack()
	return m.find.Start(ctx, func(ctx context.Context, emit func(placeEvent)) {
		place, p := acp.Find(ctx, stack, text, func(f problem.Finding) { emit(placeEvent{finding: &f}) })
		emit(placeEvent{place: &place, problem: p})
	})
}

func (m *Connect) foundPlace(ev placeEvent) {
	if ev.finding != nil {
		m.findings = words.Merge(m.findings, *ev.finding)
		return
	}
	m.setup.Endpoint, m.places = *ev.place, m.findings
	m.asks++
	m.mode = connectWays
	switch p := ev.problem; {
	case p == nil || p.Severity != problem.Error:
	case p.Code == problem.ACPLoginPage && m.setup.Endpoint.Web != "":
		return // the pages are there, and no API: the browser way is open
	default:
		m.mode = connectFinding
		m.fail(p)
		return
	}
	asked := m.chosen != "" && m.chosen != waySession // Enter must send nothing by another way than that
	if s, ok := m.fitting(); ok && !m.setup.Endpoint.Beside && !asked {
		m.setup.Session, m.mode = s, connectReady
	}
}

// fitting returns the session that came with the address in use.
func (m *Connect) fitting() (acp.Session, bool) {
	for _, s := range m.setup.Answers.Sessions {
		if s.Origin == m.setup.Endpoint.API && !over(s, m.world.Now()) {
			return s, true
		}
	}
	return acp.Session{}, false
}

func over(s acp.Session, now time.Time) bool { return !s.Until.IsZero() && s.Until.Before(now) }

func (m *Connect) way(ctx context.Context, choice string) tea.Cmd {
	m.chosen = choice
	switch choice {
	case wayBrowser:
		return m.browser(ctx)
	case wayKey:
		m.mode, m.keyLine = connectKey, ""
	case wayOC:
		return m.askOC(ctx)
	case wayBeside:
		if s, ok := m.givenForPages(); ok {
			m.setup.Session, m.mode = s.At(m.setup.Endpoint.API), connectReady
		}
	default:
		if s, ok := m.fitting(); ok {
			m.setup.Session, m.mode = s, connectReady
		}
	}
	return nil
}

// givenForPages returns the session that came with the address of ACP's pages,
// where the API was found beside them. It goes to the API only when the person
// chooses so, on a screen that names it.
func (m *Connect) givenForPages() (acp.Session, bool) {
	for _, s := range m.setup.Answers.Sessions {
		if m.setup.Endpoint.API != "" && s.Origin == m.setup.Endpoint.Web && s.Origin != m.setup.Endpoint.API && !over(s, m.world.Now()) {
			return s, true
		}
	}
	return acp.Session{}, false
}

func (m *Connect) addressScreen(room ui.Room) ui.Screen {
	field := ui.Field{ID: "acp-address", Label: "ACP", Value: m.typed}
	if m.line != "" {
		field.Below = []string{m.line}
	}
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: "Where do you open ACP? Paste its address from your browser.", Strong: true},
			ui.Gap{},
			field,
			ui.Gap{},
			ui.Text{S: room.Pick("You do not know it? Leave this empty and press Enter: I will show you how to do it inside ACP.",
				"Not known? Leave it empty and press Enter: I will show you how to do it inside ACP.")},
		},
		Help: words.Help("step-connect"),
		Keys: []ui.Key{{Key: "enter", Does: "try it"}, {Key: "ctrl+u", Does: "clear"}},
	}
}

func (m *Connect) findingScreen() ui.Screen {
	screen := ui.Screen{
		Blocks: []ui.Block{ui.Text{S: "Is ACP there?", Strong: true}, ui.Gap{}, m.progress(m.find.Running() || m.oc.Running())},
		Help:   words.Help("step-connect"), Busy: !m.stopped,
		Keys: []ui.Key{{Key: "esc", Does: "stop"}},
	}
	if m.stopped {
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: "Stopped. Nothing was changed."})
		screen.Keys = []ui.Key{{Key: "enter", Does: "try again"}, {Key: "esc", Does: "back"}}
	}
	return screen
}

// progress draws the findings; what waits counts its seconds.
func (m *Connect) progress(running bool) ui.Checklist {
	return words.Progress(m.findings, running, m.started, acpPatience*m.world.Stack.Timeout())
}

func (m *Connect) waysScreen(room ui.Room) ui.Screen {
	var options []ui.Choice
	chosen := wayBrowser
	if s, ok := m.fitting(); ok {
		chosen = waySession
		options = append(options, ui.Choice{Value: waySession, Label: "From here", Note: "as " + describeSession(s, room)})
	}
	options = append(options, ui.Choice{
		Value: wayBrowser, Label: "In the browser", Note: m.browserNote(room),
	})
	if s, ok := m.givenForPages(); ok {
		options = append(options, ui.Choice{Value: wayBeside, Label: "From here", Note: "send " + describeSession(s, room) + " to " + m.setup.Endpoint.API})
	}
	if m.setup.Endpoint.API != "" {
		options = append(options, ui.Choice{
			Value: wayKey, Label: "With a key",
			Note: m.keyNote(room),
		})
		if m.world.OCSession != nil {
			options = append(options, ui.Choice{
				Value: wayOC, Label: "With oc",
				Note: room.Pick("I ask the oc command for the token of your login", "asked for your login"),
			})
		}
	}
	if slices.ContainsFunc(options, func(o ui.Choice) bool { return o.Value == m.chosen }) {
		chosen = m.chosen
	}
	blocks := []ui.Block{words.Lines(m.places), ui.Gap{}}
	for _, note := range m.setup.Answers.SessionNotes {
		blocks = append(blocks, ui.Text{S: note})
	}
	blocks = append(blocks, ui.Text{S: m.waysQuestion(), Strong: true}, ui.Gap{},
		ui.Choices{ID: "way " + strconv.Itoa(m.asks), Options: options, Chosen: chosen})
	if m.setup.Endpoint.API == "" {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "The address of ACP's API is not known here. Your ACP team knows it, should you want to " + m.fromTerminal() + " from a terminal."})
	}
	return ui.Screen{
		Blocks: blocks, Help: words.Help("step-connect"),
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "esc", Does: "back"}},
	}
}
