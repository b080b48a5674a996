package commands

import (
	"io"
	"net"
	"sync"
)

// queued is a connection in memory whose writes do not wait for the reader, as
// those of a network do not: a TLS alert would else meet the other end writing.
type queued struct {
	net.Conn
	out  chan []byte
	done chan struct{}
	once sync.Once
}

func queue(c net.Conn) net.Conn {
	q := &queued{Conn: c, out: make(chan []byte, 1024), done: make(chan struct{})}
	go q.pump()
	return q
}

func (q *queued) pump() {
	for {
		select {
		case b := <-q.out:
			if _, err := q.Conn.Write(b); err != nil {
				return
			}
		case <-q.done:
			return
		}
	}
}

// Write implements net.Conn.
func (q *queued) Write(p []byte) (int, error) {
	select {
	case <-q.done:
		return 0, io.ErrClosedPipe
	case q.out <- append([]byte(nil), p...):
		return len(p), nil
	}
}

// Close implements net.Conn.
func (q *queued) Close() error {
	q.once.Do(func() { close(q.done) })
	return q.Conn.Close()
}
