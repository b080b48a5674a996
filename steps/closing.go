package steps

import (
	"context"
	"fmt"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// closing is what the last screen says and does: what was reached, what was and
// was not stored, the same set-up as one command, and the end of a token that is
// not used. Steps that are the last of their flow hold one.
type closing struct {
	env   *setup.Env
	setup *setup.State

	sent    bool
	ending  bool // asked whether to end the unused token
	endLine string
	revoke  ui.Task[*problem.Problem]
	keeping keeping
}

// titleDone names the last screen.
const titleDone = "Done"

func newClosing(w *setup.Env, s *setup.State) closing {
	return closing{env: w, setup: s, keeping: keeping{env: w, setup: s}}
}

// enter begins a visit.
func (m *closing) enter(ctx context.Context) tea.Cmd {
	m.sent, m.ending, m.endLine = false, false, ""
	return m.keeping.remember(ctx)
}

// update handles a message.
func (m *closing) update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.revoke.Take(msg); ok {
		if !ev.Ended {
			m.ended(ev.Val)
		}
		return next
	}
	if next, ok := m.keeping.take(msg); ok {
		return next
	}
	pressed, ok := msg.(ui.Pressed)
	if !ok {
		return nil
	}
	switch pressed.Key {
	case "enter":
		if m.ending {
			m.ending = false
			return nil
		}
		return ui.Do(ui.Finish{})
	case "c":
		m.sent = true
		return ui.Do(ui.Copy{Text: setup.SameAgain(m.setup)})
	case "s":
		if !m.ending {
			return m.keeping.saveReminder(ctx)
		}
	case "x":
		m.ending = m.unused() != nil
	case "y":
		if m.ending {
			return m.end(ctx)
		}
	case "esc":
		return m.back()
	}
	return nil
}

// back stops what is under way, and else goes back. What GitLab was asked for
// it may have done.
func (m *closing) back() tea.Cmd {
	switch {
	case m.revoke.Running():
		m.revoke.Cancel()
		m.endLine = "Stopped. GitLab may have ended it already: acp-gitlab tokens shows it."
	case m.ending:
		m.ending = false
	default:
		return ui.Do(ui.Back{})
	}
	return nil
}

// unused returns the token of this run that lives at GitLab and is not used.
func (m *closing) unused() *setup.UnusedToken {
	for _, u := range m.setup.Unused() {
		if !u.Ended {
			return &u
		}
	}
	return nil
}

func (m *closing) end(ctx context.Context) tea.Cmd {
	m.ending, m.endLine = false, ""
	u := m.unused()
	stack, in, token := m.env.Stack, u.Instance, u.Token
	return m.revoke.Start(ctx, func(ctx context.Context, emit func(*problem.Problem)) {
		emit(setup.Revoke(ctx, stack, in, token))
	})
}

func (m *closing) ended(p *problem.Problem) {
	if p != nil {
		m.env.Journal.Problem(p)
		m.endLine = "GitLab did not end it (" + string(p.Code) + "). End it on GitLab's token page."
		return
	}
	if u := m.unused(); u != nil {
		m.setup.EndedUnused(*u)
		m.endLine = "Ended for good: \"" + u.Name + "\"."
	}
}

// screen shows it, with further lines below the headline.
func (m *closing) screen(room ui.Room, further ...string) ui.Screen {
	if m.ending {
		return m.endingScreen()
	}
	blocks := []ui.Block{ui.Text{S: words.Headline(m.setup), Strong: true}}
	for _, line := range further {
		blocks = append(blocks, ui.Text{S: line})
	}
	blocks = append(blocks, ui.Gap{}, m.facts(room))
	blocks = append(blocks, m.keeping.blocks(room)...)
	if out := m.letThrough(); len(out) > 0 {
		blocks = append(blocks, ui.Gap{}, out)
	}
	blocks = append(blocks, ui.Gap{})
	if u := m.unused(); u != nil {
		blocks = append(blocks, ui.Text{S: describeUnused(*u)})
	}
	if m.endLine != "" {
		blocks = append(blocks, ui.Text{S: m.endLine, Reply: true})
	}
	blocks = append(blocks, ui.Text{S: m.keeping.describeSaved(room)}, ui.Text{S: tidyUp(m.setup)})
	if m.sent {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "Sent to your clipboard. Not there? It also stays in the terminal after the end.", Drawn: true, Reply: true})
	}
	if m.revoke.Running() {
		return ui.Screen{Blocks: blocks, Keys: []ui.Key{{Key: "esc", Does: "stop"}}, Help: words.Help("step-done"), Busy: true}
	}
	keys := []ui.Key{{Key: "enter", Does: "end"}}
	if _, ok := m.keeping.reminder(); ok {
		keys = append(keys, ui.Key{Key: "s", Does: "reminder"})
	}
	keys = append(keys, ui.Key{Key: "c", Does: room.Pick("copy this set-up as one command", "copy command")})
	if m.unused() != nil {
		keys = append(keys, ui.Key{Key: "x", Does: "end the other token"})
	}
	return ui.Screen{Blocks: blocks, Keys: keys, Help: words.Help("step-done")}
}

