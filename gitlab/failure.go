package gitlab

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/lazy"
)

// failureCodes names the faults on the way to a server.
var failureCodes = map[web.FailureKind]problem.Code{
	web.CAFile:         problem.InstanceTLSUntrusted,
	web.NameNotFound:   problem.InstanceDNS,
	web.NotLoopback:    problem.InstanceNotHTTPS,
	web.Refused:        problem.InstanceRefused,
	web.ConnectTimeout: problem.InstanceTimeout,
	web.ProxyFault:     problem.InstanceProxy,
	web.NotTLS:         problem.InstanceNotHTTPS,
	web.TLSUntrusted:   problem.InstanceTLSUntrusted,
	web.TLSExpired:     problem.InstanceTLSExpired,
	web.TLSHostname:    problem.InstanceTLSHostname,
	web.TLSClientCert:  problem.InstanceTLSClientCert,
	web.TLSIncomplete:  problem.InstanceTLSIncomplete,
	web.TLSFailed:      problem.InstanceTLSFailed,
	web.TLSOther:       problem.InstanceTLSUntrusted,
	web.AnswerTimeout:  problem.GitLabTimeout,
	web.Cut:            problem.GitLabUnavailable,
	web.Redirected:     problem.InstanceRedirected,
	web.BadAnswer:      problem.GitLabBadAnswer,
}

// failureProblem says what a failure means. known says that the instance has
// answered as GitLab before; call is the request, "GET /api/v4/version".
func failureProblem(f *web.Failure, in Instance, call string, known bool) *problem.Problem {
	code, ok := failureCodes[f.Kind]
	switch {
	case !ok:
		code = problem.GitLabBadAnswer
	case f.Kind == web.Redirected && isSignIn(f.Target):
		code = problem.InstanceLoginPage
	}
	if code == problem.GitLabBadAnswer && !known {
		code = problem.InstanceNotGitLab
	}
	target := f.Target
	if code == problem.InstanceLoginPage {
		target = hostOf(f.Target)
	}
	p := about(code, in).Because(failureEvidence(f, in, call))
	if f.Kind == web.TLSExpired && f.Issuer != "" {
		p = p.WithSubject(oneLine(f.Issuer))
	}
	if f.Kind == web.NotLoopback {
		p = p.With(problem.Facts{Hint: "The name " + f.Words + ". Plain http goes to this computer only."})
	}
	if code == problem.InstanceDNS {
		p = p.With(problem.Facts{Host: in.Hostname()}).WithSubject(in.Hostname()) // the port has no part in it
	}
	return p.With(problem.Facts{
		Words: oneLine(f.Words), Proxy: proxyName(f), Why: proxyReason(f), Cause: expiredName(f, in), Issuer: oneLine(f.Issuer), Target: oneLine(target),
		When: seconds(f.Limit), Date: outsideDates(f, time.Now()),
	})
}

// proxyName is the proxy that a fault is about; one whose address cannot be read
// has only the name of its variable.
func proxyName(f *web.Failure) string {
	if f.Variable != "" {
		return "in " + f.Variable
	}
	return oneLine(f.Proxy)
}

// proxyReason says why a proxy is of no use, where more is known than that.
func proxyReason(f *web.Failure) string {
	switch {
	case f.Kind != web.ProxyFault:
		return ""
	case f.Variable != "":
		return "The address in " + f.Variable + " cannot be read. It looks like http://HOST:PORT or http://NAME:PASSWORD@HOST:PORT; " +
			"in a password, write % as %25, # as %23, / as %2F, ? as %3F and @ as %40. Nothing was sent past the proxy."
	case f.Limit > 0:
		return "The proxy at " + oneLine(f.Proxy) + " accepted the connection or was called, but did not answer within " + seconds(f.Limit) + ". Nothing was sent past it."
	}
	return ""
}

// expiredName says which certificate is out of date.
func expiredName(f *web.Failure, in Instance) string {
	switch {
	case f.Kind != web.TLSExpired:
		return ""
	case f.Issuer != "":
		return "The certificate of the authority " + oneLine(f.Issuer)
	}
	return "The certificate of " + in.Host()
}

