package commands

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web/webtest"
)

// listenFor opens a port of 127.0.0.1 and lets act have every connection.
func listenFor(t *testing.T, act func(net.Conn)) (address string, met *atomic.Int32) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	met = &atomic.Int32{}
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			met.Add(1)
			go act(conn)
		}
	}()
	return l.Addr().String(), met
}

func answering(text string) func(net.Conn) {
	return func(c net.Conn) {
		_, _ = c.Read(make([]byte, 1024))
		_, _ = io.WriteString(c, text)
		_ = c.Close()
	}
}

func silentAt(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

// TestCasesProxy: nothing goes past a proxy that was asked for, whatever is wrong
// with it, and GitLab is not blamed.
func TestCasesProxy(t *testing.T) {
	t.Parallel()
	token := "glpat-" + strings.Repeat("Exa1", 5)
	refusing, refused := listenFor(t, answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"))
	locked, _ := listenFor(t, answering("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"))
	silent, _ := listenFor(t, silentAt)
	half, _ := listenFor(t, func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 Conn"); silentAt(c) })
	proxy := []problem.Code{problem.InstanceProxy}
	const secret = "Winter2026"
	for name, tc := range map[string]struct {
		env  map[string]string
		want wanted
		past bool // the proxy is not asked
	}{
		"K1-percent":         {map[string]string{"HTTPS_PROXY": "http://ada:Gh%6q" + secret + "@" + refusing}, wanted{exit: 5, codes: proxy, words: "HTTPS_PROXY"}, true},
		"K1-two-ports":       {map[string]string{"HTTPS_PROXY": refusing + ":80"}, wanted{exit: 5, codes: proxy, words: "HTTPS_PROXY"}, true},
		"K1, slip":           {map[string]string{"https_proxy": "htp://" + refusing}, wanted{exit: 5, codes: proxy, words: "https_proxy"}, true},
		"K1, slash":          {map[string]string{"HTTPS_PROXY": "http://ada:12/" + secret + "@" + refusing}, wanted{exit: 5, codes: proxy, words: "HTTPS_PROXY"}, true},
		"K1-no-proxy-stays":  {map[string]string{"HTTPS_PROXY": refusing + ":80", "NO_PROXY": "gitlab.corp.invalid"}, wanted{exit: 5, codes: []problem.Code{problem.InstanceDNS}}, true},
		"K2-silent":          {map[string]string{"HTTPS_PROXY": "http://" + silent}, wanted{exit: 5, codes: proxy, words: silent, never: "HTTPS_PROXY|browser"}, true},
		"K2, half an answer": {map[string]string{"HTTPS_PROXY": half}, wanted{exit: 5, codes: proxy, words: half, never: "HTTPS_PROXY|browser"}, true},
		"K2, SOCKS":          {map[string]string{"HTTPS_PROXY": "socks5://" + silent}, wanted{exit: 5, codes: proxy, words: silent, never: "HTTPS_PROXY|browser"}, true},
		"K22-line-break":     {map[string]string{"HTTPS_PROXY": refusing, "NO_PROXY": "localhost\ngitlab.corp.invalid"}, wanted{exit: 5, codes: []problem.Code{problem.InstanceDNS}}, true},
		"K22, quotes":        {map[string]string{"HTTPS_PROXY": refusing, "NO_PROXY": "\"localhost; .corp.invalid\""}, wanted{exit: 5, codes: []problem.Code{problem.InstanceDNS}}, true},
		"K22, another":       {map[string]string{"HTTPS_PROXY": refusing, "NO_PROXY": "localhost\nother.invalid"}, wanted{exit: 5, codes: proxy}, false},
		"R-proxy-403":        {map[string]string{"HTTPS_PROXY": refusing}, wanted{exit: 5, codes: proxy}, false},
		"R-proxy-refused":    {map[string]string{"HTTPS_PROXY": "http://127.0.0.1:1"}, wanted{exit: 5, codes: proxy}, true},
		"R-proxy-hash":       {map[string]string{"HTTPS_PROXY": "http://ada:Gh#" + secret + "@" + refusing}, wanted{exit: 5, codes: proxy}, true},
		"R-proxy-password":   {map[string]string{"HTTPS_PROXY": "http://ada:Gh%21" + secret + "@" + locked}, wanted{exit: 5, codes: proxy}, true},
		"R-no-proxy-suffix":  {map[string]string{"HTTPS_PROXY": refusing, "NO_PROXY": ".corp.invalid"}, wanted{exit: 5, codes: []problem.Code{problem.InstanceDNS}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			before := refused.Load()
			o := checkAt(t, "https://gitlab.corp.invalid", token, tc.env, "--timeout", "1s")
			tc.want.hold(t, o)
			if strings.Contains(o.stdout+o.stderr, secret) {
				t.Error("the proxy's password is shown")
			}
			if tc.past != (refused.Load() == before) {
				t.Errorf("the proxy was asked %d times", refused.Load()-before)
			}
			if strings.Contains(name, "K1-percent") && strings.Contains(o.stdout, "lookup of") {
				t.Error("the name was looked up")
			}
		})
	}
}

// TestCasesTLS: who is to blame for a certificate, and for none.
func TestCasesTLS(t *testing.T) {
	t.Parallel()
	c := newChain(t)
	root, between := string(webtest.PEM(c.root)), string(webtest.PEM(c.between))
	bag := "\xef\xbb\xbf" + strings.ReplaceAll("Bag Attributes\n    friendlyName: Example\n"+root, "\n", "\r\n")
	wide := "\xff\xfe" + strings.Join(strings.Split(root, ""), "\x00") + "\x00"
	untrusted := []problem.Code{problem.InstanceTLSUntrusted}
	client12 := serving(c.ofRoot)
	client12.ClientAuth, client12.MaxVersion = tls.RequireAnyClientCert, tls.VersionTLS12
	client13 := serving(c.ofRoot)
	client13.ClientAuth = tls.RequireAnyClientCert
	old := serving(c.ofRoot)
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	fine := wanted{proven: true}
	for name, tc := range map[string]struct {
		serve *tls.Config
		ca    string // the content of the CA file, "" for none
		want  wanted
	}{
		"K5-with-root": {serving(c.leaf), root, wanted{
			exit: 5, codes: []problem.Code{problem.InstanceTLSIncomplete}, not: untrusted, words: "Example Issuing CA", never: "expired",
		}},
		"K5, another authority of the house": {serving(c.leaf), root + root, wanted{exit: 5, codes: []problem.Code{problem.InstanceTLSIncomplete}, not: untrusted}},
		"K5, a stranger's file":              {serving(c.leaf), string(webtest.PEM(newChainOf(t, "Stranger Root CA"))), wanted{exit: 5, codes: untrusted}},
		"K6-intermediate": {serving(c.leaf, c.ended), root, wanted{
			exit: 5, codes: []problem.Code{problem.InstanceTLSExpired}, words: "Example Issuing CA", never: "certificate of 127",
		}},
		"K6, root sent too":         {serving(c.leaf, c.ended, c.root), root, wanted{exit: 5, codes: []problem.Code{problem.InstanceTLSExpired}, words: "authority Example Issuing CA"}},
		"K6, the root has ended":    {serving(c.ofOld), string(webtest.PEM(c.oldRoot)), wanted{exit: 5, codes: []problem.Code{problem.InstanceTLSExpired}, words: "Old Root CA", never: "certificate of 127"}},
		"K13, the other order":      {serving(c.ofRoot), "\xfe\xff\x00" + strings.Join(strings.Split(root, ""), "\x00"), fine},
		"R-tls-constraints":         {serving(c.ofPlain), string(webtest.PEM(c.plainRoot)), fine},
		"K13-bom":                   {serving(c.ofRoot), "\xef\xbb\xbf" + root, fine},
		"K13, UTF-16":               {serving(c.ofRoot), wide, fine},
		"R-tls-chain":               {serving(c.leaf, c.between), root, fine},
		"R-tls-order":               {serving(c.leaf, c.root, c.between), root, fine},
		"R-tls-issuer-given":        {serving(c.leaf), between, fine},
		"R-tls-unknown":             {serving(c.ofRoot), "", wanted{exit: 5, codes: untrusted}},
		"R-tls-self":                {serving(selfSigned(t)), "self", fine},
		"R-tls-ended":               {serving(c.expired), root, wanted{exit: 5, codes: []problem.Code{problem.InstanceTLSExpired}, words: "certificate of 127"}},
		"R-tls-too-early":           {serving(c.early), root, wanted{exit: 5, codes: []problem.Code{problem.InstanceTLSExpired}}},
		"R-tls-client-13":           {client13, root, wanted{exit: 5, codes: []problem.Code{problem.InstanceTLSClientCert}}},
		"R-tls-client-12":           {client12, root, wanted{exit: 5, codes: []problem.Code{problem.InstanceTLSClientCert}}},
		"K4, a server with old TLS": {old, root, wanted{exit: 5, codes: []problem.Code{problem.InstanceTLSFailed}, never: "CA file|--ca-file|signed|authority"}},
		"R-ca-bag":                  {serving(c.ofRoot), bag, fine},
		"R-ca-html":                 {serving(c.ofRoot), "<!DOCTYPE html><title>Sign in</title>", wanted{exit: 64}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, tc.serve, nil)
			var args []string
			if tc.ca == "self" {
				tc.ca = string(webtest.PEM(tls.Certificate{Certificate: tc.serve.Certificates[0].Certificate[:1]}))
			}
			if tc.ca != "" {
				args = []string{"--ca-file", filledFile(t, tc.ca)}
			}
			o := checkAt(t, f.URL, f.behind.Token(), nil, args...)
			tc.want.hold(t, o)
			if tc.want.exit == 64 && !strings.Contains(strings.Join(o.doc.Usage, " "), "no certificate in it") {
				t.Errorf("it is not said plainly: %q", o.doc.Usage)
			}
		})
	}
}

// TestCasesHandshake: a connection that breaks before any certificate is nothing
// that a CA file helps against.
func TestCasesHandshake(t *testing.T) {
	t.Parallel()
	token := "glpat-" + strings.Repeat("Exa1", 5)
	for name, act := range map[string]func(net.Conn){
		"K4-reset": func(c net.Conn) {
			_, _ = c.Read(make([]byte, 1024))
			_ = c.(*net.TCPConn).SetLinger(0)
			_ = c.Close()
		},
		"closed": func(c net.Conn) {
			_, _ = c.Read(make([]byte, 1024))
			_ = c.Close()
		},
		"an alert": func(c net.Conn) {
			_, _ = c.Read(make([]byte, 1024))
			_, _ = c.Write([]byte{21, 3, 3, 0, 2, 2, 40})
			_ = c.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, _ := listenFor(t, act)
			wanted{
				exit: 5, codes: []problem.Code{problem.InstanceTLSFailed}, never: "(?i)CA file|--ca-file|signed|authorit",
			}.hold(t, checkAt(t, "https://"+at, token, nil))
		})
	}
}

