package gitlabtest

import (
	"context"
	"net"
	"sync"
	"syscall"
)

// muteListener accepts connections and never reads from them.
type muteListener struct{ net.Listener }

func (l muteListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &muteConn{Conn: conn, done: make(chan struct{})}, nil
}

type muteConn struct {
	net.Conn
	done chan struct{}
	once sync.Once
}

// Read blocks until Close.
func (c *muteConn) Read([]byte) (int, error) {
	<-c.done
	return 0, net.ErrClosed
}

func (c *muteConn) Close() error {
	c.once.Do(func() { close(c.done) })
	return c.Conn.Close()
}

// closedPort returns a listener whose address refuses connections. The port is
// that of a client of ours: nobody listens there, and nobody else gets it while
// the connection stands. The listener itself is never served.
func (s *Server) closedPort(ctx context.Context, ln net.Listener) (net.Listener, error) {
	if s.pipe != nil {
		return ln, ln.Close()
	}
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp4", ln.Addr().String())
	if err != nil {
		_ = ln.Close()
		return nil, err
	}
	s.atClose(func() {
		_ = conn.Close()
		_ = ln.Close()
	})
	return addressOnly{ln, conn.LocalAddr()}, nil
}

type addressOnly struct {
	net.Listener
	addr net.Addr
}

func (l addressOnly) Addr() net.Addr { return l.addr }

// pipeListener connects in memory.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
}

func (l *pipeListener) dial(ctx context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.done:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: l.Addr(), Err: syscall.ECONNREFUSED}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *pipeListener) Addr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
}
