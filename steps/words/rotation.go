package words

import (
	"fmt"
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
)

// ActiveID is the ID of the finding that says which token ACP holds.
const ActiveID = "live"

// ActiveFinding is the line that says which token ACP holds.
func ActiveFinding(f setup.ActiveFacts, now time.Time) problem.Finding {
	state := problem.Info
	switch f.Active {
	case setup.ActiveOld, setup.ActiveNew:
		state = problem.OK
	case setup.ActiveNone:
		state = problem.Warn
	}
	return problem.Finding{ID: ActiveID, State: state, Label: "in ACP", Text: DescribeActive(f, now)}
}

// DescribeActive names what ACP holds: "the old token, ending 29 Nov 2026".
func DescribeActive(f setup.ActiveFacts, now time.Time) string {
	if f.Active == setup.ActiveNone {
		return "no token"
	}
	var parts []string
	if f.Active.May(setup.ActiveOld) {
		parts = append(parts, describeOld(f, now))
	}
	if f.Active.May(setup.ActiveNew) {
		parts = append(parts, describeNew(f.NewEnds, now))
	}
	if f.Active.May(setup.ActiveNone) {
		parts = append(parts, "none")
	}
	return strings.Join(parts, ", or ")
}

func describeOld(f setup.ActiveFacts, now time.Time) string {
	switch f.Old {
	case setup.OldElsewhere:
		return "the connection to " + f.Elsewhere
	case setup.OldUnsure:
		if f.SavedAt.IsZero() {
			return "the token it had before"
		}
		return "the token it had before, saved " + setup.DayAndTime(f.SavedAt)
	case setup.OldOfThisRun:
		return "the token connected earlier in this run" + ending(f.OldEnds, now)
	}
	return "the old token" + ending(f.OldEnds, now)
}

func describeNew(ends gitlab.Date, now time.Time) string { return "the new token" + ending(ends, now) }

// ending is ", ending 29 Nov 2026", where that is known.
func ending(ends gitlab.Date, now time.Time) string {
	switch {
	case ends.IsZero():
		return ""
	case ends.DaysFrom(now) <= 0:
		return ", which expired " + ends.Describe()
	}
	return ", expiring " + ends.Describe()
}

// DescribeBoth names what ACP holds, saved then, and what is to take its place.
func DescribeBoth(s *setup.State, now, saved time.Time) (held, fresh string) {
	now = s.Today(now)
	f := s.Rotation.ActiveFacts()
	held = DescribeActive(f, now)
	saysWhen := f.Old == setup.OldUnsure && !f.SavedAt.IsZero() && f.Active.May(setup.ActiveOld)
	if !saved.IsZero() && !saysWhen {
		held += ", saved " + setup.Day(saved)
	}
	var ends gitlab.Date
	if in := s.Inspected(); in != nil && in.Token.ExpiresAt != nil {
		ends = *in.Token.ExpiresAt
	}
	return held, describeNew(ends, now)
}

// DescribeRotation says which token is live in ACP, and what became of the other:
// for whoever leaves, at any point.
func DescribeRotation(s *setup.State, now time.Time) string {
	r := s.Rotation
	state := r.State()
	live := "In ACP now: " + DescribeActive(r.ActiveFacts(), s.Today(now)) + "."
	accepted := s.NewAccepted()
	switch {
	case s.Outcome() == setup.InBrowser && state.Active != setup.ActiveNew:
		end := "to list and revoke it: acp-gitlab tokens"
		if id := r.OldID(s.Instance); id != 0 {
			end = fmt.Sprintf("acp-gitlab tokens revoke %d", id)
		}
		return "In ACP now: the new token, according to what you saw in the browser. Not checked. The old one was not revoked. Once a session in ACP works: " + end + "."
	case state.Active == setup.ActiveNew:
		return live + oldAfter(state)
	case state.Active == setup.ActiveNone && state.Asked:
		return live + newUnused(accepted)
	case state.Active == setup.ActiveOld && !state.Asked && (r.Unsure || r.Old.ID == 0 && r.Old.Ends.IsZero()):
		return "In ACP now: what it had before. Nothing was changed there." + newUnused(accepted)
	case state.Active == setup.ActiveOld && !accepted && len(s.Changes()) > 0:
		return live
	case state.Active == setup.ActiveOld && !accepted:
		return live + " " + nothingChanged
	case state.Active == setup.ActiveOld:
		return live + newUnused(true)
	}
	return live + " ACP does not show which. Both tokens are valid at GitLab: do not revoke either until you know. How to find out: acp-gitlab explain acp-not-confirmed."
}

// oldAfter says what became of the old token once the new one is live.
func oldAfter(state setup.RotationState) string {
	switch {
	case state.Ended:
		return " The old one was revoked."
	case state.Asking:
		return " GitLab was asked to revoke the old one but did not answer: acp-gitlab tokens shows it."
	case state.Stray:
		return " You have no active token with the number you gave for the old one; nothing was revoked."
	case state.ReadBack.IsZero():
		return " ACP said so, but this was not confirmed. Do not revoke the old one yet."
	}
	return " The old one is still active at GitLab but not in use."
}

func newUnused(accepted bool) string {
	if !accepted {
		return ""
	}
	return " The new one is active at GitLab but not in use."
}

// WhyNotEnded says why the old token, number id, was not ended; "" where
// nothing spoke against it.
func WhyNotEnded(why setup.EndRefusal, id int64) string {
	switch why {
	case setup.EndNotInUse:
		return "ACP does not use the new token yet."
	case setup.EndNotReadBack:
		return "the new connection was not confirmed."
	case setup.EndNoNumber:
		return "its number is not known."
	case setup.EndNoNewNumber:
		return "this GitLab does not report the new token's number, so the program cannot tell the two apart."
	case setup.EndIsNew:
		return "number " + Number(id) + " is the new token."
	case setup.EndOtherGitLab:
		return "number " + Number(id) + " belongs to another GitLab."
	case setup.EndNotOwn:
		return "you have no active token with the number " + Number(id) + ". acp-gitlab tokens lists them."
	case setup.EndListUnread:
		return "your list of tokens could not be read, so it may not be yours."
	case setup.EndStopped:
		return "you stopped before GitLab was asked to."
	}
	return ""
}
