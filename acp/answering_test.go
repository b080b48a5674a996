package acp_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"acp-gitlab/gitlab/secret"
)

func secretOf(s string) secret.Text { return secret.New(s) }

// sink collects values of several goroutines.
type sink[T any] struct {
	mu  sync.Mutex
	got []T
}

func (s *sink[T]) add(v T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, v)
}

func (s *sink[T]) all() []T {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]T(nil), s.got...)
}

// answer is what a server says: kind is the content type, of a redirect the
// target; "" means JSON for what begins with a brace, else text.
type answer struct {
	status     int
	kind, body string
}

func (a answer) write(w http.ResponseWriter) {
	switch {
	case a.status/100 == 3:
		w.Header().Set("Location", a.kind)
	case a.kind != "":
		w.Header().Set("Content-Type", a.kind)
	case strings.HasPrefix(a.body, "{"):
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	default:
		w.Header().Set("Content-Type", "text/plain")
	}
	w.WriteHeader(a.status)
	_, _ = w.Write([]byte(a.body))
}

// answers are what a server says by path, "METHOD path" first; all else is
// gin's 404.
type answers map[string]answer

// ServeHTTP implements http.Handler.
func (a answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, key := range []string{r.Method + " " + r.URL.Path, r.URL.Path} {
		if said, ok := a[key]; ok {
			said.write(w)
			return
		}
	}
	answer{http.StatusNotFound, "text/plain", "404 page not found"}.write(w)
}

// answering serves answers on this computer.
func answering(t *testing.T, a answers) string {
	t.Helper()
	srv := httptest.NewServer(a)
	t.Cleanup(srv.Close)
	return srv.URL
}
