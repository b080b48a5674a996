package gitlabtest

import (
	"net/http"
	"net/url"
	"strings"
)

// companyLogin is the sign-in page of something in front of GitLab.
func companyLogin(*Server, http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		htmlPage(w, http.StatusOK, page("Log in - Example SSO",
			`<h1>Example single sign-on</h1><form action="/login" method="post"><input name="user"><input type="password" name="password"><button>Log in</button></form>`))
	})
}

// toElsewhere redirects to another port of the same host name, where a
// GitLab would gladly take the token.
func toElsewhere(s *Server, _ http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		movedTo(w, s.elsewhere+r.URL.RequestURI())
	})
}

func redirectTo(address string) faulty {
	return func(*Server, http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			movedTo(w, address+"?return="+url.QueryEscape(r.URL.Path))
		})
	}
}

func movedTo(w http.ResponseWriter, address string) {
	w.Header().Set("Location", address)
	htmlPage(w, http.StatusFound, page("Found", "<h1>Found</h1>"))
}

func refuseAPI(status int) faulty {
	return answer(func(w http.ResponseWriter, _ *http.Request) {
		message(w, status, http.StatusText(status)+" - The API is switched off on this server.")
	})
}

// lookAlike answers as another git server does.
func lookAlike(*Server, http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/api/v1/version"):
			reply(w, http.StatusOK, object{"version": "1.22.3"})
		case strings.Contains(r.URL.Path, "/api/"):
			plain(w, http.StatusNotFound, "404 page not found\n")
		default:
			htmlPage(w, http.StatusOK, page("Example git service", "<h1>Example git service</h1>"))
		}
	})
}

// decodeSlashes stands for a proxy that turns %2F into / before GitLab sees it.
func decodeSlashes(_ *Server, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.RawPath = ""
		next.ServeHTTP(w, r)
	})
}

// gitUnauthorized is git's one text for all tokens that it does not like.
func gitUnauthorized(s *Server, _ http.Handler) http.Handler {
	return answer(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Www-Authenticate", `Basic realm="GitLab"`)
		plain(w, http.StatusUnauthorized, s.accessDenied())
	})(s, nil)
}
