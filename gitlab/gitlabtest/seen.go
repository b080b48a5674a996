package gitlabtest

import (
	"net/http"
	"slices"
	"sync"
)

// Seen is one request that reached the server. It never holds a token, nor a
// part of one: where a token stood in the address, Path and Query are
// "[redacted]".
type Seen struct {
	// Server is which door it came to: "gitlab", "elsewhere" or "proxy".
	Server string
	// Path is as it was sent, escapes and root included.
	Method, Path, Query, Host string
	// Headers are the names, sorted.
	Headers []string
	// TokenIn says where a token stood: "url", "host", or a header's name.
	TokenIn []string
	// Status is the answer's; 0 while it is being answered or when the
	// connection was cut.
	Status int
}

// HasToken reports whether a token stood anywhere in the request.
func (s Seen) HasToken() bool { return len(s.TokenIn) > 0 }

// HasHeader reports whether the header was sent.
func (s Seen) HasHeader(name string) bool {
	return slices.Contains(s.Headers, http.CanonicalHeaderKey(name))
}

// Requests returns what has reached the server so far, in the order of
// arrival.
func (s *Server) Requests() []Seen { return s.log.all() }

// Busiest is the largest number of requests that were being answered at the
// same time.
func (s *Server) Busiest() int { return s.log.peak() }

type recorder struct {
	mu      sync.Mutex
	seen    []*Seen
	now     int
	busiest int
	finder  finder
	hooks   []func(Seen)
}

func newRecorder(values func() []string, hooks []func(Seen)) *recorder {
	return &recorder{finder: finder{values}, hooks: hooks}
}

// begin records r and returns what to call with the status of its answer.
func (rec *recorder) begin(door string, r *http.Request) func(status int) {
	seen := rec.finder.look(door, r)
	rec.mu.Lock()
	rec.seen = append(rec.seen, seen)
	rec.now++
	rec.busiest = max(rec.busiest, rec.now)
	copied := *seen
	rec.mu.Unlock()
	for _, hook := range rec.hooks {
		hook(copied)
	}
	return func(status int) {
		rec.mu.Lock()
		defer rec.mu.Unlock()
		seen.Status = status
		rec.now--
	}
}

func (rec *recorder) all() []Seen {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	out := make([]Seen, len(rec.seen))
	for i, s := range rec.seen {
		out[i] = *s
	}
	return out
}

func (rec *recorder) peak() int {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.busiest
}
