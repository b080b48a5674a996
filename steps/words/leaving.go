package words

import (
	"slices"
	"strings"
	"time"

	"acp-gitlab/steps/setup"
)

const nothingChanged = "Nothing was changed."

// Leaving says what this run has changed so far, for whoever is about to leave
// any flow.
func Leaving(s *setup.State, now time.Time) []string {
	said := []string{nothingChanged}
	switch {
	case s.Rotating():
		said = RotationLeaving(s, now)
	case !s.InOtherFlow():
		said = Changed(s)
	}
	if len(s.Changes) > 0 && len(said) > 0 && strings.Contains(strings.ToLower(said[0]), "nothing") {
		said = said[1:]
	}
	return append(slices.Clip(s.Changes), said...)
}

// mayHave is what is known of a token that went out, and that ACP does not show.
const mayHave = "ACP was given the token and may have it. To find out, look at its Integrations page."

// Changed says what this run has changed so far, and what lives on at GitLab:
// for whoever is about to leave.
func Changed(s *setup.State) []string {
	switch {
	case s.Outcome == setup.Connected:
		return []string{"ACP has been connected at " + setup.ClockTime(s.ReadBackAt) + " and stays so."}
	case s.Token.IsZero():
		return []string{"Nothing was changed."}
	case s.HandedOver:
		return []string{mayHave, "Keep the token until you have looked: if ACP uses it, revoking it cuts ACP off."}
	default:
		return []string{
			"Changed so far: nothing by this program.",
			"A token you made lives on at GitLab; ACP does not have it. Start again later and paste it, or end it on GitLab's token page.",
		}
	}
}
