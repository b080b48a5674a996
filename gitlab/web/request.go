package web

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"

	"acp-gitlab/gitlab/secret"
)

// Request is one request for Do.
type Request struct {
	// Method is GET if empty. Only a GET is repeated.
	Method string
	// Once keeps a GET from being repeated: one that may change something, or
	// that is counted against the caller.
	Once bool
	// Wide is for git, which counts its requests apart: 16 are on their way at a
	// time, not 4.
	Wide bool
	// URL is http or https. User info in it is not sent.
	URL string
	// Header is sent as it is, but for User-Agent and Accept-Encoding.
	Header http.Header
	// Body is sent with its length; nil for none.
	Body []byte
	// Root is the path under which redirects count as inside: "/" or
	// "/gitlab". With "" nothing is followed, and only another origin is
	// outside.
	Root string
	// Limit bounds the body, in bytes after decompression; 1 MiB if zero.
	Limit int64
	// Follow follows redirects of a GET inside scheme, host, port and Root,
	// three at most.
	Follow bool
	// Trace, if set, is filled with what was seen on the way.
	Trace *Trace
	// Hide are secrets in Body, which the server might repeat: they are kept
	// out of Words and Title, as those in Header are anyway.
	Hide []secret.Text
}

// Trace is what was seen on the way to the last answer.
type Trace struct {
	// Addrs are the addresses that the name has; empty behind a proxy.
	Addrs []string
	// Remote is the address of the other end, be it the server or the proxy.
	Remote string
	// Proxy is how the request went.
	Proxy Proxy
	// TLS is the state of the connection, nil without TLS or an answer.
	TLS *tls.ConnectionState
}

// Do sends req and returns the answer, whatever its status. The error is a
// *Failure, that of ctx, or [ErrHeld]. With a failure of kind Redirected the redirect is
// returned as well.
func (s *Stack) Do(ctx context.Context, req Request) (*Answer, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c := s.newCall()
	c.root, c.follow, c.limit, c.trace, c.hide, c.once, c.wide = req.Root, req.Follow, req.Limit, req.Trace, req.Hide, req.Once, req.Wide
	if c.limit <= 0 {
		c.limit = shortBody
	}
	out, err := req.build(context.WithValue(ctx, callKey{}, c))
	if err != nil {
		return nil, err
	}
	resp, err := s.client.Do(out)
	if err != nil {
		return nil, unwrapped(ctx, err)
	}
	_ = resp.Body.Close()
	if c.redirected != nil {
		return c.answer, c.redirected
	}
	return c.answer, nil
}

// unwrapped takes off what http.Client puts around errors: the address with
// its query.
func unwrapped(ctx context.Context, err error) error {
	if e := ctx.Err(); e != nil {
		return e
	}
	if errors.Is(err, ErrHeld) {
		return ErrHeld
	}
	return Explain(err)
}

func (req Request) build(ctx context.Context) (*http.Request, error) {
	u, err := url.Parse(req.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, &Failure{Kind: BadAnswer, Words: "not an http address"}
	}
	u.User = nil
	method := strings.ToUpper(req.Method)
	out, err := http.NewRequestWithContext(ctx, method, u.String(), bytes.NewReader(req.Body))
	if err != nil {
		return nil, &Failure{Kind: BadAnswer, Host: Clean(u.Host), Words: "not a request"}
	}
	if req.Body == nil {
		out.Body, out.GetBody = nil, nil
	}
	if req.Once && out.Body == nil {
		// net/http repeats a GET by itself where a connection that was used
		// before breaks, unless there is a body that it cannot send again.
		out.Body = nothing{}
	}
	for name, values := range req.Header {
		out.Header[http.CanonicalHeaderKey(name)] = append([]string(nil), values...)
	}
	out.Header.Del("Accept-Encoding") // The transport decompresses what it asked for.
	return out, nil
}

// nothing is a body of no length.
type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, io.EOF }

func (nothing) Close() error { return nil }
