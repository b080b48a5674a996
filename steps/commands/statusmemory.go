package commands

import (
	"slices"
	"strings"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps"
	"acp-gitlab/steps/memory"
)

// past is what the last setup left, held against what was asked now. Nothing
// of it was asked now, and every line says so.
type past struct {
	memory.Memory
	now time.Time
	// held is what ACP holds now; nil where it was not asked.
	held *acp.Connection
	// checked is what GitLab said now of the token at hand, nil without one.
	checked *gitlab.TokenFacts
	// asked says that GitLab was asked about the token at hand.
	asked bool
	// soon is the end that memory knows of, where it is near; else nil.
	soon *problem.Problem
}

// looked reports whether the token of the setup has been checked now: then
// memory says nothing more.
func (p past) looked() bool {
	return p.checked != nil && p.checked.ID != 0 && p.checked.ID == p.Token.ID
}

// elsewhere says why memory may be about another token than the one ACP holds;
// "" where nothing speaks against it.
func (p past) elsewhere() string { return steps.Doubt(p.Memory, p.held) }

// rows say what is remembered of the token.
func (p past) rows() []row {
	if !p.HasSetup() || p.looked() {
		return nil
	}
	var out []row
	if p.Token.Name != "" {
		r := row{label: labelToken, state: problem.Info, text: p.words()}
		if p.soon != nil {
			r.state, r.code = problem.Stop, p.soon.Code
		}
		out = append(out, r)
	}
	if why := p.elsewhere(); why != "" {
		out = append(out, row{label: "", state: problem.Info, text: why})
	}
	return out
}

func (p past) words() string {
	say := `"` + p.Token.Name + `"`
	if left, known := p.DaysLeft(p.now); known {
		verb := "ends "
		if left <= 0 {
			verb = "ended "
		}
		say += " " + verb + p.Token.Ends.Words() + ", " + inDays(left)
	} else {
		say += " has no end date"
	}
	say += " (as set up here"
	if !p.SetUpAt.IsZero() {
		say += " on " + localDay(p.SetUpAt)
	}
	return say + ")"
}

// localDay is "22 Nov 2026" in the person's own zone: what was done here was
// done on that day. Everything about tokens is in UTC.
func localDay(t time.Time) string { return t.Local().Format("2 Jan 2006") }

// inDays says a distance in days: "today", "in 1 day", "5 days ago".
func inDays(n int) string {
	switch {
	case n == 0:
		return "today"
	case n < 0:
		return days(-n) + " ago"
	}
	return "in " + days(n)
}

// ending is the end that memory knows of, where it is near: an error, so that
// a cron job sees it. It is nobody's verdict on the token, so it is never
// token-expired.
func (p past) ending() *problem.Problem {
	left, known := p.DaysLeft(p.now)
	if !known || left > daysToAct || p.looked() || p.elsewhere() != "" {
		return nil
	}
	return problem.New(problem.TokenExpiresSoon, p.Token.Name).WithSeverity(problem.Error).
		With("date", p.Token.Ends.Words()).
		Because("as set up here on " + gitlab.DateOf(p.SetUpAt).String() + "; not asked now")
}

// next is the day from which the token should be replaced.
func (p past) next() string {
	ends := p.Token.Ends
	switch known := p.checked != nil && p.checked.ExpiresAt != nil; {
	case known && (p.looked() || !p.HasSetup()):
		ends = *p.checked.ExpiresAt
	case ends.IsZero(), p.elsewhere() != "":
		return "nothing."
	}
	return "nothing. From " + ends.AddDays(-daysToAct).Words() + " on: acp-gitlab rotate"
}

// notAsked says why ACP was not asked, and where to look instead. notes say why
// a session that was found is not used. An address that was given is neither
// asked for nor answered with another one's pages.
func (p past) notAsked(given steps.Given) row {
	r := row{label: "ACP", state: problem.Skip, text: "not asked: no session. Set ACP_TOKEN."}
	named := !given.ACP.IsZero() && given.ACP.From != steps.FromMemory
	switch notes := given.SessionNotes; {
	case len(notes) > 0:
		r.text = "not asked. " + strings.Join(notes, " ")
		if p.ACP != "" && !named {
			r.text += " Give --acp-url " + p.ACP + "."
		}
	case named:
	case p.ACPWeb != "":
		r.text = "not asked: no session. Look at " + acp.Place{Web: p.ACPWeb}.IntegrationsPage() + " or set ACP_TOKEN."
	case p.ACP == "":
		r.text = "not asked: no session. Give --acp-url, and set ACP_TOKEN."
	}
	return r
}

// exit is the exit code of status. Without a session the rest of the answer is
// still worth having: 4, and 3 where the token is about to end, whoever asks.
// Where there is no rest, it is a call that lacks something: 64.
func (p past) exit(ps []*problem.Problem, strict bool) int {
	noSession := func(q *problem.Problem) bool { return q.Code == problem.ACPSessionMissing }
	if !p.HasSetup() && !p.asked || !slices.ContainsFunc(ps, noSession) {
		return problem.Exit(ps, strict)
	}
	rest := problem.Exit(slices.DeleteFunc(slices.Clone(ps), noSession), strict)
	if rest == problem.ExitOK {
		return problem.ExitRefused
	}
	return rest
}
