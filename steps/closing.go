package steps

import (
	"context"
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// closing is what the last screen says and does: what was reached, what was and
// was not stored, the same setup as one command, and the end of a token that is
// not used. Steps that are the last of their flow hold one.
type closing struct {
	env   *setup.Env
	setup *setup.State

	sent    bool
	ending  bool // asked whether to end the unused token
	endLine string
	revoke  ui.Task[*problem.Problem]
	keeping keeping
	opener  pageOpener
	opened  string // what came of opening ACP
}

// titleDone names the last screen.
const titleDone = "Done"

func newClosing(w *setup.Env, s *setup.State) closing {
	return closing{env: w, setup: s, keeping: keeping{env: w, setup: s}}
}

// enter begins a visit.
func (m *closing) enter(ctx context.Context) tea.Cmd {
	m.sent, m.ending, m.endLine, m.opened = false, false, "", ""
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
	if next, ok := m.opener.take(msg, m.openedACP); ok {
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
	case "o":
		if m.canOpenACP() && !m.ending {
			return m.opener.open(ctx, m.env.Browser, m.setup.Endpoint.Web, false)
		}
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

// openedACP takes the browser's answer.
func (m *closing) openedACP(o pageOpened) tea.Cmd {
	m.opened = "ACP is opening in your browser."
	if o.err != nil {
		m.opened = "Could not open a browser here. ACP's address works on any computer."
	}
	return nil
}

// back stops what is under way, and else goes back. What GitLab was asked for
// it may have done.
func (m *closing) back() tea.Cmd {
	switch {
	case m.revoke.Running():
		m.revoke.Cancel()
		m.endLine = "Stopped. GitLab may have revoked it already: acp-gitlab tokens shows it."
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
		m.endLine = "GitLab did not revoke it (" + string(p.Code) + "). Revoke it on GitLab's token page."
		return
	}
	if u := m.unused(); u != nil {
		m.setup.EndedUnused(*u)
		m.endLine = "Revoked: " + words.Identify(*u) + "."
	}
}

// screen shows it, with further lines below the headline.
func (m *closing) screen(room ui.Room, further ...string) ui.Screen {
	if m.ending {
		return m.endingScreen()
	}
	blocks := []ui.Block{words.Headline(m.setup)}
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
	for _, reply := range []string{m.endLine, m.opened} {
		if reply != "" {
			blocks = append(blocks, ui.Text{S: reply, Reply: true})
		}
	}
	blocks = append(blocks, ui.Text{S: m.keeping.describeSaved(room)}, ui.Text{S: tidyUp(m.setup)})
	if m.sent {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "Sent to your clipboard. Not there? It also stays in the terminal when you finish.", Drawn: true, Reply: true})
	}
	if m.revoke.Running() {
		return ui.Screen{Blocks: blocks, Keys: []ui.Key{{Key: "esc", Does: "stop"}}, Help: words.Help("step-done"), Busy: true}
	}
	keys := []ui.Key{{Key: "enter", Does: "finish"}}
	if m.canOpenACP() {
		keys = append(keys, ui.Key{Key: "o", Does: "open ACP"})
	}
	if _, ok := m.keeping.reminder(); ok {
		keys = append(keys, ui.Key{Key: "s", Does: "reminder"})
	}
	keys = append(keys, ui.Key{Key: "c", Does: lineWords(room, "copy this setup as one command", "copy command")})
	if m.unused() != nil {
		keys = append(keys, ui.Key{Key: "x", Does: lineWords(room, "revoke the other token", "revoke"), Hidden: !room.Lines})
	}
	return ui.Screen{Blocks: blocks, Keys: keys, Help: words.Help("step-done")}
}

// lineWords are the words for a key: whole ones where it is read out, and few in
// the footer.
func lineWords(room ui.Room, whole, few string) string {
	if room.Lines {
		return whole
	}
	return few
}

// canOpenACP reports whether o opens ACP: it is connected, its page is known,
// and a browser may be started.
func (m *closing) canOpenACP() bool {
	ok, _ := m.env.Browser.MayOpen()
	return ok && m.setup.Outcome() == setup.Connected && m.setup.Endpoint.Web != ""
}

func (m *closing) facts(room ui.Room) ui.Facts {
	s := m.setup
	facts := ui.Facts{{Label: "GitLab", Text: s.Instance.URL() + words.Owner(s)}}
	switch s.Outcome() {
	case setup.Connected:
		facts = append(facts, m.acpConfirmed(room))
	case setup.InBrowser:
		facts = append(facts, ui.Fact{Label: "ACP", Text: byHandInBrowser(s)})
	case setup.KeptOld:
		facts = append(facts, ui.Fact{Label: "ACP", Text: "keeps " + s.Before().InstanceURL})
	case setup.NotConfirmed:
		facts = append(facts, ui.Fact{Label: "ACP", Text: room.Pick("not confirmed: check the Integrations page in ACP", "not confirmed")})
	case setup.Unfinished, setup.NotConnected:
		facts = append(facts, ui.Fact{Label: "ACP", Text: "not connected"})
	}
	facts = append(facts, ui.Fact{Label: "Push", Text: words.DescribePush(s)})
	if s.Inspected() != nil {
		if e := s.Inspected().Token.ExpiresAt; e != nil {
			facts = append(facts, ui.Fact{Label: "Expires", Text: words.Ends(*e, s.Today(m.env.Now())) + room.Pick(". ACP will not remind you.", "")})
		} else if s.Inspected().Token.Told() {
			facts = append(facts, ui.Fact{Label: "Expires", Text: "never; a token with an expiration date is safer"})
		}
	}
	return facts
}

// acpConfirmed says where ACP has the token, and since when that is known.
func (m *closing) acpConfirmed(room ui.Room) ui.Fact {
	at := "confirmed at " + setup.ClockTime(m.setup.ConfirmedAt())
	where := m.setup.Endpoint.API + ", "
	if project := words.ProjectOf(m.setup.ShownByACP()); project != "" {
		where += "project " + project + ", "
		at = room.Pick(at, "project "+project)
	}
	return ui.Fact{Label: "ACP", Text: room.Pick(where+at, at)}
}

func byHandInBrowser(s *setup.State) string {
	switch {
	case s.InCredentials() && s.Rotating():
		return "rotated by you in the browser"
	case s.InCredentials():
		return "stored and bound by you in the browser"
	}
	return "connected by you in the browser"
}

func (m *closing) letThrough() ui.Checklist {
	var list ui.Checklist
	if m.setup.Outcome() == setup.Connected {
		list = heldWarnings(m.setup, m.setup.ShownByACP())
		for _, code := range m.setup.Agreed() {
			list = append(list, ui.Line{State: ui.Warn, Label: "ACP", Text: "you accepted it", Code: string(code)})
		}
	}
	for _, p := range m.setup.LetThrough() {
		list = append(list, ui.Line{State: ui.Warn, Label: p.About(), Text: "you accepted it", Code: string(p.Code)})
	}
	return list
}

func tidyUp(s *setup.State) string {
	say := "You can clear your clipboard now"
	if s.Session.Source == "pasted here" {
		say += ", and delete the access key gitlab-setup in ACP"
	}
	return say + "."
}

func describeUnused(u setup.UnusedToken) string {
	why := "is not used by ACP"
	if u.Reason != "" {
		why = "did not work (" + string(u.Reason) + ")"
	}
	return fmt.Sprintf("An earlier token (%s) %s and is still active at %s. x revokes it.", words.Identify(u), why, u.Instance.Host())
}

func (m *closing) endingScreen() ui.Screen {
	u := m.unused()
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: fmt.Sprintf("Revoke the token %q (%s)?", u.Name, words.Identify(*u)), Strong: true},
			ui.Text{S: "This cannot be undone. Anything that uses it stops working. " + m.describeACP()},
		},
		Keys: []ui.Key{{Key: "enter", Does: "keep it"}, {Key: "y", Does: "revoke it", Word: "revoke"}, {Key: "esc", Does: "back"}},
		Help: words.Help("step-done"),
	}
}

// describeACP say what ending the unused token means for ACP.
func (m *closing) describeACP() string {
	switch {
	case m.setup.AcpMayHold():
		return "ACP uses a different one and keeps it."
	case m.setup.Outcome() == setup.KeptOld:
		return "ACP was not given it here, so its connection stays."
	}
	return "ACP was not given it."
}
