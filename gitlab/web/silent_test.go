package web

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"acp-gitlab/gitlab/web/webtest"
)

// TestASilentConnectionServesNobodyElse: HTTP/2 would send the next request down
// the same connection, into the same silence.
func TestASilentConnectionServesNobodyElse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ca := newAuthority(t, "Example Root CA")
		network := webtest.NewMemory(8001)
		var asked, opened atomic.Int32
		server := &http.Server{
			Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if asked.Add(1) == 1 {
					<-r.Context().Done()
					return
				}
				sayOK(w, r)
			}),
			TLSConfig: &tls.Config{Certificates: []tls.Certificate{ca.leaf(t, nil, "git.example")}},
			ErrorLog:  log.New(io.Discard, "", 0),
			ConnState: func(_ net.Conn, state http.ConnState) {
				if state == http.StateNew {
					opened.Add(1)
				}
			},
		}
		listener := network.Listen()
		go func() { _ = server.ServeTLS(listener, "", "") }()
		defer server.Close()
		s := newStack(t, Options{CAFile: ca.file, Dial: func(ctx context.Context, protocol, _ string) (net.Conn, error) {
			return network.DialContext(ctx, protocol, listener.Addr().String())
		}})
		if f := failure(t, s, Request{URL: "https://git.example/"}); f.Kind != AnswerTimeout {
			t.Fatalf("got %s: %s", f.Kind, f.Words)
		}
		must[*Answer](t)(s.Do(t.Context(), Request{URL: "https://git.example/"}))
		if opened.Load() != 2 {
			t.Errorf("%d connections for the request that met silence and the one after it", opened.Load())
		}
		s.Close()
	})
}
