package web

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// connectProxy is a real proxy for CONNECT: it wants user ada with password
// pw where secured, and takes every name for this computer.
func connectProxy(t *testing.T, secured bool, seen *atomic.Int32) string {
	t.Helper()
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte("ada:pw"))
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen.Add(1)
		switch {
		case secured && r.Header.Get("Proxy-Authorization") != want:
			w.Header().Set("Proxy-Authenticate", "Basic")
			w.WriteHeader(http.StatusProxyAuthRequired)
			return
		case r.Method != http.MethodConnect || strings.HasPrefix(r.Host, "nowhere.example"):
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		_, port, _ := net.SplitHostPort(r.Host)
		there, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", "127.0.0.1:"+port)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer there.Close()
		here, said, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer here.Close()
		_, _ = io.WriteString(here, "HTTP/1.1 200 Connection established\r\n\r\n")
		go func() { _, _ = io.Copy(there, said) }()
		_, _ = io.Copy(here, there)
	})
	return server.Listener.Addr().String()
}

func TestThroughProxy(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t, "Example Root CA")
	server := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{ca.leaf(t, nil, "git.example")}})
	var open, secured atomic.Int32
	free, locked := connectProxy(t, false, &open), connectProxy(t, true, &secured)
	dead := closedPort(t)
	silent := listen(t, swallow)
	rude := listen(t, func(c net.Conn) {
		readRequest(c)
		_ = c.Close()
	})
	deaf := listen(t, func(c net.Conn) { _ = c.Close() })
	sshd := listen(t, func(c net.Conn) {
		_, _ = io.WriteString(c, "SSH-2.0-OpenSSH_9.6\r\n")
		swallow(c)
	})
	target := named(server.URL, "git.example")
	tests := []struct {
		name, proxy, url string
		want             FailureKind
		status           int
		words            string
	}{
		{"open", "http://" + free, target, "", 0, ""},
		{"without a scheme", free, target, "", 0, ""},
		{"with a password", "http://ada:pw@" + locked, target, "", 0, ""},
		{"without the password", "http://" + locked, target, ProxyFault, 407, "by HTTPS_PROXY: 407 Proxy Authentication Required"},
		{"with a wrong one", "http://ada:secret@" + locked, target, ProxyFault, 407, "CONNECT git.example:"},
		{"that finds no host", "http://" + free, "https://nowhere.example", ProxyFault, 502, "502 Bad Gateway"},
		{"that is not there", "http://ada:pw@" + dead, target, ProxyFault, 0, "refused"},
		{"of an unknown name", "http://ada:pw@nowhere.example:3128", target, ProxyFault, 0, "no such host"},
		{"that hangs up", "http://" + rude, target, ProxyFault, 0, "closed the connection"},
		{"that is none", "http://" + sshd, target, ProxyFault, 0, "closed the connection"},
		{"that is silent", "http://" + silent, target, ProxyFault, 0, "does not answer"},
		{"over TLS without TLS", "https://" + deaf, target, ProxyFault, 0, ""},
		{"that hangs up, SOCKS", "socks5://" + deaf, target, ProxyFault, 0, ""},
		{"that is no address", "http://[::bad", target, ProxyFault, 0, "HTTPS_PROXY cannot be read"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newStack(t, Options{CAFile: ca.file, Timeout: time.Hour, Getenv: environment("HTTPS_PROXY", test.proxy)})
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // For a proxy that is waited for too long.
			defer cancel()
			if test.words == "does not answer" {
				s.pool.phaseLimit, s.pool.dialer.limit = 50*time.Millisecond, 50*time.Millisecond
			}
			var seen Trace
			_, err := s.Do(ctx, Request{URL: test.url, Trace: &seen})
			if test.want == "" {
				if err != nil || seen.Proxy.Source != "HTTPS_PROXY" || len(seen.Addrs) != 0 || seen.TLS == nil {
					t.Errorf("error %v, trace %+v", err, seen)
				}
				return
			}
			f := Explain(err)
			if f == nil || f.Kind != test.want || f.Status != test.status || !strings.Contains(f.Words, test.words) {
				t.Fatalf("got %+v", f)
			}
			if strings.Contains(test.proxy, "bad") {
				return
			}
			name := test.proxy[strings.LastIndexAny(test.proxy, "/@")+1:]
			if f.Proxy != name || strings.Contains(f.Error(), "pw") || strings.Contains(f.Error(), "secret") {
				t.Errorf("proxy %q, want %q; error %q", f.Proxy, name, f.Error())
			}
		})
	}
}

