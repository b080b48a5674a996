package webtest

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/nettest"
)

// TestPipeIsAConnection holds the pipe to what every net.Conn promises.
func TestPipeIsAConnection(t *testing.T) {
	t.Parallel()
	nettest.TestConn(t, func() (net.Conn, net.Conn, func(), error) {
		a, b := Pipe()
		return a, b, func() { _, _ = a.Close(), b.Close() }, nil
	})
}

// TestBothEndsOfAPipeMayWriteAtOnce: nobody waits for the other to read, and
// what was written before the end is still there.
func TestBothEndsOfAPipeMayWriteAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := Pipe()
		for _, end := range []net.Conn{a, b} {
			if n, err := io.WriteString(end, "hello"); n != 5 || err != nil {
				t.Fatal(n, err)
			}
		}
		_ = a.Close()
		if said, err := io.ReadAll(b); string(said) != "hello" || err != nil {
			t.Errorf("after the end: %q, %v", said, err)
		}
		for n := range spare + 1 {
			if _, err := io.WriteString(b, "anybody?"); (n == spare) != errors.Is(err, io.ErrClosedPipe) {
				t.Errorf("write %d to nobody: %v", n+1, err)
			}
		}
		_ = b.Close()
		if _, err := b.Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("a write behind one's own end: %v", err)
		}
	})
}

// TestAPipeThatNobodyReadsFillsUp: a server that pours waits for its reader, as
// on a network, until its deadline.
func TestAPipeThatNobodyReadsFillsUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a, b := Pipe()
		defer b.Close()
		_ = a.SetWriteDeadline(time.Now().Add(time.Second))
		began := time.Now()
		n, err := a.Write(bytes.Repeat([]byte("x"), window+1))
		if n != window || !errors.Is(err, os.ErrDeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("%d bytes, %v after %v", n, err, time.Since(began))
		}
		_ = a.Close()
	})
}

func TestMemoryRefusesWhereNobodyListens(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m := NewMemory(8001)
		open, closed := m.Listen(), m.Listen()
		_ = closed.Close()
		go func() {
			if conn, err := open.Accept(); err == nil {
				_, _ = io.WriteString(conn, "open")
				_ = conn.Close()
			}
		}()
		conn, err := m.DialContext(t.Context(), "tcp", "127.0.0.1:8001")
		if err != nil {
			t.Fatal(err)
		}
		if said, err := io.ReadAll(conn); string(said) != "open" || err != nil {
			t.Errorf("%q, %v", said, err)
		}
		_ = conn.Close()
		for addr, known := range map[string]bool{"127.0.0.1:8002": true, "127.0.0.1:8003": false} {
			if _, err := m.DialContext(t.Context(), "tcp", addr); !errors.Is(err, syscall.ECONNREFUSED) || m.Has(addr) != known {
				t.Errorf("%s: %v, known %v", addr, err, m.Has(addr))
			}
		}
	})
}