func (m *closing) facts(room ui.Room) ui.Facts {
	s := m.setup
	facts := ui.Facts{{Label: "GitLab", Text: s.Instance.URL() + words.Owner(s)}}
	switch s.Outcome() {
	case setup.Connected:
		facts = append(facts, ui.Fact{Label: "ACP", Text: room.Pick(s.Endpoint.API+", read back "+setup.ClockTime(s.ConfirmedAt()), "read back "+setup.ClockTime(s.ConfirmedAt()))})
	case setup.InBrowser:
		facts = append(facts, ui.Fact{Label: "ACP", Text: "by you, in the browser"})
	case setup.KeptOld:
		facts = append(facts, ui.Fact{Label: "ACP", Text: "keeps " + s.Before().InstanceURL})
	case setup.NotConfirmed:
		facts = append(facts, ui.Fact{Label: "ACP", Text: room.Pick("not confirmed: on its Integrations page, is GitLab connected, and since when?", "not confirmed")})
	case setup.Unfinished, setup.NotConnected:
		facts = append(facts, ui.Fact{Label: "ACP", Text: "not connected"})
	}
	facts = append(facts, ui.Fact{Label: "push", Text: words.DescribePush(s)})
	if s.Inspected() != nil {
		if e := s.Inspected().Token.ExpiresAt; e != nil {
			facts = append(facts, ui.Fact{Label: "ends", Text: words.Ends(*e, s.Today(m.env.Now())) + room.Pick(". ACP does not know this date.", "")})
		} else if s.Inspected().Token.Told() {
			facts = append(facts, ui.Fact{Label: "ends", Text: "never; a token with an end date is safer"})
		}
	}
	return facts
}

func (m *closing) letThrough() ui.Checklist {
	var list ui.Checklist
	for _, p := range m.setup.LetThrough() {
		list = append(list, ui.Line{State: ui.Warn, Label: p.About(), Text: "you went on with it", Code: string(p.Code)})
	}
	return list
}

func tidyUp(s *setup.State) string {
	say := "Tidy up: clear your clipboard"
	if s.Session.Source == "pasted here" {
		say += "; delete the access key gitlab-setup in ACP"
	}
	return say + "."
}

func describeUnused(u setup.UnusedToken) string {
	what := fmt.Sprintf("The token %q is not used by ACP", u.Name)
	if u.Reason != "" {
		what = fmt.Sprintf("The token %q did not fit (%s)", u.Name, u.Reason)
	}
	return what + ", and lives at " + u.Instance.Host() + ". x ends it."
}

func (m *closing) endingScreen() ui.Screen {
	u := m.unused()
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: fmt.Sprintf("End the token %q at %s?", u.Name, u.Instance.Host()), Strong: true},
			ui.Text{S: "It ends for good; whatever uses it stops at once. " + m.describeACP()},
		},
		Keys: []ui.Key{{Key: "enter", Does: "keep it"}, {Key: "y", Does: "end it", Word: "revoke"}, {Key: "esc", Does: "back"}},
		Help: words.Help("step-done"),
	}
}

// describeACP say what ending the unused token means for ACP.
func (m *closing) describeACP() string {
	switch {
	case m.setup.AcpMayHold():
		return "What ACP holds is another one, and stays."
	case m.setup.Outcome() == setup.KeptOld:
		return "ACP was not given it here, and keeps the connection that it has."
	}
	return "ACP was not given it."
}
