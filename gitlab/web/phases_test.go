package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// swallow reads until the other end has enough.
func swallow(c net.Conn) {
	defer c.Close()
	_, _ = io.Copy(io.Discard, c)
}

// readRequest reads to the end of a request's header.
func readRequest(c net.Conn) {
	var seen []byte
	for b := make([]byte, 1024); !strings.Contains(string(seen), "\r\n\r\n"); {
		n, err := c.Read(b)
		if err != nil {
			return
		}
		seen = append(seen, b[:n]...)
	}
}

func TestPhases(t *testing.T) {
	t.Parallel()
	silent := listen(t, swallow)
	reset := listen(t, func(c net.Conn) {
		readRequest(c)
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
		_ = c.(*net.TCPConn).SetLinger(0)
		_ = c.Close()
	})
	ended := listen(t, func(c net.Conn) {
		readRequest(c)
		_ = c.Close()
	})
	half := listen(t, func(c net.Conn) {
		readRequest(c)
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
		swallow(c)
	})
	garbage := listen(t, func(c net.Conn) {
		readRequest(c)
		_, _ = io.WriteString(c, "+OK \x1b[31mPOP3 ready\r\n")
		_ = c.Close()
	})
	unzippable := listen(t, func(c net.Conn) {
		readRequest(c)
		_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\n01234567890123456789")
		swallow(c)
	})
	const soon = 150 * time.Millisecond
	tests := []struct {
		name  string
		url   string
		limit time.Duration
		want  FailureKind
		words string
	}{
		{"nobody listens", "http://" + closedPort(t), 0, Refused, "refused"},
		{"no such name", "https://nowhere.example", 0, NameNotFound, "name lookup of nowhere.example: no such host"},
		{"silence instead of TLS", "https://" + silent, soon, ConnectTimeout, "no connection within 150ms"},
		{"silence instead of an answer", "http://" + silent, soon, AnswerTimeout, "no complete answer in time"},
		{"silence in the body", "http://" + half, soon, AnswerTimeout, "no complete answer in time"},
		{"reset in the body", "http://" + reset, 0, Cut, "ended before"},
		{"end instead of an answer", "http://" + ended, 0, Cut, "ended before"},
		{"not HTTP", "http://" + garbage, 0, BadAnswer, "malformed"},
		{"not gzip", "http://" + unzippable, 0, BadAnswer, "gzip"},
		{"no address", "ftp://git.example/x", 0, BadAnswer, "not an http address"},
		{"no host", "https:///x", 0, BadAnswer, "not an http address"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newStack(t, Options{Timeout: test.limit})
			f := failure(t, s, Request{Method: http.MethodPost, URL: test.url + "?private_token=abc", Body: []byte("{}")})
			if f.Kind != test.want || !strings.Contains(f.Words, test.words) {
				t.Errorf("got %s: %s", f.Kind, f.Words)
			}
			if strings.ContainsAny(f.Words, "\x1b") || strings.Contains(f.Error(), "private_token") {
				t.Errorf("not clean: %q", f.Error())
			}
			if test.limit > 0 && f.Limit != test.limit {
				t.Errorf("limit %s, want %s", f.Limit, test.limit)
			}
		})
	}
}

func TestPhaseLimitsAreApartFromTheAnswers(t *testing.T) {
	t.Parallel()
	silent := listen(t, swallow)
	s := newStack(t, Options{Timeout: time.Minute})
	s.pool.phaseLimit, s.pool.dialer.limit = 50*time.Millisecond, 50*time.Millisecond
	f := failure(t, s, Request{URL: "https://" + silent})
	if f.Kind != ConnectTimeout || f.Limit != 50*time.Millisecond {
		t.Errorf("TLS: got %s after %s", f.Kind, f.Limit)
	}
	s.pool.dialer.lookup = func(ctx context.Context, _, host string) ([]netip.Addr, error) {
		<-ctx.Done()
		return nil, &net.DNSError{Err: "i/o timeout", Name: host, IsTimeout: true}
	}
	if f = failure(t, s, Request{URL: "http://git.example"}); f.Kind != NameNotFound {
		t.Errorf("name: got %s: %s", f.Kind, f.Words)
	}
}

func TestNameThatDoesNotComeIsNameNotFound(t *testing.T) {
	t.Parallel()
	s := newStack(t, Options{Timeout: 50 * time.Millisecond})
	s.pool.dialer.lookup = func(ctx context.Context, _, _ string) ([]netip.Addr, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if f := failure(t, s, Request{URL: "http://git.example"}); f.Kind != NameNotFound {
		t.Errorf("got %s: %s", f.Kind, f.Words)
	}
}

func TestDialTriesEveryAddress(t *testing.T) {
	t.Parallel()
	server := serve(t, sayOK)
	for name, addrs := range map[string][]string{
		"one family, first dead":  {"127.0.0.2", "127.0.0.1"},
		"second family":           {"::1", "127.0.0.1"},
		"mapped into IPv6":        {"::ffff:127.0.0.1"},
		"first of the two famous": {"127.0.0.1", "::1"},
	} {
		s := newStack(t, Options{})
		s.pool.dialer.lookup = func(context.Context, string, string) ([]netip.Addr, error) {
			var out []netip.Addr
			for _, a := range addrs {
				out = append(out, netip.MustParseAddr(a))
			}
			return out, nil
		}
		var seen Trace
		if _, err := s.Do(t.Context(), Request{URL: named(server.URL, "git.example"), Trace: &seen}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(seen.Addrs) != len(addrs) {
			t.Errorf("%s: addresses %q", name, seen.Addrs)
		}
	}
	s := newStack(t, Options{})
	s.pool.dialer.lookup = func(context.Context, string, string) ([]netip.Addr, error) { return nil, nil }
	if f := failure(t, s, Request{URL: "http://git.example"}); f.Kind != NameNotFound {
		t.Errorf("no address at all: %s", f.Kind)
	}
}

// TestTheSlowerOfTwoDialsIsClosed: nobody would ever use its connection.
func TestTheSlowerOfTwoDialsIsClosed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		results := make(chan dialled, 2)
		winner, _ := net.Pipe()
		late, server := net.Pipe()
		results <- dialled{conn: winner}
		if conn, err := pick(results, nil); conn != winner || err != nil {
			t.Fatalf("picked %v, %v", conn, err)
		}
		results <- dialled{conn: late}
		synctest.Wait()
		_ = server.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := server.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("the late connection: %v, want its end", err)
		}
	})
}

