package steps

import (
	"context"
	"fmt"
	"time"
)

// RotationLeaving says what a rotation has changed so far, for whoever is about
// to leave it.
func RotationLeaving(s *Setup, now time.Time) []string {
	if s.Rotation.State().Busy {
		return []string{"The new token is on its way to ACP. Leaving waits for the answer, and says which token is live."}
	}
	out := []string{RotationWords(s, now)}
	if newAccepted(s) && s.Rotation.State().Live == LiveOld {
		out = append(out, "Start again later and paste it, or end it on GitLab's token page.")
	}
	return out
}

// RotationSummary is what stays in the terminal after a rotation, however it
// ended: at last the token that is live in ACP.
func RotationSummary(s *Setup, at Place, now time.Time) []string {
	out := []string{"acp-gitlab: " + rotationWord(s, at)}
	add := func(label, text string) { out = append(out, fmt.Sprintf("  %-7s %s", label, text)) }
	if s.Outcome == Connected {
		add("GitLab", s.Instance.URL()+who(s))
		add("ACP", fmt.Sprintf("%s (read back %s)", s.Place.API, clockTime(s.Rotation.State().ReadBack)))
		add("Push", pushWords(s))
	}
	out = append(out, "  "+RotationWords(s, now))
	if p := s.blocking(); p != nil {
		out = append(out, "  acp-gitlab explain "+string(p.Code))
	}
	return out
}

func rotationWord(s *Setup, at Place) string {
	switch s.Outcome {
	case Connected:
		return "rotated"
	case InBrowser:
		return "done in the browser, not checked"
	case KeptOld:
		return "not rotated; ACP keeps what it has"
	case NotConfirmed:
		return "not confirmed; keep both tokens"
	case NotConnected:
		return "not rotated; the new token works and is ready"
	}
	say := fmt.Sprintf("left rotate at step %d of %d", at.Step, at.Of)
	if p := s.blocking(); p != nil {
		say += " (" + string(p.Code) + ")"
	}
	return say + "."
}

// newAccepted reports whether GitLab has accepted a new token in this run.
func newAccepted(s *Setup) bool {
	return !s.Token.IsZero() && s.Inspected != nil && s.Inspected.User != nil
}

// Settles reports whether something was sent whose answer is awaited.
func (s *Setup) Settles() bool { return s.Rotation.State().Busy }

// Settle waits until what a rotation has sent has come to its end, for whoever
// left before it: what ACP holds then is what came of this run.
func (s *Setup) Settle(ctx context.Context) {
	if !s.rotating() {
		return
	}
	s.Rotation.Settle(ctx)
	if state := s.Rotation.State(); s.Outcome == Unfinished && state.Live == LiveNew && !state.ReadBack.IsZero() {
		s.Outcome, s.ReadBackAt = Connected, state.ReadBack
	}
}