// TestCasesInFront: what answers in the place of GitLab is told apart.
func TestCasesInFront(t *testing.T) {
	t.Parallel()
	gateway := wanted{
		exit: 5, codes: []problem.Code{problem.InstanceGateway},
		not: []problem.Code{problem.InstanceNotGitLab, problem.InstanceAPIDisabled, problem.GitLabUnavailable, problem.TokenUnknown},
	}
	noGateway := []problem.Code{problem.InstanceGateway}
	login := wanted{exit: 5, codes: []problem.Code{problem.InstanceLoginPage}}
	page := func(status int, title string, headers ...string) recorded {
		a := recorded{Status: status, Headers: map[string]string{"Content-Type": "text/html"}, Body: "<html><head><title>" + title + "</title></head></html>"}
		for i := 0; i < len(headers); i += 2 {
			a.Headers[headers[i]] = headers[i+1]
		}
		return a
	}
	forbidden := wanted{
		exit: 4, codes: []problem.Code{problem.GitLabForbidden}, never: "filter|portal|no GitLab says|not JSON",
		not: []problem.Code{problem.InstanceAPIDisabled, problem.GitLabBadAnswer, problem.TokenUnknown},
	}
	banned := recorded{Status: 403, Headers: map[string]string{"Content-Type": "text/plain"}, Body: "Forbidden\n"}
	withoutHeader := func(r *http.Request) bool { return r.Header.Get("Private-Token") == "" }
	json401 := map[string]string{"Content-Type": "application/json", "X-Gitlab-Meta": `{"correlation_id":"01EXAMPLE","version":"1"}`}
	to := func(address string) recorded {
		return recorded{Status: 302, Headers: map[string]string{"Location": address, "Content-Type": "text/html"}}
	}
	for name, tc := range map[string]struct {
		answer intercept
		want   wanted
	}{
		"K8-challenge-403":    {when(always, recordedAnswer(t, "K8-challenge-403")), gateway},
		"K8-rejected-200":     {when(always, recordedAnswer(t, "K8-rejected-200")), gateway},
		"K8-basic-401":        {when(always, recordedAnswer(t, "K8-basic-401")), gateway},
		"K8, 429":             {when(always, page(429, "Wait", "Cf-Mitigated", "challenge")), gateway},
		"K8, Negotiate":       {when(always, recorded{Status: 401, Headers: map[string]string{"Www-Authenticate": "Negotiate"}}), gateway},
		"K8, not a bot":       {when(always, page(200, "Making sure you&#39;re not a bot!")), gateway},
		"K8-challenge-token":  {when(carriesToken, recordedAnswer(t, "K8-challenge-token")), wanted{exit: 5, not: []problem.Code{problem.TokenUnknown}}},
		"R-gateway-git":       {when(onGit, recordedAnswer(t, "R-gateway-git")), wanted{}},
		"R-rejected-git":      {when(onGit, recordedAnswer(t, "R-rejected-git")), wanted{}},
		"R-not-gitlab":        {when(always, recordedAnswer(t, "R-not-gitlab")), wanted{exit: 5, codes: []problem.Code{problem.InstanceNotGitLab}, not: noGateway}},
		"R-not-gitlab-404":    {when(always, recordedAnswer(t, "R-not-gitlab-404")), wanted{exit: 5, codes: []problem.Code{problem.InstanceNotGitLab}, not: noGateway}},
		"R-deploy-page":       {when(always, recordedAnswer(t, "R-deploy-page")), wanted{exit: 7, codes: []problem.Code{problem.GitLabUnavailable}, not: noGateway}},
		"R-tls-client-nginx":  {when(always, recordedAnswer(t, "R-tls-client-nginx")), wanted{exit: 5, codes: []problem.Code{problem.InstanceTLSClientCert}}},
		"K14-two-ports":       {when(always, recordedAnswer(t, "K14-two-ports")), wanted{exit: 5, codes: []problem.Code{problem.InstanceRedirected}, words: `https://127.0.0.1:30080:30443/api/v4/version`}},
		"K14, no address":     {when(always, recorded{Status: 302}), wanted{exit: 5, codes: []problem.Code{problem.InstanceRedirected}, words: "302 to no address"}},
		"K14, a bare percent": {when(always, recorded{Status: 302, Headers: map[string]string{"Location": "https://git.example/%zz?x=1"}}), wanted{exit: 5, codes: []problem.Code{problem.InstanceRedirected}, words: `https://git.example/%zz"`}},
		"K24-other-host":      {when(always, recordedAnswer(t, "K24-other-host")), login},
		"R-access":            {when(always, recordedAnswer(t, "R-access")), wanted{exit: 5, codes: login.codes, words: "corp.example.invalid"}},
		"R-saml":              {when(always, recordedAnswer(t, "R-saml")), login},
		"R-own-signin": {
			func(w http.ResponseWriter, r *http.Request) bool {
				if !strings.HasPrefix(r.URL.Path, "/api/") {
					return false
				}
				http.Redirect(w, r, "http://"+r.Host+"/users/sign_in", http.StatusFound)
				return true
			}, login,
		},
		"K9-bare":                   {when(carriesToken, recordedAnswer(t, "K9-bare")), wanted{exit: 4, codes: forbidden.codes, not: forbidden.not, never: forbidden.never, words: `"detail":"403, no reason"`}},
		"K9-address":                {when(carriesToken, recordedAnswer(t, "K9-address")), wanted{exit: 4, codes: forbidden.codes, not: forbidden.not, never: forbidden.never, words: "Your IP address is not allowed"}},
		"K20-everything":            {when(always, recordedAnswer(t, "K20-everything")), forbidden},
		"K20, with the token only":  {when(carriesToken, banned), forbidden},
		"K20, HTML around it":       {when(always, page(403, "403 Forbidden")), wanted{exit: 5, not: []problem.Code{problem.GitLabForbidden, problem.TokenUnknown}}},
		"K10, in other words":       {when(withoutHeader, recorded{Status: 401, Headers: json401, Body: `{"error":"401 Unauthorized"}`}), wanted{exit: 5, codes: []problem.Code{problem.InstanceStripsAuthorization}, not: []problem.Code{problem.TokenUnknown}}},
		"K10, neither header helps": {when(always, recorded{Status: 401, Headers: json401, Body: `{"message":"401 Unauthorized"}`}), wanted{exit: 4, codes: []problem.Code{problem.TokenUnknown}, not: []problem.Code{problem.InstanceStripsAuthorization}}},
		"K24, another path of it":   {when(always, to("https://login.example.invalid/realms/acme/protocol/openid-connect/auth?client_id=x")), login},
		"K24, to another GitLab":    {when(always, to("https://git2.example.invalid/api/v4/version")), wanted{exit: 5, codes: []problem.Code{problem.InstanceRedirected}, words: "git2.example.invalid"}},
		"K18, a sign-in page":       {when(onGit, page(200, "Sign in")), wanted{}},
		"K18, to a Keycloak":        {when(onGit, to("https://sso.example.invalid/realms/acme/protocol/saml")), wanted{}},
		"K18-sso":                   {when(onGit, recordedAnswer(t, "K18-sso")), wanted{codes: login.codes}},
		"K10-stripped": {
			when(func(r *http.Request) bool { return r.Header.Get("Private-Token") == "" }, recordedAnswer(t, "K10-stripped")),
			wanted{exit: 5, codes: []problem.Code{problem.InstanceStripsAuthorization}, not: []problem.Code{problem.TokenUnknown}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, nil, tc.answer)
			o := checkAt(t, f.URL, f.behind.Token(), nil)
			tc.want.hold(t, o)
			for _, path := range f.asked() {
				if strings.Contains(path, "adfs") {
					t.Errorf("%s of another host was asked for here", path)
				}
			}
			if strings.HasSuffix(name, "-git") || strings.HasPrefix(name, "K18") {
				if len(o.doc.Problems) == 0 || o.doc.Repositories[0].PushProven {
					t.Errorf("want a warning, and push not proven:\n%s", o.stdout)
				}
			}
			if strings.HasPrefix(name, "K18") && strings.Contains(o.doc.Problems[0].Fix[0], "address") {
				t.Errorf("the first advice is to correct the address, whose API just worked: %q", o.doc.Problems[0].Fix)
			}
		})
	}
}