func TestProxyOfPlainHTTPWantsPassword(t *testing.T) {
	t.Parallel()
	var seen atomic.Int32
	proxy := connectProxy(t, true, &seen)
	s := newStack(t, Options{Getenv: environment("http_proxy", proxy)})
	f := failure(t, s, Request{URL: "http://git.example/x"})
	if f.Kind != ProxyFault || f.Status != http.StatusProxyAuthRequired || f.Proxy != proxy {
		t.Errorf("got %+v", f)
	}
	answer, err := newStack(t, Options{}).Do(t.Context(), Request{URL: "http://" + proxy})
	if err != nil || answer.Status != http.StatusProxyAuthRequired {
		t.Errorf("without a proxy in between it is an answer: %v", err)
	}
}

func TestProxyFor(t *testing.T) {
	t.Parallel()
	both := []string{"HTTPS_PROXY", "http://ada:pw@proxy.example:3128", "HTTP_PROXY", "web.example:80"}
	with := func(more ...string) []string { return append(append([]string(nil), both...), more...) }
	tests := []struct {
		name string
		env  []string
		url  string
		want Proxy
	}{
		{"nothing set", nil, "https://git.example", Proxy{Reason: "not set"}},
		{"https", both, "https://git.example/x", Proxy{URL: "http://proxy.example:3128", Source: "HTTPS_PROXY"}},
		{"http", both, "http://git.example", Proxy{URL: "http://web.example:80", Source: "HTTP_PROXY"}},
		{"lower case first", with("https_proxy", "socks5://s.example"), "https://git.example", Proxy{URL: "socks5://s.example", Source: "https_proxy"}},
		{"localhost", both, "http://localhost:8080", Proxy{Reason: "loopback"}},
		{"loopback address", both, "https://[::1]:8443", Proxy{Reason: "loopback"}},
		{"exempt", with("NO_PROXY", "a.example, .example,b"), "https://git.example", Proxy{Reason: "NO_PROXY matches", Rule: ".example"}},
		{"all exempt", with("no_proxy", "*"), "https://git.example", Proxy{Reason: "NO_PROXY matches", Rule: "*"}},
		{"another exempt", with("NO_PROXY", "other.example"), "https://git.example", Proxy{URL: "http://proxy.example:3128", Source: "HTTPS_PROXY"}},
		{"broken", []string{"HTTPS_PROXY", "http://[::bad"}, "https://git.example", Proxy{Source: "HTTPS_PROXY", Reason: "not an address"}},
		{"no address asked for", both, "https://%zz", Proxy{Reason: "not set"}},
	}
	for _, test := range tests {
		s := newStack(t, Options{Getenv: environment(test.env...)})
		if got := s.ProxyFor(test.url); got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
	if got := (Proxy{URL: "http://proxy.example:3128"}).Name(); got != "proxy.example:3128" {
		t.Errorf("name %q", got)
	}
}

// deadlines is a connection that notes its deadline.
type deadlines struct {
	net.Conn
	last time.Time
}

func (d *deadlines) SetDeadline(t time.Time) error {
	d.last = t
	return nil
}

func TestOnlyTheWaitForTheProxyHasADeadline(t *testing.T) {
	t.Parallel()
	for scheme, want := range map[string]time.Duration{"http": time.Minute, "https": 2 * time.Minute, "socks5": 0} {
		a := &attempt{https: true, limit: time.Minute, proxy: &url.URL{Scheme: scheme, Host: "proxy.example"}}
		conn := &deadlines{}
		a.dialled(conn)
		if got := time.Until(conn.last).Round(time.Minute); want != 0 && got != want || want == 0 && !conn.last.IsZero() {
			t.Errorf("%s: deadline in %s, want %s", scheme, got, want)
		}
		a.tunnelled()
		if !conn.last.IsZero() {
			t.Errorf("%s: the deadline stays", scheme)
		}
	}
}
