package acptest

import (
	"crypto/subtle"
	"net/http"
	"strings"

	"acp-gitlab/assets/acppage"
)

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
