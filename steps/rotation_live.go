package steps

import (
	"fmt"
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// Live is what ACP may hold: one of these where it is certain, several where
// ACP did not tell.
type Live uint8

// What ACP may hold.
const (
	// LiveOld is what it held before the rotation.
	LiveOld Live = 1 << iota
	// LiveNew is the new token.
	LiveNew
	// LiveNone is no connection at all.
	LiveNone
)

func (l Live) may(what Live) bool { return l&what != 0 }

// String names it for --json: "old", "new", "none", or several, "old-or-new".
func (l Live) String() string {
	var names []string
	for _, x := range []struct {
		what Live
		name string
	}{{LiveOld, "old"}, {LiveNew, "new"}, {LiveNone, "none"}} {
		if l.may(x.what) {
			names = append(names, x.name)
		}
	}
	return strings.Join(names, "-or-")
}

// liveLabel is the label of the line that says what ACP holds.
const liveLabel = "live now"

// become notes what ACP holds from now on, and says it.
func (r *rotationRun) become(l Live) {
	r.change(func(s *RotationState) {
		if s.Live = l; l != LiveNew {
			s.ReadBack = time.Time{}
		}
	})
	state := problem.OK
	switch l {
	case LiveOld, LiveNew:
	case LiveNone:
		state = problem.Warn
	default:
		state = problem.Info
	}
	r.say("live", state, liveLabel, r.LiveWords(time.Now()))
}

// elsewhere notes that what ACP holds is a connection to another GitLab; ""
// takes that back.
func (r *rotationRun) elsewhere(url string) {
	r.change(func(s *RotationState) { s.Elsewhere = url })
	r.become(LiveOld)
}

// LiveWords names what ACP holds: "the old token, ending 29 Nov 2026".
func (r *Rotation) LiveWords(now time.Time) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var parts []string
	if r.state.Live.may(LiveOld) {
		parts = append(parts, r.oldWords(now))
	}
	if r.state.Live.may(LiveNew) {
		parts = append(parts, "the new token"+r.to.ending(now))
	}
	if r.state.Live.may(LiveNone) {
		parts = append(parts, "none")
	}
	if len(parts) == 1 && r.state.Live == LiveNone {
		return "no token"
	}
	return strings.Join(parts, ", or ")
}

func (r *Rotation) oldWords(now time.Time) string {
	switch {
	case r.state.Elsewhere != "":
		return "the connection to " + r.state.Elsewhere
	case r.unsure && !r.shows.UpdatedAt.IsZero():
		return "the token that it held before, saved " + dayAndTime(r.shows.UpdatedAt)
	case r.unsure:
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
		return ", which ended " + t.Ends.Words()
	}
	return ", ending " + t.Ends.Words()
}

// RotationWords says which token is live in ACP, and what became of the other:
// for whoever leaves, at any point.
func RotationWords(s *Setup, now time.Time) string {
	r := s.Rotation
	state := r.State()
	live := "Live in ACP: " + r.LiveWords(s.Today(now)) + "."
	accepted := newAccepted(s)
	switch {
	case s.Outcome == InBrowser && state.Live != LiveNew:
		end := "acp-gitlab tokens lists it, and ends it"
		if id := r.OldID(s.Instance); id != 0 {
			end = fmt.Sprintf("acp-gitlab tokens revoke %d", id)
		}
		return "Live in ACP: the new token, by what you saw in the browser; not checked. The old one was not ended. Once a session in ACP works: " + end + "."
	case state.Live == LiveNew && state.Ended:
		return live + " The old one was ended for good."
	case state.Live == LiveNew && state.Asking:
		return live + " GitLab was asked to end the old one and did not answer: acp-gitlab tokens shows it."
	case state.Live == LiveNew && state.Stray:
		return live + " No active token of yours has the number given as the old one's; nothing was revoked."
	case state.Live == LiveNew && state.ReadBack.IsZero():
		return live + " That is ACP's word; it was not read back. Do not end the old one yet."
	case state.Live == LiveNew:
		return live + " The old one still exists at GitLab and is not used."
	case state.Live == LiveNone && state.Asked:
		return live + newUnused(accepted)
	case state.Live == LiveOld && !state.Asked && (r.unsure || r.Old.ID == 0 && r.Old.Ends.IsZero()):
		return "Live in ACP: what it held before; nothing was changed there." + newUnused(accepted)
	case state.Live == LiveOld && !accepted:
		return live + " Nothing was changed."
	case state.Live == LiveOld:
		return live + newUnused(true)
	}
	return live + " ACP does not show which. Both tokens are valid at GitLab: revoke neither until you know. How to find out: acp-gitlab explain acp-not-confirmed."
}

// bothWords name what ACP holds, saved then, and what is to take its place.
func (r *Rotation) bothWords(s *Setup, now, saved time.Time) (held, fresh string) {
	now = s.Today(now)
	held = r.LiveWords(now)
	if !saved.IsZero() && !strings.Contains(held, "saved ") {
		held += ", saved " + day(saved)
	}
	return held, "the new token" + rotatedToken(secret.Text{}, s.Inspected).ending(now)
}

func newUnused(accepted bool) string {
	if !accepted {
		return ""
	}
	return " The new one exists at GitLab and is not used."
}
