package gitlabtest

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
)

// try asks address as an ordinary client would, which trusts roots.
func try(t *testing.T, address string, roots *x509.CertPool) error {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	defer transport.CloseIdleConnections()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/api/v4/version", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := transport.RoundTrip(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}

func TestHandshakes(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		scenario string
		trust    bool
		want     func(error) bool
	}{
		{"instance-tls-untrusted", false, as[x509.UnknownAuthorityError]},
		{"instance-tls-untrusted", true, isNil},
		{"instance-tls-expired", true, as[x509.CertificateInvalidError]},
		{"instance-tls-hostname", true, as[x509.HostnameError]},
		{"instance-tls-client-cert", true, says("certificate required")},
		{"instance-not-https", true, as[tls.RecordHeaderError]},
		{"instance-refused", true, func(err error) bool {
			return errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.Errno(10061)) // WSAECONNREFUSED
		}},
	} {
		s := start(t, WithScenario(tc.scenario))
		if err := try(t, s.AddressToUse(), s.trust(tc.trust)); !tc.want(err) {
			t.Errorf("%s (trusted: %v): %v", tc.scenario, tc.trust, err)
		}
	}
}

func (s *Server) trust(yes bool) *x509.CertPool {
	if yes {
		return s.CAs()
	}
	return x509.NewCertPool()
}

func as[E error](err error) bool { _, ok := errors.AsType[E](err); return ok }

func isNil(err error) bool { return err == nil }

func says(words string) func(error) bool {
	return func(err error) bool { return err != nil && strings.Contains(err.Error(), words) }
}

// TestBrokenAnswers: what a client meets after it has sent the token.
func TestBrokenAnswers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		scenario string
		want     func(got, error) bool
	}{
		{"cut", func(_ got, err error) bool { return err != nil }},
		{"reset", func(_ got, err error) bool { return err != nil }},
		{"truncated-json", func(g got, err error) bool { return err == nil && g.status == 200 && !json.Valid([]byte(g.body)) }},
		{"wrong-types", func(g got, err error) bool { return err == nil && json.Valid([]byte(g.body)) }},
		{"wrong-shape", func(g got, err error) bool { return err == nil && strings.HasPrefix(g.body, "[") }},
		{"gzip-bomb", func(g got, err error) bool { return err == nil && len(g.body) < 200<<10 }},
		{"gitlab-bad-answer", func(g got, err error) bool { return err == nil && g.status == 200 && strings.Contains(g.body, "<h1>") }},
		{"html-502", func(g got, err error) bool { return err == nil && g.status == 502 && strings.Contains(g.body, "<h1>") }},
		{"login-page-later", func(g got, err error) bool { return err == nil && strings.Contains(g.body, `type="password"`) }},
	} {
		s := start(t, WithScenario(tc.scenario))
		if g := get(t, s, "/api/v4/version", ""); g.status != 401 {
			t.Errorf("%s: without a token %d: it would not be recognised", tc.scenario, g.status)
		}
		g, err := attempt(t, s)
		if !tc.want(g, err) {
			t.Errorf("%s: %d, %d bytes, %v", tc.scenario, g.status, len(g.body), err)
		}
	}
}

func TestHugeAnswer(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario("huge-answer"))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+self, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.Token())
	resp, err := client(s).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if n, err := io.Copy(io.Discard, resp.Body); n != 64<<20 || err != nil {
		t.Errorf("%d bytes, %v; want 64 MB", n, err)
	}
}

func attempt(t *testing.T, s *Server) (got, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+self, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.Token())
	resp, err := client(s).Do(r)
	if err != nil {
		return got{}, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return got{resp.StatusCode, resp.Header, string(text)}, err
}

func TestFaultsThatPass(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		scenario string
		want     []int
	}{
		{"rate-limited-once", []int{429, 200, 200}},
		{"unavailable-then-works", []int{503, 503, 200}},
		{"cut-then-works", []int{0, 200}},
	} {
		s := start(t, WithScenario(tc.scenario))
		for i, want := range tc.want {
			if g, _ := attempt(t, s); g.status != want {
				t.Errorf("%s: try %d: %d, want %d", tc.scenario, i+1, g.status, want)
			}
		}
	}
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	for scenario, scheme := range map[string]string{"instance-redirected": "http", "redirect-downgrade": "https"} {
		s := start(t, WithScenario(scenario))
		if !strings.HasPrefix(s.AddressToUse(), scheme+"://") {
			t.Errorf("%s: address %s", scenario, s.AddressToUse())
		}
		g := get(t, s, self, s.Token())
		if want := s.Elsewhere() + self; g.status != 302 || g.header.Get("Location") != want {
			t.Errorf("%s: %d to %q, want %q", scenario, g.status, g.header.Get("Location"), want)
		}
		follow(t, s, g.header.Get("Location"))
		last := s.Requests()[1]
		if last.Server != "elsewhere" || !last.HasToken() || last.Status != 200 {
			t.Errorf("%s: a client that follows is seen as %+v", scenario, last)
		}
	}
}

func follow(t *testing.T, s *Server, address string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.Token())
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
}

func TestProxy(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		scenario, address string
		want              func(error) bool
	}{
		{"named", "https://gitlab.example.com", isNil},
		{"acp-ignores-host", "https://git.example.com", isNil},
		{"instance-proxy", "https://gitlab.demo.invalid", says("Proxy Authentication Required")},
	} {
		s := start(t, WithScenario(tc.scenario))
		if s.AddressToUse() != tc.address {
			t.Errorf("%s: address %s, want %s", tc.scenario, s.AddressToUse(), tc.address)
		}
		proxy, err := url.Parse(s.ProxyURL())
		if err != nil {
			t.Fatal(err)
		}
		transport := &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: s.CAs(), MinVersion: tls.VersionTLS12}}
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, tc.address+"/api/v4/version", nil)
		resp, err := transport.RoundTrip(r)
		if err == nil {
			resp.Body.Close()
		}
		if !tc.want(err) {
			t.Errorf("%s: %v", tc.scenario, err)
		}
		transport.CloseIdleConnections()
		if first := s.Requests()[0]; first.Server != "proxy" || first.Method != http.MethodConnect {
			t.Errorf("%s: first request %+v", tc.scenario, first)
		}
	}
}

// TestProxyPassesOnOnlyItsOwn: it is no way to other computers.
func TestProxyPassesOnOnlyItsOwn(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario("named"))
	proxy, err := url.Parse(s.ProxyURL())
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{Proxy: http.ProxyURL(proxy)}
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://other.example.com/", nil)
	resp, err := transport.RoundTrip(r)
	if err == nil {
		resp.Body.Close()
	}
	if !says("Bad Gateway")(err) {
		t.Errorf("%v, want Bad Gateway", err)
	}
}
