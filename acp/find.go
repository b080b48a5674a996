package acp

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// The lines of the checklist that Find fills in.
const (
	pagesID = "pages"
	apiID   = "api"
)

// Find looks for the ACP at the typed address, which may be any of its pages. It
// sends no secret. If the API answers there, that is the endpoint. If a web page
// answers, people sign in there: Find then looks for the API beside it, and
// Endpoint.Beside says that its address was guessed.
//
// The problem is nil if an API was found. acp-login-page comes with Endpoint.Web:
// these are ACP's pages, no API was found, and the person can still connect in
// the browser. emit receives the findings "pages" and "api"; it may be nil.
func Find(ctx context.Context, st *web.Stack, typed string, emit func(problem.Finding), opts ...Option) (Endpoint, *problem.Problem) {
	origin, p := admit(typed, opts)
	if stops(p) {
		return Endpoint{}, p
	}
	if emit == nil {
		emit = func(problem.Finding) {}
	}
	f := finder{st: st.Scaled(patience), emit: emit, warning: p}
	place, p := f.find(ctx, origin)
	place.Workspace = Workspace(typed)
	return place, p
}

type finder struct {
	st   *web.Stack
	emit func(problem.Finding)
	// warning is what was let through about the address.
	warning *problem.Problem
}

func (f finder) find(ctx context.Context, origin string) (Endpoint, *problem.Problem) {
	f.pages(problem.Wait, origin, nil)
	seen := look(ctx, f.st, origin)
	switch {
	case seen.api && seen.pages:
		f.pages(problem.OK, origin+" (you sign in there)", nil)
		f.api(problem.OK, origin+" (the same address)")
		return Endpoint{Web: origin, API: origin, Version: seen.version}, nil
	case seen.api:
		f.pages(problem.Skip, "not known: this is the address of the API", nil)
		f.api(problem.OK, origin+versioned(seen.version))
		return Endpoint{API: origin, Version: seen.version, Server: seen.server}, nil
	case seen.pages || seen.site:
		return f.beside(ctx, origin, seen)
	}
	f.pages(problem.Stop, origin, seen.p)
	return Endpoint{}, seen.p
}

// beside looks for the API of the pages at origin.
func (f finder) beside(ctx context.Context, origin string, pages probeResult) (Endpoint, *problem.Problem) {
	if pages.pages {
		f.pages(problem.OK, origin+" (you sign in there)", nil)
	}
	down, asked := pages.down, false
	at := Endpoint{Web: origin, UI: pages.ui, Named: pages.named}
	guesses := beside(origin)
	named := reachable(origin, pages.named)
	if named != "" && !slices.Contains(guesses, named) {
		guesses = append(guesses, named)
	}
	for _, guess := range guesses {
		asked = true
		f.api(problem.Wait, guess)
		seen := look(ctx, f.st, guess)
		if seen.api {
			f.pages(problem.OK, origin+" (you sign in there)", nil)
			f.api(problem.OK, guess+howKnown(guess == named))
			at.API, at.Beside, at.Version, at.Server = guess, true, seen.version, seen.server
			return at, nil
		}
		switch {
		case down != nil, guess == named:
		case sure(origin, guess):
			down = restarting(guess, seen.p)
		default:
			down = seen.down
		}
	}
	switch {
	case !pages.pages:
		f.pages(problem.Stop, origin, pages.p)
		if asked {
			f.api(problem.Skip, "none found beside it")
		}
		return Endpoint{}, pages.p
	case down != nil:
		f.emit(problem.Finding{ID: apiID, State: problem.Stop, Label: "API", Text: "is not responding right now", Problem: down})
		return at, down
	}
	f.api(problem.Skip, "none found beside it; in the browser none is needed")
	return at, pages.p
}

// reachable returns the origin of the API as the pages at origin name it, if it may
// be one that this computer can reach: mostly it is one inside a cluster. A page
// leads nobody to this computer, but one that is on it.
func reachable(origin, named string) string {
	api, p := ParseAddress(named)
	if p != nil || named == "" {
		return ""
	}
	h, _, _ := parseOrigin(api)
	if from, _, _ := parseOrigin(origin); h.loopback() && !from.loopback() {
		return ""
	}
	return api
}

// howKnown says how the address of the API became known.
func howKnown(named bool) string {
	if named {
		return " (its pages name it)"
	}
	return " (found beside)"
}

// restarting returns acp-unavailable if p says that an API which is known to be
// there does not answer: it reports that it is unavailable, or nobody listens.
func restarting(origin string, p *problem.Problem) *problem.Problem {
	switch {
	case p == nil:
		return nil
	case p.Code == problem.ACPUnavailable:
		return p
	case p.Code == problem.ACPUnreachable && p.Facts.Refused:
		return problem.New(problem.ACPUnavailable, hostOf(origin)).Because(p.Evidence).
			With(problem.Facts{ACP: hostOf(origin), Words: p.Facts.Words})
	}
	return nil
}

func (f finder) pages(s problem.State, text string, p *problem.Problem) {
	f.emit(problem.Finding{ID: pagesID, State: s, Label: "pages", Text: text, Problem: p})
}

func (f finder) api(s problem.State, text string) {
	var p *problem.Problem
	if s == problem.OK && f.warning != nil {
		s, p, text = problem.Warn, f.warning, text+", without encryption"
	}
	f.emit(problem.Finding{ID: apiID, State: s, Label: "API", Text: text, Problem: p})
}

func versioned(version string) string {
	if version == "" {
		return ""
	}
	return " (" + version + ")"
}

