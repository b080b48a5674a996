package gitlabtest

import (
	"html"
	"net/http"
	"slices"
	"strings"
)

// web answers for what a browser opens.
func (c *call) web() {
	path := strings.Join(c.path, "/")
	switch {
	case path == "":
		c.redirect(http.StatusFound, "/users/sign_in")
	case path == "users/sign_in":
		c.signIn()
	case path == "-/manifest.json" && c.s.cfg.version.from(15, 0):
		reply(c.w, http.StatusOK, object{
			"name": "GitLab", "short_name": "GitLab", "display": "browser", "start_url": c.s.cfg.root + "/",
			"description": "The complete DevOps platform.",
		})
	case path == ".well-known/openid-configuration":
		c.openID()
	case slices.Contains(pagePaths, path):
		c.tokenPage(path)
	case c.isProjectPage(path):
		c.redirect(http.StatusFound, "/users/sign_in")
	default:
		c.noPage()
	}
}

func (c *call) noPage() {
	htmlPage(c.w, http.StatusNotFound, page("Not Found",
		"<main><h1>404: Page not found</h1><p>Make sure the address is correct and the page hasn't moved.</p></main>"))
}

// isProjectPage: whoever is not signed in is sent to the sign-in page.
func (c *call) isProjectPage(path string) bool {
	path, _, _ = strings.Cut(path, "/-/")
	_, _, ok := c.s.store.project(path)
	return ok && strings.Contains(path, "/")
}

func (c *call) openID() {
	at := c.s.URL()
	reply(c.w, http.StatusOK, object{
		"issuer": at, "authorization_endpoint": at + "/oauth/authorize", "token_endpoint": at + "/oauth/token",
		"userinfo_endpoint": at + "/oauth/userinfo", "jwks_uri": at + "/oauth/discovery/keys",
		"scopes_supported":         []string{"api", "read_api", "read_user", "read_repository", "write_repository", "openid"},
		"response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
	})
}

func (c *call) signIn() {
	http.SetCookie(c.w, &http.Cookie{ //nolint:gosec // secure exactly where the server speaks TLS
		Name: "_gitlab_session", Value: strings.Repeat("0", 32), Path: c.s.cfg.root + "/",
		HttpOnly: true, Secure: c.s.cfg.tls != TLSNone, SameSite: http.SameSiteLaxMode,
	})
	htmlPage(c.w, http.StatusOK, c.s.signInPage())
}

func (s *Server) signInPage() string {
	return page("Sign in · GitLab", `<h1>Sign in</h1>
<script>window.gon={};gon.relative_url_root="`+html.EscapeString(s.cfg.root)+`";gon.gitlab_url="`+html.EscapeString(s.URL())+`";</script>
<p>This is a demo. You do not need to sign in.</p>
<form action="#" method="post">
<p><label for="login">Username or primary email</label> <input id="login" type="text" name="user[login]"></p>
<p><label for="password">Password</label> <input id="password" type="password" name="user[password]"></p>
</form>`)
}

// page is a small HTML document.
func page(title, content string) string {
	return "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>" + html.EscapeString(title) +
		"</title></head>\n<body>\n" + content + "\n</body>\n</html>\n"
}
