package steps

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/ui"
)

// Done is step 8: what was reached, what was and was not stored, and the same
// setup as one command.
type Done struct {
	world *World
	setup *Setup

	sent    bool
	ending  bool // asked whether to end the unused token
	endLine string
	revoke  ui.Task[*problem.Problem]
	keeping keeping
}

// NewDone returns step 8.
func NewDone(w *World, s *Setup) *Done { return &Done{world: w, setup: s} }

// ID implements ui.Step.
func (*Done) ID() string { return IDDone }

// Title implements ui.Step.
func (*Done) Title() string { return "Done" }

// Enter implements ui.Step.
func (m *Done) Enter(ctx context.Context) tea.Cmd {
	m.sent, m.ending, m.endLine = false, false, ""
	m.offerOwn()
	return m.remember(ctx)
}

// Update implements ui.Step.
func (m *Done) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.revoke.Take(msg); ok {
		if !ev.Ended {
			m.ended(ev.Val)
		}
		return next
	}
	if next, ok := m.kept(msg); ok {
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
		return ui.Do(ui.Copy{Text: SameAgain(m.setup)})
	case "s":
		return m.saveReminder(ctx)
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
func (m *Done) back() tea.Cmd {
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
func (m *Done) unused() *UnusedToken {
	for i := range m.setup.Unused {
		if u := &m.setup.Unused[i]; !u.Ended && (!u.Token.Equal(m.setup.Token) || !m.setup.acpMayHold()) {
			return u
		}
	}
	return nil
}

// offerOwn adds the token of this setup where ACP was not given it: it was
// checked, is not used, and lives.
func (m *Done) offerOwn() {
	known := slices.ContainsFunc(m.setup.Unused, func(u UnusedToken) bool { return u.Token.Equal(m.setup.Token) })
	if !m.setup.acpMayHold() && !known && m.setup.Outcome != Unfinished {
		m.setup.rememberUnused()
	}
}

func (m *Done) end(ctx context.Context) tea.Cmd {
	m.ending, m.endLine = false, ""
	u := m.unused()
	stack, in, token := m.world.Stack, u.Instance, u.Token
	return m.revoke.Start(ctx, func(ctx context.Context, emit func(*problem.Problem)) {
		emit(revoke(ctx, stack, in, token))
	})
}

func (m *Done) ended(p *problem.Problem) {
	if p != nil && p.Code != problem.TokenRevoked {
		m.world.Journal.Problem(p)
		m.endLine = "GitLab did not end it (" + string(p.Code) + "). End it on GitLab's token page."
		return
	}
	if u := m.unused(); u != nil {
		u.Ended = true
		m.endLine = "Ended for good: \"" + u.Name + "\"."
	}
}

// Screen implements ui.Step.
func (m *Done) Screen(room ui.Room) ui.Screen {
	if m.ending {
		return m.endingScreen()
	}
	blocks := []ui.Block{ui.Text{S: Headline(m.setup), Strong: true}, ui.Gap{}, m.facts(room)}
	blocks = append(blocks, m.reminderBlocks(room)...)
	if out := m.letThrough(); len(out) > 0 {
		blocks = append(blocks, ui.Gap{}, out)
	}
	blocks = append(blocks, ui.Gap{})
	if u := m.unused(); u != nil {
		blocks = append(blocks, ui.Text{S: unusedWords(*u)})
	}
	if m.endLine != "" {
		blocks = append(blocks, ui.Text{S: m.endLine, Reply: true})
	}
	blocks = append(blocks, ui.Text{S: m.savedWords(room)}, ui.Text{S: tidyUp(m.setup)})
	if m.sent {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "Sent to your clipboard. Not there? It also stays in the terminal after the end.", Drawn: true, Reply: true})
	}
	if m.revoke.Running() {
		return ui.Screen{Blocks: blocks, Keys: []ui.Key{{Key: "esc", Does: "stop"}}, Help: help("step-done"), Busy: true}
	}
	keys := []ui.Key{{Key: "enter", Does: "end"}}
	if _, ok := m.reminder(); ok {
		keys = append(keys, ui.Key{Key: "s", Does: "reminder"})
	}
	keys = append(keys, ui.Key{Key: "c", Does: room.Pick("copy this set-up as one command", "copy command")})
	if m.unused() != nil {
		keys = append(keys, ui.Key{Key: "x", Does: "end the other token"})
	}
	return ui.Screen{Blocks: blocks, Keys: keys, Help: help("step-done")}
}

