// Package acptest is an Ambient Code Platform that runs inside the program: for
// tests, and for the demo. It answers as real releases do, in paths, status
// codes, bodies and words; it really asks the GitLab that it is given, but only
// one on this computer. Nothing here needs package testing.
package acptest

import (
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Origin says which of the server's addresses a request came to.
type Origin string

// The origins. The API is ACP's backend route, the web address its frontend
// route behind an oauth-proxy, the gateway the ambient-api-server that passes
// /api/auth on to the backend.
const (
	API     Origin = "api"
	Web     Origin = "web"
	Gateway Origin = "gateway"
)

// Server is one running ACP with one person, Ada, and one workspace, my-team.
type Server struct {
	cfg       config
	addresses map[Origin]string
	listeners []net.Listener
	servers   []*http.Server
	closed    *closedPort
	asker     *asker
	keys      *keyring
	records   *records
	journal   *journal
	gates     *gates
	memory    []*memory
	done      chan struct{}
	closing   sync.Once
	serving   sync.WaitGroup
	talking   sync.WaitGroup
}

// Start runs an ACP on free ports of 127.0.0.1 until Close. It answers as the
// current release unless an option says otherwise.
func Start(opts ...Option) (*Server, error) {
	cfg := newConfig()
	for _, o := range opts {
		o(&cfg)
	}
	if cfg.err != nil {
		return nil, cfg.err
	}
	s := &Server{
		cfg: cfg, addresses: map[Origin]string{}, asker: newAsker(cfg), keys: newKeyring(cfg.now),
		records: newRecords(cfg.now), journal: &journal{hook: cfg.onRequest}, gates: newGates(), done: make(chan struct{}),
	}
	s.keys.issue()
	if cfg.session != "" {
		s.keys.rename(cfg.session)
	}
	if cfg.forgotten {
		s.keys.forget()
	}
	for user, instance := range cfg.connections {
		s.records.put(user, record{instanceURL: instance, username: user, gitlabID: "42"})
	}
	if err := s.listen(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close stops the server: held and silent requests end, connections are cut,
// and nothing that it started runs on.
func (s *Server) Close() {
	s.closing.Do(func() {
		close(s.done)
		for i, srv := range s.servers {
			_ = s.listeners[i].Close()
			_ = srv.Close()
		}
		if s.closed != nil {
			s.closed.Close()
		}
		s.serving.Wait()
		s.talking.Wait()
		s.asker.Close()
	})
}

// URL is the address to give as ACP's: the API's, or the one that the scenario
// is about. No trailing slash.
func (s *Server) URL() string {
	if s.cfg.address != "" {
		return s.cfg.address
	}
	return s.addresses[s.cfg.front]
}

// WebURL is the address at which a person opens ACP in a browser.
func (s *Server) WebURL() string {
	if s.cfg.address != "" {
		return s.cfg.address
	}
	return s.addresses[Web]
}

// GatewayURL is the address of the ambient-api-server, the one that acpctl
// points at.
func (s *Server) GatewayURL() string { return s.addresses[Gateway] }

// NeedsWorkspace says that the release serves GitLab only within a workspace.
func (s *Server) NeedsWorkspace() bool {
	return !slices.ContainsFunc(s.cfg.dialect.rules().routes, func(e entry) bool {
		return e.call == callConnect && !strings.Contains(e.path, "{project}")
	})
}

// Version is the release that the server claims to be: "v0.2.6".
func (s *Server) Version() string { return s.cfg.dialect.rules().version }
