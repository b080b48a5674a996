package setup

import (
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
)

// DaysToAct is how many days before its end a token should be replaced.
const DaysToAct = 7

// Remembered is what the last setup left, held against what was asked now.
// Nothing of it was asked now.
type Remembered struct {
	memory.Memory
	Now time.Time
	// Held is what ACP holds now; nil where it was not asked.
	Held *acp.Connection
	// Checked is what GitLab said now of the token at hand, nil without one.
	Checked *gitlab.TokenFacts
}

// Looked reports whether the token of the setup has been checked now: then
// memory says nothing more.
func (r Remembered) Looked() bool {
	return r.Checked != nil && r.Checked.ID != 0 && r.Checked.ID == r.Token.ID
}

// Stale says whether memory may be about another token than the one ACP holds.
func (r Remembered) Stale() StaleReason { return Stale(r.Memory, r.Held) }

// Ending is the end that memory knows of, where it is near: an error, so that
// a cron job sees it. It is nobody's verdict on the token, so it is never
// token-expired.
func (r Remembered) Ending() *problem.Problem {
	left, known := r.DaysLeft(r.Now)
	if !known || left > DaysToAct || r.Looked() || r.Stale() != NotStale {
		return nil
	}
	return problem.New(problem.TokenExpiresSoon, r.Token.Name).WithSeverity(problem.Error).
		With(problem.Facts{Date: r.Token.Ends.Describe()}).
		Because("as set up here on " + gitlab.DateOf(r.SetUpAt).String() + "; not asked now")
}

// Reminder returns the calendar reminder for the token that ACP has: that of the
// last setup, otherwise the one that was checked now. False where neither end is
// known.
func (r Remembered) Reminder(s *State) (Reminder, bool) {
	in, p := gitlab.ParseInstance(r.GitLab)
	if p != nil || r.Token.Ends.IsZero() || r.Looked() || r.Stale() != NotStale {
		return ReminderOf(s)
	}
	return newReminder(in, r.Token), true
}

// ReplaceFrom is the day from which the token should be replaced; zero where its
// end is not known, or where memory may be about another token.
func (r Remembered) ReplaceFrom() gitlab.Date {
	ends := r.Token.Ends
	if c := r.Checked; c != nil && c.ExpiresAt != nil && (r.Looked() || !r.HasSetup()) {
		ends = *c.ExpiresAt
	} else if ends.IsZero() || r.Stale() != NotStale {
		return gitlab.Date{}
	}
	return ends.AddDays(-DaysToAct)
}
