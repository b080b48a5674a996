package steps_test

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// unheard carries out every DELETE, and lets no answer to the first one come.
type unheard struct {
	http.RoundTripper
	once atomic.Bool
}

func (u *unheard) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := u.RoundTripper.RoundTrip(req)
	if err != nil || req.Method != http.MethodDelete || u.once.Swap(true) {
		return resp, err
	}
	_ = resp.Body.Close()
	<-req.Context().Done()
	return nil, req.Context().Err()
}

// deafen puts unheard on the wire.
func (th *harness) deafen() {
	th.t.Helper()
	stack, err := web.New(web.Options{Transport: &unheard{RoundTripper: th.wire}, Getenv: func(string) string { return "" }})
	if err != nil {
		th.t.Fatal(err)
	}
	th.env.Stack.Close()
	th.env.Stack = stack
}

// TestLeavingTheEndOfATokenSaysThatItMayHaveEnded leaves the last screen while
// GitLab is asked to end the token that ACP was not given.
func TestLeavingTheEndOfATokenSaysThatItMayHaveEnded(t *testing.T) {
	t.Parallel()
	p := plot{acp: string(problem.ACPForbidden)}
	play(t, p, func(th *harness) {
		th.to(7)
		th.deafen()
		th.keys("enter", "enter")
		th.see("acp-forbidden")
		th.keys("s")
		th.see(atStep(setup.IDDone), "x revokes it")
		th.keys("x")
		th.see("Revoke the token", "ACP was not given")
		th.keys("y", "enter", "c")
		th.see(atStep(setup.IDDone), "esc stop")
		th.keys("esc")
		th.see(atStep(setup.IDDone), "Stopped. GitLab may have revoked it already")
		if !revoked(th, "Ambient Code Platform Integration") {
			t.Error("nothing was asked of GitLab")
		}
		th.keys("x", "y")
		th.see(atStep(setup.IDDone), "Revoked")
	})
}

// TestLeavingTheEndOfTheOldTokenSaysThatItMayHaveEnded presses esc while GitLab
// is asked to end the old token: on to the end.
func TestLeavingTheEndOfTheOldTokenSaysThatItMayHaveEnded(t *testing.T) {
	t.Parallel()
	replacing(t, plot{}, func(th *harness, _ *memory.Memory) { th.deafen() }, func(th *harness) {
		th.toRotation(8)
		th.keys("y", "enter")
		th.see("revoking the old token", "esc continue")
		th.keys("esc")
		th.see("Done", "Stopped. GitLab may have revoked it.", "In ACP now: the new token")
		th.keys("enter")
		th.setup.WaitForAnswers(context.Background())
	})
}
