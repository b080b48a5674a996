package gitlabtest

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"acp-gitlab/gitlab/secret"
	"acp-gitlab/lazy"
)

// Seen is one request that reached the server. It never holds a token, nor a
// part of one: where a token stood in the address, Path and Query are
// "[redacted]".
type Seen struct {
	// Server is which listener it came to: "gitlab", "elsewhere" or "proxy".
	Server string
	// Path is as it was sent, escapes and root included.
	Method, Path, Query, Host string
	// Headers are the names, sorted.
	Headers []string
	// TokenIn says where a token stood: "url", "host", or a header's name.
	TokenIn []string
	// Status is the answer's; 0 while it is being answered or when the
	// connection was cut.
	Status int
}

// HasToken reports whether a token stood anywhere in the request.
func (s Seen) HasToken() bool { return len(s.TokenIn) > 0 }

// HasHeader reports whether the header was sent.
func (s Seen) HasHeader(name string) bool {
	return slices.Contains(s.Headers, http.CanonicalHeaderKey(name))
}

// Requests returns what has reached the server so far, in the order of
// arrival.
func (s *Server) Requests() []Seen { return s.log.All() }

// Busiest is the largest number of requests that were being answered at the
// same time.
func (s *Server) Busiest() int { return s.log.Busiest() }

// tokenShape finds tokens that this server did not hand out.
var tokenShape = lazy.Regexp(`gl[a-z]{2,5}-[0-9A-Za-z_.-]{20,}`)

// finder looks for tokens in a request. values are those handed out.
type finder struct{ values func() []string }

func (f finder) look(listener string, r *http.Request) Seen {
	seen := Seen{
		Server: listener, Method: r.Method, Host: r.Host,
		Path: r.URL.EscapedPath(), Query: r.URL.RawQuery,
	}
	values := f.values()
	if holds(values, r.RequestURI) {
		seen.TokenIn = append(seen.TokenIn, "url")
		seen.Path, seen.Query = secret.Redacted, secret.Redacted
	}
	if holds(values, r.Host) {
		seen.TokenIn = append(seen.TokenIn, "host")
		seen.Host = secret.Redacted
	}
	for name := range r.Header {
		seen.Headers = append(seen.Headers, name)
	}
	slices.Sort(seen.Headers)
	for _, name := range seen.Headers {
		if slices.ContainsFunc(r.Header[name], func(v string) bool { return holds(values, v) }) {
			seen.TokenIn = append(seen.TokenIn, name)
		}
	}
	return seen
}

// holds reports whether text has a token in it, as it stands, percent-encoded
// or in base64.
func holds(values []string, text string) bool {
	forms := []string{text}
	if plain, err := url.QueryUnescape(text); err == nil {
		forms = append(forms, plain)
	}
	if _, encoded, ok := strings.Cut(text, " "); ok {
		if plain, err := base64.StdEncoding.DecodeString(encoded); err == nil {
			forms = append(forms, string(plain))
		}
	}
	return slices.ContainsFunc(forms, func(form string) bool {
		return tokenShape().MatchString(form) || slices.ContainsFunc(values, func(v string) bool {
			return strings.Contains(form, v) ||
				strings.Contains(form, base64.StdEncoding.EncodeToString([]byte(v)))
		})
	})
}
