package acptest

import (
	"net/http"
	"strings"
)

// UI is the origin of ambient-ui, the newer pages. It passes calls on only for
// its own cookie: a program cannot go through it.
const UI Origin = "ui"

// UIURL is the address of ambient-ui; "" without the credential store.
func (s *Server) UIURL() string { return s.addresses[UI] }

// WithNamedAPI makes ambient-ui name an address of the API that can be reached from
// outside, as a deployment may set it.
func WithNamedAPI() Option { return func(c *config) { c.uiNames = true } }

// ambientUI answers as ambient-ui to somebody who has not signed in, or has.
func (s *Server) ambientUI(r *request) reply {
	path := r.URL.Path
	switch {
	case path == "/api/healthz":
		return object(http.StatusOK, map[string]string{"status": "ok"})
	case path == "/api/config":
		api := "http://ambient-api-server.ambient-code.svc:8000"
		if s.cfg.uiNames {
			api = s.addresses[Gateway]
		}
		return object(http.StatusOK, map[string]any{
			"apiServerUrl": api, "customToken": false, "isCustomContext": false, "defaultApiServerUrl": api,
		})
	case path == "/api/me" && s.signedIn(r.Request):
		return object(http.StatusOK, map[string]any{
			"authenticated": true, "username": Person, "name": "Ada Lovelace", "email": "ada@example.com", "initials": "AL",
		})
	case path == "/api/me":
		return object(http.StatusOK, map[string]bool{"authenticated": false})
	case strings.HasPrefix(path, storeRoot+"/"):
		return object(http.StatusUnauthorized, map[string]string{"error": "Unauthorized"})
	case strings.HasPrefix(path, "/api/"), path == "/health":
		return page(http.StatusNotFound, []byte("<!DOCTYPE html><html><head><title>404: This page could not be found.</title></head><body></body></html>"))
	case strings.Contains(r.Header.Get("Accept"), "application/json"):
		return object(http.StatusUnauthorized, map[string]string{"error": "Session expired"})
	}
	a := page(http.StatusTemporaryRedirect, nil)
	a.header = http.Header{"Location": {"/api/auth/sso/login?returnTo=" + strings.ReplaceAll(path, "/", "%2F")}}
	return a
}

// WithSSOFrontend makes the web address the frontend of the releases with
// single sign-on: it takes a session in Authorization itself, and shows the
// account of the caller at /api/me.
func WithSSOFrontend() Option {
	return func(c *config) { c.dialect, c.ssoFront, c.front, c.oneAddress = SSO, true, Web, false }
}

// ssoFrontend answers as that frontend does; false leaves the call to the pages.
func (s *Server) ssoFrontend(r *request) (reply, bool) {
	path := r.URL.Path
	if !strings.HasPrefix(path, "/api/") {
		return reply{}, false
	}
	r.who = s.fromBackend(r.Header)
	switch {
	case path == "/api/me" && r.who.user != "":
		return object(http.StatusOK, map[string]any{"authenticated": true, "username": r.who.user, "email": r.who.user + "@example.com"}), true
	case path == "/api/me":
		return object(http.StatusOK, map[string]bool{"authenticated": false}), true
	case s.cfg.backendDown && path == "/api/version":
		return object(http.StatusInternalServerError, map[string]string{"error": "Failed to fetch version"}), true
	case s.cfg.backendDown:
		return reply{status: http.StatusInternalServerError}, true
	}
	if answer, ok := s.passOn(r); ok {
		return answer, true
	}
	return page(http.StatusNotFound, []byte("<!DOCTYPE html><html><head><title>404</title></head><body></body></html>")), true
}
