package web

import (
	"crypto/tls"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
)

// TestOnceIsOnceAlsoOnAWarmConnection: net/http repeats by itself what breaks
// on a connection that was used before.
func TestOnceIsOnceAlsoOnAWarmConnection(t *testing.T) {
	t.Parallel()
	ca := newAuthority(t, "Example Root CA")
	for _, secure := range []bool{false, true} {
		var asked, bodies atomic.Int32
		handle := func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/once" {
				sayOK(w, r)
				return
			}
			asked.Add(1)
			if sent, _ := io.ReadAll(r.Body); len(sent) > 0 || r.Header.Get("Transfer-Encoding") != "" {
				bodies.Add(1)
			}
			panic(http.ErrAbortHandler)
		}
		var address string
		if secure {
			server := serveTLS(t, &tls.Config{Certificates: []tls.Certificate{ca.leaf(t, nil, "git.example")}})
			server.Config.Handler = http.HandlerFunc(handle)
			address = named(server.URL, "git.example")
		} else {
			address = serve(t, handle).URL
		}
		s := newStack(t, Options{CAFile: ca.file})
		must[*Answer](t)(s.Do(t.Context(), Request{URL: address}))
		if f := failure(t, s, Request{URL: address + "/once", Once: true}); f.Kind != Cut || asked.Load() != 1 || bodies.Load() != 0 {
			t.Errorf("over TLS %v: %s, asked %d times, %d with a body", secure, f.Kind, asked.Load(), bodies.Load())
		}
	}
}
