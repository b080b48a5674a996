package commands

import (
	"context"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// cutter is a wire on which the nth request comes to harm, whichever server it
// is for.
type cutter struct {
	wire http.RoundTripper
	nth  int
	way
	stop context.CancelFunc

	mu   sync.Mutex
	seen int
}

// way is how a request ends.
type way struct {
	how string
	// writes says that only requests count which change something: a read that
	// is lost once is sent again, and nobody notices.
	writes bool
}

// waysToCut: it gets lost on the way there or back, a 500 comes instead, nothing
// ever comes, the person stops the program, or the network is gone for good. The
// last two take turns at every request.
var waysToCut = []way{
	{"lost there", true},
	{"lost back", true},
	{"500", true},
	{"time-out", true},
	{"ctrl+c", true},
	{"ctrl+c after", true},
	{"down, then ctrl+c", false},
}

func (w *cutter) RoundTrip(req *http.Request) (*http.Response, error) {
	if w.writes && req.Method == http.MethodGet {
		return w.wire.RoundTrip(req)
	}
	w.mu.Lock()
	w.seen++
	hit := w.seen == w.nth || !w.writes && w.seen > w.nth
	w.mu.Unlock()
	if !hit {
		return w.wire.RoundTrip(req)
	}
	how := w.how
	if !w.writes && w.nth%2 == 0 {
		how = "ctrl+c"
	}
	switch how {
	case "500":
		return fault(req), nil
	case "time-out":
		<-req.Context().Done()
		return nil, req.Context().Err()
	case "ctrl+c":
		w.stop()
		return nil, context.Canceled
	case "lost back", "ctrl+c after":
		if resp, err := w.wire.RoundTrip(req); err == nil {
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
		if how == "ctrl+c after" {
			w.stop()
			return nil, context.Canceled
		}
	}
	return nil, errReset
}

// storeRun is one command against the store, and how it has to end.
type storeRun struct {
	name string
	args func(*arena) []string
	// connected says that Ada's old token is in the store from before.
	connected bool
	// revokes says that the old token is to be revoked.
	revokes bool
	// done reports whether everything that the command is for has been done.
	done func(*testing.T, *arena) bool
}

// adas are all credentials of hers that were ever made.
func (a *arena) adas() []acptest.Credential {
	var hers []acptest.Credential
	for _, c := range a.acp.Credentials() {
		if c.Owner == acptest.Person {
			hers = append(hers, c)
		}
	}
	return hers
}

// holdsOnce reports whether the store has one credential of Ada's, bound once,
// with the token.
func (a *arena) holdsOnce(token string) bool {
	hers := a.adas()
	return len(hers) == 1 && !hers[0].Deleted && reflect.DeepEqual(hers[0].Projects, []string{acptest.Workspace}) &&
		a.acp.StoreHolds(hers[0].ID, func(held string) bool { return held == token })
}

func storeRuns() []storeRun {
	withToken := func(a *arena, command string, more ...string) []string {
		return append([]string{
			command, "team/app", "--gitlab-url", a.gitlab.URL(), "--acp-url", a.acp.URL(), "--acp-project", acptest.Workspace,
			"--token-stdin", "--accept", string(problem.ACPSharedProject),
		}, more...)
	}
	old := strconv.Itoa(oldID)
	isNew := func(_ *testing.T, a *arena) bool { return a.holdsOnce(a.gitlab.Token()) }
	return []storeRun{
		{"connect", func(a *arena) []string { return withToken(a, "connect") }, false, false, isNew},
		{"rotate", func(a *arena) []string { return withToken(a, "rotate", "--old-token-id", old) }, true, false, isNew},
		{"rotate --revoke-old", func(a *arena) []string { return withToken(a, "rotate", "--old-token-id", old, "--revoke-old") }, true, true, func(_ *testing.T, a *arena) bool {
			return a.holdsOnce(a.gitlab.Token()) && a.revoked(oldID)
		}},
		{"disconnect", func(a *arena) []string {
			return []string{"disconnect", "--yes", "--acp-url", a.acp.URL(), "--acp-project", acptest.Workspace}
		}, true, false, func(_ *testing.T, a *arena) bool {
			hers := a.adas()
			return len(hers) == 1 && hers[0].Deleted && !hers[0].HasToken && len(hers[0].Projects) == 0
		}},
	}
}

// twoInOneProject is an arena whose store has a project with two people, each
// with a credential of her own where run wants it so.
func twoInOneProject(t *testing.T, run storeRun) *arena {
	t.Helper()
	a := open(t, true, gitlabtest.WithScenario("rotation"), gitlabtest.WithNow(time.Now))
	a.wired(t)
	seed := acptest.Seeded{
		Owner: acptest.Colleague, Name: "gitlab", Provider: "gitlab", URL: a.gitlab.URL(), Projects: []string{acptest.Workspace},
	}
	seeds := []acptest.Option{acptest.WithNow(time.Now), acptest.WithStore(acptest.StoreShared()), acptest.WithCredential(seed)}
	if run.connected {
		seed.Owner, seed.Token = acptest.Person, a.gitlab.Value(oldID)
		seeds = append(seeds, acptest.WithCredential(seed))
	}
	a.join(t, seeds...)
	time.Sleep(time.Hour) // virtual
	return a
}

// cutAt plays run with a cut at the nth request, and then again without one. It
// reports whether there was such a request.
func (run storeRun) cutAt(t *testing.T, how way, nth int) bool {
	t.Helper()
	a := twoInOneProject(t, run)
	hers := a.acp.Credentials()[0]
	var token string
	a.acp.StoreHolds(hers.ID, func(held string) bool { token = held; return true })
	untouched := func() {
		t.Helper()
		now := a.acp.Credentials()[0]
		if !reflect.DeepEqual(now, hers) || !a.acp.StoreHolds(hers.ID, func(held string) bool { return held == token }) {
			t.Errorf("the colleague's credential became %+v", now)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	wire := a.wire
	w := &cutter{wire: wire, nth: nth, way: how, stop: stop}
	a.wire = w
	o := a.underCtx(t, ctx, run.args(a)...)
	a.wire = wire
	untouched()
	if o.exit == problem.ExitOK && !run.done(t, a) {
		t.Errorf("exit code 0, but not done: %+v\n%s", a.adas(), o.stdout)
	}
	if a.revoked(oldID) && (!run.revokes || !a.holdsOnce(a.gitlab.Token())) {
		t.Errorf("the old token was revoked early: %s", o.stdout)
	}
	want := problem.ExitOK
	if run.revokes && a.revoked(oldID) {
		want = problem.ExitUsage // there is no such token any more
	}
	again := a.underCtx(t, t.Context(), run.args(a)...)
	untouched()
	if again.exit != want || !run.done(t, a) {
		t.Errorf("again: exit code %d, the store has %+v\nfirst %s\nthen %s", again.exit, a.adas(), o.stdout, again.stdout)
	}
	return w.seen >= nth
}

// TestCutAtEachRequestAndRunAgain: with two people in the project, each command
// ends as an unbroken one would.
func TestCutAtEachRequestAndRunAgain(t *testing.T) {
	t.Parallel()
	const most = 80 // more requests than any of them makes
	for _, run := range storeRuns() {
		for _, how := range waysToCut {
			if run.name == "rotate" && !how.writes {
				continue // --revoke-old makes the same requests, and more
			}
			t.Run(run.name+" "+how.how, func(t *testing.T) {
				t.Parallel()
				nth, met := 1, true
				for ; met && nth < most; nth++ {
					t.Run(strconv.Itoa(nth), func(t *testing.T) {
						synctest.Test(t, func(t *testing.T) { met = run.cutAt(t, how, nth) })
					})
				}
				if least := 3; nth <= least || nth == most {
					t.Errorf("%d requests", nth)
				}
			})
		}
	}
}
