package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
)

// TestPlainHTTPToLocalhostStaysHere: a name is what the system makes of it. The
// server is on this computer all the same, and must see nothing.
func TestPlainHTTPToLocalhostStaysHere(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	answer := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	srv := httptest.NewServer(answer)
	t.Cleanup(srv.Close)
	for _, tc := range []struct {
		name, host string
		addrs      []string
		kind       FailureKind // "" for an answer
	}{
		{"loopback", "localhost", []string{"127.0.0.1"}, ""},
		{"loopback twice", "localhost", []string{"127.0.0.1", "127.0.0.2"}, ""},
		{"written as IPv6", "localhost", []string{"::ffff:127.0.0.1"}, ""},
		{"another computer", "localhost", []string{"192.0.2.1"}, NotLoopback},
		{"any address", "localhost", []string{"0.0.0.0"}, NotLoopback},
		{"one of them elsewhere", "localhost", []string{"127.0.0.1", "192.0.2.1"}, NotLoopback},
		{"the first elsewhere", "localhost", []string{"2001:db8::1", "127.0.0.1"}, NotLoopback},
		{"link-local", "localhost", []string{"fe80::1%lo0"}, NotLoopback},
		{"another name", "gitlab.example", []string{"127.0.0.1"}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, err := New(Options{Getenv: environment(), Lookup: finds(tc.addrs...)})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(s.Close)
			before := asked.Load()
			_, err = s.Do(t.Context(), Request{URL: named(srv.URL, tc.host)})
			var f *Failure
			switch {
			case tc.kind == "" && (err != nil || asked.Load() == before):
				t.Errorf("no answer: %v", err)
			case tc.kind != "" && (!errors.As(err, &f) || f.Kind != tc.kind || asked.Load() != before):
				t.Errorf("got %v, want %s; asked %d times", err, tc.kind, asked.Load()-before)
			case tc.kind != "" && !strings.Contains(f.Words, "which is not this computer"):
				t.Errorf("says %q", f.Words)
			}
		})
	}
}

// TestTLSToLocalhostMayLeadAnywhere: there the certificate says who answers.
func TestTLSToLocalhostMayLeadAnywhere(t *testing.T) {
	t.Parallel()
	d := newDialer(Options{Lookup: finds("127.0.0.1", "192.0.2.1")})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	_, port, _ := net.SplitHostPort(l.Addr().String())
	secure, plain := &attempt{https: true}, &attempt{}
	conn, err := d.dial(secure.watched(t.Context()), "tcp", "localhost:"+port)
	if err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
	if conn, err := d.dial(plain.watched(t.Context()), "tcp", "localhost:"+port); err == nil {
		_ = conn.Close()
		t.Error("plain http was let through")
	}
}

// TestLocalhostIsNotForAProxy: it would look up the name elsewhere.
func TestLocalhostIsNotForAProxy(t *testing.T) {
	t.Parallel()
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") }))
	t.Cleanup(proxy.Close)
	for _, name := range []string{"localhost", "LOCALHOST"} {
		s, err := New(Options{Getenv: environment("HTTP_PROXY", proxy.URL, "http_proxy", proxy.URL), Lookup: finds("192.0.2.1")})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		if f := failure(t, s, Request{URL: "http://" + name + ":1/"}); f.Kind != NotLoopback {
			t.Errorf("%s: got %v", name, f)
		}
	}
}

// finds is a look-up in which every name has these addresses.
func finds(addrs ...string) func(context.Context, string, string) ([]netip.Addr, error) {
	return func(context.Context, string, string) ([]netip.Addr, error) {
		found := make([]netip.Addr, len(addrs))
		for i, a := range addrs {
			found[i] = netip.MustParseAddr(a)
		}
		return found, nil
	}
}
