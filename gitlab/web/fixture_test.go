package web

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// madeUp is in the form of a token without being one.
var madeUp = "gl" + "pat-" + strings.Repeat("x", 20)

// environment is a Getenv over fixed values.
func environment(pairs ...string) func(string) string {
	values := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return values[name] }
}

// newStack returns a stack without proxy whose names all are this computer,
// but for nowhere.example.
func newStack(t *testing.T, o Options) *Stack {
	t.Helper()
	if o.Getenv == nil {
		o.Getenv = environment()
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	s.pool.dialer.lookup = func(ctx context.Context, network, host string) ([]netip.Addr, error) {
		switch {
		case host == "nowhere.example":
			return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
		case strings.HasSuffix(host, ".example"):
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		}
		return net.DefaultResolver.LookupNetIP(ctx, network, host)
	}
	return s
}

// named returns the address of a server under another host name.
func named(server, host string) string {
	_, port, _ := strings.Cut(strings.TrimPrefix(server[len("http"):], "s")[len("://"):], ":")
	scheme, _, _ := strings.Cut(server, "://")
	return scheme + "://" + host + ":" + port
}

// failure asks and returns the failure; the test fails where an answer came.
func failure(t *testing.T, s *Stack, req Request) *Failure {
	t.Helper()
	answer, err := s.Do(t.Context(), req)
	var f *Failure
	if !errors.As(err, &f) {
		t.Fatalf("got answer %+v, error %v; want a failure", answer, err)
	}
	return f
}

// kindOf returns the kind of failure, "" for none.
func kindOf(err error) FailureKind {
	if f := Explain(err); f != nil {
		return f.Kind
	}
	return ""
}

func must[T any](t *testing.T) func(v T, err error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// authority is a CA made for a test.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	file string
}

func newAuthority(t *testing.T, name string) *authority {
	t.Helper()
	a := &authority{file: filepath.Join(t.TempDir(), "ca.pem")}
	a.cert, a.key = issue(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(48 * time.Hour),
	}, nil)
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw})
	if err := os.WriteFile(a.file, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return a
}

// issue signs a certificate; without a signer it signs itself.
func issue(t *testing.T, c *x509.Certificate, by *authority) (*x509.Certificate, *ecdsa.PrivateKey) {
	t.Helper()
	key := must[*ecdsa.PrivateKey](t)(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	c.SerialNumber = big.NewInt(time.Now().UnixNano())
	parent, signer := c, key
	if by != nil {
		parent, signer = by.cert, by.key
	}
	der := must[[]byte](t)(x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, signer))
	return must[*x509.Certificate](t)(x509.ParseCertificate(der)), key
}

// leaf returns a server's certificate for names, changed by change.
func (a *authority) leaf(t *testing.T, change func(*x509.Certificate), names ...string) tls.Certificate {
	t.Helper()
	c := &x509.Certificate{
		Subject: pkix.Name{CommonName: "leaf"}, DNSNames: names, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		NotBefore:   time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	if change != nil {
		change(c)
	}
	cert, key := issue(t, c, a)
	return tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key, Leaf: cert}
}

// between returns an authority below a.
func (a *authority) between(t *testing.T, name string) *authority {
	t.Helper()
	b := &authority{}
	b.cert, b.key = issue(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		NotBefore: time.Now().Add(-24 * time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
	}, a)
	return b
}

// serveTLS starts a TLS server that answers {"ok":true}.
func serveTLS(t *testing.T, config *tls.Config) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(sayOK))
	server.TLS = config
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func sayOK(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"ok":true}`)
}

// serve starts a plain server.
func serve(t *testing.T, handle http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handle)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// listen starts a bare listener that does handle with every connection, and
// returns its host and port.
func listen(t *testing.T, handle func(net.Conn)) string {
	t.Helper()
	l := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go handle(conn)
		}
	}()
	return l.Addr().String()
}

// closedPort returns an address where nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	defer l.Close()
	return l.Addr().String()
}

// memory is a network without wires.
type memory func(*http.Request) (*http.Response, error)

func (m memory) RoundTrip(req *http.Request) (*http.Response, error) { return m(req) }

// reply makes an answer for memory; pairs are header names and values.
func reply(status int, body string, pairs ...string) *http.Response {
	h := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		h.Set(pairs[i], pairs[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body))}
}
