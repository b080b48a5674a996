package steps_test

import (
	"testing"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
)

// TestASessionThatHasExpiredIsNotOffered: the token would go out with a session
// that ACP refuses; one that still counts is taken instead.
func TestASessionThatHasExpiredIsNotOffered(t *testing.T) {
	t.Parallel()
	session := func(th *harness, life time.Duration) acp.Session {
		return acp.ReadSession(secret.New(th.acp.MintKey("gitlab-setup", life)), th.acp.URL(), "ACP_TOKEN")
	}
	for name, c := range map[string]struct {
		lives []time.Duration
		see   string
	}{
		"expired":                       {[]time.Duration{-time.Hour}, "> In the browser"},
		"expired, and one that is good": {[]time.Duration{-time.Hour, time.Hour}, "Enter gives ACP the token"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			given := func(th *harness, g *setup.Answers) {
				g.Sessions = nil
				for _, life := range c.lives {
					g.Sessions = append(g.Sessions, session(th, life))
				}
			}
			play(t, plot{given: given}, func(th *harness) {
				th.to(7)
				th.see(c.see)
				if until := th.setup.Session.Until; !until.IsZero() && until.Before(time.Now()) {
					t.Errorf("the session chosen expired at %s", until)
				}
			})
		})
	}
}