// outsideDates returns the date that a certificate breaks, "" if none does.
func outsideDates(f *web.Failure, now time.Time) string {
	if f.Kind != web.TLSExpired {
		return ""
	}
	for _, c := range f.Certificates {
		switch {
		case now.After(c.NotAfter):
			return DateOf(c.NotAfter).Describe()
		case now.Before(c.NotBefore):
			return DateOf(c.NotBefore).Describe()
		}
	}
	return ""
}

// about returns code about the instance as a whole.
func about(code problem.Code, in Instance) *problem.Problem {
	return problem.New(code, in.Host()).With(problem.Facts{Host: in.Host(), Instance: in.URL()})
}

// oneLine is what somebody else said, cleaned and no longer than an address.
func oneLine(text string) string { return web.Bound(web.Clean(text), web.MaxAddress) }

// failureEvidence returns the one line of proof.
func failureEvidence(f *web.Failure, in Instance, call string) string {
	switch f.Kind {
	case web.NameNotFound:
		return web.Clean(cmp.Or(f.Words, "name lookup of "+in.Hostname()+": nothing found"))
	case web.NotLoopback:
		return web.Clean(f.Words)
	case web.Refused, web.NotTLS:
		return joined("connection to "+in.Host(), afterLast(f.Words, "connect: "))
	case web.ConnectTimeout:
		return joined("connection to "+in.Host(), within("none", f))
	case web.TLSUntrusted, web.TLSExpired, web.TLSHostname:
		if f.Issuer != "" && f.Kind == web.TLSExpired {
			return joined("certificates that "+in.Host()+" sends", f.Words)
		}
		if f.Issuer != "" && f.Kind == web.TLSUntrusted {
			return "certificate of " + in.Host() + ", issuer " + web.Bound(web.Clean(f.Issuer), web.MaxName)
		}
		return joined("certificate of "+in.Host(), f.Words)
	case web.TLSClientCert, web.TLSOther, web.TLSFailed:
		return joined("TLS with "+in.Host(), f.Words)
	case web.TLSIncomplete:
		return joined("certificate of "+in.Host(), "it came alone, signed by "+web.Bound(web.Clean(f.Issuer), web.MaxName))
	case web.ProxyFault:
		return web.Clean(cmp.Or(f.Words, "proxy "+f.Proxy+" for "+in.Host()+": "+status(f.Status)))
	case web.AnswerTimeout:
		return joined(call, within("no whole answer", f))
	case web.Redirected:
		if f.Target == "" {
			return joined(call, strings.TrimSpace(status(f.Status)+" to no address"))
		}
		return joined(call, strings.TrimSpace(status(f.Status)+" to "+f.Target))
	case web.CAFile, web.Cut, web.BadAnswer:
	}
	return joined(call, cmp.Or(f.Words, string(f.Kind)))
}

func afterLast(s, mark string) string {
	if i := strings.LastIndex(s, mark); i >= 0 {
		return s[i+len(mark):]
	}
	return s
}

func joined(what, how string) string { return web.Clean(what + ": " + how) }

func within(what string, f *web.Failure) string {
	if f.Limit == 0 {
		return what + " in time"
	}
	return what + " within " + seconds(f.Limit)
}

func status(code int) string {
	if code == 0 {
		return ""
	}
	return strconv.Itoa(code)
}

func seconds(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + " s"
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}

// signIn finds words that stand in addresses of sign-in pages.
var signIn = lazy.Regexp(`(?i)(?:^|[^a-z0-9])(?:` +
	`sso|saml2?|idp|adfs|okta|keycloak|oauth2?|openid|oidc|auth|login|logon|signin|sign[_-]in|log[_-]in)(?:[^a-z0-9]|$)`)

// isSignIn reports whether an address is one at which people sign in.
func isSignIn(address string) bool { return signIn().MatchString(address) }
