package steps

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// Done is step 8: what was reached, what was and was not stored, and the same
// setup as one command.
type Done struct {
	world *setup.Env
	setup *setup.State

	sent    bool
	ending  bool // asked whether to end the unused token
	endLine string
	revoke  ui.Task[*problem.Problem]
	keeping keeping
}

// NewDone returns step 8.
func NewDone(w *setup.Env, s *setup.State) *Done { return &Done{world: w, setup: s} }

// ID implements ui.Step.
func (*Done) ID() string { return setup.IDDone }

// Title implements ui.Step.
func (*Done) Title() string { return "Done" }

// Enter implements ui.Step.
func (m *Done) Enter(ctx context.Context) tea.Cmd {
	m.sent, m.ending, m.endLine = false, false, ""
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
		return ui.Do(ui.Copy{Text: setup.SameAgain(m.setup)})
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
func (m *Done) unused() *setup.UnusedToken {
	for _, u := range m.setup.Unused() {
		if !u.Ended {
			return &u
		}
	}
	return nil
}

func (m *Done) end(ctx context.Context) tea.Cmd {
	m.ending, m.endLine = false, ""
	u := m.unused()
	stack, in, token := m.world.Stack, u.Instance, u.Token
	return m.revoke.Start(ctx, func(ctx context.Context, emit func(*problem.Problem)) {
		emit(setup.Revoke(ctx, stack, in, token))
	})
}

func (m *Done) ended(p *problem.Problem) {
	if p != nil {
		m.world.Journal.Problem(p)
		m.endLine = "GitLab did not end it (" + string(p.Code) + "). End it on GitLab's token page."
		return
	}
	if u := m.unused(); u != nil {
		m.setup.EndedUnused(*u)
		m.endLine = "Ended for good: \"" + u.Name + "\"."
	}
}

// Screen implements ui.Step.
func (m *Done) Screen(room ui.Room) ui.Screen {
	if m.ending {
		return m.endingScreen()
	}
	blocks := []ui.Block{ui.Text{S: words.Headline(m.setup), Strong: true}, ui.Gap{}, m.facts(room)}
	blocks = append(blocks, m.reminderBlocks(room)...)
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
	blocks = append(blocks, ui.Text{S: m.describeSaved(room)}, ui.Text{S: tidyUp(m.setup)})
	if m.sent {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "Sent to your clipboard. Not there? It also stays in the terminal after the end.", Drawn: true, Reply: true})
	}
	if m.revoke.Running() {
		return ui.Screen{Blocks: blocks, Keys: []ui.Key{{Key: "esc", Does: "stop"}}, Help: words.Help("step-done"), Busy: true}
	}
	keys := []ui.Key{{Key: "enter", Does: "end"}}
	if _, ok := m.reminder(); ok {
		keys = append(keys, ui.Key{Key: "s", Does: "reminder"})
	}
	keys = append(keys, ui.Key{Key: "c", Does: room.Pick("copy this set-up as one command", "copy command")})
	if m.unused() != nil {
		keys = append(keys, ui.Key{Key: "x", Does: "end the other token"})
	}
	return ui.Screen{Blocks: blocks, Keys: keys, Help: words.Help("step-done")}
}

func (m *Done) facts(room ui.Room) ui.Facts {
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
			facts = append(facts, ui.Fact{Label: "ends", Text: words.Ends(*e, s.Today(m.world.Now())) + room.Pick(". ACP does not know this date.", "")})
		} else if s.Inspected().Token.Told() {
			facts = append(facts, ui.Fact{Label: "ends", Text: "never; a token with an end date is safer"})
		}
	}
	return facts
}

