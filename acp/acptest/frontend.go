package acptest

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"acp-gitlab/assets/acppage"
)

// frontendRoutes are the calls that ACP's pages pass on to the backend (ACP:
// components/frontend/src/app/api): no test, and no project-scoped route.
var frontendRoutes = []string{
	"/api/auth/gitlab/connect", "/api/auth/gitlab/status", "/api/auth/gitlab/disconnect", "/api/auth/integrations/status", "/api/version",
}

// frontend is the web address: an oauth-proxy, and the pages behind it.
func (s *Server) frontend(w http.ResponseWriter, r *request) {
	guard(w.Header())
	if s.entrance(w, r) {
		return
	}
	if s.cfg.ssoFront {
		if answer, ok := s.ssoFrontend(r); ok {
			answer.write(w)
			return
		}
	}
	who, ok := s.fromProxy(r.Request)
	if !ok {
		page(http.StatusForbidden, acppage.SignIn(r.URL.Path)).write(w)
		return
	}
	r.who = who
	if r.URL.Path == "/api/me" && who.user != "" {
		object(http.StatusOK, map[string]any{"authenticated": true, "userId": who.user, "username": who.user}).write(w)
		return
	}
	if answer, ok := s.passOn(r); ok {
		answer.write(w)
		return
	}
	s.pages(w, r)
}

// passOn hands the few known calls to the backend; of a release without them,
// or with another method, the pages say so in HTML.
func (s *Server) passOn(r *request) (reply, bool) {
	for _, path := range frontendRoutes {
		if _, _, ok := route(s.cfg.dialect.rules().routes, r.Method, r.URL.Path); ok && r.URL.Path == path {
			return s.backend(r), true
		}
	}
	return reply{}, false
}

// pages are what a person sees after signing in.
func (s *Server) pages(w http.ResponseWriter, r *request) {
	switch path := strings.TrimSuffix(r.URL.Path, "/"); r.Method + " " + path {
	case "GET ":
		http.Redirect(w, r.Request, "/projects", http.StatusFound)
	case "GET /projects", "GET /projects/" + Workspace:
		page(http.StatusOK, acppage.Workspaces(Workspace)).write(w)
	case "GET /projects/" + Workspace + "/keys":
		page(http.StatusOK, acppage.AccessKeys(acppage.Keys{Workspace: Workspace, Names: s.keys.names()})).write(w)
	case "POST /projects/" + Workspace + "/keys":
		s.createKey(w, r)
	case "GET /integrations":
		s.integrationsPage(w, acppage.Card{Form: r.URL.Query().Get("gitlab") == "edit"})
	case "POST /integrations/gitlab":
		s.saveCredentials(w, r)
	case "POST /integrations/gitlab/disconnect":
		s.breakConnection(w, r)
	default:
		page(http.StatusNotFound, acppage.Missing()).write(w)
	}
}

// guard keeps the pages to themselves.
func guard(h http.Header) {
	h.Set("Content-Security-Policy", acppage.Policy)
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
}

// cookie is the name under which a browser keeps the demo's sign-in.
const cookie = "_acp_demo"

// entrance serves what needs no sign-in: the sign-in itself and the style.
func (s *Server) entrance(w http.ResponseWriter, r *request) bool {
	if r.Method != http.MethodGet {
		return false
	}
	switch r.URL.Path {
	case acppage.StylePath:
		reply{status: http.StatusOK, kind: "text/css; charset=utf-8", body: acppage.Style()}.write(w)
	case "/oauth/sign_in":
		page(http.StatusForbidden, acppage.SignIn("/")).write(w)
	case "/oauth/start":
		s.signIn(w, r)
	default:
		return false
	}
	return true
}

// signIn signs Ada in and goes on to the page that she came for.
func (s *Server) signIn(w http.ResponseWriter, r *request) {
	http.SetCookie(w, &http.Cookie{ //nolint:gosec // the demo speaks http on this computer
		Name: cookie, Value: s.keys.cookie, Path: "/", HttpOnly: true,
		SameSite: http.SameSiteStrictMode, Secure: s.cfg.certificate != nil,
	})
	next := r.URL.Query().Get("rd")
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, `\`) {
		next = "/"
	}
	w.Header().Set("Location", next)
	w.WriteHeader(http.StatusFound)
}

// signedIn reports whether a browser has signed in.
func (s *Server) signedIn(r *http.Request) bool {
	c, err := r.Cookie(cookie)
	return err == nil && subtle.ConstantTimeCompare([]byte(c.Value), []byte(s.keys.cookie)) == 1
}
