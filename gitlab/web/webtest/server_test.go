package webtest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// places are where a server can listen.
var places = map[string]func() *Memory{
	"on a port": func() *Memory { return nil },
	"in memory": func() *Memory { return NewMemory(8001) },
}

// client reaches servers on ports, and those in memory.
func client(t *testing.T, memory *Memory) *http.Client {
	t.Helper()
	var d net.Dialer
	transport := &http.Transport{DialContext: d.DialContext, DisableKeepAlives: true}
	if memory != nil {
		transport.DialContext = memory.DialContext
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// serve serves h and returns its address.
func serve(t *testing.T, s *Server, h http.HandlerFunc) string {
	t.Helper()
	l, err := s.Listen()
	if err != nil {
		t.Fatal(err)
	}
	s.Serve(l, h, nil)
	return "http://" + l.Addr().String()
}

// get asks on a goroutine of its own and sends the status, 0 for no answer.
func get(ctx context.Context, c *http.Client, address string) <-chan int {
	status := make(chan int, 1)
	go func() {
		r, _ := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		resp, err := c.Do(r)
		if err != nil {
			status <- 0
			return
		}
		_, err = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
		if err != nil {
			resp.StatusCode = 0
		}
		status <- resp.StatusCode
	}()
	return status
}

// TestCloseEndsWhatever: a held request, a silent one, one that has taken its
// connection over, a connection that is kept, and a listener that was never
// served.
func TestCloseEndsWhatever(t *testing.T) {
	t.Parallel()
	for place, memory := range places {
		t.Run(place, func(t *testing.T) {
			t.Parallel()
			m := memory()
			s := NewServer(m)
			gate := s.Hold("/held")
			arrived, left := make(chan string, 2), make(chan string, 3)
			address := serve(t, s, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/kept" {
					return
				}
				defer func() { left <- r.URL.Path }()
				switch r.URL.Path {
				case "/held":
					if s.Pass(r.Context(), r.URL.Path) {
						t.Error("passed")
					}
					Cut()
				case "/silent":
					arrived <- r.URL.Path
					s.Silent(w, r)
				case "/taken":
					conn, _, err := http.NewResponseController(w).Hijack()
					if err != nil {
						t.Error(err)
						return
					}
					arrived <- r.URL.Path
					<-s.Done()
					_ = conn.Close()
				}
			})
			if _, err := s.Listen(); err != nil {
				t.Fatal(err)
			}
			keeping := client(t, m)
			keeping.Transport.(*http.Transport).DisableKeepAlives = false
			if status := <-get(t.Context(), keeping, address+"/kept"); status != http.StatusOK {
				t.Fatalf("answered %d", status)
			}
			c := client(t, m)
			var answers []<-chan int
			for _, path := range []string{"/held", "/silent", "/taken"} {
				answers = append(answers, get(t.Context(), c, address+path))
			}
			<-gate.Reached()
			<-arrived
			<-arrived
			s.Close()
			if len(left) != 3 {
				t.Errorf("%d of 3 answers had ended when Close returned", len(left))
			}
			for _, answer := range answers {
				if status := <-answer; status != 0 {
					t.Errorf("answered %d", status)
				}
			}
			s.Close()
			if status := <-get(t.Context(), c, address); status != 0 {
				t.Errorf("after Close: %d", status)
			}
		})
	}
}

func TestGateHoldsOnlyItsPathUntilItIsReleased(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory(8001)
		s := NewServer(m)
		defer s.Close()
		earlier, gate := s.Hold("/held"), s.Hold("/held")
		address := serve(t, s, func(w http.ResponseWriter, r *http.Request) {
			if !s.Pass(r.Context(), r.URL.Path) {
				Cut()
			}
		})
		c := client(t, m)
		if status := <-get(t.Context(), c, address+"/other"); status != http.StatusOK {
			t.Errorf("another path: %d", status)
		}
		held := get(t.Context(), c, address+"/held")
		earlier.Release()
		synctest.Wait()
		if len(held) != 0 {
			t.Error("answered before the gate was released")
		}
		gate.Release()
		gate.Release()
		if status := <-held; status != http.StatusOK {
			t.Errorf("released: %d", status)
		}
		if status := <-get(t.Context(), c, address+"/held"); status != http.StatusOK {
			t.Errorf("a later one: %d", status)
		}
	})
}

func TestDelayEndsWithItsRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := NewServer(NewMemory(8001))
		began := time.Now()
		if !s.Delay(t.Context(), time.Hour) || time.Since(began) != time.Hour {
			t.Errorf("over after %v", time.Since(began))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if s.Delay(ctx, time.Hour) || time.Since(began) != time.Hour+time.Second {
			t.Errorf("given up after %v", time.Since(began))
		}
		time.AfterFunc(time.Minute, s.Close)
		if s.Delay(t.Context(), time.Hour) {
			t.Error("closed, and yet over")
		}
	})
}

