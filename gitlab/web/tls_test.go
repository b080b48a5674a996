package web

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"
)

func TestCertificateFaults(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t, "Example Root CA")
	unknown := newAuthority(t, "Somebody\x1b[31m Else CA")
	middle := unknown.between(t, "Example Issuing CA")
	chained := middle.leaf(t, nil, "git.example")
	chained.Certificate = append(chained.Certificate, middle.cert.Raw)
	tests := []struct {
		name   string
		cert   tls.Certificate
		kind   FailureKind
		words  string
		issuer string
	}{
		{"unknown authority", unknown.leaf(t, nil, "git.example"), TLSUntrusted, "not known here", "Somebody Else CA"},
		{"unknown authority behind another", chained, TLSUntrusted, "not known here", "Somebody Else CA"},
		{"expired", ca.leaf(t, func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = time.Now().Add(-2*time.Hour), time.Now().Add(-time.Hour)
		}, "git.example"), TLSExpired, "the certificate expired on " + time.Now().Add(-time.Hour).UTC().Format("2 Jan 2006"), ""},
		{"not begun", ca.leaf(t, func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = time.Now().Add(time.Hour), time.Now().Add(2*time.Hour)
		}, "git.example"), TLSExpired, "the certificate is valid from", ""},
		{"other host", ca.leaf(t, nil, "a.example", "b.example"), TLSHostname, "for a.example, b.example", ""},
		{"other host, many names", ca.leaf(t, nil, "a", "b", "c", "d", "e", "f"), TLSHostname, "for a, b, c, d, e, ...", ""},
		{"no host", ca.leaf(t, nil), TLSHostname, "names no host", ""},
		{"not for servers", ca.leaf(t, func(c *x509.Certificate) {
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
		}, "git.example"), TLSOther, "usage", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{test.cert}})
			s := newStack(t, Options{CAFile: ca.file})
			f := failure(t, s, Request{URL: named(server.URL, "git.example") + "/x"})
			if f.Kind != test.kind || f.Issuer != test.issuer || !strings.Contains(f.Words, test.words) {
				t.Errorf("got %s, issuer %q: %s", f.Kind, f.Issuer, f.Words)
			}
			if len(f.Certificates) == 0 {
				t.Error("the chain is missing")
			}
			if f.Host != strings.TrimPrefix(named(server.URL, "git.example"), "https://") {
				t.Errorf("host is %q", f.Host)
			}
		})
	}
}

func TestCAFileCounts(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t, "Example Root CA")
	config := &tls.Config{Certificates: []tls.Certificate{ca.leaf(t, nil, "git.example", "other.example")}}
	server := serveTLS(t, config)
	plain := newStack(t, Options{})
	tests := map[string]struct {
		stack *Stack
		host  string
		want  FailureKind
	}{
		"without it":               {plain, "git.example", TLSUntrusted},
		"as option":                {newStack(t, Options{CAFile: ca.file}), "git.example", ""},
		"as bytes":                 {newStack(t, Options{CAPEM: read(t, ca.file)}), "git.example", ""},
		"as bytes and as option":   {newStack(t, Options{CAPEM: read(t, newAuthority(t, "Other").file), CAFile: ca.file}), "git.example", ""},
		"other bytes":              {newStack(t, Options{CAPEM: read(t, newAuthority(t, "Other").file)}), "git.example", TLSUntrusted},
		"added later":              {must[*Stack](t)(plain.WithCA(ca.file)), "git.example", ""},
		"from SSL_CERT_FILE":       {newStack(t, Options{Getenv: environment("SSL_CERT_FILE", ca.file)}), "git.example", ""},
		"from a broken variable":   {newStack(t, Options{Getenv: environment("SSL_CERT_FILE", "/none")}), "git.example", TLSUntrusted},
		"for its hosts":            {newStack(t, Options{CAFile: ca.file, CAHosts: []string{"GIT.example:8443"}}), "git.example", ""},
		"not for others":           {newStack(t, Options{CAFile: ca.file, CAHosts: []string{"git.example"}}), "other.example", TLSUntrusted},
		"a longer time changes it": {must[*Stack](t)(plain.WithCA(ca.file)).Scaled(2), "git.example", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := test.stack.Do(t.Context(), Request{URL: named(server.URL, test.host)})
			if got := kindOf(err); got != test.want {
				t.Errorf("got %q (%v), want %q", got, err, test.want)
			}
		})
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	return must[[]byte](t)(os.ReadFile(file))
}

