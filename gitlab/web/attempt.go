package web

import (
	"context"
	"net"
	"net/http/httptrace"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// phase is how far an attempt has come.
type phase int

const (
	started phase = iota
	naming
	connecting
	tunnelling  // waiting for the proxy's answer to CONNECT
	handshaking // connected, TLS under way
	connected   // the request goes out, or has gone
)

// attempt is one request on the wire, as the transport reports it. A dial may
// outlive the request that began it, hence the lock.
type attempt struct {
	mu        sync.Mutex
	https     bool
	limit     time.Duration // for each phase of connecting
	phase     phase
	proxy     *url.URL
	remote    string
	certAsked bool
	raw       net.Conn
	conn      *trackedConn // the connection in use; nil if it is not one of the dialer's
}

// trackedConn is a connection that remembers that the other end has hung up. A
// header that breaks off there was not sent so on purpose.
type trackedConn struct {
	net.Conn
	ended atomic.Bool
}

// Read implements net.Conn.
func (n *trackedConn) Read(b []byte) (k int, err error) {
	// It runs in a goroutine of net/http, which recovers nothing.
	if p := Catch(func() {
		k, err = n.Conn.Read(b)
		if err != nil && !isTimeout(err) {
			n.ended.Store(true)
		}
	}); p != nil {
		return 0, p
	}
	return k, err
}

// trackedConnIn returns the dialer's connection below TLS.
func trackedConnIn(conn net.Conn) *trackedConn {
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = secure.NetConn()
	}
	n, _ := conn.(*trackedConn)
	return n
}

type attemptKey struct{}

// attemptOf returns the attempt of ctx; nil, on which set does nothing.
func attemptOf(ctx context.Context) *attempt {
	a, _ := ctx.Value(attemptKey{}).(*attempt)
	return a
}

// watched returns ctx with a as its attempt.
func (a *attempt) watched(ctx context.Context) context.Context {
	ctx = context.WithValue(ctx, attemptKey{}, a)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		TLSHandshakeStart: func() {
			// It runs in a goroutine of net/http, which recovers nothing.
			_ = Catch(func() { a.set((*attempt).secures) })
		},
		GotConn: func(info httptrace.GotConnInfo) {
			a.set(func(a *attempt) {
				a.reach(connected)
				a.remote, a.conn = info.Conn.RemoteAddr().String(), trackedConnIn(info.Conn)
			})
		},
	})
}

func (a *attempt) set(f func(*attempt)) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	f(a)
}

// reach notes progress. A dial that is no longer needed, because another
// connection came free, does not turn it back.
func (a *attempt) reach(p phase) { a.phase = max(a.phase, p) }

// dialled notes a connection. Waiting for a proxy's answer to CONNECT has no
// limit in net/http that fits here, so the connection gets one.
func (a *attempt) dialled(conn net.Conn) {
	if a.proxy == nil || !a.https {
		a.reach(handshaking)
		return
	}
	limit := a.limit
	switch a.proxy.Scheme {
	case "http":
	case "https":
		limit *= 2 // TLS with the proxy comes first.
	default:
		a.reach(tunnelling) // SOCKS has an exchange of its own.
		return
	}
	a.reach(tunnelling)
	a.raw = conn
	_ = conn.SetDeadline(time.Now().Add(limit))
}

// secures notes the beginning of TLS behind a proxy; with a proxy that speaks TLS
// itself, the first one is its own.
func (a *attempt) secures() {
	if a.proxy != nil && a.proxy.Scheme != "https" {
		a.reach(handshaking)
	}
}

// tunnelled notes the proxy's answer to CONNECT.
func (a *attempt) tunnelled() {
	a.reach(handshaking)
	if a.raw != nil {
		_ = a.raw.SetDeadline(time.Time{})
		a.raw = nil
	}
}

// plain reports whether the connection under way is to the server itself and
// without TLS. With nobody to ask it may be.
func (a *attempt) plain() bool {
	plain := true
	a.set(func(a *attempt) { plain = !a.https && a.proxy == nil })
	return plain
}

// facts returns what the verdict on an error needs to know.
func (a *attempt) facts(host string) facts {
	f := facts{host: host}
	a.set(func(a *attempt) {
		f.phase, f.phaseLimit, f.certAsked = a.phase, a.limit, a.certAsked
		f.ended = a.conn != nil && a.conn.ended.Load()
		if a.proxy != nil {
			f.proxy = Clean(a.proxy.Host)
		}
	})
	return f
}