func TestClosedPortRefuses(t *testing.T) {
	t.Parallel()
	for place, memory := range places {
		m := memory()
		s := NewServer(m)
		addr, err := s.ClosedPort()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client(t, m).Get("http://" + addr.String()); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%s: %v", place, err)
		}
		s.Close()
	}
}

// TestFaultsOfTheWire: what a client meets of each.
func TestFaultsOfTheWire(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault http.HandlerFunc
		says  string
	}{
		"cut":   {func(http.ResponseWriter, *http.Request) { Cut() }, "EOF"},
		"reset": {func(w http.ResponseWriter, _ *http.Request) { Reset(w) }, "connection reset by peer"},
		"poured": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "9")
			Pour(w, []byte("abc"), 2)
		}, "unexpected EOF"},
	} {
		s := NewServer(nil)
		resp, err := client(t, nil).Get(serve(t, s, c.fault))
		if err == nil {
			_, err = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
		if err == nil || !strings.HasSuffix(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		s.Close()
	}
}

func TestNamesRefuseStrangers(t *testing.T) {
	t.Parallel()
	hosts := append(HostsOf(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}), "gitlab.example.com")
	for _, c := range []struct {
		scheme, host, origin string
		want                 int
	}{
		{"http", "127.0.0.1:8080", "", 0},
		{"http", "LOCALHOST:8080", "http://localhost:8080", 0},
		{"https", "gitlab.example.com", "https://gitlab.example.com", 0},
		{"", "gitlab.example.com", "https://gitlab.example.com", 0},
		{"http", "gitlab.example.com", "https://gitlab.example.com", 403},
		{"http", "127.0.0.1:8080", "http://evil.example.com", 403},
		{"", "127.0.0.1:8080", "http://127.0.0.1:1", 403},
		{"", "127.0.0.1:8080", "null", 403},
		{"http", "evil.example.com:8080", "", 421},
		{"http", "127.0.0.1:1", "http://127.0.0.1:8080", 421},
	} {
		r := &http.Request{Host: c.host, Header: http.Header{}}
		if c.origin != "" {
			r.Header.Set("Origin", c.origin)
		}
		if got := (Names{Scheme: c.scheme, Hosts: hosts}).Refuse(r); got != c.want {
			t.Errorf("%s server, host %s, origin %q: %d, want %d", c.scheme, c.host, c.origin, got, c.want)
		}
	}
}

func TestRecorderKeepsTheOrderAndWhatIsLearntLater(t *testing.T) {
	t.Parallel()
	type seen struct {
		path   string
		status int
	}
	var hooked []seen
	rec := Recorder[seen]{Hooks: []func(seen){func(s seen) { hooked = append(hooked, s) }}}
	first, second := rec.Begin(seen{path: "/a"}), rec.Begin(seen{path: "/b"})
	second(func(s *seen) { s.status = 200 })
	before := rec.All()
	first(nil)
	rec.Begin(seen{path: "/c"})(func(s *seen) { s.status = 404 })
	if want := []seen{{"/a", 0}, {"/b", 200}, {"/c", 404}}; !slices.Equal(rec.All(), want) || !slices.Equal(before, want[:2]) {
		t.Errorf("%v, before %v", rec.All(), before)
	}
	if !slices.Equal(hooked, []seen{{"/a", 0}, {"/b", 0}, {"/c", 0}}) || rec.Busiest() != 2 {
		t.Errorf("hooked %v, busiest %d", hooked, rec.Busiest())
	}
}

// TestIssue: an authority that signs a server's certificate, and one certificate
// that signs itself.
func TestIssue(t *testing.T) {
	t.Parallel()
	now := time.Now()
	template := func(ca bool) *x509.Certificate {
		return &x509.Certificate{
			SerialNumber: big.NewInt(1), DNSNames: []string{"git.example"}, NotBefore: now.Add(-time.Hour), NotAfter: now.Add(time.Hour),
			IsCA: ca, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		}
	}
	issue := func(ca bool, by *tls.Certificate) tls.Certificate {
		cert, err := Issue(template(ca), by)
		if err != nil {
			t.Fatal(err)
		}
		return cert
	}
	root, alone := issue(true, nil), issue(true, nil)
	leaf := issue(false, &root)
	for name, c := range map[string]struct {
		cert, root tls.Certificate
		ok         bool
	}{"signed": {leaf, root, true}, "by another": {leaf, alone, false}, "by itself": {alone, alone, true}} {
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(PEM(c.root))
		_, err := c.cert.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: "git.example"})
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
