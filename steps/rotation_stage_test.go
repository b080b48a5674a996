package steps_test

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// oldID is the number of the old token in the scenario "rotation".
const oldID = 4711

// rehearsal is a rotation on both embedded servers in memory, where ACP has
// held the old token for an hour.
type rehearsal struct {
	t         *testing.T
	gitlab    *gitlabtest.Server
	acp       *acptest.Server
	wire      *http.Transport
	transport *faultTransport
	stack     *web.Stack
	rotation  *setup.Rotation
	instance  gitlab.Instance
	facts     gitlab.Inspection
	job       setup.Handover
	events    []setup.HandoverEvent
}

type rehearsing struct {
	dialect  acptest.Dialect
	options  []acptest.Option
	atHand   bool // the old token is still at hand
	notFirst bool // ACP holds nothing at first
}

func rehearse(t *testing.T, with rehearsing, k *faultTransport) *rehearsal {
	t.Helper()
	h := &rehearsal{t: t, transport: k}
	var err error
	if h.gitlab, err = gitlabtest.Start(gitlabtest.WithMemory(), gitlabtest.WithNow(time.Now), gitlabtest.WithScenario("rotation")); err != nil {
		t.Fatal(err)
	}
	opts := []acptest.Option{
		acptest.WithMemory(h.gitlab.DialContext), acptest.WithNow(time.Now), acptest.WithDialect(with.dialect), acptest.WithKeys(),
		acptest.WithInstance(h.gitlab.URL()),
	}
	if h.acp, err = acptest.Start(append(opts, with.options...)...); err != nil {
		t.Fatal(err)
	}
	h.wire = &http.Transport{DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		if h.acp.Serves(addr) {
			return h.acp.DialContext(ctx, network, addr)
		}
		return h.gitlab.DialContext(ctx, network, addr)
	}}
	k.wire = h.wire
	if h.instance, err = instanceOf(h.gitlab.URL()); err != nil {
		t.Fatal(err)
	}
	h.job = setup.Handover{
		Session: acp.ReadSession(secret.New(h.acp.Session()), h.acp.URL(), "test"), API: h.acp.URL(), Project: acptest.Workspace,
		Token: secret.New(h.gitlab.Token()), Instance: h.instance, MayReplace: func(acp.Connection) bool { return true },
	}
	if !with.notFirst {
		h.before()
	}
	h.prepare(with)
	return h
}

func instanceOf(url string) (gitlab.Instance, error) {
	in, p := gitlab.ParseInstance(url)
	if p != nil {
		return in, p
	}
	return in, nil
}

// before connects the old token, without the transport.
func (h *rehearsal) before() {
	h.t.Helper()
	job := h.job
	job.Token = secret.New(h.gitlab.Value(oldID))
	stack, err := web.New(web.Options{Transport: h.wire, Getenv: func(string) string { return "" }})
	if err != nil {
		h.t.Fatal(err)
	}
	job.Run(h.t.Context(), stack, func(ev setup.HandoverEvent) {
		if ev.Problem != nil {
			h.t.Fatal(ev.Problem)
		}
	})
	if h.holds() != setup.ActiveOld {
		h.t.Fatal("ACP does not hold the old token at first")
	}
	time.Sleep(time.Hour)
}

func (h *rehearsal) prepare(with rehearsing) {
	h.t.Helper()
	var err error
	if h.stack, err = web.New(web.Options{Transport: h.transport, Getenv: func(string) string { return "" }}); err != nil {
		h.t.Fatal(err)
	}
	plain, err := web.New(web.Options{Transport: h.wire, Getenv: func(string) string { return "" }})
	if err != nil {
		h.t.Fatal(err)
	}
	client, p := gitlab.NewClient(plain, h.instance, h.job.Token)
	if p != nil {
		h.t.Fatal(p)
	}
	h.facts = client.Inspect(h.t.Context(), time.Now(), func(problem.Finding) {})
	ends, _ := gitlab.ParseDate(time.Now().UTC().AddDate(0, 0, 7).Format(time.DateOnly))
	h.rotation = setup.NewRotation(memory.Memory{
		Setup: memory.Setup{GitLab: h.gitlab.URL()}, User: "ada", Token: memory.Token{ID: oldID, Name: gitlab.TokenName, Ends: ends},
	})
	if with.atHand {
		h.rotation.Have(secret.New(h.gitlab.Value(oldID)))
	}
}

