package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"acp-gitlab/gitlab/secret"
)

// Answer is what a server said. Header and Body are as they came; the methods
// return text that is clean.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	// Cut says that the body was longer than the limit.
	Cut bool
	// Took is the time from sending the request to the end of the body.
	Took time.Duration
	// RequestID is the server's name for the request, "" if it gave none.
	RequestID string
	// URL is what answered, and Location where it points to, absolute; both
	// without user info, query and fragment.
	URL, Location string
	// Date is the server's clock, the zero time if it does not say.
	Date time.Time

	scrubber *secret.Scrubber // nil knows shapes only
	// whole is what the body was before its end was left out; nil if it is all
	// there.
	whole *pageFacts
}

// RetryAt returns when a server that asked to wait will answer again; the zero
// time if it did not say, or named a moment that nobody waits for.
func (a *Answer) RetryAt(now time.Time) time.Time {
	at := retryAt(a.Status, a.Header, now)
	if at.Sub(now) > longestTold {
		return time.Time{}
	}
	return at
}

// JSON reads the body into v. The error is a *Failure of kind BadAnswer, and
// never repeats the body.
func (a *Answer) JSON(v any) error {
	words := "the answer is not the JSON that was asked for"
	switch {
	case a.Cut:
		words = "the answer is too long"
	case json.Unmarshal(a.Body, v) == nil:
		return nil
	case a.IsHTML():
		words = "the answer is a web page"
	}
	return &Failure{Kind: BadAnswer, Host: hostOf(a.URL), Status: a.Status, Words: words}
}

func hostOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return host
}

// tidy makes words of the server's fit to be shown, in one line of 200
// characters at most. What was sent to it in confidence is not repeated.
func (a *Answer) tidy(s string) string {
	known := a.scrubber
	if known == nil {
		known = secret.NewScrubber()
	}
	return shorten(Text(line(Clean(s)), 2*MaxWords, known))
}

// secrets are what req carries that its answer must not repeat.
func (c *call) secrets(req *http.Request) []secret.Text {
	return append(credentials(req.Header), c.hide...)
}

// scrubber returns what knows the secrets of req, and those of the run.
func (s *Stack) scrubber(req *http.Request, c *call) *secret.Scrubber {
	known := s.options.Known
	if known == nil {
		known = secret.NewScrubber()
	}
	for _, v := range c.secrets(req) {
		known.Add(v)
	}
	return known
}

// credentials returns the secrets in a request's header.
func credentials(h http.Header) []secret.Text {
	var found []secret.Text
	for _, name := range []string{"Private-Token", "X-Forwarded-Access-Token", "Job-Token", "Cookie"} {
		if v := h.Get(name); v != "" {
			found = append(found, secret.New(v))
		}
	}
	scheme, value, ok := strings.Cut(h.Get("Authorization"), " ")
	if !ok {
		value = scheme
	}
	if raw, err := base64.StdEncoding.DecodeString(value); err == nil && strings.EqualFold(scheme, "basic") {
		_, value, _ = strings.Cut(string(raw), ":")
	}
	return append(found, secret.New(value))
}