func TestTransportSpeaksHTTP2AndTells(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t, "Example Root CA")
	server := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{ca.leaf(t, nil, "git.example")}})
	s := newStack(t, Options{CAFile: ca.file})
	for range 2 { // The second time on the connection that is open.
		var seen Trace
		a := must[*Answer](t)(s.Do(t.Context(), Request{URL: named(server.URL, "git.example"), Trace: &seen}))
		switch {
		case a.Status != http.StatusOK:
			t.Errorf("status %d", a.Status)
		case seen.TLS == nil || seen.TLS.NegotiatedProtocol != "h2":
			t.Errorf("TLS %+v", seen.TLS)
		case seen.Remote != server.Listener.Addr().String():
			t.Errorf("remote %q", seen.Remote)
		case len(seen.Addrs) != 1 || seen.Addrs[0] != "127.0.0.1":
			t.Errorf("addresses %q", seen.Addrs)
		case seen.Proxy.URL != "" || seen.Proxy.Reason != "not set":
			t.Errorf("proxy %+v", seen.Proxy)
		}
	}
}

func TestClientCertificateWanted(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t, "Example Root CA")
	for name, change := range map[string]func(*tls.Config){
		"TLS 1.3, HTTP/2":   func(*tls.Config) {},
		"TLS 1.3, HTTP/1.1": func(c *tls.Config) { c.NextProtos = []string{"http/1.1"} },
		"TLS 1.2":           func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := &tls.Config{Certificates: []tls.Certificate{ca.leaf(t, nil, "git.example")}, ClientAuth: tls.RequireAnyClientCert}
			change(config)
			server := serveTLS(t, config)
			s := newStack(t, Options{CAFile: ca.file})
			if f := failure(t, s, Request{URL: named(server.URL, "git.example")}); f.Kind != TLSClientCert {
				t.Errorf("got %s: %s", f.Kind, f.Words)
			}
		})
	}
	t.Run("nginx says it in a page", func(t *testing.T) {
		t.Parallel()
		server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, "<html><head><title>400 No required SSL certificate was sent</title></head></html>")
		})
		if f := failure(t, newStack(t, Options{}), Request{URL: server.URL}); f.Kind != TLSClientCert {
			t.Errorf("got %s", f.Kind)
		}
	})
}

func TestNotTLS(t *testing.T) {
	t.Parallel()
	plain := serve(t, sayOK)
	ssh := listen(t, func(c net.Conn) {
		defer c.Close()
		_, _ = io.WriteString(c, "SSH-2.0-OpenSSH_9.6\r\n")
		_, _ = io.Copy(io.Discard, c)
	})
	for name, host := range map[string]string{"http": plain.Listener.Addr().String(), "ssh": ssh} {
		if f := failure(t, newStack(t, Options{}), Request{URL: "https://" + host}); f.Kind != NotTLS {
			t.Errorf("%s: got %s: %s", name, f.Kind, f.Words)
		}
	}
}

func TestOtherHandshakeFailures(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t, "Example Root CA")
	t.Run("only old TLS", func(t *testing.T) {
		t.Parallel()
		server := serveTLS(t, &tls.Config{
			Certificates: []tls.Certificate{ca.leaf(t, nil, "git.example")},
			MinVersion:   tls.VersionTLS10, MaxVersion: tls.VersionTLS11,
		})
		f := failure(t, newStack(t, Options{CAFile: ca.file}), Request{URL: named(server.URL, "git.example")})
		if f.Kind != TLSFailed || !strings.Contains(f.Words, "protocol version") {
			t.Errorf("got %s: %s", f.Kind, f.Words)
		}
	})
	t.Run("hangs up", func(t *testing.T) {
		t.Parallel()
		host := listen(t, func(c net.Conn) {
			_, _ = c.Read(make([]byte, 1))
			_ = c.(*net.TCPConn).SetLinger(0)
			_ = c.Close()
		})
		if f := failure(t, newStack(t, Options{}), Request{URL: "https://" + host}); f.Kind != TLSFailed {
			t.Errorf("got %s: %s", f.Kind, f.Words)
		}
	})
}

func TestCAFileFailures(t *testing.T) {
	t.Parallel()
	empty := t.TempDir()
	for name, file := range map[string]string{"missing": empty + "/none", "a folder": empty, "no certificate": "tls_test.go", "a device": "/dev/zero"} {
		_, err := New(Options{CAFile: file})
		f := Explain(err)
		if f == nil || f.Kind != CAFile || !strings.HasPrefix(f.Words, file+": ") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
