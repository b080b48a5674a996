// Package gitlabtest is a GitLab that lives inside this process. It answers as
// the real one does, with its bodies, headers and error texts, and can be told
// to misbehave in every way that the program has a name for. The tests and the
// demo use it; it knows an invented world (Ada Lovelace and her projects) and
// accepts only tokens that it handed out itself.
package gitlabtest

import (
	"context"
	"crypto/x509"
	"net/http"
	"strings"
	"sync"
	"time"

	"acp-gitlab/gitlab/secret"
)

// Server is one embedded GitLab. Start makes it, Close ends it.
type Server struct {
	cfg   config
	world *world
	log   *recorder
	gates gates
	tries tries

	origin    string // "http://127.0.0.1:40123"
	hosts     []string
	proxyURL  string
	elsewhere string
	paste     secret.Text
	csrf      string
	ca        *authority

	done    <-chan struct{}
	cancel  context.CancelFunc
	resume  chan struct{}
	resumed sync.Once
	ends    []func()
	pipe    *pipeListener
	closed  sync.Once
	busy    tracker
}

// Start starts a GitLab on a free port of 127.0.0.1: plain http, version
// 16.11.4, unless the options say otherwise. The error is an unknown scenario,
// a version that cannot be read, or no port.
func Start(opts ...Option) (*Server, error) {
	cfg, err := configure(opts)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{
		cfg: cfg, world: newWorld(cfg), done: ctx.Done(), cancel: cancel,
		resume: make(chan struct{}), csrf: randomText(24),
	}
	s.log = newRecorder(s.world.values, cfg.onRequest)
	_, s.paste = s.handOut(cfg.token)
	if err := s.listen(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close ends the server, every connection and every answer that is still being
// waited for. It returns when nothing of it runs any more; twice is harmless.
func (s *Server) Close() {
	s.closed.Do(func() {
		s.cancel()
		for _, end := range s.ends {
			end()
		}
		s.busy.wait()
	})
}

func (s *Server) atClose(end func()) { s.ends = append(s.ends, end) }

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
	return s.ca.pem()
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
	t := s.world.add(Token{Name: name, Scopes: scopes, Expires: expires})
	return t.Value.Reveal()
}

// Add hands out the token t and returns its value.
func (s *Server) Add(t Token) string { return s.world.add(t).Value.Reveal() }

// Value returns the value of the token numbered id, empty for none.
func (s *Server) Value(id int64) string { return s.world.value(id) }

// Knows reports whether this server handed out token, whatever became of it.
func (s *Server) Knows(token string) bool {
	_, ok := s.world.lookup(token)
	return ok
}

// Tokens returns what has been handed out, in the order of their making,
// without the values.
func (s *Server) Tokens() []Token { return s.world.list() }

// CreatedProjects returns the projects that a git probe brought into being
// because nobody looked first whether they exist. It must stay empty.
func (s *Server) CreatedProjects() []string { return s.world.createdProjects() }

// Scenario is the scenario that this server plays; the zero value for none.
func (s *Server) Scenario() Scenario { return s.cfg.scenario }

// Resume lets the answers of the scenario slow-answer come to their end.
func (s *Server) Resume() { s.resumed.Do(func() { close(s.resume) }) }

func (s *Server) now() time.Time { return s.cfg.now().UTC() }

// wait blocks until ch, the end of the request, or Close; true for ch.
func (s *Server) wait(r *http.Request, ch <-chan struct{}) bool {
	select {
	case <-ch:
		return true
	case <-r.Context().Done():
	case <-s.done:
	}
	return false
}
