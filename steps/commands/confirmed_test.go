package commands

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// torn is a wire on which calls of ACP come to harm.
type torn struct {
	http.RoundTripper
	call   string // how the path ends
	after  bool   // ACP has carried it out
	status int    // the answer, 0 for none
	then   string // a call that from then on is answered with 500
	down   bool
}

func (w *torn) RoundTrip(req *http.Request) (*http.Response, error) {
	switch {
	case w.down && strings.HasSuffix(req.URL.Path, w.then):
		return fault(req), nil
	case !strings.HasSuffix(req.URL.Path, w.call):
		return w.RoundTripper.RoundTrip(req)
	}
	w.down = w.then != ""
	if w.after {
		if resp, err := w.RoundTripper.RoundTrip(req); err == nil {
			_ = resp.Body.Close()
		}
	}
	if w.status == 0 {
		return nil, errReset
	}
	resp := fault(req)
	resp.StatusCode = w.status
	return resp, nil
}

// connectedSince is an arena whose ACP has held a connection for an hour.
func connectedSince(t *testing.T, opts ...acptest.Option) *arena {
	t.Helper()
	a := open(t, true, gitlabtest.WithNow(time.Now))
	a.wired(t)
	a.join(t, append([]acptest.Option{acptest.WithNow(time.Now), acptest.WithScenario("connected")}, opts...)...)
	time.Sleep(time.Hour) // virtual
	return a
}

func (a *arena) has(t *testing.T, token string) bool {
	t.Helper()
	return a.acp.Holds(a.gitlab.URL(), func(held string) bool { return held == token })
}

// TestAfterALostAnswerConnectSaysWhatACPHolds: over a connection of before, with
// each kind of loss.
func TestAfterALostAnswerConnectSaysWhatACPHolds(t *testing.T) {
	t.Parallel()
	timeless := []acptest.Option{acptest.WithScenario("no-saved-time")}
	for name, tc := range map[string]struct {
		options []acptest.Option
		torn    torn
		code    problem.Code
		exit    int
		holds   bool // ACP has the token
		shows   bool // the document has what ACP holds
		says    string
	}{
		"cut before it arrived":               {nil, torn{}, problem.ACPUnavailable, 7, false, true, "now connected to "},
		"cut after it was saved":              {nil, torn{after: true}, "", 0, true, true, ", confirmed"},
		"500 before":                          {nil, torn{status: 500}, problem.ACPUnavailable, 7, false, true, "now connected to "},
		"503 after it was saved":              {nil, torn{status: 503, after: true}, "", 0, true, true, ", confirmed"},
		"cut after, and status is down":       {nil, torn{after: true, then: "/status"}, problem.ACPUnavailable, 7, true, false, "ACP is not working"},
		"no time, cut before it arrived":      {timeless, torn{}, problem.ACPNotConfirmed, 6, false, true, "Could not confirm"},
		"no time, cut after it was saved":     {timeless, torn{after: true}, problem.ACPNotConfirmed, 6, true, true, "Could not confirm"},
		"no time, answered, but status broke": {timeless, torn{call: "/nothing"}, problem.ACPNotConfirmed, 6, true, true, "Could not confirm"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, asJSON := range []bool{true, false} {
				synctest.Test(t, func(t *testing.T) {
					a := connectedSince(t, tc.options...)
					before, _ := a.acp.Connection(acptest.Person)
					w := tc.torn
					if w.call == "" {
						w.call = "/connect"
					}
					w.RoundTripper = a.wire
					a.wire = &w
					args := []string{"connect", "--gitlab-url", a.gitlab.URL(), "--acp-url", a.acp.URL(), "--token-stdin"}
					if asJSON {
						args = append(args, "--json")
					}
					o := a.call(t, a.token, a.keys(), args...)
					if o.exit != tc.exit || a.has(t, a.token) != tc.holds {
						t.Errorf("exit %d, ACP has the token: %v\n%s", o.exit, a.has(t, a.token), o.stdout)
					}
					if !asJSON {
						if said := strings.Join(strings.Fields(o.stdout), " "); !strings.Contains(said, tc.says) {
							t.Errorf("it says:\n%s", o.stdout)
						}
						return
					}
					if codes := o.errors(); tc.code == "" && len(codes) > 0 || tc.code != "" && !slices.Equal(codes, []problem.Code{tc.code}) {
						t.Errorf("met %v, want %s", codes, tc.code)
					}
					if shown := o.doc.ACP; (shown != nil) != tc.shows || shown != nil && (!shown.Connected || shown.InstanceURL != before.InstanceURL) {
						t.Errorf("it shows %+v", shown)
					}
				})
			}
		})
	}
}

// TestAReplacementWithinTheSameSecondIsConfirmed: the token waits for the next
// second, whatever ACP's clock says.
func TestAReplacementWithinTheSameSecondIsConfirmed(t *testing.T) {
	t.Parallel()
	for name, ahead := range map[string]time.Duration{"the same clock": 0, "ACP's is ahead": 3 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := open(t, true, gitlabtest.WithNow(time.Now))
				a.join(t, acptest.WithNow(func() time.Time { return time.Now().Add(ahead) }), acptest.WithScenario("connected"))
				before, _ := a.acp.Connection(acptest.Person)
				o := a.call(t, a.token, a.keys(), a.onACP(a.onGitLab("connect")...)...)
				after, _ := a.acp.Connection(acptest.Person)
				if o.exit != problem.ExitOK || before.UpdatedAt == after.UpdatedAt {
					t.Errorf("exit %d: saved %s, then %s", o.exit, before.UpdatedAt, after.UpdatedAt)
				}
			})
		})
	}
}

// TestAfterALostAnswerDisconnectSaysWhatACPHolds: what status shows decides, and
// what it does not show is not claimed.
func TestAfterALostAnswerDisconnectSaysWhatACPHolds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		torn  torn
		exit  int
		shows bool
		says  string
	}{
		"cut before it arrived":         {torn{}, 7, true, "Not disconnected: ACP is still connected to "},
		"500 before":                    {torn{status: 500}, 7, true, "Not disconnected: ACP is still connected to "},
		"cut after it was done":         {torn{after: true}, 0, true, "Disconnected."},
		"cut after, and status is down": {torn{after: true, then: "/status"}, 7, false, "ACP may have disconnected"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := connectedSince(t)
				w := tc.torn
				w.call, w.RoundTripper = "/disconnect", a.wire
				a.wire = &w
				o := a.underCtx(t, context.Background(), "disconnect", "--yes", "--acp-url", a.acp.URL())
				_, held := a.acp.Connection(acptest.Person)
				if o.exit != tc.exit || !strings.Contains(o.doc.Note, tc.says) {
					t.Errorf("exit %d, want %d with %q: %s", o.exit, tc.exit, tc.says, o.stdout)
				}
				if shown := o.doc.ACP; (shown != nil) != tc.shows || shown != nil && shown.Connected != held {
					t.Errorf("ACP has a connection: %v; it shows %+v", held, shown)
				}
			})
		})
	}
}
