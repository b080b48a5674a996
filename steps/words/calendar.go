package words

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/arran4/golang-ical"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
)

// endLasts is how long the event of the end is drawn in a calendar.
const endLasts = 30 * time.Minute

// Calendar returns the calendar file of a reminder: one event at the moment of the end, with an alarm
// a week and a day before it (RFC 5545). The moment is told in UTC and not as a
// whole day: west of Greenwich a token ends on the day before its date, and
// each calendar shows that in its own zone. The same token always gives the
// same event, so that a calendar takes a second file for an update.
func Calendar(r setup.Reminder, now time.Time) string {
	cal := ics.NewCalendar()
	cal.SetProductId("-//acp-gitlab//reminder//EN")
	event := cal.AddEvent(calendarID(r))
	event.SetDtStampTime(now)
	event.SetStartAt(r.Ends.Time())
	event.SetEndAt(r.Ends.Time().Add(endLasts))
	event.SetTimeTransparency(ics.TransparencyTransparent)
	event.SetSummary("The GitLab token for ACP expires (" + r.Instance.Host() + ")")
	event.SetDescription(calendarText(r))
	event.SetURL(r.Instance.URL())
	for _, days := range setup.WarnDays {
		alarm := event.AddAlarm()
		alarm.SetAction(ics.ActionDisplay)
		alarm.SetTrigger(fmt.Sprintf("-P%dD", days))
		alarm.SetProperty(ics.ComponentPropertyDescription, "The GitLab token for ACP expires "+InDays(days)+". "+r.Command)
	}
	return cal.Serialize(ics.WithNewLineWindows)
}

// NotSaved says why a file was not written.
func NotSaved(name string, err error) string {
	switch {
	case errors.Is(err, os.ErrExist):
		return name + " already exists and was not overwritten."
	case errors.Is(err, os.ErrPermission):
		return "Not saved: you do not have permission to write here."
	}
	return "Not saved: " + web.Clean(name) + " could not be written."
}

// calendarID names the token, or its last day where it has no known number.
func calendarID(r setup.Reminder) string {
	what := r.Ends.String()
	if r.ID != 0 {
		what = strconv.FormatInt(r.ID, 10)
	}
	return "acp-gitlab-" + what + "@" + r.Instance.Host() + strings.ReplaceAll(r.Instance.Root(), "/", ".")
}

func calendarText(r setup.Reminder) string {
	return strings.Join([]string{
		"The token \"" + r.Name + "\" at " + r.Instance.URL() + " stops working at 00:00 UTC on " + r.Ends.Describe() + ", and ACP's sessions with it.",
		"To replace it before that, run:",
		r.Command,
		"GitLab also has a calendar for all your tokens: " + Feed(r.Instance),
	}, "\n")
}

// Feed is GitLab's own calendar of a person's tokens.
func Feed(in gitlab.Instance) string {
	return in.Join("/-/user_settings/personal_access_tokens.ics", nil)
}
