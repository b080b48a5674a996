package web

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"acp-gitlab/gitlab/secret"
)

// stored is a body that has come. One that is longer than its limit ends in a
// Failure, so that no reader takes the part for the whole.
type stored struct {
	body *bytes.Reader // not embedded: its WriteTo would pass Read by
	cut  *Failure
}

func (s *stored) Read(p []byte) (int, error) {
	n, err := s.body.Read(p)
	if errors.Is(err, io.EOF) && s.cut != nil {
		return n, s.cut
	}
	return n, err
}

func (s *stored) Close() error { return nil }

// receive makes the answer of what came, and names the faults that look like
// answers.
func (o *outcome) receive(req *http.Request, resp *http.Response, body []byte, c *call, known *secret.Scrubber, took time.Duration) {
	a := &Answer{
		Status: resp.StatusCode, Header: resp.Header, Body: body, Took: took, scrubber: known,
	}
	// An address is more than a text: it may be asked next. Only what was sent to
	// this server is taken out of it.
	own := secret.NewScrubber(c.secrets(req)...)
	a.RequestID, a.URL = requestID(resp.Header, known), shownTo(req.URL, own)
	a.Date, _ = http.ParseTime(resp.Header.Get("Date"))
	limit := c.limitFor(req, resp)
	b := &stored{}
	switch {
	case int64(len(body)) > limit:
		a.Body, a.Cut = body[:limit], true
	case overfull(body):
		a.Body, a.Cut = body[:min(len(body), longestEvidence)], true
	}
	if a.Cut {
		b.cut = &Failure{Kind: BadAnswer, Host: o.host, Status: resp.StatusCode, Words: "the answer is too long"}
	}
	b.body = bytes.NewReader(a.Body)
	if resp.StatusCode >= http.StatusBadRequest {
		// GitLab's client takes time and memory that grow with the square of how
		// deep an error is nested, and what it makes of one is not used.
		b.body = bytes.NewReader(a.Body[:min(len(a.Body), longestEvidence)])
	}
	resp.Body, resp.Request = b, req
	if to := location(resp); to != nil {
		a.Location = shownTo(to, own)
		if !sameOrigin(req.URL, to) || c.root != "" && !under(to, c.root) {
			o.redirected = &Failure{Kind: Redirected, Host: o.host, Target: a.Location, Status: resp.StatusCode}
		}
	} else {
		if isRedirect(resp.StatusCode) {
			o.redirected = &Failure{Kind: Redirected, Host: o.host, Target: asSent(resp, own), Status: resp.StatusCode}
		}
		resp.Header.Del("Location") // net/http would end the request with an error.
	}
	o.resp, o.answer = resp, a
}

// disguised returns the failure behind answers of others than the server
// asked: a proxy's that wants a password (for plain http there is no CONNECT),
// and nginx's to a caller without a certificate.
func (f facts) disguised(a *Answer) *Failure {
	out := &Failure{Host: f.host, Proxy: f.proxy, Status: a.Status}
	switch {
	case a.Status == http.StatusProxyAuthRequired && f.proxy != "":
		out.Kind, out.Words = ProxyFault, describeStatus(a.Status)
	case a.Status == http.StatusBadRequest && bytes.Contains(a.Body, []byte("No required SSL certificate was sent")):
		out.Kind, out.Words = TLSClientCert, "the server asks for a client certificate"
	default:
		return nil
	}
	return out
}

// requestID returns the server's name for the request.
//
// GitLab docs: X-Request-Id stands on every answer; X-Gitlab-Meta holds the
// correlation id where a proxy in between has removed it. One that repeats a
// secret is no name: it is left out, and looked at before it is cut.
func requestID(h http.Header, scrubber *secret.Scrubber) string {
	id := h.Get("X-Request-Id")
	if id == "" {
		_, rest, _ := strings.Cut(h.Get("X-Gitlab-Meta"), `"correlation_id":"`)
		id, _, _ = strings.Cut(rest, `"`)
	}
	if len(id) > longestForm {
		return ""
	}
	id = Clean(id)
	if scrubber.Scrub(id) != id {
		return ""
	}
	if len(id) > 64 {
		id = strings.ToValidUTF8(id[:64], "")
	}
	return id
}
