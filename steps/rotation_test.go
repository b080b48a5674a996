package steps_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// tells says that this ACP shows whether a connection was replaced: it says
// when it saved one, or holds none while the new one is made.
func (r rehearsing) tells() bool {
	return r.dialect != acptest.V0011 && r.dialect != acptest.Documented || len(r.options) > 0
}

// requestsOf are the requests of a rotation that nothing happens to.
func requestsOf(t *testing.T, with rehearsing) []string {
	t.Helper()
	var seen []string
	k := &faultTransport{}
	staged(t, with, k, func(h *rehearsal, ctx context.Context) {
		ending := h.rotate(ctx)
		if !with.tells() {
			h.unconfirmed()
			h.judge(false)
			seen = k.requests()
			return
		}
		if !ending.Ended || h.holds() != setup.ActiveNew || !h.oldRevoked() {
			t.Fatalf("the rotation did not end well: %+v, ACP holds %s; %v", ending, h.holds(), h.problems())
		}
		h.judge(false)
		seen = k.requests()
	})
	return seen
}

// unconfirmed: ACP has the new token and cannot show it, so that nothing was
// ended, and the rotation says that it is not certain.
func (h *rehearsal) unconfirmed() {
	h.t.Helper()
	if ps := h.problems(); len(ps) != 1 || ps[0].Code != problem.ACPNotConfirmed {
		h.t.Errorf("met %v, want acp-not-confirmed", ps)
	}
	if state := h.rotation.State(); h.holds() != setup.ActiveNew || state.Active != setup.ActiveOld|setup.ActiveNew || !state.ReadBack.IsZero() || h.oldRevoked() {
		h.t.Errorf("ACP holds %s, the rotation says %s, the old token was revoked: %v", h.holds(), state.Active, h.oldRevoked())
	}
}

// performance is one ACP to rotate at.
type performance struct {
	name string
	with rehearsing
	full bool // with every fault
}

func performances() (all []performance) {
	for _, d := range acptest.Dialects() {
		all = append(all, performance{string(d), rehearsing{dialect: d}, d == acptest.V0033 || d == acptest.V0011})
	}
	refusing := []acptest.Option{acptest.WithoutReplacing()}
	for _, d := range []acptest.Dialect{acptest.V0033, acptest.V0011, acptest.Documented} {
		all = append(all, performance{string(d) + ", replacing nothing", rehearsing{dialect: d, options: refusing}, d == acptest.V0033})
	}
	return append(all, performance{"the old token at hand", rehearsing{dialect: acptest.V0033, options: refusing, atHand: true}, true})
}

// TestCutAtEachRequest cuts a rotation at each of its requests in turn, in
// every way, with every dialect of ACP.
func TestCutAtEachRequest(t *testing.T) {
	t.Parallel()
	for _, p := range performances() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			for n, request := range requestsOf(t, p.with) {
				for _, f := range faults {
					if !f.often && !p.full {
						continue
					}
					name := strings.ReplaceAll(fmt.Sprintf("%d %s/%s", n+1, request, f.name), " ", "_")
					t.Run(name, func(t *testing.T) { cutAt(t, p, n+1, f, false) })
					if f.lasts && p.full {
						t.Run(name+",_and_from_then_on", func(t *testing.T) { cutAt(t, p, n+1, f, true) })
					}
				}
			}
		})
	}
}

func cutAt(t *testing.T, p performance, at int, f fault, forever bool) {
	t.Helper()
	k := &faultTransport{at: at, fault: f, forever: forever}
	staged(t, p.with, k, func(h *rehearsal, ctx context.Context) {
		h.rotate(ctx)
		k.late.Wait()
		synctest.Wait()
		h.judge(len(p.with.options) > 0 && forever)
		if forever {
			return
		}
		state := h.rotation.State()
		if told := p.with.dialect != acptest.V0011 && p.with.dialect != acptest.Documented; told && state.Active != h.holds() {
			t.Errorf("ACP tells when it saved, and the rotation says only %s", state.Active)
		}
		if h.oldRevoked() && !state.Ended && f.name != "answered late" {
			t.Error("the old token was ended, and the rotation does not say so")
		}
		if !p.with.tells() {
			h.rotate(h.t.Context())
			h.unconfirmed()
			h.judge(false)
			return
		}
		// Beginning again brings it to its end.
		if e := h.rotate(h.t.Context()); h.holds() != setup.ActiveNew || h.rotation.State().Active != setup.ActiveNew || !h.oldRevoked() {
			t.Errorf("beginning again did not help: %+v, %v", e, h.problems())
		}
		h.judge(false)
	})
}

