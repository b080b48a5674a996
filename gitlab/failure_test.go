package gitlab

import (
	"crypto/x509"
	"testing"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

func TestFailureProblem(t *testing.T) {
	t.Parallel()
	in := instance(t, "https://gitlab.example.com:8443/gitlab")
	past := time.Date(2020, 3, 3, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		f        web.Failure
		code     problem.Code
		subject  string
		evidence string
		facts    problem.Facts
	}{
		{
			web.Failure{Kind: web.NameNotFound, Words: "name lookup of gitlab.example.com: no such host"},
			problem.InstanceDNS,
			"gitlab.example.com", "name lookup of gitlab.example.com: no such host",
			problem.Facts{Host: "gitlab.example.com"},
		},
		{
			web.Failure{Kind: web.Refused, Words: "dial tcp 10.2.0.8:8443: connect: connection refused"},
			problem.InstanceRefused,
			in.Host(), "connection to gitlab.example.com:8443: connection refused",
			problem.Facts{},
		},
		{
			web.Failure{Kind: web.ConnectTimeout, Limit: 5 * time.Second},
			problem.InstanceTimeout,
			in.Host(), "connection to gitlab.example.com:8443: none within 5 s",
			problem.Facts{When: "5 s"},
		},
		{
			web.Failure{Kind: web.TLSUntrusted, Issuer: "Example Root CA"},
			problem.InstanceTLSUntrusted,
			in.Host(), "certificate of gitlab.example.com:8443, issuer Example Root CA",
			problem.Facts{Issuer: "Example Root CA"},
		},
		{
			web.Failure{Kind: web.TLSExpired, Words: "ended", Certificates: []*x509.Certificate{{NotAfter: past}}},
			problem.InstanceTLSExpired,
			in.Host(), "certificate of gitlab.example.com:8443: ended",
			problem.Facts{Date: "3 Mar 2020"},
		},
		{web.Failure{Kind: web.TLSHostname, Words: "x"}, problem.InstanceTLSHostname, in.Host(), "certificate of gitlab.example.com:8443: x", problem.Facts{}},
		{web.Failure{Kind: web.TLSClientCert, Words: "x"}, problem.InstanceTLSClientCert, in.Host(), "TLS with gitlab.example.com:8443: x", problem.Facts{}},
		{web.Failure{Kind: web.TLSOther, Words: "x"}, problem.InstanceTLSUntrusted, in.Host(), "TLS with gitlab.example.com:8443: x", problem.Facts{}},
		{web.Failure{Kind: web.NotTLS, Words: "x"}, problem.InstanceNotHTTPS, in.Host(), "connection to gitlab.example.com:8443: x", problem.Facts{}},
		{
			web.Failure{Kind: web.ProxyFault, Proxy: "proxy.example.com:3128", Words: "CONNECT gitlab.example.com:8443 by HTTPS_PROXY: 407"},
			problem.InstanceProxy,
			in.Host(), "CONNECT gitlab.example.com:8443 by HTTPS_PROXY: 407",
			problem.Facts{Proxy: "proxy.example.com:3128"},
		},
		{web.Failure{Kind: web.AnswerTimeout, Limit: 1500 * time.Millisecond}, problem.GitLabTimeout, in.Host(), callUser + ": no whole answer within 1.5 s", problem.Facts{}},
		{web.Failure{Kind: web.Cut, Words: "EOF"}, problem.GitLabUnavailable, in.Host(), callUser + ": EOF", problem.Facts{}},
		{web.Failure{Kind: web.BadAnswer, Words: "x"}, problem.GitLabBadAnswer, in.Host(), callUser + ": x", problem.Facts{}},
		{
			web.Failure{Kind: web.Redirected, Status: 302, Target: "https://git.example.org/x"},
			problem.InstanceRedirected,
			in.Host(), callUser + ": 302 to https://git.example.org/x",
			problem.Facts{Target: "https://git.example.org/x"},
		},
		{
			web.Failure{Kind: web.Redirected, Status: 302, Target: "https://sso.example.com/start"},
			problem.InstanceLoginPage,
			in.Host(), callUser + ": 302 to https://sso.example.com/start",
			problem.Facts{Target: "sso.example.com"},
		},
	} {
		p := failureProblem(&tc.f, in, callUser, true)
		if p.Code != tc.code || p.Subject != tc.subject || p.Evidence != tc.evidence {
			t.Errorf("%s: got %v", tc.f.Kind, p)
		}
		if p.Facts.With(tc.facts) != p.Facts {
			t.Errorf("%s: got %+v, want %+v", tc.f.Kind, p.Facts, tc.facts)
		}
		if p.Facts.Instance != in.URL() || describeStop(p) == "" {
			t.Errorf("%s: %+v", tc.f.Kind, p.Facts)
		}
	}
	if p := failureProblem(&web.Failure{Kind: web.BadAnswer}, in, callUser, false); p.Code != problem.InstanceNotGitLab {
		t.Errorf("before it was known to be GitLab: %v", p)
	}
}

func TestIsSignIn(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"https://sso.example.com/": true, "https://login.microsoftonline.com/x": true, "https://corp.okta.com/app": true,
		"https://gitlab.example.com/users/sign_in": true, "https://id.example.com/realms/x/protocol/openid-connect/auth": true,
		"https://git.example.org/api/v4/version": false, "https://lasso.example.com/": false, "https://authors.example.com/": false, "": false,
	} {
		if got := isSignIn(address); got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}
