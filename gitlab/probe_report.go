package gitlab

import (
	"cmp"
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

// probeReport turns what was seen into lines: one for each stage of the way.
type probeReport struct {
	checklist
	now   time.Time
	found Found
	// fromSSH says that the host is that of an SSH address.
	fromSSH bool
}

// stages are the lines that a fault on the way ends at; any other fault is
// about the answer.
var stages = map[web.FailureKind]string{
	web.NameNotFound: checkName, web.NotLoopback: checkName,
	web.Refused: checkConnection, web.ConnectTimeout: checkConnection, web.ProxyFault: checkConnection,
	web.CAFile: checkCertificate, web.NotTLS: checkCertificate, web.TLSUntrusted: checkCertificate,
	web.TLSExpired: checkCertificate, web.TLSHostname: checkCertificate,
	web.TLSClientCert: checkCertificate, web.TLSOther: checkCertificate,
	web.TLSIncomplete: checkCertificate, web.TLSFailed: checkCertificate,
}

// write shows how the best of the tries went, or why none of them is a GitLab.
func (l *probeReport) write(ctx context.Context, tries []*candidate) {
	t := best(tries)
	if t == nil {
		l.writeStop(ctx, worst(tries))
		return
	}
	for _, id := range []string{checkName, checkConnection, checkCertificate} {
		l.stage(id, t)
	}
	l.found.Instance = t.in
	l.found.Skew = skew(t.answer, l.now)
	l.line(checkGitLab, labelGitLab, problem.OK, "its API answers; the version is shown after sign-in")
	l.ok(checkAddress, t.in.URL())
	l.warn(t.in)
}

// writeStop shows the stages that passed, and the one that did not.
func (l *probeReport) writeStop(ctx context.Context, t *candidate) {
	p, end := t.verdict(), checkGitLab
	if p.Code == problem.InstanceDNS && l.fromSSH {
		p = p.With(problem.Facts{Why: whyAlias})
	}
	l.found.Issuer = p.Facts.Issuer
	if t.failure != nil {
		if id, ok := stages[t.failure.Kind]; ok {
			end = id
		}
		if t.failure.Kind == web.TLSUntrusted {
			l.found.CAFile = fittingCA(ctx, t.failure.Certificates, t.in, l.now)
		}
	}
	for _, id := range []string{checkName, checkConnection, checkCertificate} {
		if id == end {
			break
		}
		l.stage(id, t)
	}
	label, text := end, describeStop(p)
	if end == checkGitLab {
		label = labelGitLab
	}
	if t.failure != nil && t.failure.Kind == web.NotLoopback {
		text = t.failure.Words
	}
	l.line(end, label, problem.Stop, text, p)
}

// whyAlias is said of a name that was not found and came from an SSH address.
const whyAlias = "It comes from an SSH address, so it may be a name that only your SSH configuration knows. " +
	"Use the address that you see in your browser."

// fittingCA returns a file of this computer that knows who signed chain.
func fittingCA(ctx context.Context, chain []*x509.Certificate, in Instance, now time.Time) string {
	files := web.SystemCAs(os.Getenv, func(key string) string { return gitConfig(ctx, key, in.URL()+"/") })
	return web.Completing(files, chain, in.Hostname(), now)
}

// stage adds the line of a stage that passed.
func (l *probeReport) stage(id string, t *candidate) {
	state, text := problem.OK, ""
	switch id {
	case checkName:
		state, text = t.nameLine()
	case checkConnection:
		text = t.connectionLine()
	case checkCertificate:
		state, text = t.certificateLine()
		l.found.Issuer = web.Bound(web.Clean(t.issuer()), web.MaxName)
	}
	l.line(id, id, state, web.Bound(web.Clean(text), 2*web.MaxName))
}

func (t *candidate) nameLine() (problem.State, string) {
	host := t.in.Hostname()
	addrs := t.trace.Addrs
	if remote, _, err := net.SplitHostPort(t.trace.Remote); err == nil && len(addrs) == 0 && t.trace.Proxy.URL == "" {
		addrs = []string{remote}
	}
	if _, err := netip.ParseAddr(host); err == nil {
		return problem.OK, host + ", no lookup needed"
	}
	switch {
	case t.trace.Proxy.URL != "" && len(addrs) == 0:
		return problem.Skip, "the proxy looks up " + host
	case len(addrs) == 0:
		return problem.OK, host + " was found"
	}
	return problem.OK, host + " is " + strings.Join(addrs[:min(3, len(addrs))], ", ")
}

func (t *candidate) connectionLine() string {
	p := t.trace.Proxy
	switch {
	case p.URL != "":
		return "through the proxy " + strings.TrimSuffix(strings.TrimPrefix(p.URL, "http://"), "/") + " (" + p.Source + ")"
	case p.Reason == web.ProxyInside:
		return "direct, inside this computer"
	case p.Reason == web.ProxyExempt:
		return "direct (" + string(p.Reason) + ")"
	}
	return "direct (no proxy is set)"
}

func (t *candidate) certificateLine() (problem.State, string) {
	if t.in.Scheme() == "http" {
		return problem.Skip, "plain http, inside this computer"
	}
	leaf := t.leaf()
	if leaf == nil {
		return problem.OK, "holds"
	}
	name := cmp.Or(t.issuer(), "an authority without a name")
	return problem.OK, "issued by " + name + ", valid to " + DateOf(leaf.NotAfter).Describe()
}

// leaf is the server's own certificate, nil where none was seen.
func (t *candidate) leaf() *x509.Certificate {
	if t.trace.TLS == nil || len(t.trace.TLS.PeerCertificates) == 0 {
		return nil
	}
	return t.trace.TLS.PeerCertificates[0]
}

// issuer is who signed the certificate, "" where that is not known.
func (t *candidate) issuer() string {
	leaf := t.leaf()
	if leaf == nil {
		return ""
	}
	return cmp.Or(leaf.Issuer.CommonName, strings.Join(leaf.Issuer.Organization, ", "))
}

// verdict says why a candidate is not taken for GitLab. The order is that of
// the status, then of the content. A redirect within the origin only says that
// GitLab is not under this root.
func (t *candidate) verdict() *problem.Problem {
	p := t.judged()
	if p.Code == problem.InstanceRedirected && hostOf(p.Facts.Target) == t.in.Host() {
		p.Code = problem.InstanceNotGitLab
	}
	return p
}

func (t *candidate) judged() *problem.Problem {
	if t.failure != nil {
		return failureProblem(t.failure, t.in, t.call, false)
	}
	if t.answer != nil && t.answer.FromGateway() {
		return t.problem(problem.InstanceGateway, t.in)
	}
	switch code := t.status(); {
	case code == 0, code >= 500, code == http.StatusTooManyRequests, code/100 == 3:
		return verdict(t.outcome, t.in)
	case t.answer.IsHTML() && t.answer.LooksLikeLogin():
		return pageProblem(t.outcome, t.in, false)
	case t.isBan():
		return forbiddenWithoutName(t.outcome, t.in)
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
	problem.InstanceGateway,
	problem.GitLabUnavailable, problem.GitLabRateLimited, problem.GitLabTimeout, problem.GitLabForbidden, problem.InstanceAPIDisabled,
	problem.InstanceLoginPage, problem.InstanceRedirected,
}

// worst returns the failed try to show.
func worst(tries []*candidate) *candidate {
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

// stops are the lines of a probe that ended, by problem.
var stops = map[problem.Code]string{
	problem.InstanceDNS:           "this name was not found",
	problem.InstanceRefused:       "no server responds there",
	problem.InstanceTimeout:       "no connection in time",
	problem.InstanceProxy:         "could not connect through the proxy",
	problem.InstanceNotHTTPS:      "that port does not use https",
	problem.InstanceTLSUntrusted:  "signed by an authority this computer does not trust",
	problem.InstanceTLSExpired:    "expired, or not valid yet",
	problem.InstanceTLSHostname:   "made for another host name",
	problem.InstanceTLSClientCert: "the server asks for a client certificate",
	problem.InstanceNotGitLab:     "something other than GitLab answers",
	problem.InstanceLoginPage:     "a sign-in page answers instead of its API",
	problem.InstanceRedirected:    "it redirects to another address",
	problem.InstanceAPIDisabled:   "its API is turned off",
	problem.InstanceGateway:       "something in front of it blocks programs",
	problem.InstanceTLSFailed:     "could not make a secure connection",
	problem.InstanceTLSIncomplete: "the server does not send the certificate of its issuer",
	problem.GitLabForbidden:       "GitLab refuses this network address",
	problem.GitLabUnavailable:     "it is not working right now",
	problem.GitLabRateLimited:     "rate limit reached",
	problem.GitLabTimeout:         "no complete answer in time",
	problem.GitLabBadAnswer:       "an unexpected answer",
}

// describeStop returns the line for a problem on the way to GitLab.
func describeStop(p *problem.Problem) string {
	words := stops[p.Code]
	if who := cmp.Or(p.Facts.Proxy, p.Facts.Issuer, p.Facts.Target); who != "" {
		return words + ": " + who
	}
	return cmp.Or(words, strings.ReplaceAll(string(p.Code), "-", " "))
}

// clockLimit is from when on a wrong clock is worth a warning: dates and
// sessions are then judged wrongly.
const clockLimit = 5 * time.Minute

// warn adds what does not stop, but matters later.
func (l *probeReport) warn(in Instance) {
	if in.Root() != "" {
		l.warning(checkPath, "path", problem.ACPIgnoresPath, in, "ACP's sessions use only the host name and may not find repositories under "+in.Root())
	}
	if in.Scheme() == "https" && !strings.Contains(in.Hostname(), "gitlab") {
		l.warning(checkHost, "name", problem.ACPIgnoresHost, in, `ACP's sessions recognize a GitLab by the word "gitlab" in its host name. `+in.Hostname()+
			" has none: connecting works, but sessions may not. Ask your ACP team before you continue")
	}
	if l.found.Skew.Abs() >= clockLimit {
		text := describeClock(l.found.Skew, in)
		l.line(checkClock, "clock", problem.Warn, text, about(problem.ClockOff, in).Because(text).With(problem.Facts{Off: describeSkew(l.found.Skew)}))
	}
}

func (l *probeReport) warning(id, label string, code problem.Code, in Instance, text string) {
	l.line(id, label, problem.Warn, text, about(code, in).Because(text))
}

// describeClock tells how far this computer's clock is from the server's.
func describeClock(skew time.Duration, in Instance) string {
	side := "ahead of"
	if skew > 0 {
		side = "behind"
	}
	return "this computer's clock is " + describeSkew(skew) + " " + side + " that of " + in.Host()
}

// describeSkew is "10 minutes", from two hours on "3 hours".
func describeSkew(skew time.Duration) string {
	off := skew.Abs().Round(time.Minute)
	if off >= 2*time.Hour {
		return counted(int(off.Hours()), "hour")
	}
	return counted(int(off.Minutes()), "minute")
}
