package acptest

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"acp-gitlab/gitlab/problem"
)

func TestEveryCodeOfTheAreaHasItsScenario(t *testing.T) {
	t.Parallel()
	for _, spec := range problem.All() {
		if spec.Area != problem.AreaACP {
			continue
		}
		if sc, ok := find(string(spec.Code)); !ok || sc.Code != spec.Code {
			t.Errorf("%s: no scenario of that name and code", spec.Code)
		}
	}
	for _, sc := range Scenarios() {
		if _, ok := problem.Lookup(sc.Code); !ok && sc.Code != "" {
			t.Errorf("%s: no such code %s", sc.Name, sc.Code)
		}
	}
}

// conversation is the walk through the API that a setup takes: status, the
// try, connect, and the read-back.
func conversation(t *testing.T, s *Server, instance string) map[string]got {
	t.Helper()
	answers := map[string]got{}
	for _, c := range []struct{ name, method, path, body string }{
		{"health", "GET", "/health", ""},
		{"status", "GET", global + "status", ""},
		{"test", "POST", global + "test", connectBody(token, instance)},
		{"connect", "POST", global + "connect", connectBody(token, instance)},
		{"readback", "GET", global + "status", ""},
		{"disconnect", "DELETE", global + "disconnect", ""},
	} {
		q := sent{method: c.method, url: s.URL() + c.path, body: c.body, auth: s.Session()}
		if c.name == "health" {
			q.auth = "" // asked before a session is used
		}
		a, err := send(t.Context(), q)
		if err != nil {
			a.body = "cut: " + err.Error()
		}
		answers[c.name] = a
	}
	return answers
}

func TestScenariosAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, call string
		status     int
		want       string
	}{
		{"acp-not-acp", "health", 200, "Example Corp Wiki"},
		{"acp-not-acp", "status", 200, "Example Corp Wiki"},
		{"acp-session-refused", "health", 200, "healthy"},
		{"acp-session-refused", "status", 401, "User authentication required"},
		{"acp-session-missing", "status", 401, "Invalid or missing token"},
		{"acp-login-page", "health", 200, "healthy"},
		{"acp-login-page", "status", 403, loginTag},
		{"acp-other-instance", "status", 200, "https://gitlab.other.example.com"},
		{"acp-not-connected", "status", 200, nothing},
		{"acp-unavailable", "health", 503, "upstream connect error"},
		{"acp-unavailable", "connect", 503, "upstream connect error"},
		{"acp-forbidden", "status", 403, `{"error":"Unauthorized to access project"}`},
		{"acp-cannot-reach-gitlab", "test", 200, `"request failed: dial tcp: lookup 127.0.0.1 on 172.30.0.10:53: no such host"`},
		{"acp-cannot-reach-gitlab", "connect", 400, "cannot resolve GitLab instance host '127.0.0.1'"},
		{"acp-cannot-reach-gitlab", "readback", 200, nothing},
		{"acp-refused-token", "test", 200, "Invalid credentials"},
		{"acp-refused-token", "connect", 400, "failed to authenticate"},
		{"acp-storage-failed", "connect", 500, "Failed to save GitLab credentials"},
		{"acp-storage-failed", "readback", 200, nothing},
		{"acp-not-saved", "connect", 200, "GitLab connected successfully"},
		{"acp-not-saved", "readback", 200, nothing},
		{"acp-not-confirmed", "connect", 200, "GitLab connected successfully"},
		{"acp-not-confirmed", "readback", 200, `"updatedAt":"`},
		{"no-saved-time", "status", 200, `"instanceUrl":"https://gitlab.com"}`},
		{"no-saved-time", "connect", 200, "GitLab connected successfully"},
		{"no-saved-time", "readback", 200, `"}`},
		{"saved-elsewhere", "status", 200, nothing},
		{"saved-elsewhere", "readback", 200, "gitlab.elsewhere.example.com"},
		{"acp-rate-limited", "status", 429, "Too Many Requests"},
		{"redirected", "status", 302, ""},
		{"hostile-strings", "connect", 400, `\u001b]0;owned`},
		{"token-echoed", "connect", 400, token},
		{"huge-body", "status", 200, strings.Repeat("a", 8<<20)},
		{"half-an-answer", "status", 200, `{"connected":tr`},
		{"frontend-only", "health", 403, loginTag},
		{"frontend-only", "status", 401, "Invalid or missing token"},
		{"cut-health", "health", 0, "cut: "},
		{"cut-status", "status", 0, "cut: "},
		{"cut-test", "test", 0, "cut: "},
		{"cut-connect", "connect", 0, "cut: "},
		{"cut-connect", "readback", 200, nothing},
		{"cut-after-saving", "connect", 0, "cut: "},
		{"cut-after-saving", "readback", 200, `"connected":true`},
		{"cut-readback", "status", 200, nothing},
		{"cut-readback", "readback", 0, "cut: "},
		{"cut-disconnect", "disconnect", 0, "cut: "},
		{"error-status", "status", 500, "Failed to check GitLab status"},
		{"error-readback", "readback", 500, "Failed to check GitLab status"},
		{"error-disconnect", "disconnect", 500, "Failed to disconnect GitLab"},
		{"error-test", "test", 500, "Internal Server Error"},
		{"connected", "status", 200, "https://gitlab.com"},
		{"slow", "readback", 200, `"connected":true`},
		{"one-address", "readback", 200, `"connected":true`},
	}
	answers := map[string]map[string]got{}
	for _, tt := range tests {
		if answers[tt.name] == nil {
			g := newGitLab(t, 200)
			s := start(t, WithScenario(tt.name), WithDelay(time.Microsecond))
			answers[tt.name] = conversation(t, s, g.URL)
		}
		if a := answers[tt.name][tt.call]; a.status != tt.status || !strings.Contains(a.body, tt.want) {
			t.Errorf("%s, %s: got %d %.300s, want %d %.300s", tt.name, tt.call, a.status, a.body, tt.status, tt.want)
		}
	}
}