func (m *Done) letThrough() ui.Checklist {
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

func (m *Done) endingScreen() ui.Screen {
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
func (m *Done) describeACP() string {
	switch {
	case m.setup.AcpMayHold():
		return "What ACP holds is another one, and stays."
	case m.setup.Outcome() == setup.KeptOld:
		return "ACP was not given it here, and keeps the connection that it has."
	}
	return "ACP was not given it."
}

// keeping is what the last screen leaves on this computer: what is remembered
// for next time, and the calendar file, if the person wants one.
type keeping struct {
	save     ui.Task[error]
	write    ui.Task[written]
	trouble  string // why nothing could be remembered
	reminded string // where the calendar file is, or why there is none
}

type written struct {
	name, folder string
	err          error
}

// remember saves a setup that ended well, once.
func (m *Done) remember(ctx context.Context) tea.Cmd {
	w := m.world
	if w.Config == "" || m.setup.Remembered || !setup.EndedWell(m.setup) {
		return nil
	}
	left := setup.Remember(m.setup, w.Now())
	return m.keeping.save.Start(ctx, func(_ context.Context, emit func(error)) { emit(w.Save(left)) })
}

// kept takes the answers of the tasks.
func (m *Done) kept(msg tea.Msg) (tea.Cmd, bool) {
	if ev, next, ok := m.keeping.save.Take(msg); ok {
		if !ev.Ended {
			m.setup.Remembered = ev.Val == nil
			if ev.Val != nil {
				m.keeping.trouble = "Nothing could be saved on this computer for next time."
				if errors.Is(ev.Val, memory.ErrNewer) {
					m.keeping.trouble = memory.Newer
				}
			}
		}
		return next, true
	}
	ev, next, ok := m.keeping.write.Take(msg)
	if ok && !ev.Ended {
		m.wrote(ev.Val)
	}
	return next, ok
}

func (m *Done) wrote(f written) {
	if f.err != nil {
		m.keeping.reminded = words.NotSaved(f.name, f.err)
		return
	}
	host := ""
	if m.world.Host != "" {
		host = " (host " + web.Clean(m.world.Host) + ")"
	}
	m.keeping.reminded = fmt.Sprintf("Saved %s in %s. On this computer%s: copy it to where your calendar is.", f.name, web.Clean(f.folder), host)
}

// reminder is the calendar file that can be saved here, if any.
func (m *Done) reminder() (setup.Reminder, bool) {
	r, ok := setup.ReminderOf(m.setup)
	return r, ok && m.world.Folder != "" && r.Ends.DaysFrom(m.setup.Today(m.world.Now())) > 0
}

func (m *Done) saveReminder(ctx context.Context) tea.Cmd {
	r, ok := m.reminder()
	if !ok || m.ending {
		return nil
	}
	now, folder := m.setup.Today(m.world.Now()), m.world.Folder
	return m.keeping.write.Start(ctx, func(_ context.Context, emit func(written)) {
		name := r.FileName(now)
		at, err := setup.SaveNew(folder, name, words.Calendar(r, now))
		emit(written{name, at, err})
	})
}

func (m *Done) reminderBlocks(room ui.Room) []ui.Block {
	r, ok := m.reminder()
	switch {
	case !ok:
		return nil
	case m.keeping.reminded != "":
		return []ui.Block{ui.Text{S: m.keeping.reminded, Reply: true}, ui.Text{S: "GitLab mails you too, and has a calendar of your tokens: " + words.Feed(r.Instance)}}
	case room.Narrow():
		return []ui.Block{ui.Text{S: "s reminder for " + words.DayMonth(r.First(m.setup.Today(m.world.Now())))}}
	}
	return []ui.Block{ui.Text{S: "s saves a calendar file that reminds you on " + words.DayMonth(r.First(m.setup.Today(m.world.Now()))), Indent: 9}}
}

func (m *Done) describeSaved(room ui.Room) string {
	switch {
	case m.keeping.trouble != "":
		return m.keeping.trouble
	case !m.setup.Remembered:
		return room.Pick("Nothing was saved on this computer: no secret, no file.", "Nothing is saved on this computer.")
	case room.Narrow():
		return "No secret is saved on this computer."
	}
	saved := []string{"addresses"}
	if in := m.setup.Inspected(); in != nil && in.User != nil {
		saved = append(saved, "@"+in.User.Username)
	}
	switch all := m.setup.Repositories; len(all) {
	case 0:
	case 1:
		saved = append(saved, all[0].Path)
	default:
		saved = append(saved, fmt.Sprintf("%d repositories", len(all)))
	}
	return "Saved here: " + strings.Join(saved, ", ") + ", token name and end date. No secret."
}
