package setup

import (
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// ActiveToken is what ACP may hold: one of these where it is certain, several where
// ACP did not tell.
type ActiveToken uint8

// What ACP may hold.
const (
	// ActiveOld is what it held before the rotation.
	ActiveOld ActiveToken = 1 << iota
	// ActiveNew is the new token.
	ActiveNew
	// ActiveNone is no connection at all.
	ActiveNone
)

func (l ActiveToken) may(what ActiveToken) bool { return l&what != 0 }

// String names it for --json: "old", "new", "none", or several, "old-or-new".
func (l ActiveToken) String() string {
	var names []string
	for _, x := range []struct {
		what ActiveToken
		name string
	}{{ActiveOld, "old"}, {ActiveNew, "new"}, {ActiveNone, "none"}} {
		if l.may(x.what) {
			names = append(names, x.name)
		}
	}
	return strings.Join(names, "-or-")
}

// ActiveLabel is the label of the line that says what ACP holds.
const ActiveLabel = "live now"

// setActive notes what ACP holds from now on, and says it.
func (r *rotationRun) setActive(l ActiveToken) {
	r.change(func(s *RotationState) {
		if s.Active = l; l != ActiveNew {
			s.ReadBack = time.Time{}
		}
	})
	state := problem.OK
	switch l {
	case ActiveOld, ActiveNew:
	case ActiveNone:
		state = problem.Warn
	default:
		state = problem.Info
	}
	r.say("live", state, ActiveLabel, r.DescribeActive(time.Now()))
}

// elsewhere notes that what ACP holds is a connection to another GitLab; ""
// takes that back.
func (r *rotationRun) elsewhere(url string) {
	r.change(func(s *RotationState) { s.Elsewhere = url })
	r.setActive(ActiveOld)
}

// DescribeActive names what ACP holds: "the old token, ending 29 Nov 2026".
func (r *Rotation) DescribeActive(now time.Time) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var parts []string
	if r.state.Active.may(ActiveOld) {
		parts = append(parts, r.describeOld(now))
	}
	if r.state.Active.may(ActiveNew) {
		parts = append(parts, "the new token"+r.to.ending(now))
	}
	if r.state.Active.may(ActiveNone) {
		parts = append(parts, "none")
	}
	if len(parts) == 1 && r.state.Active == ActiveNone {
		return "no token"
	}
	return strings.Join(parts, ", or ")
}

func (r *Rotation) describeOld(now time.Time) string {
	switch {
	case r.state.Elsewhere != "":
		return "the connection to " + r.state.Elsewhere
	case r.Unsure && !r.shows.UpdatedAt.IsZero():
		return "the token that it held before, saved " + DayAndTime(r.shows.UpdatedAt)
	case r.Unsure:
		return "the token that it held before"
	case r.from.ID != r.Old.ID:
		return "the token connected before in this run" + r.from.ending(now)
	}
	return "the old token" + r.from.ending(now)
}

// ending is ", ending 29 Nov 2026", where that is known.
func (t RotatedToken) ending(now time.Time) string {
	switch {
	case t.Ends.IsZero():
		return ""
	case t.Ends.DaysFrom(now) <= 0:
		return ", which ended " + t.Ends.Describe()
	}
	return ", ending " + t.Ends.Describe()
}

// DescribeBoth name what ACP holds, saved then, and what is to take its place.
func (r *Rotation) DescribeBoth(s *State, now, saved time.Time) (held, fresh string) {
	now = s.Today(now)
	held = r.DescribeActive(now)
	if !saved.IsZero() && !strings.Contains(held, "saved ") {
		held += ", saved " + Day(saved)
	}
	return held, "the new token" + rotatedToken(secret.Text{}, s.Inspected).ending(now)
}
