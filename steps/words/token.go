package words

import (
	"fmt"
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// Who is " as @ada", where GitLab told.
func Who(s *setup.State) string {
	in := s.Inspected()
	if in == nil || in.User == nil {
		return ""
	}
	return " as @" + in.User.Username
}

// Owner is " as Ada Lovelace (@ada)", where GitLab told.
func Owner(s *setup.State) string {
	in := s.Inspected()
	if in == nil || in.User == nil {
		return ""
	}
	return fmt.Sprintf(" as %s (@%s)", in.User.Name, in.User.Username)
}

// DescribeToken says whose token it is and when it ends.
func DescribeToken(s *setup.State, now time.Time) string {
	in := s.Inspected()
	if in == nil {
		return "not checked"
	}
	var parts []string
	if in.User != nil {
		parts = append(parts, "@"+in.User.Username)
	}
	if in.Token.Name != "" {
		parts = append(parts, "\""+in.Token.Name+"\"")
	}
	switch e := in.Token.ExpiresAt; {
	case e != nil:
		parts = append(parts, "expires "+e.Describe()+", "+InDays(e.DaysFrom(s.Today(now))))
	case in.Token.Told():
		parts = append(parts, "no expiration date")
	}
	return strings.Join(parts, ", ")
}

// DescribeAvailable says which token is at hand, before GitLab has told.
func DescribeAvailable(t setup.AvailableToken) string {
	switch from := t.From(); from {
	case "prompt":
		return "the token that you pasted"
	case "stdin":
		return "the token from --token-stdin"
	case "file":
		return "the token from --token-file"
	default:
		return "the token in " + from
	}
}

// DescribeStale says why what m remembers may be about another token than the
// one that ACP holds; "" where nothing speaks against it.
func DescribeStale(why setup.StaleReason, m memory.Memory) string {
	switch why {
	case setup.StaleDisconnected:
		return "disconnected here on " + setup.Day(m.DisconnectedAt)
	case setup.StaleOtherGitLab:
		return "that was for " + m.GitLab + "; ACP now has a different GitLab"
	case setup.StaleSavedLater:
		return "ACP's connection was saved later, so it may have a different token"
	}
	return ""
}

// Quoted is a token's name in quotes and, where it has none, its number.
func Quoted(t gitlab.TokenFacts) string {
	if t.Name == "" {
		return "number " + Number(t.ID)
	}
	return "\"" + t.Name + "\""
}

// DescribeDay is a day in UTC, as everything about tokens is: "today" for that of
// now, none for one that is not known.
func DescribeDay(t, now time.Time, none string) string {
	switch {
	case t.IsZero():
		return none
	case gitlab.DateOf(t) == gitlab.DateOf(now):
		return "today"
	}
	return gitlab.DateOf(t).Describe()
}

// Ends says when a token ends, in words and days.
func Ends(d gitlab.Date, now time.Time) string {
	return fmt.Sprintf("%s, 00:00 UTC, %s", d.Describe(), InDays(d.DaysFrom(now)))
}

// Identify tells an unused token apart from others of its name: "no. 4710,
// created 22:12", with the day where that is not today.
func Identify(u setup.UnusedToken) string {
	var parts []string
	if u.ID != 0 {
		parts = append(parts, "no. "+Number(u.ID))
	}
	switch at := u.CreatedAt.Local(); {
	case u.CreatedAt.IsZero():
	case setup.Day(at) == setup.Day(ui.Now()):
		parts = append(parts, "created "+at.Format("15:04"))
	default:
		parts = append(parts, "created "+setup.DayAndTime(at))
	}
	if len(parts) == 0 {
		return "\"" + u.Name + "\""
	}
	return strings.Join(parts, ", ")
}
