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

// answering serves answers by path, "METHOD path" first; all else is gin's 404.
func answering(t *testing.T, answers map[string]answer) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, key := range []string{r.Method + " " + r.URL.Path, r.URL.Path} {
			if a, ok := answers[key]; ok {
				a.write(w)
				return
			}
		}
		answer{http.StatusNotFound, "text/plain", "404 page not found"}.write(w)
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}
