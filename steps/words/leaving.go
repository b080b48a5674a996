package words

import (
	"fmt"
	"time"

	"acp-gitlab/steps/setup"
)

const nothingChanged = "Nothing was changed."

// mayHave is what is known of a token that went out, and that ACP does not show.
const mayHave = "ACP may have saved the token. To find out, check the Integrations page in ACP."

// Leaving says what this run has changed so far, for whoever is about to leave
// any flow. That nothing was changed is said only where that is so.
func Leaving(s *setup.State, now time.Time) []string {
	var said []string
	for _, c := range s.Changes() {
		said = append(said, DescribeChange(c))
	}
	nothing := len(said) == 0
	switch {
	case s.Rotating():
		return append(said, leavingRotation(s, now)...)
	case s.InOtherFlow():
		if nothing {
			return []string{nothingChanged}
		}
		return said
	}
	return append(said, leavingSetup(s, nothing)...)
}

// leavingSetup says what setting up has come to, and what lives on at GitLab.
// nothing says that this run has changed nothing else.
func leavingSetup(s *setup.State, nothing bool) []string {
	switch {
	case s.Outcome() == setup.Connected:
		return []string{"ACP was connected at " + setup.ClockTime(s.ConfirmedAt()) + " and stays connected."}
	case s.Token().IsZero():
		if nothing {
			return []string{nothingChanged}
		}
		return nil
	case s.HandedOver():
		return []string{mayHave, "Keep the token until you have checked. If ACP uses it, revoking it cuts ACP off."}
	}
	const livesOn = "A token you created is still valid at GitLab; ACP does not have it. Start again later and paste it, or revoke it on GitLab's token page."
	if nothing {
		return []string{"This program has not changed anything.", livesOn}
	}
	return []string{livesOn}
}

// leavingRotation says which token is live, and what to do with the new one.
func leavingRotation(s *setup.State, now time.Time) []string {
	if s.Rotation.State().Busy {
		return []string{"The new token is being sent to ACP. If you leave, you still see the answer and which token ACP has."}
	}
	out := []string{DescribeRotation(s, now)}
	if s.NewAccepted() && s.Rotation.State().Active == setup.ActiveOld {
		out = append(out, "Start again later and paste it, or revoke it on GitLab's token page.")
	}
	return out
}

// DescribeChange says one thing that this run has changed.
func DescribeChange(c setup.Change) string {
	switch c.Kind {
	case setup.TokenEnded:
		if c.Name == "" {
			return fmt.Sprintf("Token number %d was revoked.", c.ID)
		}
		return fmt.Sprintf("The token \"%s\" (%d) was revoked.", c.Name, c.ID)
	case setup.ConnectionEnded:
		return "ACP was disconnected from " + c.URL + " at " + setup.ClockTime(c.At) + "."
	case setup.EarlierConnected:
		return "ACP was connected at " + setup.ClockTime(c.At) + ", with the previous token, and stays connected."
	}
	return "ACP was given the previous token and may have saved it."
}
