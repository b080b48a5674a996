package steps

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/web"
)

// warnDays are how many days before its end a calendar tells of a token.
var warnDays = []int{7, 1}

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
func ReminderOf(s *Setup) (Reminder, bool) {
	in := s.Inspected
	if in == nil || in.Token.ExpiresAt == nil {
		return Reminder{}, false
	}
	return Reminder{
		Instance: s.Instance, Name: in.Token.Name, ID: in.Token.ID, Ends: *in.Token.ExpiresAt,
		Command: "acp-gitlab rotate --gitlab-url " + Quoted(s.Instance.URL()),
	}, true
}

// First returns the first day from now on at which the calendar tells of it.
func (r Reminder) First(now time.Time) gitlab.Date {
	for _, days := range warnDays {
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

// endLasts is how long the event of the end is drawn in a calendar.
const endLasts = 30 * time.Minute

// Calendar returns the calendar file of a reminder: one event at the moment of the end, with an alarm
// a week and a day before it (RFC 5545). The moment is told in UTC and not as a
// whole day: west of Greenwich a token ends on the day before its date, and
// each calendar shows that in its own zone. The same token always gives the
// same event, so that a calendar takes a second file for an update.
func Calendar(r Reminder, now time.Time) string {
	cal := ics.NewCalendar()
	cal.SetProductId("-//acp-gitlab//reminder//EN")
	event := cal.AddEvent(calendarID(r))
	event.SetDtStampTime(now)
	event.SetStartAt(r.Ends.Time())
	event.SetEndAt(r.Ends.Time().Add(endLasts))
	event.SetTimeTransparency(ics.TransparencyTransparent)
	event.SetSummary("The GitLab token of ACP ends (" + r.Instance.Host() + ")")
	event.SetDescription(calendarText(r))
	event.SetURL(r.Instance.URL())
	for _, days := range warnDays {
		alarm := event.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetTrigger(fmt.Sprintf("-P%dD", days))
		alarm.SetProperty(ics.ComponentPropertyDescription, "The GitLab token of ACP ends "+inDays(days)+". "+r.Command)
	}
	return cal.Serialize(ics.WithNewLineWindows)
}

// calendarID names the token, or its last day where it has no known number.
func calendarID(r Reminder) string {
	what := r.Ends.String()
	if r.ID != 0 {
		what = strconv.FormatInt(r.ID, 10)
	}
	return "acp-gitlab-" + what + "@" + r.Instance.Host() + strings.ReplaceAll(r.Instance.Root(), "/", ".")
}

func calendarText(r Reminder) string {
	return strings.Join([]string{
		"The token \"" + r.Name + "\" at " + r.Instance.URL() + " stops at 00:00 UTC on " + r.Ends.Words() + ", and ACP's sessions with it.",
		"To replace it before that, run:",
		r.Command,
		"GitLab has a calendar of its own for all your tokens: " + feed(r.Instance),
	}, "\n")
}

// feed is GitLab's own calendar of a person's tokens.
func feed(in gitlab.Instance) string {
	return in.Join("/-/user_settings/personal_access_tokens.ics", nil)
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

// notSaved says why a file was not written.
func notSaved(name string, err error) string {
	switch {
	case errors.Is(err, os.ErrExist):
		return name + " exists already; nothing was written over it."
	case errors.Is(err, os.ErrPermission):
		return "Not saved: this account may not write here."
	}
	return "Not saved: " + web.Clean(name) + " could not be written."
}
