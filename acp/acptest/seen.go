package acptest

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"

	"acp-gitlab/lazy"
)

// Seen is one request that came in, without any value that could be a secret.
type Seen struct {
	Origin       Origin
	Method, Path string
	// Query reports whether the address had a query.
	Query bool
	// Headers are the names of the headers, sorted.
	Headers []string
	// Authorization and Forwarded are the kinds of bearer in Authorization and
	// in X-Forwarded-Access-Token.
	Authorization, Forwarded Bearer
	// Token reports whether the body had a GitLab token.
	Token bool
	// Fields are the names of the fields of a body in JSON, sorted.
	Fields []string
	// Misplaced reports whether something that looks like a GitLab token was
	// anywhere else: in the address or in a header.
	Misplaced bool
}

// secretish is a path segment or a header that must not be written down.
var secretish = lazy.Regexp(`gl[a-z]+-[A-Za-z0-9_.-]{8,}|sha256~[^/]*|eyJ[^/]*|[^/]{80,}`)

// formToken is the field of the Integrations page.
var formToken = lazy.Regexp(`personalAccessToken=[^&]`)

// gitLabToken begins a word: in the middle of a JWT it may stand by chance.
var gitLabToken = lazy.Regexp(`(?:^|[^\w.-])gl[a-z]+-[A-Za-z0-9_.-]{8,}`)

// look notes what there is to know of a request.
func (s *Server) look(o Origin, r *http.Request, body []byte) Seen {
	return Seen{
		Origin: o, Method: r.Method, Path: secretish().ReplaceAllString(r.URL.Path, "[redacted]"), Query: r.URL.RawQuery != "",
		Headers:       slices.Sorted(maps.Keys(r.Header)),
		Authorization: s.keys.kind(bearer(r.Header)), Forwarded: s.keys.kind(forwarded(r.Header)),
		Token: carriesToken(body), Fields: fieldsOf(body), Misplaced: misplaced(r),
	}
}

func fieldsOf(body []byte) []string {
	var b map[string]json.RawMessage
	if json.Unmarshal(body, &b) != nil {
		return nil
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(b)), secretish().MatchString)
}

func carriesToken(body []byte) bool {
	var b struct {
		Token string `json:"personalAccessToken"`
		// Credential is the field of the credential store.
		Credential string `json:"token"`
	}
	_ = json.Unmarshal(body, &b)
	return b.Token != "" || b.Credential != "" || formToken().Match(body)
}

func misplaced(r *http.Request) bool {
	if gitLabToken().MatchString(r.URL.String()) {
		return true
	}
	for _, values := range r.Header {
		if slices.ContainsFunc(values, gitLabToken().MatchString) {
			return true
		}
	}
	return false
}

// Requests returns what came in so far, in order.
func (s *Server) Requests() []Seen { return s.log.All() }