// answering answers the request number n in the place of ACP.
func answering(n, status int, body string) *faultTransport {
	return &faultTransport{at: n, fault: fault{do: func(_ *faultTransport, req *http.Request) (*http.Response, error) {
		resp := broken(req)
		resp.StatusCode, resp.Body = status, io.NopCloser(strings.NewReader(body))
		resp.Header.Set("Content-Type", "application/json")
		return resp, nil
	}}}
}

const refusal = `{"error":"GitLab connectivity check failed: failed to authenticate with the provided Personal Access Token"}`

func TestWhatARefusalLeaves(t *testing.T) {
	t.Parallel()
	refusing := []acptest.Option{acptest.WithoutReplacing()}
	for name, tc := range map[string]struct {
		with      rehearsing
		transport *faultTransport
		holds     setup.ActiveToken
		says      setup.ActiveToken
		code      problem.Code
	}{
		"the new one is refused":                               {rehearsing{}, answering(3, 400, refusal), setup.ActiveOld, setup.ActiveOld, problem.ACPRefusedToken},
		"ACP says yes and saves nothing":                       {rehearsing{}, answering(3, 200, `{"message":"GitLab connected successfully"}`), setup.ActiveOld, setup.ActiveOld | setup.ActiveNew, problem.ACPNotConfirmed},
		"refused after disconnecting":                          {rehearsing{options: refusing}, answering(5, 400, refusal), setup.ActiveNone, setup.ActiveNone, problem.ACPRefusedToken},
		"refused after disconnecting, the old one is put back": {rehearsing{options: refusing, atHand: true}, answering(8, 400, refusal), setup.ActiveOld, setup.ActiveOld, problem.ACPRefusedToken},
		"the first try says no":                                {rehearsing{}, answering(2, 200, `{"valid":false,"error":"Invalid credentials"}`), setup.ActiveOld, setup.ActiveOld, problem.ACPRefusedToken},
		"nothing was held, and the new one is refused":         {rehearsing{notFirst: true}, answering(3, 400, refusal), setup.ActiveNone, setup.ActiveNone, problem.ACPRefusedToken},
		"another GitLab was held, and the new one is refused":  {rehearsing{notFirst: true, options: []acptest.Option{acptest.WithConnection("https://gitlab.com")}}, answering(3, 400, refusal), setup.ActiveNone, setup.ActiveOld, problem.ACPRefusedToken},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.with.dialect = acptest.V0033
			staged(t, tc.with, tc.transport, func(h *rehearsal, ctx context.Context) {
				h.rotate(ctx)
				if h.holds() != tc.holds || h.rotation.State().Active != tc.says {
					t.Errorf("ACP holds %s, the rotation says %s", h.holds(), h.rotation.State().Active)
				}
				if ps := h.problems(); len(ps) != 1 || ps[0].Code != tc.code {
					t.Errorf("%v", ps)
				}
				if h.oldRevoked() {
					t.Error("the old token was ended")
				}
			})
		})
	}
}

// TestAnotherTokenIsNotPutBack: what is at hand counts as the old token only
// with its number.
func TestAnotherTokenIsNotPutBack(t *testing.T) {
	t.Parallel()
	with := rehearsing{dialect: acptest.V0033, options: []acptest.Option{acptest.WithoutReplacing()}}
	staged(t, with, answering(8, 400, refusal), func(h *rehearsal, ctx context.Context) {
		h.rotation.Have(secret.New(h.gitlab.Value(3870))) // the laptop's
		h.rotate(ctx)
		if h.acp.StoredTokens() != 0 || h.rotation.State().Active != setup.ActiveNone {
			t.Errorf("ACP was given %d tokens; the rotation says %s", h.acp.StoredTokens(), h.rotation.State().Active)
		}
	})
}

