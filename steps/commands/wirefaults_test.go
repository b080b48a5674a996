package commands

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web/webtest"
)

// wireFault is what stands at the other end of a connection below HTTP: either there
// is none, for a reason, or somebody who behaves badly.
type wireFault struct {
	name   string
	secure bool
	dial   func(context.Context) error // why there is no connection
	serve  func(net.Conn)              // whoever answers; its end is the connection's
	reset  bool                        // a connection that ends is reset, not closed
	gitlab met
	acp    met
}

func noConnection(err error) func(context.Context) error {
	return func(context.Context) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
}

func silence(ctx context.Context) error {
	<-ctx.Done()
	return &net.OpError{Op: "dial", Net: "tcp", Err: ctx.Err()}
}

// says reads a request, or the beginning of a handshake, and answers with text.
func says(text string) func(net.Conn) {
	return func(c net.Conn) {
		_, _ = c.Read(make([]byte, 4096))
		_, _ = io.WriteString(c, text)
	}
}

// then goes on after serve: with silence, or with more and more.
func then(serve, more func(net.Conn)) func(net.Conn) {
	return func(c net.Conn) {
		serve(c)
		more(c)
	}
}

func listens(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

func dribbles(c net.Conn) {
	for {
		if _, err := c.Write([]byte(" ")); err != nil {
			return
		}
		time.Sleep(time.Second) // virtual
	}
}

func pours(c net.Conn) {
	for more := bytes.Repeat([]byte("X-More: y\r\n"), 4096); ; {
		if _, err := c.Write(more); err != nil {
			return
		}
	}
}

const (
	headers = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
	// hello is the beginning of TLS's ServerHello: a record of 122 bytes.
	hello = "\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03"
	// alert is TLS's word for a handshake that the server will not go on with.
	alert = "\x15\x03\x03\x00\x02\x02\x28"
)

// wireFaults are the ways in which a connection goes wrong, each with what check
// meets of it at GitLab, and status at ACP.
func wireFaults() []wireFault {
	at := func(code problem.Code) met { return met{string(code), exitOf(code)} }
	unreachable, unavailable, notACP := at(problem.ACPUnreachable), at(problem.ACPUnavailable), at(problem.ACPNotACP)
	timeout, cut, late, notGitLab := at(problem.InstanceTimeout), at(problem.GitLabUnavailable), at(problem.GitLabTimeout), at(problem.InstanceNotGitLab)
	dns, refused, handshake := at(problem.InstanceDNS), at(problem.InstanceRefused), at(problem.InstanceTLSFailed)
	return []wireFault{
		{"no such name", true, noConnection(&net.DNSError{Err: "no such host", Name: "x", IsNotFound: true}), nil, false, dns, unreachable},
		{"the name does not come", true, noConnection(&net.DNSError{Err: "i/o timeout", Name: "x", IsTimeout: true}), nil, false, dns, unreachable},
		{"refused", true, noConnection(syscall.ECONNREFUSED), nil, false, refused, unreachable},
		{"no way there", true, noConnection(syscall.EHOSTUNREACH), nil, false, refused, unreachable},
		{"silence instead of a connection", true, silence, nil, false, timeout, unreachable},
		{"silence instead of TLS", true, nil, listens, false, timeout, unreachable},
		{"silence in the handshake", true, nil, then(says(hello), listens), false, timeout, unreachable},
		{"reset in the handshake", true, nil, says(hello), true, handshake, unreachable},
		{"end of the handshake", true, nil, says(""), false, handshake, unreachable},
		{"an alert", true, nil, says(alert), false, handshake, unreachable},
		{"no TLS but HTTP", true, nil, says("HTTP/1.1 400 Bad Request\r\n\r\n"), false, at(problem.InstanceNotHTTPS), unreachable},
		{"no TLS but SSH", true, nil, says("SSH-2.0-OpenSSH_9.6\r\n"), false, at(problem.InstanceNotHTTPS), unreachable},
		{"silence instead of an answer", false, nil, listens, false, late, unavailable},
		{"silence in the header", false, nil, then(says("HTTP/1.1 200 OK\r\nContent-"), listens), false, late, unavailable},
		{"silence in the body", false, nil, then(says(headers+`{"`), listens), false, late, unavailable},
		{"an answer by and by", false, nil, then(says(headers), dribbles), false, late, unavailable},
		{"a header without end", false, nil, then(says("HTTP/1.1 200 OK\r\n"), pours), false, notGitLab, notACP},
		{"reset before the first byte", false, nil, says(""), true, cut, unavailable},
		{"end before the first byte", false, nil, says(""), false, cut, unavailable},
		{"reset in the header", false, nil, says("HTTP/1.1 200 OK\r\nContent-"), true, cut, unavailable},
		{"reset in the body", false, nil, says(headers + `{"`), true, cut, unavailable},
		{"end in the body", false, nil, says(headers + `{"`), false, cut, unavailable},
		{"another protocol", false, nil, says("+OK POP3 ready\r\n"), false, notGitLab, notACP},
	}
}

// cutOff is a connection whose end looks like a reset.
type cutOff struct{ net.Conn }

// Read implements net.Conn.
func (c cutOff) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err == io.EOF { //nolint:errorlint // the pipe returns it as it is
		err = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	}
	return n, err
}

func (l wireFault) connect(ctx context.Context) (net.Conn, error) {
	if l.dial != nil {
		return nil, l.dial(ctx)
	}
	near, far := webtest.Pipe()
	go func() {
		defer far.Close()
		l.serve(far)
	}()
	if l.reset {
		near = cutOff{near}
	}
	return near, nil
}

// call runs the program where every address leads to the fault.
func (l wireFault) call(t *testing.T, args ...string) outcome {
	t.Helper()
	a := &arena{token: unknownToken, session: "sha256~" + strings.Repeat("y", 43)}
	a.wayOut = func(ctx context.Context, _, _ string) (net.Conn, error) { return l.connect(ctx) }
	return a.call(t, a.token, a.keys(), args...)
}

// TestFaultsBelowHTTP: every way in which a connection goes wrong has its name,
// and ends within the time-out.
func TestFaultsBelowHTTP(t *testing.T) {
	t.Parallel()
	for _, l := range wireFaults() {
		address := "http://127.0.0.1:8080"
		if l.secure {
			address = "https://gitlab.example.com"
		}
		t.Run("GitLab, "+l.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				defer time.Sleep(time.Minute) // virtual: the other end notices
				o := l.call(t, "check", "--json", "--token-stdin", "--gitlab-url", address)
				l.gitlab.compare(t, o)
				checkAdvice(t, o)
				if o.took > defaultTimeout+slack {
					t.Errorf("took %s", o.took)
				}
			})
		})
		t.Run("ACP, "+l.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				defer time.Sleep(time.Minute) // virtual: the other end notices
				o := l.call(t, "status", "--json", "--acp-url", strings.Replace(address, "gitlab", "acp", 1))
				l.acp.compare(t, o)
				checkAdvice(t, o)
				if o.took > 2*defaultTimeout+slack {
					t.Errorf("took %s", o.took)
				}
			})
		})
	}
}
