package gitlab

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// The lines of the probe.
const (
	checkName        = "name"
	checkConnection  = "connection"
	checkCertificate = "certificate"
	checkGitLab      = "gitlab"
	checkAddress     = "address"
	checkPath        = "path"
	checkHost        = "host"
	checkClock       = "clock"
)

// Found is what a probe found.
type Found struct {
	// Instance is the GitLab that answered; zero if none did.
	Instance Instance
	Findings []problem.Finding
	// Problems are the error that stopped the probe, or warnings.
	Problems []*problem.Problem
	// Skew is how far the server's clock is ahead of this computer's.
	Skew time.Duration
	// CAFile is a file of this computer that would complete a chain whose
	// authority is not known; "" if none would.
	CAFile string
	// Issuer signed the certificate of the GitLab, or the one that was not
	// accepted; "" if that is not known. Cleaned.
	Issuer string
}

const versionPath = "/api/v4/version"

// ProbeChecks are the lines of a probe in their order, all awaited.
func ProbeChecks() []problem.Finding {
	all := awaited(checkName, checkConnection, checkCertificate, checkGitLab, checkAddress)
	all[3].Label = labelGitLab
	return all
}

// labelGitLab is the label of the line about GitLab itself.
const labelGitLab = "GitLab"

// candidate is one candidate and what came of asking it.
type candidate struct {
	in    Instance
	trace web.Trace
	outcome
}

// Probe finds the GitLab behind an address, without any secret: all roots that
// the address may mean are asked at the same time, and the longest that
// answers as GitLab wins. Each result is emitted as one line; the first error
// stops it. When ctx ends, the zero value is returned.
func Probe(ctx context.Context, st *web.Stack, a Address, now func() time.Time, emit func(problem.Finding)) Found {
	tries := tryAll(ctx, st, a.Candidates())
	if best(tries) == nil {
		tries = append(tries, tryAll(ctx, st, corrected(ctx, st, a, tries))...)
	}
	if ctx.Err() != nil {
		return Found{}
	}
	l := probeReport{now: now(), fromSSH: a.FromSSH, checklist: checklist{emit: emit}}
	l.write(ctx, tries)
	l.found.Findings, l.found.Problems = l.findings, l.problems
	return l.found
}

// tryAll asks all candidates at the same time, in their order.
func tryAll(ctx context.Context, st *web.Stack, candidates []Instance) []*candidate {
	tries := make([]*candidate, len(candidates))
	asks := make([]func(), len(candidates))
	for i, in := range candidates {
		tries[i] = &candidate{in: in}
		asks[i] = func() { tries[i].ask(ctx, st) }
	}
	web.Together(asks...)
	return tries
}

func (t *candidate) ask(ctx context.Context, st *web.Stack) {
	t.outcome = get(ctx, st, t.in, versionPath, &t.trace)
	t.adoptRoot()
}

// adoptRoot takes over the root that a redirect led to. Only the path can have
// changed: another origin is not followed.
func (t *candidate) adoptRoot() {
	if t.failure != nil || t.answer == nil {
		return
	}
	u, err := url.Parse(t.answer.URL)
	if err != nil {
		return
	}
	root, ok := strings.CutSuffix(u.EscapedPath(), versionPath)
	if parts, odd := pathSegments(root); ok && !odd {
		t.in = t.in.Origin().under(parts...)
	}
}

// get asks an address of in without a secret.
func get(ctx context.Context, st *web.Stack, in Instance, path string, trace *web.Trace) outcome {
	o := outcome{call: "GET " + path}
	answer, err := st.Do(ctx, web.Request{
		Method: http.MethodGet, URL: in.Join(path, nil), Root: in.Root() + "/", Follow: true,
		Header: http.Header{"Accept": {"application/json"}}, Trace: trace,
	})
	o.answer = answer
	if err != nil && !errors.As(err, &o.failure) {
		o.failure = &web.Failure{Kind: web.Cut, Host: in.Host()}
	}
	return o
}

// isGitLab reports whether the version page answered as only GitLab's does:
// it wants to know who asks, and says so in its own words. The header alone
// proves nothing about the root: GitLab's pages have it as well.
// GitLab: lib/api/api_guard.rb.
func (t *candidate) isGitLab() bool {
	if t.failure != nil || t.answer == nil || t.answer.IsHTML() {
		return false
	}
	switch t.status() {
	case http.StatusUnauthorized:
		b := decodeError(t.answer.Body)
		return b.JSON && (b.says("401 unauthorized") || t.answer.Header.Get("X-Gitlab-Meta") != "")
	case http.StatusOK:
		var v struct{ Version, Revision string }
		return json.Unmarshal(t.answer.Body, &v) == nil && v.Version != "" && v.Revision != ""
	}
	return false
}

// best returns the longest root that answered as GitLab, nil if none did.
func best(tries []*candidate) *candidate {
	var found *candidate
	for _, t := range tries {
		if t.isGitLab() && (found == nil || len(t.in.root) > len(found.in.root)) {
			found = t
		}
	}
	return found
}

// corrected returns more candidates where servers answered, but none as
// GitLab: the path that the start page leads to, and the one that GitLab
// calls its own. Only the path is taken from them, never the origin.
func corrected(ctx context.Context, st *web.Stack, a Address, tries []*candidate) []Instance {
	if !slices.ContainsFunc(tries, (*candidate).elsewhere) {
		return nil
	}
	hints := []string{
		landed(get(ctx, st, a.Origin, "/", nil), a.Origin),
		issuer(get(ctx, st, a.Origin, "/.well-known/openid-configuration", nil)),
	}
	asked := a.Candidates()
	for _, h := range hints {
		for _, in := range rootsOf(h, a.Origin) {
			if !slices.Contains(asked, in) {
				asked = append(asked, in)
			}
		}
	}
	return asked[len(a.Candidates()):]
}

// elsewhere reports whether a server answered in a way that leaves room for a
// GitLab under another path.
func (t *candidate) elsewhere() bool {
	if t.failure != nil {
		return t.failure.Kind == web.Redirected
	}
	return t.status() > 0 && t.status() < http.StatusInternalServerError && t.status() != http.StatusTooManyRequests
}

// landed returns where a request for a page of in ended up, on the same host; ""
// where it led elsewhere: the paths of another host are not tried on this one.
func landed(o outcome, in Instance) string {
	at := ""
	switch {
	case o.failure != nil:
		at = o.failure.Target
	case o.answer == nil:
	case o.answer.Location != "":
		at = o.answer.Location
	default:
		at = o.answer.URL
	}
	if u, err := url.Parse(at); err != nil || !strings.EqualFold(u.Hostname(), in.Hostname()) {
		return ""
	}
	return at
}

// issuer returns what GitLab calls its own address. GitLab:
// config/initializers/doorkeeper_openid_connect.rb.
func issuer(o outcome) string {
	var v struct{ Issuer string }
	if !o.ok() || json.Unmarshal(o.answer.Body, &v) != nil {
		return ""
	}
	return v.Issuer
}

// rootsOf returns the instances at origin that the path of address may mean.
func rootsOf(address string, origin Instance) []Instance {
	u, err := url.Parse(address)
	if err != nil || len(address) > web.MaxAddress {
		return nil
	}
	segments, _ := pathSegments(u.EscapedPath())
	parts := pagePath(segments)
	return Address{Origin: origin, Segments: parts[:min(2, len(parts))]}.Candidates()
}
