package words

import (
	"fmt"
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/setup"
)

// Who is " as @ada", where GitLab told.
func Who(s *setup.State) string {
	if s.Inspected == nil || s.Inspected.User == nil {
		return ""
	}
	return " as @" + s.Inspected.User.Username
}

func Owner(s *setup.State) string {
	if s.Inspected == nil || s.Inspected.User == nil {
		return ""
	}
	u := s.Inspected.User
	return fmt.Sprintf(" as %s (@%s)", u.Name, u.Username)
}

// DescribeToken says whose token it is and when it ends.
func DescribeToken(s *setup.State, now time.Time) string {
	in := s.Inspected
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
		parts = append(parts, "ends "+e.Describe()+", "+InDays(e.DaysFrom(s.Today(now))))
	case in.Token.Told():
		parts = append(parts, "no end date")
	}
	return strings.Join(parts, ", ")
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
