package commands

import (
	"context"
	"net/http"
	"sync"
)

// shears cut the request number at on the way.
type shears struct {
	wire http.RoundTripper
	at   int
	cut  func(s *shears, req *http.Request) (*http.Response, error)

	mu   sync.Mutex
	seen []string
	stop context.CancelFunc
}

func (s *shears) RoundTrip(req *http.Request) (*http.Response, error) {
	s.mu.Lock()
	s.seen = append(s.seen, req.Method+" "+req.URL.Path)
	n := len(s.seen)
	s.mu.Unlock()
	if n == s.at {
		return s.cut(s, req)
	}
	return s.wire.RoundTrip(req)
}
