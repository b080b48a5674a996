// Package gitlabtest is a GitLab that runs inside this process, for tests and for
// the demo. It answers as real releases do, with their bodies, headers and error
// texts, and it can fail in every way that the program has a name for.
//
// # How to start
//
// [Start] starts one on a free port of 127.0.0.1. [Server.URL] is its address, and
// [Server.Token] a token that it accepts. Options say which release it is, what it
// contains and how it speaks TLS. [WithScenario] plays one of [Scenarios].
// [Server.Close] stops it.
//
// The world is invented. Ada Lovelace owns the tokens, and team/app is one of the
// projects that she can push to. Only tokens that it handed out are accepted.
//
// # What it promises
//
//   - Nothing needs package testing or the network, and nothing runs on after
//     Close.
//   - No test has to sleep: [Server.Hold] keeps an answer back, [WithNow] sets the
//     clock, and [WithMemory] does without ports, for virtual time.
//   - [Server.Requests] tells what has arrived. It never contains a token.
package gitlabtest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"strings"
	"sync"
	"time"

	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web/webtest"
)

// Server is one embedded GitLab. [Start] makes it, [Server.Close] stops it.
type Server struct {
	cfg   config
	store *store
	log   webtest.Recorder[Seen]
	tries tries

	server *webtest.Server
	memory *webtest.Memory // nil for ports

	addr      net.Addr
	names     webtest.Names
	origin    string // "http://127.0.0.1:40123"
	proxyURL  string
	elsewhere string
	paste     secret.Text
	csrf      string
	ca        *tls.Certificate

	resume  chan struct{}
	resumed sync.Once
}

