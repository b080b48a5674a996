package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
)

// TestCallbacksOfNetHTTPRecover: they run in goroutines of net/http, where a
// panic would end the program.
func TestCallbacksOfNetHTTPRecover(t *testing.T) {
	t.Parallel()
	_, read := (&trackedConn{}).Read(nil)
	_, certificate := noClientCertificate(nil)
	for name, err := range map[string]error{
		"OnProxyConnectResponse": onProxyConnect(t.Context(), nil, nil, nil),
		"Read":                   read,
		"GetClientCertificate":   certificate,
	} {
		if p, ok := errors.AsType[*Panic](err); !ok {
			t.Errorf("%s: %v", name, p)
		}
	}
}

// fragile is a connection whose Read panics after the first reads.
type fragile struct {
	net.Conn
	reads int
}

func (f *fragile) Read(p []byte) (int, error) {
	if f.reads == 0 {
		giveWay()
	}
	f.reads--
	return f.Conn.Read(p)
}

// TestAPanicInAReadIsRaisedAgain by whoever asked, be it in the header or in the
// body.
func TestAPanicInAReadIsRaisedAgain(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "10")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	for reads := range 2 {
		s := newStack(t, Options{Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
			return &fragile{conn, reads}, err
		}})
		p := Catch(func() { _, _ = s.Do(t.Context(), Request{URL: server.URL, Once: true}) })
		if p == nil {
			t.Fatalf("after %d reads nothing was raised", reads)
		}
		if value, _ := p.Raised(); value != any(errBroken) {
			t.Errorf("after %d reads: %v", reads, value)
		}
	}
}

type frailWriter struct{}

func (frailWriter) Write([]byte) (int, error) { panic(errBroken) }

// TestAPanicInAWriteIsRaisedAgain: os/exec copies what a command prints in a
// goroutine of its own.
func TestAPanicInAWriteIsRaisedAgain(t *testing.T) {
	t.Parallel()
	var fine Guarded
	fine.To = io.Discard
	fine.Raise()
	out := &Guarded{To: frailWriter{}}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.list", ".")
	cmd.Stdout = out
	_ = cmd.Run()
	p := Catch(out.Raise)
	if p == nil {
		t.Fatal("nothing was raised")
	}
	if value, _ := p.Raised(); value != any(errBroken) {
		t.Error(value)
	}
}
