package webtest

import (
	"context"
	"net"
	"sync"
	"syscall"
)

// Memory is a network that never leaves the process, so it can be used in a
// synctest bubble, where time is virtual. Its hosts are ports of 127.0.0.1; a nil
// one has none.
type Memory struct {
	mu   sync.Mutex
	next int
	byAt map[string]*memoryListener
}

// NewMemory returns a network whose first listener has the port first, the next
// one the port after it.
func NewMemory(first int) *Memory {
	return &Memory{next: first, byAt: map[string]*memoryListener{}}
}

// Listen opens the next port.
func (m *Memory) Listen() net.Listener {
	m.mu.Lock()
	defer m.mu.Unlock()
	l := &memoryListener{
		addr:  &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: m.next},
		conns: make(chan net.Conn), done: make(chan struct{}),
	}
	m.next++
	m.byAt[l.addr.String()] = l
	return l
}

// Has reports whether addr, "127.0.0.1:8080", was opened here, be it closed
// since.
func (m *Memory) Has(addr string) bool { return m.at(addr) != nil }

func (m *Memory) at(addr string) *memoryListener {
	if m == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.byAt[addr]
}

// DialContext connects to addr; where nobody listens the connection is refused.
func (m *Memory) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	if l := m.at(addr); l != nil {
		return l.dial(ctx)
	}
	return nil, refused(network, nil)
}

func refused(network string, addr net.Addr) error {
	return &net.OpError{Op: "dial", Net: network, Addr: addr, Err: syscall.ECONNREFUSED}
}

type memoryListener struct {
	addr  *net.TCPAddr
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (l *memoryListener) dial(ctx context.Context) (net.Conn, error) {
	client, server := Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.done:
		return nil, refused("tcp", l.addr)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept implements net.Listener.
func (l *memoryListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *memoryListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

// Addr implements net.Listener.
func (l *memoryListener) Addr() net.Addr { return l.addr }
