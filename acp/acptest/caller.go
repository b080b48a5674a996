package acptest

import (
	"net/http"
	"strings"
)

// caller is what a backend makes of the headers of a request.
type caller struct {
	sent     bool   // there was a bearer at all
	accepted bool   // Kubernetes, or the single sign-on, knows it
	user     string // whose record is meant; empty when nobody can tell
}

// bearer returns the value of Authorization: with "Bearer" before it or bare,
// as ACP takes both.
func bearer(h http.Header) string {
	v := strings.TrimSpace(h.Get("Authorization"))
	if scheme, rest, ok := strings.Cut(v, " "); ok && strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(rest)
	}
	return v
}

func forwarded(h http.Header) string {
	return strings.TrimSpace(h.Get("X-Forwarded-Access-Token"))
}

// fromBackend is how the backend route sees the caller. The forwarded token is
// preferred, as in ACP; without single sign-on only an access key in
// Authorization says who the person is, through the note of its maker.
func (s *Server) fromBackend(h http.Header) caller {
	token := forwarded(h)
	if token == "" {
		token = bearer(h)
	}
	if token == "" {
		return caller{}
	}
	if s.cfg.dialect.rules().sso {
		return s.fromSSO(bearer(h), token)
	}
	c := caller{sent: true}
	if id, ok := s.keys.lookup(token); ok && id.kind != BearerSSO {
		c.accepted = true
	}
	// Only behind the word Bearer: a bare key is nobody's.
	key, named := strings.CutPrefix(strings.TrimSpace(h.Get("Authorization")), "Bearer ")
	if id, ok := s.keys.lookup(key); ok && named && id.kind == BearerAccessKey && s.cfg.knowsKeys() {
		c.user = id.owner
	}
	return c
}

// fromSSO takes the JWT from Authorization only; any other bearer is one that
// Kubernetes knows, and an access key is its maker's.
func (s *Server) fromSSO(authorization, token string) caller {
	if id, ok := s.keys.lookup(authorization); ok && id.kind == BearerSSO {
		return caller{sent: true, accepted: true, user: id.owner}
	}
	id, ok := s.keys.lookup(token)
	if !ok || id.kind == BearerSSO {
		return caller{sent: true}
	}
	if id.owner == "" {
		id.owner = id.subject
	}
	return caller{sent: true, accepted: true, user: id.owner}
}

// fromProxy is how the backend sees a caller that came by the web address; ok
// is false when the oauth-proxy shows its log-in page instead. The proxy says
// who the caller is: for an access key that is the key's service account, not
// the person. The backend is handed the forwarded token only.
func (s *Server) fromProxy(r *http.Request) (c caller, ok bool) {
	if s.signedIn(r) {
		return caller{sent: true, accepted: true, user: Person}, true
	}
	id, ok := s.keys.lookup(bearer(r.Header))
	if !ok || id.kind == BearerSSO {
		return caller{}, false
	}
	token := forwarded(r.Header)
	if token == "" {
		return caller{}, true
	}
	if s.cfg.dialect.rules().sso {
		return s.fromSSO(token, token), true
	}
	if _, known := s.keys.lookup(token); !known {
		return caller{}, true
	}
	return caller{sent: true, accepted: true, user: id.subject}, true
}
