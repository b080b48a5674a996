package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"acp-gitlab/gitlab/secret"
)

const (
	// shortBody bounds a body, longBody that of a list.
	shortBody int64 = 1 << 20
	longBody  int64 = 8 << 20
	// longestRest is how much of a body that nobody needs is read to its end, so
	// that the connection can be used again: git's list of some thousand branches.
	longestRest int64 = 256 << 10
)

// call is what belongs to one answer: all tries and hops share it. It is used
// by one goroutine.
type call struct {
	root     string
	follow   bool
	once     bool  // no second try
	wide     bool  // one of many: among 16 instead of 4
	limit    int64 // 0: by the kind of answer
	trace    *Trace
	hide     []secret.Text
	left     time.Duration // time for the answer
	patience time.Duration
	// The last answer, and why it is none to use although it came.
	answer     *Answer
	redirected *Failure
}

type callKey struct{}

// callOf returns the call that req belongs to. A request of GitLab's client
// begins one of its own, and its redirects go on with it.
func (s *Stack) callOf(req *http.Request) *call {
	ctx := req.Context() //nolint:contextcheck // a redirect goes on with the call of the request before it
	if req.Response != nil && req.Response.Request != nil {
		ctx = req.Response.Request.Context()
	}
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c
	}
	c := s.newCall()
	c.root, c.follow = rootOf(req.URL), true
	return c
}

func (s *Stack) newCall() *call {
	return &call{left: s.options.Timeout, patience: s.options.Patience}
}

// roundTripper is the Stack as http.Client sees it.
type roundTripper struct{ s *Stack }

// RoundTrip returns an answer whose body has come already, after as many tries
// as it takes. The error is a *Failure or the context's.
func (t roundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	s, ctx := t.s, req.Context()
	c := s.callOf(req)
	defer closeBody(req)
	if from := req.Response; from != nil && !inside(from.Request.URL, req.URL, c.root) {
		return nil, &Failure{Kind: Redirected, Host: Clean(from.Request.URL.Host), Target: shownTo(req.URL, secret.NewScrubber(c.secrets(from.Request)...)), Status: from.StatusCode}
	}
	req = req.WithContext(context.WithValue(ctx, callKey{}, c))
	req.Header = req.Header.Clone()
	req.Header.Set("User-Agent", s.options.UserAgent)
	if err := s.pool.warmed(ctx, req.URL.Host); err != nil {
		return nil, err
	}
	release, err := s.pool.acquire(ctx, c.wide)
	if err != nil {
		return nil, err
	}
	defer release()
	o, err := s.tries(ctx, req, c)
	if err != nil {
		return nil, err
	}
	c.answer, c.redirected = o.answer, o.redirected
	evidenceOf(ctx).set(o.answer, o.verdict())
	if o.failure != nil {
		return nil, o.failure
	}
	return o.resp, nil
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

// tries repeats a GET while that may help.
func (s *Stack) tries(ctx context.Context, req *http.Request, c *call) (outcome, error) {
	gate := gateOf(ctx)
	if err := gate.pass(ctx, c.wide); err != nil {
		return outcome{}, err
	}
	for try := 0; ; try++ {
		o := s.attempt(req, c)
		gate.saw(o.answer, c.wide)
		repeat := req.Method == http.MethodGet && !c.once && o.worthRepeating() && !gate.barred()
		if repeat && s.pause(ctx, c, try, o) {
			continue
		}
		if err := ctx.Err(); err != nil && (repeat || o.failure != nil) {
			return o, err // The caller stopped; what came is not the last word.
		}
		return o, nil
	}
}

// outcome is what one attempt brought.
type outcome struct {
	host       string
	resp       *http.Response
	answer     *Answer
	failure    *Failure
	redirected *Failure // beside resp: it points outside
}

// verdict returns why there is no answer to use.
func (o outcome) verdict() *Failure {
	if o.failure != nil {
		return o.failure
	}
	return o.redirected
}

// attempt sends req once and reads the answer.
func (s *Stack) attempt(req *http.Request, c *call) outcome {
	parent := req.Context()
	network := s.pool.transport(req.URL.Hostname(), s.cas) // Loads the system's roots the first time.
	ctx, cancel := context.WithTimeout(parent, c.left)
	defer cancel()
	a := &attempt{https: req.URL.Scheme == "https", limit: s.pool.phaseLimit}
	if s.pool.fixed != nil || c.answer != nil {
		a.phase = connected // There is no network, or it answered a hop ago.
	}
	scrubber := s.scrubber(req, c)
	began := time.Now()
	resp, body, err := c.exchange(network, req.WithContext(a.watched(ctx))) //nolint:bodyclose // exchange has read and closed it
	took := time.Since(began)
	c.left -= took
	o := outcome{host: Clean(req.URL.Host)}
	known := a.facts(o.host)
	if err != nil {
		known.limit = s.options.Timeout
		known.source = s.pool.proxies.sources[req.URL.Scheme]
		known.late = ctx.Err() != nil && parent.Err() == nil
		known.scrubber = scrubber
		known.authorities = certificatesFor(s.cas, hostname(req.URL.Host))
		o.failure = known.explain(err)
		if known.late {
			s.pool.renew() // A connection that went silent serves nobody.
		}
	} else {
		s.pool.spoke(req.URL.Host, resp.ProtoMajor)
		o.receive(req, resp, body, c, scrubber, took)
		o.failure = known.disguised(o.answer)
	}
	c.fill(s, req, a, resp)
	s.log(req, c, began, took, o, parent.Err() != nil)
	return o
}

// exchange sends req and reads the body, to the limit and one byte more.
func (c *call) exchange(network http.RoundTripper, req *http.Request) (*http.Response, []byte, error) {
	resp, err := network.RoundTrip(req)
	raise(err)
	if err != nil {
		return nil, nil, err
	}
	if resp.Body == nil {
		resp.Body = http.NoBody
	}
	if resp.Header == nil {
		resp.Header = http.Header{}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.limitFor(req, resp)+1))
	raise(err)
	if err == nil && c.wide && resp.ProtoMajor == 1 {
		// A body that is left unread costs the connection.
		_, failed := io.CopyN(io.Discard, resp.Body, longestRest)
		raise(failed)
	}
	return resp, body, err
}

