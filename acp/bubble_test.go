package acp_test

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"testing"
	"testing/synctest"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/gitlab/web/webtest"
)

// bubble is a network in memory, in virtual time: back-offs and time-outs take
// as long as they do, and no time at all.
type bubble struct {
	t   *testing.T
	net *webtest.Memory
	acp *acptest.Server // nil without one
}

// inBubble runs act where time is virtual; what it starts must have ended then.
func inBubble(t *testing.T, act func(*bubble)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { act(&bubble{t: t, net: webtest.NewMemory(9001)}) })
}

// serve serves h and returns its address.
func (b *bubble) serve(h http.Handler) string {
	l := b.net.Listen()
	srv := &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = srv.Serve(l) }()
	b.t.Cleanup(func() { _ = srv.Close() })
	return "http://" + l.Addr().String()
}

// nobody returns an address at which nobody listens.
func (b *bubble) nobody() string {
	l := b.net.Listen()
	_ = l.Close()
	return "http://" + l.Addr().String()
}

// start starts an ACP, whose way to a GitLab is the bubble's.
func (b *bubble) start(opts ...acptest.Option) *acptest.Server {
	b.t.Helper()
	b.acp = newServer(b.t, append(opts, acptest.WithMemory(b.net.DialContext))...)
	return b.acp
}

// dial reaches whatever was started.
func (b *bubble) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if b.acp != nil && b.acp.Serves(addr) {
		return b.acp.DialContext(ctx, network, addr)
	}
	return b.net.DialContext(ctx, network, addr)
}

func (b *bubble) stack() *web.Stack {
	b.t.Helper()
	return newStack(b.t, web.Options{Dial: b.dial})
}
