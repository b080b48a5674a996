// Package webtest is what a server inside this process is made of, whatever it
// plays: where it listens, on a port or in memory; what it has seen; gates that
// keep requests waiting; faults of the wire; certificates. Both embedded servers
// stand on it, gitlabtest and acptest. It knows neither of them and nothing else
// of the project, and does not need package testing.
package webtest

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"
)

// readHeaderLimit bounds how long a client may take over its request's header.
const readHeaderLimit = time.Minute

// Server answers at any number of addresses until Close.
type Server struct {
	memory  *Memory
	ctx     context.Context //nolint:containedctx // the server's own, of all its requests
	cancel  context.CancelFunc
	gates   gates
	running tracker

	mu      sync.Mutex
	ends    []func()
	closing sync.Once
}

// NewServer returns a server that listens in memory; nil for ports of this
// computer.
func NewServer(memory *Memory) *Server {
	s := &Server{memory: memory}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// Close ends every connection and every answer that is still being waited for.
// It returns when nothing of the server runs any more; twice is harmless.
func (s *Server) Close() {
	s.closing.Do(func() {
		s.cancel()
		s.mu.Lock()
		ends := s.ends
		s.mu.Unlock()
		for _, end := range ends {
			end()
		}
		s.running.wait()
	})
}

func (s *Server) atClose(end func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ends = append(s.ends, end)
}

// Listen opens a free port of 127.0.0.1, or the next one in memory.
func (s *Server) Listen() (net.Listener, error) {
	l, err := s.listen()
	if err == nil {
		s.atClose(func() { _ = l.Close() })
	}
	return l, err
}

func (s *Server) listen() (net.Listener, error) {
	if s.memory != nil {
		return s.memory.Listen(), nil
	}
	var lc net.ListenConfig
	return lc.Listen(s.ctx, "tcp4", "127.0.0.1:0")
}

// ClosedPort returns an address that refuses every connection until Close. On
// this computer it is the near end of a connection: nobody listens there, and
// nobody else gets the port while the connection stands.
func (s *Server) ClosedPort() (net.Addr, error) {
	l, err := s.Listen()
	if err != nil {
		return nil, err
	}
	if s.memory != nil {
		return l.Addr(), l.Close()
	}
	var d net.Dialer
	near, err := d.DialContext(s.ctx, "tcp4", l.Addr().String())
	if err != nil {
		return nil, err
	}
	s.atClose(func() { _ = near.Close() })
	return near.LocalAddr(), nil
}

// Serve answers at l with h until Close, over TLS where secure is not nil.
func (s *Server) Serve(l net.Listener, h http.Handler, secure *tls.Config) {
	srv := &http.Server{
		Handler: s.running.during(h), TLSConfig: secure, ConnState: s.running.connection,
		ReadHeaderTimeout: readHeaderLimit,
		ErrorLog:          log.New(io.Discard, "", 0),
		BaseContext:       func(net.Listener) context.Context { return s.ctx },
	}
	s.atClose(func() { _ = srv.Close() })
	s.running.enter()
	go func() {
		defer s.running.leave()
		if secure == nil {
			_ = srv.Serve(l)
			return
		}
		_ = srv.ServeTLS(l, "", "")
	}()
}

// Done is closed by Close.
func (s *Server) Done() <-chan struct{} { return s.ctx.Done() }

// Wait blocks until ch, the end of ctx, or Close; true for ch.
func (s *Server) Wait(ctx context.Context, ch <-chan struct{}) bool {
	select {
	case <-ch:
		return true
	case <-ctx.Done():
	case <-s.ctx.Done():
	}
	return false
}

// Delay waits for d; false where ctx or the server ended before.
func (s *Server) Delay(ctx context.Context, d time.Duration) bool {
	passed := make(chan struct{})
	t := time.AfterFunc(d, func() { close(passed) })
	defer t.Stop()
	return s.Wait(ctx, passed)
}

// tracker counts what runs: listeners, connections, and answers, which outlive a
// connection that they have taken over.
type tracker struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when n comes to 0
}

func (t *tracker) enter() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n == 0 {
		t.idle = make(chan struct{})
	}
	t.n++
}

func (t *tracker) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n--; t.n == 0 {
		close(t.idle)
	}
}

// wait returns when nothing runs.
func (t *tracker) wait() {
	for {
		t.mu.Lock()
		n, idle := t.n, t.idle
		t.mu.Unlock()
		if n == 0 {
			return
		}
		<-idle
	}
}

// connection is http.Server's ConnState.
func (t *tracker) connection(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		t.enter()
	case http.StateClosed, http.StateHijacked:
		t.leave()
	case http.StateActive, http.StateIdle:
	}
}

// during counts the running answers of h.
func (t *tracker) during(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t.enter()
		defer t.leave()
		h.ServeHTTP(w, r)
	})
}
