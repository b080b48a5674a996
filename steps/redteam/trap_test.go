//go:build unix

package redteam_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// trap is a server that nobody should talk to: a proxy for the whole world, or
// the place to which a redirect points. It answers as the friend it is not.
type trap struct {
	*httptest.Server
	mu   sync.Mutex
	seen []string
}

// newTrap keeps every request, with its headers and body.
func newTrap(t *testing.T) *trap {
	t.Helper()
	tr := &trap{}
	tr.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		tr.mu.Lock()
		tr.seen = append(tr.seen, fmt.Sprintf("%s %s %s %v %s", r.Method, r.Host, r.RequestURI, r.Header, body))
		tr.mu.Unlock()
		if r.Method == http.MethodConnect {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"version":"16.11.4","connected":true,"valid":true,"status":"healthy","id":42,"username":"ada"}`)
	}))
	t.Cleanup(tr.Close)
	return tr
}

func (tr *trap) requests() []string {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	return append([]string(nil), tr.seen...)
}

// asProxy makes tr the proxy for everything that is not this computer.
func (tr *trap) asProxy() []string {
	return []string{"HTTP_PROXY=" + tr.URL, "http_proxy=" + tr.URL, "HTTPS_PROXY=" + tr.URL, "https_proxy=" + tr.URL, "ALL_PROXY=" + tr.URL}
}

// between is a server in front of another one that answers some requests with
// a redirect to elsewhere.
func between(t *testing.T, to string, status int, elsewhere string, some func(*http.Request) bool) string {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = target.Host
	}}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if some(r) {
			w.Header().Set("Location", strings.ReplaceAll(elsewhere, "PATH", r.URL.RequestURI()))
			w.WriteHeader(status)
			return
		}
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL
}
