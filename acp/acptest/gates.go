package acptest

import (
	"context"
	"sync"
)

// gates keep requests waiting, by path.
type gates struct {
	mu   sync.Mutex
	open map[string]chan struct{}
}

func newGates() *gates { return &gates{open: map[string]chan struct{}{}} }

// Hold keeps every request to path waiting until release is called, the client
// goes away, or the server closes. release may be called more than once.
func (s *Server) Hold(path string) (release func()) {
	g, gate := s.gates, make(chan struct{})
	g.mu.Lock()
	g.open[path] = gate
	g.mu.Unlock()
	return sync.OnceFunc(func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		if g.open[path] == gate {
			delete(g.open, path)
		}
		close(gate)
	})
}

// pass waits at the gate of path. It returns false when the request is not to
// be answered any more.
func (s *Server) pass(ctx context.Context, path string) bool {
	s.gates.mu.Lock()
	gate := s.gates.open[path]
	s.gates.mu.Unlock()
	if gate == nil {
		return true
	}
	return waitFor(ctx, s.done, gate)
}

// waitFor waits for c; false when the client went away or the server closes.
func waitFor[T any](ctx context.Context, done <-chan struct{}, c <-chan T) bool {
	select {
	case <-c:
		return true
	case <-ctx.Done():
		return false
	case <-done:
		return false
	}
}
