package webtest

import (
	"io"
	"net"
	"net/http"
	"sync"
)

// Silent takes a request and never answers: it ends with the request, or with
// Close.
func (s *Server) Silent(_ http.ResponseWriter, r *http.Request) {
	s.Wait(r.Context(), nil)
	Cut()
}

// Cut ends the answer where it is, and the connection with it.
func Cut() { panic(http.ErrAbortHandler) }

// Reset closes the connection without a farewell, where that can be done; over
// HTTP/2 it ends the stream.
func Reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		Cut()
	}
	raw := conn
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		raw = secure.NetConn()
	}
	if tcp, ok := raw.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = raw.Close()
}

// Pour writes the same block many times, as long as somebody takes it.
func Pour(w io.Writer, block []byte, times int) {
	for range times {
		if _, err := w.Write(block); err != nil {
			return
		}
	}
}

// Mute returns a listener that takes connections and never reads from them.
func Mute(l net.Listener) net.Listener { return muteListener{l} }

type muteListener struct{ net.Listener }

// Accept implements net.Listener.
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

// Close implements net.Conn.
func (c *muteConn) Close() error {
	c.once.Do(func() { close(c.done) })
	return c.Conn.Close()
}

// HangUp returns a listener whose connections end with the first bytes that come
// over them, without a farewell where that can be done.
func HangUp(l net.Listener) net.Listener { return hangUpListener{l} }

type hangUpListener struct{ net.Listener }

// Accept implements net.Listener.
func (l hangUpListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return hangUpConn{conn}, nil
}

type hangUpConn struct{ net.Conn }

// Read takes what comes first, and nothing after it.
func (c hangUpConn) Read(b []byte) (int, error) {
	if _, err := c.Conn.Read(b); err != nil {
		return 0, err
	}
	if tcp, ok := c.Conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = c.Close()
	return 0, io.EOF
}