func (h *rehearsal) close() {
	h.transport.late.Wait()
	h.stack.Close()
	h.wire.CloseIdleConnections()
	h.acp.Close()
	h.gitlab.Close()
}

// rotate connects the new token, and wants the old one ended whatever came of
// that: the rotation itself must not do it too early.
func (h *rehearsal) rotate(ctx context.Context) setup.Ending {
	h.events = nil
	h.rotation.Taking(h.job, &h.facts)(ctx, h.stack, func(ev setup.HandoverEvent) { h.events = append(h.events, ev) })
	return h.rotation.End(ctx, h.stack, h.instance, oldID)
}

func (h *rehearsal) problems() (ps []*problem.Problem) {
	for _, ev := range h.events {
		if ev.Problem != nil {
			ps = append(ps, ev.Problem)
		}
	}
	return ps
}

// holds is the truth: what ACP holds.
func (h *rehearsal) holds() setup.ActiveToken {
	is := func(value string) bool {
		return h.acp.Holds(h.gitlab.URL(), func(token string) bool { return token == value })
	}
	switch {
	case is(h.gitlab.Token()):
		return setup.ActiveNew
	case is(h.gitlab.Value(oldID)):
		return setup.ActiveOld
	}
	return setup.ActiveNone
}

func (h *rehearsal) oldRevoked() bool {
	return slices.ContainsFunc(h.gitlab.Tokens(), func(t gitlabtest.Token) bool { return t.ID == oldID && t.Revoked })
}

func (h *rehearsal) newRevoked() bool {
	return slices.ContainsFunc(h.gitlab.Tokens(), func(t gitlabtest.Token) bool { return t.ID != oldID && t.Revoked })
}

// readBackFirst reports whether ACP was asked for its status after the last
// connect and before the old token was ended.
func readBackFirst(requests []string) bool {
	read := false
	for _, r := range requests {
		switch {
		case strings.HasSuffix(r, "/connect"):
			read = false
		case strings.HasPrefix(r, "GET ") && strings.HasSuffix(r, "/status"):
			read = true
		case strings.HasPrefix(r, "DELETE ") && strings.Contains(r, "/personal_access_tokens/"):
			return read
		}
	}
	return true
}

// judge holds what must be true however a rotation ended.
func (h *rehearsal) judge(mayBeNone bool) {
	h.t.Helper()
	state, truth := h.rotation.State(), h.holds()
	if state.Active&truth == 0 {
		h.t.Errorf("ACP holds %s, and the rotation says %s", truth, state.Active)
	}
	if truth == setup.ActiveNone && !mayBeNone {
		h.t.Error("ACP holds no token")
	}
	if h.newRevoked() {
		h.t.Error("the new token was ended")
	}
	if h.oldRevoked() && (truth != setup.ActiveNew || state.Active != setup.ActiveNew || state.ReadBack.IsZero()) {
		h.t.Errorf("the old token was ended; ACP holds %s, confirmed at %v", truth, !state.ReadBack.IsZero())
	}
	if !readBackFirst(h.transport.requests()) {
		h.t.Errorf("the old token was ended before the new one was read back: %q", h.transport.requests())
	}
	if state.Ended && !h.oldRevoked() {
		h.t.Error("it says that the old token was ended; it lives")
	}
	s := &setup.State{Rotation: h.rotation}
	s.SetToken(h.job.Token, "test")
	s.Checked(&h.facts)
	words := words.DescribeRotation(s, time.Now())
	if name := map[setup.ActiveToken]string{setup.ActiveOld: "the old token", setup.ActiveNew: "the new token", setup.ActiveNone: "no"}[truth]; !strings.Contains(words, name) {
		h.t.Errorf("ACP holds %s, and it says: %s", truth, words)
	}
}

func staged(t *testing.T, with rehearsing, k *faultTransport, act func(*rehearsal, context.Context)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(today)) // virtual
		h := rehearse(t, with, k)
		defer h.close()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		k.cancel = cancel
		act(h, ctx)
		h.rotation.Wait(context.Background())
		k.late.Wait()
		synctest.Wait()
	})
}