// raise panics again with what one of our functions panicked with in a goroutine
// of net/http, which could only hand it on as an error.
func raise(err error) {
	if p, ok := errors.AsType[*Panic](err); ok {
		panic(p)
	}
}

// limitFor returns how much of a body is read: lists, which come with paging
// headers or from GraphQL, may be long.
func (c *call) limitFor(req *http.Request, resp *http.Response) int64 {
	switch {
	case c.limit > 0:
		return c.limit
	case resp.Header.Get("Link") != "", resp.Header.Get("X-Per-Page") != "",
		strings.HasSuffix(req.URL.Path, "/api/graphql"):
		return longBody
	}
	return shortBody
}

// fill tells the caller what was seen on the way.
func (c *call) fill(s *Stack, req *http.Request, a *attempt, resp *http.Response) {
	if c.trace == nil {
		return
	}
	*c.trace = Trace{Proxy: s.pool.proxies.explainURL(req.URL)}
	if c.trace.Proxy.URL == "" {
		c.trace.Addrs = s.pool.dialer.addresses(req.URL.Hostname())
	}
	a.set(func(a *attempt) { c.trace.Remote = a.remote })
	if resp != nil {
		c.trace.TLS = resp.TLS
	}
}

func (s *Stack) log(req *http.Request, c *call, began time.Time, took time.Duration, o outcome, cancelled bool) {
	if s.options.Log == nil {
		return
	}
	// A redirect that was followed has a path of the server's making.
	path := Text(req.URL.EscapedPath(), MaxAddress, secret.NewScrubber(c.secrets(req)...))
	e := Exchange{At: began, Method: req.Method, Host: o.host, Path: path, Took: took}
	switch {
	case o.answer != nil:
		e.Status, e.RequestID = o.answer.Status, o.answer.RequestID
	case cancelled:
		e.Failure = "cancelled"
	default:
		e.Failure = string(o.failure.Kind)
	}
	s.options.Log(e)
}
