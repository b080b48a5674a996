package gitlabtest

import (
	"net/http"
	"strings"
)

// credential is the token of a request: PRIVATE-TOKEN, Bearer, or the password
// of Basic.
func credential(r *http.Request) string {
	if t := r.Header.Get("Private-Token"); t != "" {
		return t
	}
	if t, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return strings.TrimSpace(t)
	}
	if _, password, ok := r.BasicAuth(); ok {
		return password
	}
	return r.URL.Query().Get("private_token")
}

const (
	wordsExpired = "Token is expired. You can either do re-authorization or token refresh."
	wordsRevoked = "Token was revoked. You have to re-authorize from the user."
	wordsDPoP    = "DPoP validation error: DPoP header is missing"
	wordsImp     = "Token is an impersonation token but impersonation was disabled."
	wordsScope   = "The request requires higher privileges than provided by the access token."
)

// authorized answers for the token, its scopes and the account; false when
// that answer was a refusal.
func (c *call) authorized(r *route) bool {
	value := credential(c.r)
	if value == "" && r.public {
		return true
	}
	t, ok := c.s.store.lookup(value)
	if !ok || c.s.cfg.noTokens {
		message(c.w, http.StatusUnauthorized, "401 Unauthorized")
		return false
	}
	if !c.alive(t) || !c.opened(t, r.scopes) {
		return false
	}
	c.who = c.s.store.caller(t)
	if reason, refused := c.s.refusal(c.who.user); refused {
		text := "403 Forbidden"
		if reason != "" {
			text += " - " + reason
		}
		message(c.w, http.StatusForbidden, text)
		return false
	}
	c.s.store.used(t.ID)
	return true
}

// alive refuses tokens that have ended.
func (c *call) alive(t Token) bool {
	switch {
	case t.Revoked:
		c.reused(t)
		oauth(c.w, http.StatusUnauthorized, "invalid_token", wordsRevoked, "")
	case t.expired(c.s.now()):
		oauth(c.w, http.StatusUnauthorized, "invalid_token", wordsExpired, "")
	case t.Kind == Impersonation:
		oauth(c.w, http.StatusUnauthorized, "invalid_token", wordsImp, "")
	case t.DPoP:
		oauth(c.w, http.StatusUnauthorized, "dpop_error", wordsDPoP, "")
	default:
		return true
	}
	return false
}

// reused: a revoked token sent to rotate ends its whole family.
func (c *call) reused(t Token) {
	if c.begins("personal_access_tokens") && c.path[len(c.path)-1] == "rotate" {
		c.s.store.revokeFamily(t.family)
	}
}

// opened refuses tokens without one of the scopes.
func (c *call) opened(t Token, scopes []string) bool {
	switch {
	case t.Kind == FineGrained:
		boundary, permission := permissionFor(c.r.Method, c.path)
		p, _, _ := c.s.store.project(c.arg["id"])
		if t.may(boundary, permission, p.Path) {
			return true
		}
		oauth(c.w, http.StatusForbidden, "insufficient_granular_scope", describeGranular(boundary, permission), "")
	case scopes != nil && !t.has(scopes...):
		oauth(c.w, http.StatusForbidden, "insufficient_scope", wordsScope, strings.Join(scopes, " "))
	default:
		return !c.refusesLegacy(t)
	}
	return false
}
