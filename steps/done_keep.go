package steps

import (
	"context"
	"errors"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/ui"
)

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
	if w.Config == "" || m.setup.Remembered || !endedWell(m.setup) {
		return nil
	}
	left := Remember(m.setup, w.Now())
	return m.keeping.save.Start(ctx, func(_ context.Context, emit func(error)) { emit(w.save(left)) })
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
		m.keeping.reminded = notSaved(f.name, f.err)
		return
	}
	host := ""
	if m.world.Host != "" {
		host = " (host " + web.Clean(m.world.Host) + ")"
	}
	m.keeping.reminded = fmt.Sprintf("Saved %s in %s. On this computer%s: copy it to where your calendar is.", f.name, web.Clean(f.folder), host)
}

// reminder is the calendar file that can be saved here, if any.
func (m *Done) reminder() (Reminder, bool) {
	r, ok := ReminderOf(m.setup)
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
		at, err := SaveNew(folder, name, Calendar(r, now))
		emit(written{name, at, err})
	})
}

func (m *Done) reminderBlocks(room ui.Room) []ui.Block {
	r, ok := m.reminder()
	switch {
	case !ok:
		return nil
	case m.keeping.reminded != "":
		return []ui.Block{ui.Text{S: m.keeping.reminded, Reply: true}, ui.Text{S: "GitLab mails you too, and has a calendar of your tokens: " + feed(r.Instance)}}
	case room.Narrow():
		return []ui.Block{ui.Text{S: "s reminder for " + dayMonth(r.First(m.setup.Today(m.world.Now())))}}
	}
	return []ui.Block{ui.Text{S: "s saves a calendar file that reminds you on " + dayMonth(r.First(m.setup.Today(m.world.Now()))), Indent: 9}}
}

func (m *Done) savedWords(room ui.Room) string {
	switch {
	case m.keeping.trouble != "":
		return m.keeping.trouble
	case !m.setup.Remembered:
		return room.Pick("Nothing was saved on this computer: no secret, no file.", "Nothing is saved on this computer.")
	case room.Narrow():
		return "No secret is saved on this computer."
	}
	saved := []string{"addresses"}
	if in := m.setup.Inspected; in != nil && in.User != nil {
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
