package steps_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
)

// sentToACP are the calls that ACP got from the number n on, with their methods.
func (th *harness) sentToACP(n int) string {
	var calls []string
	for _, r := range th.acp.Requests()[n:] {
		calls = append(calls, r.Method+" "+r.Path[strings.LastIndex(r.Path, "/")+1:])
	}
	return strings.Join(calls, ", ")
}

// TestWhatIsNotConfirmedIsLookedAtAgainByEnter: Enter sends nothing, and only a
// key of its own connects again.
func TestWhatIsNotConfirmedIsLookedAtAgainByEnter(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{"acp-not-confirmed", "no-saved-time"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			play(t, plot{acp: scenario}, func(th *harness) {
				th.to(7)
				th.keys("enter", "y")
				th.wait(2 * time.Second)
				th.see("Could not confirm that ACP saved the token.", "> Check again", "Connect again")
				n := len(th.acp.Requests())
				th.keys("enter")
				th.see("Could not confirm that ACP saved the token.")
				if got := th.sentToACP(n); got != "GET status" {
					t.Errorf("Enter sent %s", got)
				}
				n = len(th.acp.Requests())
				th.keys("a")
				th.wait(2 * time.Second)
				th.see("Could not confirm that ACP saved the token.")
				if got := th.sentToACP(n); got != "GET status, POST test, POST connect, GET status" {
					t.Errorf("a sent %s", got)
				}
				th.keys("s")
				th.see("Not confirmed: ACP may have saved the token.")
				if v := th.view(); strings.Contains(v, "x ends") || strings.Contains(v, "not connected") {
					t.Errorf("it says that ACP does not have the token:\n%s", v)
				}
				if got := th.lastWords(); !strings.Contains(got, "acp-gitlab: not confirmed; ACP may have saved the token") {
					t.Errorf("it says:\n%s", got)
				}
				if got := setup.Exit(th.setup, false); got != problem.ExitNeedsDoing {
					t.Errorf("exit %d", got)
				}
			})
		})
	}
}

// lossy loses the answer to connect, after it was carried out or instead of
// that, and answers the next asks of status with 500.
type lossy struct {
	http.RoundTripper
	after bool
	down  int
	lost  bool
}

func (w *lossy) RoundTrip(req *http.Request) (*http.Response, error) {
	switch {
	case strings.HasSuffix(req.URL.Path, "/connect") && !w.lost:
		w.lost = true
		if w.after {
			if resp, err := w.RoundTripper.RoundTrip(req); err == nil {
				_ = resp.Body.Close()
			}
		}
		return nil, errCut
	case strings.HasSuffix(req.URL.Path, "/status") && w.lost && w.down > 0:
		w.down--
		return broken(req), nil
	}
	return w.RoundTripper.RoundTrip(req)
}

func (th *harness) onWire(w http.RoundTripper) {
	th.t.Helper()
	stack, err := web.New(web.Options{Transport: w, Getenv: func(string) string { return "" }})
	if err != nil {
		th.t.Fatal(err)
	}
	th.env.Stack.Close()
	th.env.Stack = stack
}

// TestAfterALostAnswerTheWizardSaysWhatACPHolds: what Enter then does follows
// from that, and so does what leaving says.
func TestAfterALostAnswerTheWizardSaysWhatACPHolds(t *testing.T) {
	t.Parallel()
	over := []acptest.Option{acptest.WithConnection("https://gitlab.example.com")}
	for name, tc := range map[string]struct {
		options []acptest.Option
		wire    *lossy
		see     string
		left    string // what leaving says then
		enter   string // what Enter sends
		ends    string
	}{
		"saved": {over, &lossy{after: true}, "ACP is connected to gitlab.example.com.", "ACP was connected at", "", "Connected."},
		"not saved": {
			over, &lossy{}, "ACP is still connected to https://gitlab.example.com, saved 22 Nov 2026",
			"ACP does not have it", "GET status, POST test, POST connect, GET status", "ACP is connected to",
		},
		"nothing held": {
			nil, &lossy{}, "ACP has no GitLab connection for you now.",
			"ACP does not have it", "GET status, POST test, POST connect, GET status", "ACP is connected to",
		},
		"not told, and saved": {
			over, &lossy{after: true, down: 1}, "ACP may have made the change.",
			"ACP may have saved the token.", "GET status", "ACP is connected to",
		},
		"not told, and not saved": {
			over, &lossy{down: 1}, "ACP may have made the change.",
			"ACP may have saved the token.", "GET status", "ACP did not save the token.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, plot{acpOptions: tc.options}, func(th *harness) {
				tc.wire.RoundTripper = th.wire
				th.onWire(tc.wire)
				th.to(7)
				th.keys("enter")
				if tc.options != nil {
					th.keys("y")
				}
				th.wait(2 * time.Second)
				seen := strings.Join(strings.Fields(th.view()), " ")
				if !strings.Contains(seen, tc.see) {
					t.Fatalf("no %q on the screen:\n%s", tc.see, th.view())
				}
				th.keys("ctrl+c")
				if v := strings.Join(strings.Fields(th.view()), " "); !strings.Contains(v, tc.left) {
					t.Errorf("leaving says no %q:\n%s", tc.left, th.view())
				}
				th.keys("esc")
				n := len(th.acp.Requests())
				th.keys("enter")
				th.wait(2 * time.Second)
				if got := th.sentToACP(n); got != tc.enter {
					t.Errorf("Enter sent %q, want %q", got, tc.enter)
				}
				th.see(tc.ends)
			})
		})
	}
}

// TestARotationThatIsNotConfirmedKeepsBoth: neither Enter nor y leads to the end
// of the old token, and the last words name both.
func TestARotationThatIsNotConfirmedKeepsBoth(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{"acp-not-confirmed", "no-saved-time"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			p := plot{acp: scenario}
			p.gitlab, p.given = "rotation", nothingGiven
			play(t, p, func(th *harness) {
				th.wait(time.Hour)
				th.env.Memory = lastSetup(th)
				th.open(p, setup.FlowReplace)
				th.toRotation(7)
				th.keys("enter", "y")
				th.wait(2 * time.Second)
				th.see("Could not confirm that ACP saved the token.")
				n := len(th.acp.Requests())
				th.keys("enter")
				th.see("Could not confirm that ACP saved the token.")
				if got := th.sentToACP(n); got != "GET status" {
					t.Errorf("Enter sent %s", got)
				}
				th.keys("s", "y", "x", "y", "enter")
				if th.oldRevoked() || revoked(th, "Ambient Code Platform Integration") {
					t.Error("a token was revoked")
				}
				got := strings.Join(strings.Fields(th.lastWords()), " ")
				for _, want := range []string{"not confirmed; keep both tokens", "In ACP now: the old token", ", or the new token", "do not revoke either until you know"} {
					if !strings.Contains(got, want) {
						t.Errorf("no %q in: %s", want, got)
					}
				}
			})
		})
	}
}
