package acptest

import (
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab/web/webtest"
)

func TestConnectRefusesByFormat(t *testing.T) {
	t.Parallel()
	s := start(t)
	const in = "Invalid input: "
	tests := []struct{ name, body, want string }{
		{"http elsewhere", connectBody(token, "http://git.example.com"), in + "instance URL must use HTTPS"},
		{"no scheme", connectBody(token, "git.example.com"), in + "instance URL must use HTTPS"},
		{"a name that only begins like this computer", connectBody(token, "http://localhost.example.com"), in + "instance URL must use HTTPS"},
		{"no host", connectBody(token, "https://"), in + "instance URL must have a valid hostname"},
		{"user info", connectBody(token, "https://ada:pw@git.example.com"), in + "instance URL cannot contain user info (@ syntax)"},
		{"no URL", connectBody(token, "https://%zz"), in + "invalid instance URL format"},
		{"short", connectBody("glpat-short", "https://git.example.com"), in + "token must be at least 20 characters"},
		{"long", connectBody(strings.Repeat("x", 256), "https://git.example.com"), in + "token must not exceed 255 characters"},
		{"characters", connectBody(token+" ", "https://git.example.com"), in + "token contains invalid characters"},
		{"a dot is fine", connectBody(token+".01.abc", "https://git.example.com"), "GitLab connectivity check failed: cannot resolve GitLab instance host 'git.example.com': lookup git.example.com: no such host"},
		{"no address is GitLab.com", connectBody(token, ""), "GitLab connectivity check failed: cannot resolve GitLab instance host 'gitlab.com': lookup gitlab.com: no such host"},
		{"another network", connectBody(token, "https://192.0.2.1"), "GitLab connectivity check failed: cannot resolve GitLab instance host '192.0.2.1': lookup 192.0.2.1: no such host"},
		{"nothing", "", "EOF"},
		{"half a body", `{"personalAccessToken":"x`, "unexpected EOF"},
		{"no token", `{}`, "Key: 'PersonalAccessToken' Error:Field validation for 'PersonalAccessToken' failed on the 'required' tag"},
		{"a number", `{"personalAccessToken":1}`, "json: cannot unmarshal number into Go struct field .personalAccessToken of type string"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := must(t, sent{method: "POST", url: s.URL() + global + "connect", body: tt.body, auth: s.Session()})
			if want := string(refusal(400, tt.want).body); a.status != 400 || a.body != want {
				t.Fatalf("got %d %s\nwant 400 %s", a.status, a.body, want)
			}
		})
	}
	if s.StoredTokens() != 0 {
		t.Error("something was stored")
	}
}

// ACP puts the path behind the address as it was given.
func TestConnectConcatenatesTheAddress(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, behind string
		status       int
		asked        string
	}{
		{"bare", "", 200, "/api/v4/user"},
		{"a slash behind", "/", 400, "//api/v4/user"},
		{"a sub-path", "/gitlab", 200, "/gitlab/api/v4/user"},
		{"the API's path", "/api/v4", 400, "/api/v4/api/v4/user"},
		{"a query", "?x", 400, ""},
		{"a fragment", "#x", 400, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			g := newGitLab(t, 200)
			s := start(t)
			a := must(t, sent{method: "POST", url: s.URL() + global + "connect", body: connectBody(token, g.URL+tt.behind), auth: s.Session()})
			if a.status != tt.status || tt.status == 400 && !strings.Contains(a.body, "failed to authenticate with the provided") {
				t.Fatalf("got %d %s", a.status, a.body)
			}
			if asked := strings.Join(g.asked(), " "); asked != tt.asked && asked != tt.asked+"/" {
				t.Fatalf("asked %q, want %q", asked, tt.asked)
			}
			if holds := s.Holds(g.URL+tt.behind, func(have string) bool { return have == token }); holds != (tt.status == 200) {
				t.Errorf("holds: %v", holds)
			}
		})
	}
}

func TestConnectTreatsEveryAnswerButOKAsARefusedToken(t *testing.T) {
	t.Parallel()
	for _, status := range []int{201, 401, 403, 404, 429, 500, 503} {
		g := newGitLab(t, status)
		s := start(t)
		a := must(t, sent{method: "POST", url: s.URL() + global + "connect", body: connectBody(token, g.URL), auth: s.Session()})
		if a.status != 400 || !strings.Contains(a.body, "failed to authenticate") {
			t.Errorf("%d: got %d %s", status, a.status, a.body)
		}
	}
}

func TestConnectTellsNetworkCauses(t *testing.T) {
	t.Parallel()
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	away := httptest.NewServer(http.RedirectHandler("http://git.example.com/api/v4/user", http.StatusFound))
	t.Cleanup(away.Close)
	nobody := webtest.NewServer(nil)
	t.Cleanup(nobody.Close)
	port, err := nobody.ClosedPort()
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, instance, want string }{
		{"refused", "http://" + port.String(), "refused"},
		{"certificate", secure.URL, "tls: failed to verify certificate: x509: certificate signed by unknown authority"},
		{"silence", mute(t), "context deadline exceeded"},
		{"a redirect to another computer", away.URL, "lookup git.example.com: no such host"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, WithLimit(limitFor(tt.name)))
			a := must(t, sent{method: "POST", url: s.URL() + global + "connect", body: connectBody(token, tt.instance), auth: s.Session()})
			want := "GitLab connectivity check failed: failed to connect to GitLab API at " + tt.instance + ": request failed: "
			if a.status != 400 || !strings.Contains(a.body, want) || !strings.Contains(a.body, tt.want) {
				t.Errorf("connect: got %d %s\nwant %s...%s", a.status, a.body, want, tt.want)
			}
			a = must(t, sent{method: "POST", url: s.URL() + global + "test", body: connectBody(token, tt.instance)})
			if !strings.Contains(a.body, `"valid":false`) || !strings.Contains(a.body, "request failed: ") || !strings.Contains(a.body, tt.want) {
				t.Errorf("test: got %d %s", a.status, a.body)
			}
		})
	}
}

func limitFor(name string) time.Duration {
	if name == "silence" {
		return 20 * time.Millisecond
	}
	return gitLabLimit
}

// mute is the address of a server that accepts and never answers.
func mute(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return "http://" + l.Addr().String()
}

func TestConnectTrustsGivenRoots(t *testing.T) {
	t.Parallel()
	secure := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(secure.Close)
	pool := x509.NewCertPool()
	pool.AddCert(secure.Certificate())
	s := start(t, WithRoots(pool))
	a := must(t, sent{method: "POST", url: s.URL() + global + "connect", body: connectBody(token, secure.URL), auth: s.Session()})
	if a.status != 200 {
		t.Fatalf("got %d %s", a.status, a.body)
	}
}

func TestConnectReplacesTheOneConnection(t *testing.T) {
	t.Parallel()
	g := newGitLab(t, 200)
	s := start(t, WithConnection("https://gitlab.com"))
	if c, ok := s.Connection(Person); !ok || c.InstanceURL != "https://gitlab.com" {
		t.Fatalf("at the start: %+v, %v", c, ok)
	}
	must(t, sent{method: "POST", url: s.URL() + global + "connect", body: connectBody(token, g.URL), auth: s.Session()})
	if c, _ := s.Connection(Person); c.InstanceURL != g.URL || s.StoredTokens() != 1 {
		t.Fatalf("after: %+v, %d tokens", c, s.StoredTokens())
	}
	if s.Holds(g.URL, func(have string) bool { return have == token+"y" }) || s.Holds("https://gitlab.com", func(string) bool { return true }) {
		t.Error("Holds says yes to what is not there")
	}
}
