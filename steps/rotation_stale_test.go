package steps_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// TestWhatMayNotBeTheOldTokenIsNotCalledSo: where memory may be about another
// token than the one that ACP holds, a rotation that changes nothing does not
// give that one the remembered name and end.
func TestWhatMayNotBeTheOldTokenIsNotCalledSo(t *testing.T) {
	t.Parallel()
	ends := gitlab.Date{Year: 2026, Month: 11, Day: 29}
	for name, tc := range map[string]struct {
		saved, disconnected time.Duration // ago, when the rotation begins; 0 for not
		before, after       string
	}{
		"as set up here":     {time.Hour, 0, "the old token, expiring 29 Nov 2026.", "the old token, expiring 29 Nov 2026."},
		"saved again since":  {90 * time.Minute, 0, "the old token, expiring 29 Nov 2026.", "the token it had before, saved 22 Nov 2026"},
		"disconnected since": {time.Hour, time.Minute, "what it had before. Nothing was changed there.", "the token it had before, saved 22 Nov 2026"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			staged(t, rehearsing{dialect: acptest.V0033}, answering(3, 400, refusal), func(h *rehearsal, ctx context.Context) {
				m := memory.Memory{
					Setup: memory.Setup{GitLab: h.gitlab.URL()}, User: "ada", Token: memory.Token{ID: oldID, Ends: ends},
					SetUpAt: time.Now().AddDate(0, 0, -80), SavedAt: time.Now().Add(-tc.saved),
				}
				if tc.disconnected != 0 {
					m.DisconnectedAt = time.Now().Add(-tc.disconnected)
				}
				h.rotation = setup.NewRotation(m)
				says := func(want string) {
					t.Helper()
					if got := words.DescribeRotation(&setup.State{Rotation: h.rotation}, time.Now()); !strings.Contains(got, "In ACP now: "+want) {
						t.Errorf("it says: %s, want %s", got, want)
					}
				}
				says(tc.before)
				h.rotate(ctx)
				says(tc.after)
				if h.holds() != setup.ActiveOld {
					t.Errorf("ACP holds %s", h.holds())
				}
			})
		})
	}
}

func TestTheBrowserWaySaysHowTheOldTokenEnds(t *testing.T) {
	t.Parallel()
	m := memory.Memory{Setup: memory.Setup{GitLab: "https://gitlab.example.com"}, Token: memory.Token{ID: oldID}}
	for want, m := range map[string]memory.Memory{"acp-gitlab tokens revoke 4711.": m, "to list and revoke it: acp-gitlab tokens.": {}} {
		s := &setup.State{Rotation: setup.NewRotation(m), Instance: m.Instance()}
		s.DoneInBrowser()
		if got := words.DescribeRotation(s, today); !strings.Contains(got, "was not revoked. Once a session in ACP works: "+want) {
			t.Errorf("it says: %s, want %s", got, want)
		}
	}
}
