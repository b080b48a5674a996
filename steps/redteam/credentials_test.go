//go:build unix

package redteam_test

import (
	"testing"

	"acp-gitlab/steps/setup"
)

// TestTheDemoOfTheCredentialStore walks the program through a whole setup with
// ACP's credential store, full screen and line by line.
func TestTheDemoOfTheCredentialStore(t *testing.T) {
	t.Parallel()
	type stop struct{ see, keys string }
	for name, tc := range map[string]struct {
		args  []string
		stops []stop
	}{
		"full screen": {nil, []stop{
			{atStep(setup.IDInstance), "\r"},
			{"This computer can reach", "\r"},
			{atStep(setup.IDTokenPage), "\r"},
			{"Never select sudo", "\r"},
			{"The demo holds a token", "\r"},
			{"This token works.", "\r"},
			{"team/app", "\r"},
			{"ACP can push to team/app.", "\r"},
			{"Enter asks ACP where it keeps tokens.", "\r"},
			{"Give the token to project my-team?", "\r"},
			{"bound to my-team", "\r"},
			{"start a session in project my-team", "\r"},
			{"acp-gitlab: connected", ""},
		}},
		"line by line": {[]string{"--plain"}, []stop{
			{"Your choice, Enter alone for 1:", "\r"},
			{"Press Enter to continue:", "\r"},
			{"Create a token for ACP", "\r"},
			{"Selected: api", "\r"},
			{"The demo holds a token", "\r"},
			{"This token works.", "\r"},
			{"or a number from the list", "\r"},
			{"ACP can push to team/app.", "\r"},
			{"Press Enter to ask ACP:", "\r"},
			{"Give the token to project my-team?", "\r"},
			{"bound to my-team", "\r"},
			{"start a session in project my-team", "\r"},
			{"acp-gitlab: connected", ""},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"demo", "--scenario", "acp-credentials", "--no-browser"}, tc.args...)
			s := newBox(t).start(t, 80, 24, nil, args...)
			for _, at := range tc.stops {
				s.see(at.see)
				s.keys(at.keys)
			}
			s.ends(0)
		})
	}
}
