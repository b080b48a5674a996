package web

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"time"

	"acp-gitlab/gitlab/secret"
)

// Options are what a Stack is made of; the zero value is usable.
type Options struct {
	// CAFile holds certificates (PEM) that count beside the system's; "" for none.
	CAFile string
	// CAPEM are certificates (PEM) that count beside the system's as well, for
	// every host: those of the demo. New panics where they hold none.
	CAPEM []byte
	// CAHosts, when not empty, are the only host names the CA file counts for.
	CAHosts []string
	// Timeout is the longest wait for one answer, from name lookup to the
	// last byte, its retries and redirects included; 10 s if zero. Waiting for
	// a free slot and waits told by the server do not count.
	Timeout time.Duration
	// Patience is the longest told wait (Retry-After, RateLimit-Reset) that is
	// waited out; 0 returns the answer at once.
	Patience time.Duration
	// Waiting is called when a told wait begins, by the goroutine that waits.
	Waiting func(host string, until time.Time)
	// Log is called after every request on the wire; it must be safe for
	// concurrent use.
	Log func(Exchange)
	// Known, if set, learns every secret that is sent, and keeps all that it
	// knows out of the words and names of answers.
	Known *secret.Scrubber
	// Getenv is asked for the proxy variables and SSL_CERT_FILE; os.Getenv if nil.
	Getenv func(string) string
	// UserAgent is "acp-gitlab" if empty.
	UserAgent string
	// Dial takes the place of names and connections in tests; TLS, proxies and
	// time limits stay as they are. An unknown name is a *net.DNSError.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Lookup takes the place of the system's name lookup in tests; nil is the
	// system's.
	Lookup func(ctx context.Context, network, host string) ([]netip.Addr, error)
	// Transport takes the place of the network in tests; nil is the network.
	Transport http.RoundTripper
}

// DefaultTimeout is the longest wait for one answer unless told otherwise.
const DefaultTimeout = 10 * time.Second

// Stack sends requests. It is safe for concurrent use.
type Stack struct {
	options Options
	cas     []authorities
	pool    *pool
	client  *http.Client
}

// New returns a stack. The error is a *Failure of kind CAFile: the file cannot
// be read, or holds no certificate.
func New(o Options) (*Stack, error) {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Getenv == nil {
		o.Getenv = os.Getenv
	}
	if o.UserAgent == "" {
		o.UserAgent = "acp-gitlab"
	}
	s := &Stack{options: o, pool: newPool(o)}
	if len(o.CAPEM) > 0 {
		s.cas = []authorities{builtIn(o.CAPEM)}
	}
	if o.CAFile == "" {
		return s.ready(), nil
	}
	return s.with(o.CAFile, o.CAHosts)
}

// WithCA returns a stack that also trusts the certificates of file, for every
// host. It shares connections and slots with s; closing either closes both.
func (s *Stack) WithCA(file string) (*Stack, error) { return s.with(file, nil) }

func (s *Stack) with(file string, hosts []string) (*Stack, error) {
	a, failure := readAuthorities(file, hosts)
	if failure != nil {
		return nil, failure
	}
	t := *s
	t.cas = append(append([]authorities(nil), s.cas...), a)
	return t.ready(), nil
}

// Scaled returns a stack that waits factor times as long for an answer. It
// shares connections and slots with s.
func (s *Stack) Scaled(factor int) *Stack {
	t := *s
	t.options.Timeout *= time.Duration(max(factor, 1))
	return t.ready()
}

// ready gives s its client, which refers back to it.
func (s *Stack) ready() *Stack {
	s.client = &http.Client{Transport: roundTripper{s}, CheckRedirect: s.checkRedirect}
	return s
}

// HTTP returns the client for GitLab's Go client. Its errors hold a *Failure;
// what it met is told by Record.
func (s *Stack) HTTP() *http.Client { return s.client }

// Timeout returns the longest wait for one answer.
func (s *Stack) Timeout() time.Duration { return s.options.Timeout }

// ProxyFor returns how requests to rawURL go: through which proxy, or why
// through none.
func (s *Stack) ProxyFor(rawURL string) Proxy { return s.pool.proxies.explain(rawURL) }

// Warm opens a connection to the host of rawURL and keeps it, so that the next
// request costs one round trip. It sends one HEAD without credentials, and
// tells nothing: what is wrong shows when it matters.
func (s *Stack) Warm(ctx context.Context, rawURL string) { s.WarmFor(ctx, rawURL, 1) }

// longestWarming is how long opening connections ahead may take.
const longestWarming = phaseLimit

// WarmFor is Warm for n requests at the same time: over HTTP/2 one connection
// takes them all, over HTTP/1.1 each needs its own. Requests that come meanwhile
// wait for these connections instead of opening others.
func (s *Stack) WarmFor(ctx context.Context, rawURL string, n int) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return
	}
	done := s.pool.warming(u.Host)
	defer done()
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, warmKey{}, true), longestWarming)
	defer cancel()
	if s.pool.oneIsEnough(u.Host) {
		n = 1
	}
	asks := make([]func(), min(n, atOnce))
	for i := range asks {
		asks[i] = func() { _, _ = s.Do(ctx, Request{Method: http.MethodHead, URL: rawURL}) }
	}
	Together(asks...)
}

// Close ends idle connections and dials that nobody waits for.
func (s *Stack) Close() { s.pool.close() }
