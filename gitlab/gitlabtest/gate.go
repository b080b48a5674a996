package gitlabtest

import (
	"net/http"
	"sync"
)

// Gate holds requests back, so that a test can look at what waits for them.
type Gate struct {
	reached, released   chan struct{}
	reachOnce, freeOnce sync.Once
}

// Reached is closed when the first request waits at the gate.
func (g *Gate) Reached() <-chan struct{} { return g.reached }

// Release lets the waiting requests, and all later ones, pass.
func (g *Gate) Release() { g.freeOnce.Do(func() { close(g.released) }) }

type gates struct {
	mu   sync.Mutex
	byID map[string]*Gate
}

// Hold makes every request for path wait until the gate is released, the
// client gives up, or the server is closed. path is below the root and as it is
// sent: "/api/v4/user", "/api/v4/projects/team%2Fapp".
func (s *Server) Hold(path string) *Gate {
	g := &Gate{reached: make(chan struct{}), released: make(chan struct{})}
	s.gates.mu.Lock()
	defer s.gates.mu.Unlock()
	if s.gates.byID == nil {
		s.gates.byID = map[string]*Gate{}
	}
	s.gates.byID[s.cfg.root+path] = g
	return g
}

func (g *gates) at(path string) *Gate {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.byID[path]
}

// pass waits at the gate of r's path; false when the wait was given up.
func (s *Server) pass(r *http.Request) bool {
	g := s.gates.at(r.URL.EscapedPath())
	if g == nil {
		return true
	}
	g.reachOnce.Do(func() { close(g.reached) })
	return s.wait(r, g.released)
}