// probeResult is what answers at an origin.
type probeResult struct {
	// api: ACP's JSON; pages: ACP's web pages; site: some web page.
	api, pages, site bool
	version          string
	// server: the API is ambient-api-server; ui: the pages are ambient-ui, which
	// name the API's address.
	server, ui bool
	named      string
	// down is set if an API seems to be there and is out of order.
	down *problem.Problem
	// p is why it is no API.
	p *problem.Problem
}

// The pages that anybody may ask for. ACP: the version from v0.0.34 on.
const (
	versionPath = "/api/version"
	healthPath  = "/health"
	startPath   = "/"
)

// look asks an origin, without any secret, what it is.
func look(ctx context.Context, st *web.Stack, origin string) probeResult {
	replies := getAll(ctx, st, origin, versionPath, healthPath, startPath)
	version, health, start := replies[0], replies[1], replies[2]
	s := probeResult{}
	s.version, s.api = versionOf(version)
	s.api = s.api || healthy(health)
	for _, r := range replies {
		s.pages = s.pages || r.login() || acpTitle(r)
		s.site = s.site || r.page() && r.status() < 500
	}
	s.pages = s.pages || s.api && start.page() && start.status() == http.StatusOK
	if p := (judge{origin: origin}).problem(health); s.api && p != nil && p.Code == problem.ACPUnavailable {
		// It says of itself that it is not well.
		return probeResult{p: p}
	}
	if s.api || s.pages {
		s.p = loginPage(origin, replies)
		if !s.api {
			s.down = outOfOrder(origin, version, health)
		}
		return s
	}
	if !version.page() && !health.page() && version.status() >= 500 && health.status() >= 500 {
		s.down = outOfOrder(origin, version, health)
	}
	s.p = firstProblem(origin, replies)
	newer(ctx, st, origin, replies, &s)
	if !s.api && !s.ui && (s.p.Code == problem.ACPNotACP || s.p.Code == problem.ACPSessionRefused) {
		s.api = guarded(send(ctx, st, request{method: http.MethodGet, origin: origin, path: globalRoute + "/status"}))
	}
	return s
}

// newer looks whether ambient-api-server or ambient-ui gave these replies. ACP: the
// first wants a session for all but its own page, or has no backend behind it; the
// second tells a program that its session has expired.
func newer(ctx context.Context, st *web.Stack, origin string, replies []reply, s *probeResult) {
	version, start := replies[0], replies[2]
	ask := func(path string) reply {
		return send(ctx, st, request{method: http.MethodGet, origin: origin, path: path})
	}
	switch {
	case noBackend(version), version.status() == http.StatusUnauthorized && guarded(version):
		if apiServer(ask(ambientPath)) {
			s.api, s.server, s.down = true, true, nil
		}
	case start.status() == http.StatusUnauthorized && start.said() == "Session expired":
		var config struct {
			API *string `json:"apiServerUrl"`
		}
		if ask("/api/config").json(&config) && config.API != nil {
			s.pages, s.ui, s.named = true, true, bound1(*config.API)
			s.p = loginPage(origin, replies)
		}
	}
}

// outOfOrder returns acp-unavailable if a call of the API failed for a reason of
// ACP's own, although the pages beside it answer.
func outOfOrder(origin string, calls ...reply) *problem.Problem {
	for _, r := range calls {
		if p := (judge{origin: origin}).problem(r); p != nil && p.Code == problem.ACPUnavailable {
			return p
		}
	}
	return nil
}

// getAll asks for paths of origin at the same time.
func getAll(ctx context.Context, st *web.Stack, origin string, paths ...string) []reply {
	replies := make([]reply, len(paths))
	asks := make([]func(), len(paths))
	for i, path := range paths {
		asks[i] = func() {
			replies[i] = send(ctx, st, request{method: http.MethodGet, origin: origin, path: path})
		}
	}
	web.Together(asks...)
	return replies
}

// versionOf reads the answer of /api/version; false where it is none of ACP.
func versionOf(r reply) (string, bool) {
	var v struct {
		Version *string `json:"version"`
	}
	if !r.json(&v) || v.Version == nil {
		return "", false
	}
	return word(*v.Version), true
}

// healthy says that r is the answer of ACP's /health.
func healthy(r reply) bool {
	var v struct {
		Status string `json:"status"`
	}
	return r.json(&v) && v.Status == "healthy"
}

// acpTitle says that r is a page which calls itself ACP.
func acpTitle(r reply) bool {
	return r.page() && strings.Contains(strings.ToLower(r.ans.Title()), "ambient")
}

// guarded says that r is ACP's word for a caller without a session. ACP: older
// backends have no version page, and the API server that acpctl talks to has
// neither page; both answer status.
func guarded(r reply) bool {
	if r.status() != http.StatusUnauthorized || r.page() {
		return false
	}
	var v struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(r.ans.Body, &v) != nil {
		return strings.TrimSpace(string(r.ans.Body)) == "Unauthorized"
	}
	switch v.Error {
	case "Invalid or missing token", "User authentication required", "User not authenticated", "User token required":
		return true
	}
	return false
}

// loginPage is the problem of having found only pages.
func loginPage(origin string, replies []reply) *problem.Problem {
	r := replies[0]
	for _, other := range replies[1:] {
		if !r.login() && other.login() {
			r = other
		}
	}
	return judge{origin: origin}.new(problem.ACPLoginPage, r)
}

// firstProblem is why none of replies is an answer of ACP.
func firstProblem(origin string, replies []reply) *problem.Problem {
	j := judge{origin: origin}
	for _, r := range replies {
		if p := j.problem(r); p != nil && p.Code != problem.ACPNotACP {
			return p
		}
	}
	return j.new(problem.ACPNotACP, replies[0])
}
