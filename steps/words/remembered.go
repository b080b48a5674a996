package words

import (
	"strings"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// RememberedToken is the name and the end of the token that the last setup left:
// `"laptop" ends 29 Nov 2026, in 7 days`.
func RememberedToken(m memory.Memory, now time.Time) string {
	say := "never expires"
	if left, known := m.DaysLeft(now); known {
		say = "expires "
		if left <= 0 {
			say = "expired "
		}
		say += m.Token.Ends.Describe() + ", " + InDays(left)
	}
	if m.Token.Name != "" {
		say = `"` + m.Token.Name + `" ` + say
	}
	return say
}

// RememberedRows say what is remembered of the token, and what speaks against
// its being the one that ACP holds.
func RememberedRows(r setup.Remembered) ui.Checklist {
	if !r.HasSetup() || r.Looked() {
		return nil
	}
	var out ui.Checklist
	if r.Token.Name != "" {
		l := ui.Line{Label: LabelToken, State: ui.Note, Text: RememberedToken(r.Memory, r.Now) + " (as set up here"}
		if !r.SetUpAt.IsZero() {
			l.Text += " on " + setup.Day(r.SetUpAt)
		}
		l.Text += ")"
		if soon := r.Ending(); soon != nil {
			l.State, l.Code = ui.Stop, string(soon.Code)
		}
		out = append(out, l)
	}
	if why := DescribeStale(r.Stale(), r.Memory); why != "" {
		out = append(out, ui.Line{State: ui.Note, Text: why})
	}
	return out
}

// ACPNotAsked says why ACP was not asked, and where to look instead: notes say
// why a session that was found is not used. An address that was given is neither
// asked for nor answered with another one's pages.
func ACPNotAsked(m memory.Memory, given setup.Answers) ui.Line {
	l := ui.Line{Label: "ACP", State: ui.Skip, Text: "not asked: no session. Set ACP_TOKEN."}
	named := !given.ACP.IsZero() && given.ACP.From != setup.FromMemory
	switch notes := given.SessionNotes; {
	case len(notes) > 0:
		l.Text = "not asked. " + strings.Join(notes, " ")
		if m.ACP != "" && !named {
			l.Text += " Give --acp-url " + m.ACP + "."
		}
	case named:
	case m.ACPWeb != "":
		l.Text = "not asked: no session. Look at " + acp.Endpoint{Web: m.ACPWeb}.IntegrationsPage() + " or set ACP_TOKEN."
	case m.ACP == "":
		l.Text = "not asked: no session. Give --acp-url, and set ACP_TOKEN."
	}
	return l
}

// StatusRows are what ACP says, what GitLab says, and what is remembered, told
// apart. held is nil where ACP did not say what it holds.
func StatusRows(s *setup.State, met []*problem.Problem, held *acp.Connection, r setup.Remembered) ui.Checklist {
	var rows ui.Checklist
	switch {
	case held != nil && held.Connected:
		rows = append(rows, ui.Line{Label: "ACP", State: ui.OK, Text: ACPHolds(*held) + " (just read)"})
		rows = append(rows, BesideRows(*held)...)
	case len(s.Answers.Sessions) == 0:
		rows = append(rows, ACPNotAsked(r.Memory, s.Answers))
	}
	rows = append(rows, CheckRows(s, met, " (checked now)")...)
	rows = append(rows, RememberedRows(r)...)
	if s.Inspected() != nil {
		return rows
	}
	not := ui.Line{Label: LabelToken, State: ui.Skip, Text: "not checked; to check it, add --token-stdin and --gitlab-url"}
	if r.HasSetup() {
		not.Label, not.Text = "", "not checked now; to check it, add --token-stdin"
	}
	return append(rows, not)
}

// ACPNow is ACPHolds as a sentence without its full stop.
func ACPNow(c acp.Connection) string {
	if c.Connected {
		return "ACP is " + ACPHolds(c)
	}
	return "ACP has " + ACPHolds(c)
}

// ACPStill is ACPNow where it has not changed.
func ACPStill(c acp.Connection) string {
	if c.Connected {
		return "ACP is still " + ACPHolds(c)
	}
	return "ACP still has " + ACPHolds(c)
}

// ACPHolds says what ACP holds, whose, and since when: "connected to
// https://gitlab.example.com as @ada, saved 23 Nov 2026, 14:38".
func ACPHolds(c acp.Connection) string {
	say := "connected to " + c.InstanceURL
	switch {
	case !c.Connected && c.Has():
		say = "a credential for " + c.InstanceURL + ", " + whyUnused(*c.Stored)
	case !c.Connected:
		return "no GitLab connection"
	case c.Stored != nil && c.Stored.Project != "":
		say += " in project " + c.Stored.Project
	}
	if c.Username != "" {
		say += " as @" + c.Username
	}
	if !c.UpdatedAt.IsZero() {
		say += ", saved " + setup.DayAndTime(c.UpdatedAt)
	}
	return say
}