func TestSilenceEndsWithTheServer(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	s := start(t, WithScenario("silent-connect"), OnRequest(func(Seen) { close(arrived) }))
	ended := make(chan error, 1)
	go func() {
		_, err := send(context.Background(), sent{method: "POST", url: s.URL() + global + "connect", auth: s.Session()})
		ended <- err
	}()
	<-arrived
	s.Close()
	if err := <-ended; err == nil {
		t.Fatal("answered")
	}
}

func TestUnreachableRefusesForAsLongAsItRuns(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario(string(problem.ACPUnreachable)))
	for range 3 {
		_, err := send(t.Context(), sent{method: "GET", url: s.URL() + "/health"})
		if !errors.Is(err, syscall.ECONNREFUSED) && !errors.Is(err, syscall.Errno(10061)) { // WSAECONNREFUSED
			t.Fatalf("error %v", err)
		}
	}
}

func TestAddressScenariosNameTheAddress(t *testing.T) {
	t.Parallel()
	for code, want := range map[problem.Code]string{
		problem.ACPURLInvalid: `C:\ambient\code`, problem.ACPNotHTTPS: "http://acp.example.com",
	} {
		if s := start(t, WithScenario(string(code))); s.URL() != want || s.WebURL() != want {
			t.Errorf("%s: %s and %s", code, s.URL(), s.WebURL())
		}
	}
	if s := start(t, WithOneAddress(), WithScenario("frontend-only")); s.addresses[API] == s.addresses[Web] {
		t.Error("frontend-only: the API can be reached at the pages' address")
	}
	if s := start(t, WithScenario("frontend-only")); s.URL() != s.WebURL() {
		t.Errorf("frontend-only: %s and %s", s.URL(), s.WebURL())
	}
}

func TestUntrustedCertificate(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario("acp-tls-untrusted"))
	_, err := send(t.Context(), sent{method: "GET", url: s.URL() + "/health"})
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok {
		t.Fatalf("error %v", err)
	}
}

func TestLaterOptionsWin(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario(string(problem.ACPStorageFailed)), WithDialect(V0011), WithKeys())
	a := must(t, sent{method: "POST", url: s.URL() + scoped + "connect", body: connectBody(token, "https://git.example.com"), auth: s.Session()})
	if a.body != `{"error":"failed to store token: etcdserver: request timed out","statusCode":500}` {
		t.Fatalf("got %s", a.body)
	}
	same := start(t, WithInstance("https://git.example.com"), WithScenario("connected"))
	if c, _ := same.Connection(Person); c.InstanceURL != "https://git.example.com" {
		t.Errorf("connected to %s", c.InstanceURL)
	}
}

// A client that keeps its connection sees the cut as a cut, not as an answer.
func TestCutOnAKeptConnection(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario("cut-connect"))
	c := browser(t)
	if a := open(t, c, "GET", s.URL()+"/health", nil); a.status != 200 {
		t.Fatal(a)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+global+"connect", strings.NewReader(connectBody(token, "https://git.example.com")))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err == nil {
		_ = resp.Body.Close()
	}
	if !errors.Is(err, io.EOF) {
		t.Fatalf("error %v", err)
	}
}