// Start starts a GitLab on a free port of 127.0.0.1: plain http, version
// 16.11.4, unless the options say otherwise. The error is an unknown scenario,
// a version that cannot be read, or no port.
func Start(opts ...Option) (*Server, error) {
	cfg, err := configure(opts)
	if err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, store: newStore(cfg), resume: make(chan struct{}), csrf: randomText(24)}
	s.log.Hooks = cfg.onRequest
	if cfg.memory {
		s.memory = webtest.NewMemory(memoryPort)
	}
	s.server = webtest.NewServer(s.memory)
	_, s.paste = s.handOut(cfg.token)
	if err := s.listen(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// memoryPort is the port that the address in memory names.
const memoryPort = 8080

// Close ends the server, every connection and every answer that is still being
// waited for. It returns when nothing of it runs any more; twice is harmless.
func (s *Server) Close() { s.server.Close() }

// listen opens the doors that the configuration asks for.
func (s *Server) listen() error {
	secure, err := s.certificate()
	if err != nil {
		return err
	}
	if s.cfg.refuse {
		addr, err := s.server.ClosedPort()
		if err == nil {
			s.name(addr, secure != nil)
		}
		return err
	}
	main, err := s.server.Listen()
	if err != nil {
		return err
	}
	s.name(main.Addr(), secure != nil)
	if err := s.openElsewhere(); err != nil {
		return err
	}
	if s.cfg.mute {
		main = webtest.Mute(main)
	}
	if s.cfg.hangUp {
		main = webtest.HangUp(main)
	}
	s.server.Serve(main, s.guard("gitlab", s.layers()), secure)
	return s.openProxy()
}

// openElsewhere opens the port to which the redirect scenarios point. In memory
// nobody listens there.
func (s *Server) openElsewhere() error {
	switch {
	case !s.cfg.elsewhere:
		return nil
	case s.memory != nil:
		s.elsewhere = "http://elsewhere.example.com"
		return nil
	}
	other, err := s.server.Listen()
	if err != nil {
		return err
	}
	s.elsewhere = "http://" + other.Addr().String()
	s.names.Hosts = append(s.names.Hosts, other.Addr().String())
	s.server.Serve(other, s.guard("elsewhere", s.gitlab()), nil)
	return nil
}

// name fixes the origin and the names under which the server answers.
func (s *Server) name(addr net.Addr, secure bool) {
	s.addr = addr
	s.names = webtest.Names{Scheme: "http", Hosts: webtest.HostsOf(addr)}
	if secure {
		s.names.Scheme = "https"
	}
	host := addr.String()
	for _, name := range s.cfg.names {
		s.names.Hosts = append(s.names.Hosts, name, name+":443")
	}
	if len(s.cfg.names) > 0 {
		host = s.cfg.names[0]
	}
	s.origin = s.names.Scheme + "://" + host
}

// DialContext connects to this server, whatever addr says: for an
// http.Transport that must reach it under a name or through memory.
func (s *Server) DialContext(ctx context.Context, network, _ string) (net.Conn, error) {
	if s.memory != nil {
		return s.memory.DialContext(ctx, network, s.addr.String())
	}
	var d net.Dialer
	return d.DialContext(ctx, "tcp", s.addr.String())
}

// URL is the address of this GitLab as it knows it itself, without a slash at
// the end: "http://127.0.0.1:40123/gitlab".
func (s *Server) URL() string { return s.origin + s.cfg.root }

// AddressToUse is what a person must give as the address to see the scenario.
// It is URL, unless the scenario is about the address.
func (s *Server) AddressToUse() string {
	if s.cfg.address != "" {
		return s.cfg.address
	}
	if s.cfg.claimTLS {
		return "https://" + strings.TrimPrefix(s.origin, "http://") + s.cfg.root
	}
	return s.URL()
}

// ProxyURL is the proxy that must be set to see the scenario; empty without
// one. It passes on only what is meant for this GitLab.
func (s *Server) ProxyURL() string { return s.proxyURL }

// Elsewhere is the origin to which the redirect scenarios point: another port
// of 127.0.0.1 with the same answers, so that a client which follows is not
// noticed by its result, only by Requests. Empty in other scenarios.
func (s *Server) Elsewhere() string { return s.elsewhere }

// CAPEM is the certificate of the authority that signed this server's, in PEM;
// nil without TLS.
func (s *Server) CAPEM() []byte {
	if s.ca == nil {
		return nil
	}
	return webtest.PEM(*s.ca)
}

// CAs is a pool that holds only this server's authority.
func (s *Server) CAs() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.CAPEM())
	return pool
}

// Token is what to paste: a good token that this server handed out, or what
// the scenario is about.
func (s *Server) Token() string { return s.paste.Reveal() }

// Mint hands out another token. No scopes are the four that are asked for;
// expires is a date ("2027-02-20"), "never", or empty for 90 days from now.
func (s *Server) Mint(name string, scopes []string, expires string) string {
	t := s.store.add(Token{Name: name, Scopes: scopes, Expires: expires})
	return t.Value.Reveal()
}

// Add hands out the token t and returns its value.
func (s *Server) Add(t Token) string { return s.store.add(t).Value.Reveal() }

// Value returns the value of the token numbered id, empty for none.
func (s *Server) Value(id int64) string { return s.store.value(id) }

// Knows reports whether this server handed out token, whatever became of it.
func (s *Server) Knows(token string) bool {
	_, ok := s.store.lookup(token)
	return ok
}

// Tokens returns what has been handed out, in the order of their making,
// without the values.
func (s *Server) Tokens() []Token { return s.store.list() }

// CreatedProjects returns the projects that a git probe brought into being
// because nobody looked first whether they exist. It must stay empty.
func (s *Server) CreatedProjects() []string { return s.store.createdProjects() }

// Scenario is the scenario that this server plays; the zero value for none.
func (s *Server) Scenario() Scenario { return s.cfg.scenario }

// Resume lets the answers of the scenario slow-answer come to their end.
func (s *Server) Resume() { s.resumed.Do(func() { close(s.resume) }) }

func (s *Server) now() time.Time { return s.cfg.now().UTC() }
