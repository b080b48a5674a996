package gitlab

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// ladder turns what was seen into lines, rung by rung.
type ladder struct {
	checklist
	now   time.Time
	found Found
}

// rungs are the lines that a fault on the way ends at; any other fault is
// about the answer.
var rungs = map[web.FailureKind]string{
	web.NameNotFound: checkName, web.NotLoopback: checkName,
	web.Refused: checkConnection, web.ConnectTimeout: checkConnection, web.ProxyFault: checkConnection,
	web.CAFile: checkCertificate, web.NotTLS: checkCertificate, web.TLSUntrusted: checkCertificate,
	web.TLSExpired: checkCertificate, web.TLSHostname: checkCertificate,
	web.TLSClientCert: checkCertificate, web.TLSOther: checkCertificate,
}

func (l *ladder) climb(ctx context.Context, tries []*try) {
	t := best(tries)
	if t == nil {
		l.fall(ctx, worst(tries))
		return
	}
	for _, rung := range []string{checkName, checkConnection, checkCertificate} {
		l.rung(rung, t)
	}
	l.found.Instance = t.in
	l.found.Skew = skew(t.answer, l.now)
	l.line(checkGitLab, "GitLab", problem.OK, "its API answers; the version is known after sign-in")
	l.ok(checkAddress, t.in.URL())
	l.warn(t.in)
}

// fall shows the rungs that held, and the one that did not.
func (l *ladder) fall(ctx context.Context, t *try) {
	p, end := t.verdict(), checkGitLab
	if t.failure != nil {
		if rung, ok := rungs[t.failure.Kind]; ok {
			end = rung
		}
		if t.failure.Kind == web.TLSUntrusted {
			l.found.CAFile = fittingCA(ctx, t.failure.Certificates, t.in.Hostname(), l.now)
		}
	}
	for _, rung := range []string{checkName, checkConnection, checkCertificate} {
		if rung == end {
			break
		}
		l.rung(rung, t)
	}
	label, text := end, stopWords(p)
	if end == checkGitLab {
		label = "GitLab"
	}
	if t.failure != nil && t.failure.Kind == web.NotLoopback {
		text = t.failure.Words
	}
	l.line(end, label, problem.Stop, text, p)
}

// fittingCA returns a file of this computer that knows who signed chain.
func fittingCA(ctx context.Context, chain []*x509.Certificate, host string, now time.Time) string {
	files := web.SystemCAs(os.Getenv, func(key string) string { return gitConfig(ctx, key) })
	return web.Completing(files, chain, host, now)
}

// rung adds the line of a rung that held.
func (l *ladder) rung(id string, t *try) {
	state, text := problem.OK, ""
	switch id {
	case checkName:
		state, text = t.nameLine()
	case checkConnection:
		text = t.connectionLine()
	case checkCertificate:
		state, text = t.certificateLine()
	}
	l.line(id, id, state, web.Bound(web.Clean(text), 2*web.MaxName))
}

func (t *try) nameLine() (problem.State, string) {
	host := t.in.Hostname()
	addrs := t.trace.Addrs
	if remote, _, err := net.SplitHostPort(t.trace.Remote); err == nil && len(addrs) == 0 && t.trace.Proxy.URL == "" {
		addrs = []string{remote}
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return problem.OK, host + ", no look-up needed"
	}
	switch {
	case t.trace.Proxy.URL != "" && len(addrs) == 0:
		return problem.Skip, "the proxy looks up " + host
	case len(addrs) == 0:
		return problem.OK, host + " was found"
	}
	return problem.OK, host + " is " + strings.Join(addrs[:min(3, len(addrs))], ", ")
}

func (t *try) connectionLine() string {
	p := t.trace.Proxy
	switch {
	case p.URL != "":
		return "through the proxy " + strings.TrimSuffix(strings.TrimPrefix(p.URL, "http://"), "/") + " (" + p.Source + ")"
	case p.Reason == "loopback":
		return "direct, inside this computer"
	case strings.HasPrefix(p.Reason, "NO_PROXY"):
		return "direct (" + p.Reason + ")"
	}
	return "direct (no proxy is set)"
}

func (t *try) certificateLine() (problem.State, string) {
	if t.in.Scheme() == "http" {
		return problem.Skip, "plain http, inside this computer"
	}
	if t.trace.TLS == nil || len(t.trace.TLS.PeerCertificates) == 0 {
		return problem.OK, "holds"
	}
	leaf := t.trace.TLS.PeerCertificates[0]
	name := firstOf(leaf.Issuer.CommonName, strings.Join(leaf.Issuer.Organization, ", "), "an authority without a name")
	return problem.OK, "issued by " + name + ", valid to " + DateOf(leaf.NotAfter).Words()
}

// verdict says why a candidate is not taken for GitLab. The order is that of
// the status, then of the content. A redirect within the origin only says that
// GitLab is not under this root.
func (t *try) verdict() *problem.Problem {
	p := t.judged()
	if p.Code == problem.InstanceRedirected && hostOf(p.Vars["target"]) == t.in.Host() {
		p.Code = problem.InstanceNotGitLab
	}
	return p
}

func (t *try) judged() *problem.Problem {
	if t.failure != nil {
		return failureProblem(t.failure, t.in, t.call, false)
	}
	switch code := t.status(); {
	case code == 0, code >= 500, code == http.StatusTooManyRequests, code/100 == 3:
		return verdict(t.outcome, t.in)
	case t.answer.IsHTML() && t.answer.LooksLikeLogin():
		return pageProblem(t.outcome, t.in, false)
	case code == http.StatusForbidden, code == http.StatusGone:
		return t.problem(problem.InstanceAPIDisabled, t.in)
	case t.answer.IsHTML():
		return pageProblem(t.outcome, t.in, false)
	}
	return t.problem(problem.InstanceNotGitLab, t.in)
}

// telling lists verdicts by how much they say about a GitLab being there:
// where several candidates fail, the first of these is shown.
var telling = []problem.Code{
	problem.GitLabUnavailable, problem.GitLabRateLimited, problem.GitLabTimeout, problem.InstanceAPIDisabled,
	problem.InstanceLoginPage, problem.InstanceRedirected,
}

// worst returns the failed try to show.
func worst(tries []*try) *try {
	codes := make([]problem.Code, len(tries))
	for i, t := range tries {
		codes[i] = t.verdict().Code
	}
	for _, code := range telling {
		if i := slices.Index(codes, code); i >= 0 {
			return tries[i]
		}
	}
	return tries[0]
}