// TestCasesUnknownStays: a token that GitLab takes by neither header is unknown
// (K10-unknown-stays).
func TestCasesUnknownStays(t *testing.T) {
	t.Parallel()
	f := newFront(t, nil, nil)
	wanted{exit: 4, codes: []problem.Code{problem.TokenUnknown}}.hold(t, checkAt(t, f.URL, "glpat-"+strings.Repeat("Exa1", 5), nil))
}

// TestCasesSlash: a proxy that does what it likes with %2F hides no project.
func TestCasesSlash(t *testing.T) {
	t.Parallel()
	plain := func(status int, kind, body string) recorded {
		return recorded{Status: status, Headers: map[string]string{"Content-Type": kind}, Body: body}
	}
	for id, answer := range map[string]recorded{
		"K3-double": recordedAnswer(t, "K3-double"), "R-slash-html": recordedAnswer(t, "R-slash-html"),
		"K3, Envoy":    plain(400, "text/plain", ""),
		"K3, Tomcat":   plain(400, "text/html", "<html><head><title>HTTP Status 400</title></head></html>"),
		"K3, a router": plain(404, "text/plain", "404 page not found\n"),
		"K3, JSON":     plain(404, "application/json", `{"error":"no route"}`),
	} {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, nil, when(withSlash, answer))
			wanted{proven: true}.hold(t, checkAt(t, f.URL, f.behind.Token(), nil))
		})
	}
	for name, answer := range map[string]recorded{"K3-none": recordedAnswer(t, "K3-double"), "K3-none, Tomcat": plain(400, "text/html", "<title>400</title>")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFront(t, nil, when(withSlash, answer))
			a := &arena{token: f.behind.Token(), config: t.TempDir()}
			o := a.call(t, a.token, nil, "check", "team/nosuch", "--gitlab-url", f.URL, "--token-stdin", "--json")
			wanted{exit: 3, codes: []problem.Code{problem.RepoNotFound}}.hold(t, o)
			for _, path := range f.asked() {
				if strings.HasSuffix(path, "/info/refs") {
					t.Error("git was asked about a project that may not exist")
				}
			}
		})
	}
	t.Run("R-sub-path", func(t *testing.T) {
		t.Parallel()
		f := newFront(t, nil, nil, gitlabtest.WithRoot("/gitlab"))
		wanted{proven: true, codes: []problem.Code{problem.ACPIgnoresPath}}.hold(t, checkAt(t, f.URL+"/gitlab/team/app", f.behind.Token(), nil))
	})
}