func (h *rehearsal) connects() (n int) {
	for _, r := range h.transport.requests() {
		if strings.HasSuffix(r, "/connect") {
			n++
		}
	}
	return n
}

// TestLookingAgainSendsNothing ends a run without the connection being shown,
// and looks again, in both ways.
func TestLookingAgainSendsNothing(t *testing.T) {
	t.Parallel()
	named := func(name string) fault {
		return faults[slices.IndexFunc(faults, func(h fault) bool { return h.name == name })]
	}
	for _, tc := range []struct {
		at       int
		fault    string
		forever  bool
		lookOnly bool
		live     setup.ActiveToken
	}{
		{4, "500 before it arrived", false, false, setup.ActiveNew},
		{4, "500 before it arrived", false, true, setup.ActiveNew},
		{3, "dropped after it was answered", true, true, setup.ActiveNew},
		{3, "dropped before it arrived", true, true, setup.ActiveOld},
	} {
		k := &faultTransport{at: tc.at, fault: named(tc.fault), forever: tc.forever}
		staged(t, rehearsing{dialect: acptest.V0033}, k, func(h *rehearsal, ctx context.Context) {
			h.rotate(ctx)
			k.at, h.job.LookOnly = 0, tc.lookOnly
			h.rotate(ctx)
			if state := h.rotation.State(); h.connects() != 1 || state.Active != tc.live || h.holds() != tc.live {
				t.Errorf("%+v: %d connects, ACP holds %s, the rotation says %s", tc, h.connects(), h.holds(), state.Active)
			}
			if tc.live == setup.ActiveOld && len(h.problems()) != 1 {
				t.Errorf("%+v: %v", tc, h.problems())
			}
			h.judge(false)
		})
	}
}

func TestTheNewTokenIsNeverEnded(t *testing.T) {
	t.Parallel()
	staged(t, rehearsing{dialect: acptest.V0033}, &faultTransport{}, func(h *rehearsal, ctx context.Context) {
		newID := h.facts.Token.ID
		if e := h.rotation.End(ctx, h.stack, h.instance, oldID); e.Ended || e.Why == setup.EndAllowed {
			t.Errorf("ended before anything was connected: %+v", e)
		}
		h.rotation.Taking(h.job, &h.facts)(ctx, h.stack, func(setup.HandoverEvent) {})
		for _, id := range []int64{newID, 0} {
			if e := h.rotation.End(ctx, h.stack, h.instance, id); e.Ended || e.Why == setup.EndAllowed {
				t.Errorf("number %d was ended: %+v", id, e)
			}
		}
		if h.newRevoked() {
			t.Error("the new token was ended")
		}
	})
}

func TestSamePerson(t *testing.T) {
	t.Parallel()
	here, errHere := instanceOf("https://gitlab.example.com")
	there, errThere := instanceOf("https://git.example.org")
	if err := errors.Join(errHere, errThere); err != nil {
		t.Fatal(err)
	}
	r := setup.NewRotation(memory.Memory{Setup: memory.Setup{GitLab: here.URL()}, User: "ada"})
	of := func(name string) *gitlab.Inspection { return &gitlab.Inspection{User: &gitlab.User{Username: name}} }
	for name, tc := range map[string]struct {
		rotation *setup.Rotation
		at       gitlab.Instance
		in       *gitlab.Inspection
		stops    bool
	}{
		"the same":           {r, here, of("ada"), false},
		"another":            {r, here, of("bob"), true},
		"at another GitLab":  {r, there, of("bob"), false},
		"GitLab did not say": {r, here, &gitlab.Inspection{}, false},
		"nothing remembered": {setup.NewRotation(memory.Memory{}), here, of("bob"), false},
		"no rotation":        {nil, here, of("bob"), false},
	} {
		if p := tc.rotation.SamePerson(tc.at, tc.in); (p != nil) != tc.stops {
			t.Errorf("%s: %v", name, p)
		}
	}
}
