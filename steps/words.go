package steps

import (
	"fmt"
	"strings"
	"time"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/ui"
)

// lines turns findings into the lines of a checklist, those with the same ID
// replacing one another.
func lines(findings []problem.Finding) ui.Checklist {
	var list ui.Checklist
	for _, f := range findings {
		list = append(list, line(f))
	}
	return list
}

// progress are the lines of work: what waits counts its seconds from since up to
// limit, or was stopped where the work no longer runs.
func progress(findings []problem.Finding, running bool, since time.Time, limit time.Duration) ui.Checklist {
	list := lines(findings)
	for i := range list {
		switch {
		case list[i].State == ui.Wait && running:
			list[i].Since, list[i].Limit = since, limit
		case list[i].State == ui.Wait:
			list[i].State, list[i].Text = ui.Skip, "stopped"
		}
	}
	return list
}

func line(f problem.Finding) ui.Line {
	l := ui.Line{State: ui.State(f.State), Label: f.Label, Text: f.Text}
	if f.Problem != nil {
		l.Code = string(f.Problem.Code)
	}
	return l
}

// merge puts f in the place of the finding with the same ID, or at the end.
func merge(findings []problem.Finding, f problem.Finding) []problem.Finding {
	for i := range findings {
		if findings[i].ID == f.ID {
			findings[i] = f
			return findings
		}
	}
	return append(findings, f)
}

// all joins names as a sentence does: "a, b and c".
func all(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// count says how many of a thing: "1 character", "26 characters".
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// inDays says a distance in days: "today", "in 1 day", "5 days ago".
func inDays(n int) string {
	switch {
	case n == 0:
		return "today"
	case n < 0:
		return count(-n, "day") + " ago"
	}
	return "in " + count(n, "day")
}

// clockTime is a time of day as people read it, in their own zone.
func clockTime(t time.Time) string { return t.Local().Format("15:04") }

// dayAndTime is "23 Nov 2026, 14:38", in the person's own zone.
func dayAndTime(t time.Time) string { return t.Local().Format("2 Jan 2006, 15:04") }

// day is "23 Nov 2026", in the person's own zone.
func day(t time.Time) string { return t.Local().Format("2 Jan 2006") }

// ends says when a token ends, in words and days.
func ends(d gitlab.Date, now time.Time) string {
	return fmt.Sprintf("%s, 00:00 UTC, %s", d.Words(), inDays(d.DaysFrom(now)))
}

// capital begins a sentence with s; names of variables are capitals already.
func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// help is the guide's page for a step.
func help(topic string) string {
	t, _ := assets.Topic(topic)
	return t.Markdown
}

// dayMonth is "13 Feb".
func dayMonth(d gitlab.Date) string { return d.Time().Format("2 Jan") }
