package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// phaseLimit is the longest wait for each of name, connection and TLS.
	phaseLimit = 5 * time.Second
	// atOnce is how many requests are on their way at a time.
	atOnce = 4
	// wideAtOnce is the same for git, which has a limit of its own.
	wideAtOnce = 16
	// longestHeader bounds the header of an answer.
	longestHeader = 256 << 10
)

// pool holds what related stacks share: connections and slots.
type pool struct {
	phaseLimit time.Duration
	proxies    *proxies
	dialer     *dialer
	slots      chan struct{}
	wide       chan struct{}
	roots      func() *x509.CertPool
	fixed      http.RoundTripper // of tests
	warm       warmth

	mu         sync.Mutex
	transports map[string]*http.Transport // by the CA files that count
	retired    []*http.Transport          // no request uses them any more
}

func newPool(o Options) *pool {
	return &pool{
		phaseLimit: phaseLimit,
		proxies:    newProxies(o.Getenv),
		dialer:     newDialer(o),
		slots:      make(chan struct{}, atOnce),
		wide:       make(chan struct{}, wideAtOnce),
		roots:      sync.OnceValue(func() *x509.CertPool { return systemRoots(o.Getenv) }),
		fixed:      o.Transport,
		transports: map[string]*http.Transport{},
	}
}

// acquire waits for a slot and returns how to give it back.
func (p *pool) acquire(ctx context.Context, wide bool) (release func(), err error) {
	slots := p.slots
	if wide {
		slots = p.wide
	}
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// transport returns the one for host: each set of CA files has its own, so
// that a profile's CA is of no use to anybody else.
func (p *pool) transport(host string, cas []authorities) http.RoundTripper {
	if p.fixed != nil {
		return p.fixed
	}
	var count []authorities
	var key strings.Builder
	for _, a := range cas {
		if a.countFor(host) {
			count = append(count, a)
			key.WriteString(a.file + "\x00")
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	t, ok := p.transports[key.String()]
	if !ok {
		t = p.newTransport(count)
		p.transports[key.String()] = t
	}
	return t
}

func (p *pool) newTransport(cas []authorities) *http.Transport {
	roots := p.roots()
	if len(cas) > 0 {
		roots = roots.Clone()
	}
	for _, a := range cas {
		for _, c := range a.certs {
			roots.AddCert(c)
		}
	}
	return &http.Transport{
		Proxy:                  p.proxies.forRequest,
		OnProxyConnectResponse: onProxyConnect,
		DialContext:            p.dialer.dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots, GetClientCertificate: noClientCertificate},
		TLSHandshakeTimeout:    p.phaseLimit,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    atOnce + wideAtOnce,
		IdleConnTimeout:        90 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: longestHeader,
		HTTP2:                  &http.HTTP2Config{SendPingTimeout: 15 * time.Second, PingTimeout: phaseLimit},
	}
}

// noClientCertificate has none to give; it notes that one was asked for.
func noClientCertificate(asked *tls.CertificateRequestInfo) (*tls.Certificate, error) {
	// It runs in a goroutine of net/http, which recovers nothing.
	if p := Catch(func() { attemptOf(asked.Context()).set(func(a *attempt) { a.certAsked = true }) }); p != nil {
		return nil, p
	}
	return &tls.Certificate{}, nil
}

// renew lets later requests use none of the connections that are open. Closing
// the idle ones is not enough: over HTTP/2 the connection that went silent is in
// use until its transport has forgotten the request.
func (p *pool) renew() {
	p.close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range p.transports {
		p.retired = append(p.retired, t)
	}
	clear(p.transports)
}

// close ends the connections that are idle.
func (p *pool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, t := range p.transports {
		t.CloseIdleConnections()
	}
	for _, t := range p.retired {
		t.CloseIdleConnections()
	}
	if c, ok := p.fixed.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}