func TestCallerStops(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	host := listen(t, func(c net.Conn) {
		readRequest(c)
		close(arrived)
		swallow(c)
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	var logged Exchange
	s := newStack(t, Options{Log: func(e Exchange) { logged = e }})
	a, err := s.Do(ctx, Request{URL: "http://" + host})
	if a != nil || !errors.Is(err, context.Canceled) || Explain(err) != nil {
		t.Errorf("got %v, %v, explained as %v", a, err, Explain(err))
	}
	if logged.Failure != "cancelled" {
		t.Errorf("logged %q", logged)
	}
	if _, err := s.Do(ctx, Request{URL: "http://" + host}); !errors.Is(err, context.Canceled) {
		t.Errorf("begun when stopped: %v", err)
	}
	// In the past, for no clock is so fine that it would be over at once.
	late, end := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer end()
	if _, err := s.Do(late, Request{URL: "http://" + host}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("caller's own deadline: %v", err)
	}
}

func TestCutIsRepeatedForGetsOnly(t *testing.T) {
	t.Parallel()
	for method, want := range map[string]int32{"GET": 3, "POST": 1, "DELETE": 1, "HEAD": 1} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			var seen atomic.Int32
			host := listen(t, func(c net.Conn) {
				readRequest(c)
				seen.Add(1)
				_ = c.Close()
			})
			if f := failure(t, newStack(t, Options{}), Request{Method: method, URL: "http://" + host}); f.Kind != Cut {
				t.Errorf("got %s", f.Kind)
			}
			if seen.Load() != want {
				t.Errorf("%d requests, want %d", seen.Load(), want)
			}
		})
	}
}

func TestExplainOfOtherErrors(t *testing.T) {
	t.Parallel()
	_, refused := http.Get("http://ada:pw@" + closedPort(t) + "/x?private_token=abc")
	for _, test := range []struct {
		err  error
		want FailureKind
	}{
		{refused, Refused},
		{fmt.Errorf("while asking: %w", &Failure{Kind: ProxyFault}), ProxyFault},
		{context.DeadlineExceeded, AnswerTimeout},
		{io.ErrUnexpectedEOF, Cut},
		{errors.New("something else"), Cut},
	} {
		f := Explain(test.err)
		if f.Kind != test.want || strings.Contains(f.Error(), "pw") || strings.Contains(f.Error(), "private_token") {
			t.Errorf("%v: got %v", test.err, f)
		}
	}
	for _, err := range []error{nil, context.Canceled, fmt.Errorf("x: %w", context.Canceled)} {
		if f := Explain(err); f != nil {
			t.Errorf("%v: got %v", err, f)
		}
	}
}

func TestHTTP2StreamThatIsAbortedIsCut(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t, "Example Root CA")
	server := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{ca.leaf(t, nil, "git.example")}})
	var seen atomic.Int32
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "begun")
		_ = http.NewResponseController(w).Flush()
		seen.Add(1)
		panic(http.ErrAbortHandler)
	})
	f := failure(t, newStack(t, Options{CAFile: ca.file}), Request{URL: named(server.URL, "git.example")})
	if f.Kind != Cut || seen.Load() != 3 {
		t.Errorf("got %s: %s, %d requests", f.Kind, f.Words, seen.Load())
	}
}

func TestEndAfterTheServerAskedForACertificate(t *testing.T) {
	t.Parallel()
	asked := facts{phase: connected, certAsked: true}
	if f := asked.explain(syscall.ECONNRESET); f.Kind != TLSClientCert {
		t.Errorf("reset: got %s", f.Kind)
	}
	asked.late = true
	if f := asked.explain(context.DeadlineExceeded); f.Kind != AnswerTimeout {
		t.Errorf("silence: got %s", f.Kind)
	}
}

func TestStoppingOneRequestKeepsOtherConnections(t *testing.T) {
	t.Parallel()
	server, opened, _ := counted(t, sayOK)
	arrived := make(chan struct{})
	host := listen(t, func(c net.Conn) {
		readRequest(c)
		close(arrived)
		swallow(c)
	})
	s := newStack(t, Options{})
	must[*Answer](t)(s.Do(t.Context(), Request{URL: server.URL}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	if _, err := s.Do(ctx, Request{URL: "http://" + host}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	must[*Answer](t)(s.Do(t.Context(), Request{URL: server.URL}))
	if len(opened) != 1 {
		t.Errorf("%d connections", len(opened))
	}
}

// TestAResetOnWindowsIsKnownByItsNumber: its words are in the computer's language.
func TestAResetOnWindowsIsKnownByItsNumber(t *testing.T) {
	t.Parallel()
	for number, want := range map[syscall.Errno]bool{10053: true, 10054: true, 10055: false} {
		err := &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("wsarecv", number)}
		if got := isCut(err); got != want {
			t.Errorf("%d is a cut: %v, want %v", number, got, want)
		}
	}
}
