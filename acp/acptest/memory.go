package acptest

import (
	"context"
	"net"
	"sync"
	"syscall"
)

// memory is a listener whose connections never leave the process.
type memory struct {
	addr  net.Addr
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newMemory(port int) *memory {
	return &memory{
		addr:  &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port},
		conns: make(chan net.Conn), done: make(chan struct{}),
	}
}

// Accept implements net.Listener.
func (m *memory) Accept() (net.Conn, error) {
	select {
	case c := <-m.conns:
		return c, nil
	case <-m.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (m *memory) Close() error {
	m.once.Do(func() { close(m.done) })
	return nil
}

// Addr implements net.Listener.
func (m *memory) Addr() net.Addr { return m.addr }

func (m *memory) dial(ctx context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case m.conns <- server:
		return client, nil
	case <-m.done:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: m.addr, Err: syscall.ECONNREFUSED}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Serves reports whether addr is one of the addresses in memory.
func (s *Server) Serves(addr string) bool {
	for _, m := range s.memory {
		if m.addr.String() == addr {
			return true
		}
	}
	return false
}

// DialContext connects to the address in memory that addr names.
func (s *Server) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	for _, m := range s.memory {
		if m.addr.String() == addr {
			return m.dial(ctx)
		}
	}
	return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
}
