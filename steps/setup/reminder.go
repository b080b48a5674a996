package setup

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/memory"
)

// WarnDays are how many days before its end a calendar tells of a token.
var WarnDays = []int{7, 1}

// Reminder is the calendar file about the end of a token.
type Reminder struct {
	Instance gitlab.Instance
	// Name and ID are the token's; ID 0 where it is not known.
	Name string
	ID   int64
	Ends gitlab.Date
	// Command is what to run then.
	Command string
}

// ReminderOf returns the reminder for the token of s; false where its end is
// not known.
func ReminderOf(s *State) (Reminder, bool) {
	in := s.inspected
	if in == nil || in.Token.ExpiresAt == nil {
		return Reminder{}, false
	}
	return newReminder(s.Instance, memory.Token{ID: in.Token.ID, Name: in.Token.Name, Ends: *in.Token.ExpiresAt}), true
}

func newReminder(in gitlab.Instance, t memory.Token) Reminder {
	return Reminder{
		Instance: in, Name: t.Name, ID: t.ID, Ends: t.Ends,
		Command: "acp-gitlab rotate --gitlab-url " + Quoted(in.URL()),
	}
}

// First returns the first day from now on at which the calendar tells of it.
func (r Reminder) First(now time.Time) gitlab.Date {
	for _, days := range WarnDays {
		if d := r.Ends.AddDays(-days); d.DaysFrom(now) > 0 {
			return d
		}
	}
	return r.Ends
}

// FileName is "acp-gitlab-2027-02-13.ics": the day that it reminds of.
func (r Reminder) FileName(now time.Time) string {
	return "acp-gitlab-" + r.First(now).String() + ".ics"
}

// SaveNew writes text into the file name in folder, mode 0600, and returns its
// folder. A file that exists is never written over.
func SaveNew(folder, name, text string) (string, error) {
	path, err := filepath.Abs(filepath.Join(folder, name))
	if err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = io.WriteString(f, text)
	return filepath.Dir(path), errors.Join(err, f.Close())
}
