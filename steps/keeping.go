package steps

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// keeping is what the last screen leaves on this computer: what is remembered
// for next time, and the calendar file, if the person wants one.
type keeping struct {
	env   *setup.Env
	setup *setup.State
	// from finds the token to remind of; nil for the one of this run.
	from func() (setup.Reminder, bool)

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
func (k *keeping) remember(ctx context.Context) tea.Cmd {
	w := k.env
	if w.Config == "" || k.setup.Remembered || !setup.EndedWell(k.setup) {
		return nil
	}
	left := setup.Remember(k.setup, w.Now())
	return k.save.Start(ctx, func(_ context.Context, emit func(error)) { emit(w.Save(left)) })
}

// take takes the answers of the tasks; false where msg is anything else.
func (k *keeping) take(msg tea.Msg) (tea.Cmd, bool) {
	if ev, next, ok := k.save.Take(msg); ok {
		if !ev.Ended {
			k.setup.Remembered = ev.Val == nil
			if ev.Val != nil {
				k.trouble = cmp.Or(memory.Kept(ev.Val), "Nothing could be saved on this computer for next time.")
			}
		}
		return next, true
	}
	ev, next, ok := k.write.Take(msg)
	if ok && !ev.Ended {
		k.wrote(ev.Val)
	}
	return next, ok
}

func (k *keeping) wrote(f written) {
	if f.err != nil {
		k.reminded = words.NotSaved(f.name, f.err)
		return
	}
	host := ""
	if k.env.Host != "" {
		host = " (host " + web.Clean(k.env.Host) + ")"
	}
	k.reminded = fmt.Sprintf("Saved %s in %s on this computer%s. Copy it to where your calendar is.", f.name, web.Clean(f.folder), host)
}

// reminder is the calendar file that can be saved here, if any.
func (k *keeping) reminder() (setup.Reminder, bool) {
	r, ok := k.found()
	return r, ok && k.env.Folder != "" && r.Ends.DaysFrom(k.setup.Today(k.env.Now())) > 0
}

func (k *keeping) found() (setup.Reminder, bool) {
	if k.from != nil {
		return k.from()
	}
	return setup.ReminderOf(k.setup)
}

func (k *keeping) saveReminder(ctx context.Context) tea.Cmd {
	r, ok := k.reminder()
	if !ok {
		return nil
	}
	now, folder := k.setup.Today(k.env.Now()), k.env.Folder
	return k.write.Start(ctx, func(_ context.Context, emit func(written)) {
		name := r.FileName(now)
		at, err := setup.SaveNew(folder, name, words.Calendar(r, now))
		emit(written{name, at, err})
	})
}

func (k *keeping) blocks(room ui.Room) []ui.Block {
	r, ok := k.reminder()
	switch {
	case !ok:
		return nil
	case k.reminded != "":
		return []ui.Block{ui.Text{S: k.reminded, Reply: true}, ui.Text{S: "GitLab also emails you, and has a calendar of your tokens: " + words.Feed(r.Instance)}}
	case room.Narrow():
		return []ui.Block{ui.Text{S: "s reminder for " + words.DayMonth(r.First(k.setup.Today(k.env.Now())))}}
	}
	return []ui.Block{ui.Gap{}, ui.Text{S: "s  save a calendar reminder for " + words.DayMonth(r.First(k.setup.Today(k.env.Now()))), Bold: []string{"s"}}}
}

func (k *keeping) describeSaved(room ui.Room) string {
	switch {
	case k.trouble != "":
		return k.trouble
	case !k.setup.Remembered:
		return room.Pick("Nothing was saved on this computer.", "Nothing is saved on this computer.")
	case room.Narrow():
		return "No token is saved on this computer."
	}
	saved := []string{"addresses"}
	if in := k.setup.Inspected(); in != nil && in.User != nil {
		saved = append(saved, "@"+in.User.Username)
	}
	switch all := k.setup.Repositories; len(all) {
	case 0:
	case 1:
		saved = append(saved, all[0].Path)
	default:
		saved = append(saved, fmt.Sprintf("%d repositories", len(all)))
	}
	return "Remembered on this computer: " + strings.Join(saved, ", ") + ", token name and expiration date. No token."
}
