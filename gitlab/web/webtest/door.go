package webtest

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Names are those under which a server answers. A server on somebody's computer
// answers under no other: a web page of another site could lead a name of its own
// to this computer (DNS rebinding), or have the browser send requests here.
type Names struct {
	// Scheme is that of the server's own pages; "" for any.
	Scheme string
	// Hosts are the names, with the port where it is not the scheme's.
	Hosts []string
}

// HostsOf returns the two names of an address of this computer.
func HostsOf(addr net.Addr) []string {
	hosts := []string{addr.String()}
	if _, port, err := net.SplitHostPort(addr.String()); err == nil {
		hosts = append(hosts, "localhost:"+port)
	}
	return hosts
}

// Refuse returns the status with which r is to be refused: 421 where it comes
// under another name, 403 where a page of another origin sent it; 0 for a
// request that may come in.
func (n Names) Refuse(r *http.Request) int {
	if !n.has(r.Host) {
		return http.StatusMisdirectedRequest
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return 0
	}
	scheme, host, _ := strings.Cut(origin, "://")
	if n.Scheme != "" && scheme != n.Scheme || !n.has(host) {
		return http.StatusForbidden
	}
	return 0
}

func (n Names) has(host string) bool {
	return slices.ContainsFunc(n.Hosts, func(h string) bool { return strings.EqualFold(h, host) })
}

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
