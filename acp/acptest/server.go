// Package acptest is an Ambient Code Platform that runs inside this process, for
// tests and for the demo. It answers as real releases do, in paths, status codes,
// bodies and words. It really asks the GitLab that it is given, but only one on
// this computer, such as one of gitlabtest.
//
// # How to start
//
// [Start] starts one on free ports of 127.0.0.1. [Server.URL] is its address, and
// [Server.Session] a session of its person, Ada. [WithDialect] says which releases
// it answers like, [WithStore] gives it the credential store, and [WithScenario]
// plays one of [Scenarios]. [Server.Close] stops it.
//
// # What it promises
//
//   - Nothing needs package testing, and nothing runs on after Close.
//   - No test has to sleep: [Server.Hold] keeps an answer back, [WithNow] sets the
//     clock, and [WithMemory] does without ports, for virtual time.
//   - [Server.Requests] tells what has arrived, and [Server.Holds] whether a token
//     was saved. Neither ever returns one.
package acptest

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"acp-gitlab/gitlab/web/webtest"
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
	server    *webtest.Server
	memory    *webtest.Memory // nil for ports
	asker     *asker
	keys      *keyring
	records   *records
	vault     *credentialStore // empty without the credential store
	spoiled   atomic.Pointer[spoiled]
	log       webtest.Recorder[Seen]
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
		cfg: cfg, addresses: map[Origin]string{}, asker: newAsker(cfg), keys: newKeyring(cfg.now, cmp.Or(cfg.ssoName, Person)),
		records: newRecords(cfg.now), vault: newCredentialStore(cfg),
	}
	if cfg.onRequest != nil {
		s.log.Hooks = []func(Seen){cfg.onRequest}
	}
	if cfg.dial != nil {
		s.memory = webtest.NewMemory(memoryPort)
	}
	s.server = webtest.NewServer(s.memory)
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
	s.server.Close()
	s.asker.Close()
}

// memoryPort is the port that the first address in memory names.
const memoryPort = 8001

// listen opens the addresses that the configuration asks for, and serves them.
func (s *Server) listen() error {
	if s.cfg.deaf {
		addr, err := s.server.ClosedPort()
		if err != nil {
			return fmt.Errorf("acptest: listen: %w", err)
		}
		s.cfg.address = "http://" + addr.String()
		return nil
	}
	if s.cfg.selfSigned {
		cert, err := webtest.Issue(selfSigned(s.cfg.now()), nil)
		if err != nil {
			return fmt.Errorf("acptest: make a certificate: %w", err)
		}
		s.cfg.certificate = &cert
	}
	origins := []Origin{API, Web, Gateway}
	if s.cfg.oneAddress {
		origins = []Origin{Web, Gateway}
	}
	if s.cfg.store.present {
		origins = append(origins, UI)
	}
	listeners := make([]net.Listener, len(origins))
	for i, o := range origins {
		var err error
		if listeners[i], err = s.open(o); err != nil {
			return fmt.Errorf("acptest: listen: %w", err)
		}
	}
	if s.cfg.oneAddress {
		s.addresses[API] = s.addresses[Web]
	}
	for i, o := range origins {
		s.server.Serve(listeners[i], s.handler(o), nil)
	}
	return nil
}

// open takes an address for o. TLS is spoken below the server: no release speaks
// HTTP/2.
func (s *Server) open(o Origin) (net.Listener, error) {
	l, err := s.server.Listen()
	if err != nil {
		return nil, err
	}
	s.addresses[o] = "http://" + l.Addr().String()
	if s.cfg.certificate == nil {
		return l, nil
	}
	s.addresses[o] = "https://" + l.Addr().String()
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{*s.cfg.certificate}, MinVersion: tls.VersionTLS12}), nil
}

// selfSigned is a certificate for this computer, of an authority of its own.
func selfSigned(now time.Time) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Example Internal CA", Organization: []string{"Example"}},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0), DNSNames: []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
}

// Serves reports whether addr is one of the addresses in memory.
func (s *Server) Serves(addr string) bool { return s.memory.Has(addr) }

// DialContext connects to the address in memory that addr names.
func (s *Server) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	return s.memory.DialContext(ctx, network, addr)
}

// Hold keeps every request for path waiting until the gate is released, the
// client goes away, or the server closes.
func (s *Server) Hold(path string) *webtest.Gate { return s.server.Hold(path) }

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
	if s.cfg.store.present {
		return s.addresses[UI]
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
