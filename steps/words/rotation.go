package words

import (
	"fmt"
	"time"

	"acp-gitlab/steps/setup"
)

// DescribeRotation says which token is live in ACP, and what became of the other:
// for whoever leaves, at any point.
func DescribeRotation(s *setup.State, now time.Time) string {
	r := s.Rotation
	state := r.State()
	live := "Live in ACP: " + r.DescribeActive(s.Today(now)) + "."
	accepted := setup.NewAccepted(s)
	switch {
	case s.Outcome == setup.InBrowser && state.Active != setup.ActiveNew:
		end := "acp-gitlab tokens lists it, and ends it"
		if id := r.OldID(s.Instance); id != 0 {
			end = fmt.Sprintf("acp-gitlab tokens revoke %d", id)
		}
		return "Live in ACP: the new token, by what you saw in the browser; not checked. The old one was not ended. Once a session in ACP works: " + end + "."
	case state.Active == setup.ActiveNew && state.Ended:
		return live + " The old one was ended for good."
	case state.Active == setup.ActiveNew && state.Asking:
		return live + " GitLab was asked to end the old one and did not answer: acp-gitlab tokens shows it."
	case state.Active == setup.ActiveNew && state.Stray:
		return live + " No active token of yours has the number given as the old one's; nothing was revoked."
	case state.Active == setup.ActiveNew && state.ReadBack.IsZero():
		return live + " That is ACP's word; it was not read back. Do not end the old one yet."
	case state.Active == setup.ActiveNew:
		return live + " The old one still exists at GitLab and is not used."
	case state.Active == setup.ActiveNone && state.Asked:
		return live + newUnused(accepted)
	case state.Active == setup.ActiveOld && !state.Asked && (r.Unsure || r.Old.ID == 0 && r.Old.Ends.IsZero()):
		return "Live in ACP: what it held before; nothing was changed there." + newUnused(accepted)
	case state.Active == setup.ActiveOld && !accepted:
		return live + " Nothing was changed."
	case state.Active == setup.ActiveOld:
		return live + newUnused(true)
	}
	return live + " ACP does not show which. Both tokens are valid at GitLab: revoke neither until you know. How to find out: acp-gitlab explain acp-not-confirmed."
}

func newUnused(accepted bool) string {
	if !accepted {
		return ""
	}
	return " The new one exists at GitLab and is not used."
}

// RotationLeaving says what a rotation has changed so far, for whoever is about
// to leave it.
func RotationLeaving(s *setup.State, now time.Time) []string {
	if s.Rotation.State().Busy {
		return []string{"The new token is on its way to ACP. Leaving waits for the answer, and says which token is live."}
	}
	out := []string{DescribeRotation(s, now)}
	if setup.NewAccepted(s) && s.Rotation.State().Active == setup.ActiveOld {
		out = append(out, "Start again later and paste it, or end it on GitLab's token page.")
	}
	return out
}

// RotationSummary is what stays in the terminal after a rotation, however it
// ended: at last the token that is live in ACP.
func RotationSummary(s *setup.State, at StepPosition, now time.Time) []string {
	out := []string{"acp-gitlab: " + describeRotationOutcome(s, at)}
	add := func(label, text string) { out = append(out, fmt.Sprintf("  %-7s %s", label, text)) }
	if s.Outcome == setup.Connected {
		add("GitLab", s.Instance.URL()+Who(s))
		add("ACP", fmt.Sprintf("%s (read back %s)", s.Endpoint.API, setup.ClockTime(s.Rotation.State().ReadBack)))
		add("Push", DescribePush(s))
	}
	out = append(out, "  "+DescribeRotation(s, now))
	if p := s.Blocking(); p != nil {
		out = append(out, "  acp-gitlab explain "+string(p.Code))
	}
	return out
}

func describeRotationOutcome(s *setup.State, at StepPosition) string {
	switch s.Outcome {
	case setup.Connected:
		return "rotated"
	case setup.InBrowser:
		return "done in the browser, not checked"
	case setup.KeptOld:
		return "not rotated; ACP keeps what it has"
	case setup.NotConfirmed:
		return "not confirmed; keep both tokens"
	case setup.NotConnected:
		return "not rotated; the new token works and is ready"
	}
	say := fmt.Sprintf("left rotate at step %d of %d", at.Step, at.Of)
	if p := s.Blocking(); p != nil {
		say += " (" + string(p.Code) + ")"
	}
	return say + "."
}
