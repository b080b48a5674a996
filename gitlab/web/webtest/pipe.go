package webtest

import (
	"io"
	"net"
	"os"
	"sync"
	"time"
)

const (
	// window is how much a Pipe takes before a write waits for the reader.
	window = 64 << 10
	// spare is how many writes a closed end takes before one fails.
	spare = 16
)

// Pipe returns the two ends of a connection in memory. Unlike those of net.Pipe
// its writes do not wait for the reader, as on a network: two ends that write at
// the same time, as where TLS refuses a certificate, do not block each other.
// What was written before the end is closed can still be read, and what is
// written to a closed end is at first lost without a word: a client reads why the
// server hung up, and does not stumble over its own write.
func Pipe() (net.Conn, net.Conn) {
	there, back := newStream(), newStream()
	return &end{in: back, out: there}, &end{in: there, out: back}
}

// end is one end of a Pipe.
type end struct{ in, out *stream }

// Read implements net.Conn.
func (e *end) Read(p []byte) (int, error) { return e.in.read(p) }

// Write implements net.Conn.
func (e *end) Write(p []byte) (int, error) { return e.out.write(p) }

// Close implements net.Conn.
func (e *end) Close() error {
	e.in.change(func(s *stream) { s.deaf, s.data = true, nil })
	e.out.change(func(s *stream) { s.ended = true })
	return nil
}

// LocalAddr implements net.Conn.
func (e *end) LocalAddr() net.Addr { return pipeAddr{} }

// RemoteAddr implements net.Conn.
func (e *end) RemoteAddr() net.Addr { return pipeAddr{} }

// SetDeadline implements net.Conn.
func (e *end) SetDeadline(t time.Time) error {
	_ = e.SetReadDeadline(t)
	return e.SetWriteDeadline(t)
}

// SetReadDeadline implements net.Conn.
func (e *end) SetReadDeadline(t time.Time) error {
	e.in.change(func(s *stream) { s.readBy.set(t, s) })
	return nil
}

// SetWriteDeadline implements net.Conn.
func (e *end) SetWriteDeadline(t time.Time) error {
	e.out.change(func(s *stream) { s.writeBy.set(t, s) })
	return nil
}

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

// stream is one direction of a Pipe.
type stream struct {
	mu              sync.Mutex
	changed         *sync.Cond
	data            []byte
	ended           bool // nothing more is written
	deaf            bool // nothing more is read
	lost            int  // writes since then
	readBy, writeBy deadline
}

func newStream() *stream {
	s := &stream{}
	s.changed = sync.NewCond(&s.mu)
	return s
}

func (s *stream) change(f func(*stream)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s)
	s.changed.Broadcast()
}

func (s *stream) read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch {
		case s.deaf:
			return 0, io.ErrClosedPipe
		case s.readBy.passed():
			return 0, os.ErrDeadlineExceeded
		case len(p) == 0:
			return 0, nil
		case len(s.data) > 0:
			n := copy(p, s.data)
			s.data = s.data[n:]
			s.changed.Broadcast()
			return n, nil
		case s.ended:
			return 0, io.EOF
		}
		s.changed.Wait()
	}
}

func (s *stream) write(p []byte) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		switch room := window - len(s.data); {
		case s.ended, s.lost == spare:
			return n, io.ErrClosedPipe
		case s.deaf:
			s.lost++
			return len(p), nil
		case s.writeBy.passed():
			return n, os.ErrDeadlineExceeded
		case n == len(p):
			return n, nil
		case room > 0:
			k := min(room, len(p)-n)
			s.data = append(s.data, p[n:n+k]...)
			n += k
			s.changed.Broadcast()
			if n == len(p) {
				return n, nil
			}
			continue
		}
		s.changed.Wait()
	}
}

// deadline is a moment at which a wait ends; the zero one never comes.
type deadline struct {
	at    time.Time
	timer *time.Timer
}

// set is called under the lock of s.
func (d *deadline) set(at time.Time, s *stream) {
	if d.timer != nil {
		d.timer.Stop()
	}
	d.at, d.timer = at, nil
	if left := time.Until(at); !at.IsZero() && left > 0 {
		d.timer = time.AfterFunc(left, func() { s.change(func(*stream) {}) })
	}
}

func (d *deadline) passed() bool { return !d.at.IsZero() && !time.Now().Before(d.at) }