func (m *Done) facts(room ui.Room) ui.Facts {
	s := m.setup
	facts := ui.Facts{{Label: "GitLab", Text: s.Instance.URL() + owner(s)}}
	switch s.Outcome {
	case Connected:
		facts = append(facts, ui.Fact{Label: "ACP", Text: room.Pick(s.Place.API+", read back "+clockTime(s.ReadBackAt), "read back "+clockTime(s.ReadBackAt))})
	case InBrowser:
		facts = append(facts, ui.Fact{Label: "ACP", Text: "by you, in the browser"})
	case KeptOld:
		facts = append(facts, ui.Fact{Label: "ACP", Text: "keeps " + s.Before.InstanceURL})
	case NotConfirmed:
		facts = append(facts, ui.Fact{Label: "ACP", Text: room.Pick("not confirmed: on its Integrations page, is GitLab connected, and since when?", "not confirmed")})
	case Unfinished, NotConnected:
		facts = append(facts, ui.Fact{Label: "ACP", Text: "not connected"})
	}
	facts = append(facts, ui.Fact{Label: "push", Text: pushWords(s)})
	if s.Inspected != nil {
		if e := s.Inspected.Token.ExpiresAt; e != nil {
			facts = append(facts, ui.Fact{Label: "ends", Text: ends(*e, s.Today(m.world.Now())) + room.Pick(". ACP does not know this date.", "")})
		} else if s.Inspected.Token.Told() {
			facts = append(facts, ui.Fact{Label: "ends", Text: "never; a token with an end date is safer"})
		}
	}
	return facts
}

func (m *Done) letThrough() ui.Checklist {
	var list ui.Checklist
	for _, p := range m.setup.LetThrough {
		list = append(list, ui.Line{State: ui.Warn, Label: p.About(), Text: "you went on with it", Code: string(p.Code)})
	}
	return list
}

func owner(s *Setup) string {
	if s.Inspected == nil || s.Inspected.User == nil {
		return ""
	}
	u := s.Inspected.User
	return fmt.Sprintf(" as %s (@%s)", u.Name, u.Username)
}

// pushWords says per repository whether pushing is proven.
func pushWords(s *Setup) string {
	if r := s.Refused; r != nil && len(s.Repositories) == 0 {
		say := r.Path + ": not possible"
		if p := problem.First(r.Problems); p != nil {
			say += " (" + string(p.Code) + ")"
		}
		return say
	}
	if len(s.Repositories) == 0 {
		return "not proven: no repository was checked"
	}
	var parts []string
	for _, r := range s.Repositories {
		parts = append(parts, r.Path+": "+proven(r))
	}
	return strings.Join(parts, "; ")
}

func tidyUp(s *Setup) string {
	say := "Tidy up: clear your clipboard"
	if s.Session.Source == "pasted here" {
		say += "; delete the access key gitlab-setup in ACP"
	}
	return say + "."
}

func unusedWords(u UnusedToken) string {
	what := fmt.Sprintf("The token %q is not used by ACP", u.Name)
	if u.Reason != "" {
		what = fmt.Sprintf("The token %q did not fit (%s)", u.Name, u.Reason)
	}
	return what + ", and lives at " + u.Instance.Host() + ". x ends it."
}

func (m *Done) endingScreen() ui.Screen {
	u := m.unused()
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: fmt.Sprintf("End the token %q at %s?", u.Name, u.Instance.Host()), Strong: true},
			ui.Text{S: "It ends for good; whatever uses it stops at once. " + m.acpWords()},
		},
		Keys: []ui.Key{{Key: "enter", Does: "keep it"}, {Key: "y", Does: "end it", Word: "revoke"}, {Key: "esc", Does: "back"}},
		Help: help("step-done"),
	}
}

// acpWords say what ending the unused token means for ACP.
func (m *Done) acpWords() string {
	switch {
	case m.setup.acpMayHold():
		return "What ACP holds is another one, and stays."
	case m.setup.Outcome == KeptOld:
		return "ACP was not given it here, and keeps the connection that it has."
	}
	return "ACP was not given it."
}
