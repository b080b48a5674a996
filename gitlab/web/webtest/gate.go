package webtest

import (
	"context"
	"sync"
)

// Gate holds requests back, so that a test can look at what waits for them.
type Gate struct {
	reached, released   chan struct{}
	reachOnce, freeOnce sync.Once
}

// Reached is closed when the first request waits at the gate.
func (g *Gate) Reached() <-chan struct{} { return g.reached }

// Release lets the waiting requests, and all later ones, pass. Twice is
// harmless.
func (g *Gate) Release() { g.freeOnce.Do(func() { close(g.released) }) }

type gates struct {
	mu sync.Mutex
	at map[string]*Gate
}

// Hold makes every request for path wait at Pass until the gate is released, the
// client gives up, or the server is closed. It takes the place of an earlier
// gate there.
func (s *Server) Hold(path string) *Gate {
	g := &Gate{reached: make(chan struct{}), released: make(chan struct{})}
	s.gates.mu.Lock()
	defer s.gates.mu.Unlock()
	if s.gates.at == nil {
		s.gates.at = map[string]*Gate{}
	}
	s.gates.at[path] = g
	return g
}

// Pass waits at the gate of path, if there is one. It returns false when the
// request of ctx is not to be answered any more.
func (s *Server) Pass(ctx context.Context, path string) bool {
	s.gates.mu.Lock()
	g := s.gates.at[path]
	s.gates.mu.Unlock()
	if g == nil {
		return true
	}
	g.reachOnce.Do(func() { close(g.reached) })
	return s.Wait(ctx, g.released)
}
