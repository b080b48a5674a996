package gitlabtest

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// rackAttack is the limit in front of GitLab: text, and a time to wait.
func rackAttack(seconds int) faulty {
	return func(s *Server, _ http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			s.meta(w.Header())
			h, until := w.Header(), s.now().Add(time.Duration(seconds)*time.Second)
			s.limits(h, 0)
			h.Set("RateLimit-Reset", strconv.FormatInt(until.Unix(), 10))
			h.Set("RateLimit-ResetTime", until.Format(http.TimeFormat))
			h.Set("Retry-After", strconv.Itoa(seconds))
			body(w, http.StatusTooManyRequests, "text/plain", "Retry later\n")
		})
	}
}

// applicationLimit is the limit of a single endpoint: JSON, and no time.
func applicationLimit(s *Server, _ http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.meta(w.Header())
		for _, name := range []string{"Limit", "Name", "Observed", "Remaining", "Reset"} {
			w.Header().Del("RateLimit-" + name)
		}
		reply(w, http.StatusTooManyRequests, object{"message": object{
			"error": "This endpoint has been requested too many times. Try again later.",
		}})
	})
}

// overloaded is GitLab without its git servers.
func overloaded(s *Server, next http.Handler) http.Handler {
	return answer(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "1")
		message(w, http.StatusServiceUnavailable, "Upstream Gitaly has been exhausted. Try again later")
	})(s, next)
}

// maintenance is GitLab while it takes no changes.
func maintenance(s *Server, next http.Handler) http.Handler {
	return answer(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		message(w, http.StatusServiceUnavailable, "GitLab Maintenance: system is read-only")
	})(s, next)
}

// ban is what GitLab answers to an address that it has banned for a while.
func ban(*Server, http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusForbidden, "Forbidden\n") })
}

// companyLogin is the sign-in page of something in front of GitLab.
func companyLogin(*Server, http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		htmlPage(w, http.StatusOK, page("Log in - Example SSO",
			`<h1>Example single sign-on</h1><form action="/login" method="post"><input name="user"><input type="password" name="password"><button>Log in</button></form>`))
	})
}

// botCheck is the page with which a service in front of GitLab tells people from
// programs.
func botCheck(*Server, http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cf-Mitigated", "challenge")
		htmlPage(w, http.StatusForbidden, page("Just a moment...", "<noscript>Enable JavaScript and cookies to continue</noscript>"))
	})
}

// withoutAuthorization stands for a proxy that keeps the header to itself.
func withoutAuthorization(_ *Server, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Header.Del("Authorization")
		next.ServeHTTP(w, r)
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

// echoing repeats the credential wherever a server names the request.
type echoing struct {
	http.ResponseWriter
	said string
}

// WriteHeader implements http.ResponseWriter.
func (e echoing) WriteHeader(status int) {
	e.Header().Set("X-Request-Id", "id-"+e.said)
	e.Header().Set("X-Gitlab-Meta", `{"correlation_id":"`+e.said+`","version":"1"}`)
	e.ResponseWriter.WriteHeader(status)
}

// echo is a server that repeats the token: in the names of all requests, in the
// address of a redirect, and in its words about a change.
func echo(s *Server, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		said := credential(r)
		w = echoing{w, said}
		switch {
		case strings.Contains(r.URL.Path, "/projects"):
			s.meta(w.Header())
			w.Header().Set("Location", "https://elsewhere.example.com/"+said+"/x")
			w.WriteHeader(http.StatusFound)
		case r.Method != http.MethodGet:
			s.meta(w.Header())
			message(w, http.StatusForbidden, "403 Forbidden - "+said+" may not, see https://ada:"+said+"@git.example.com/"+said)
		default:
			next.ServeHTTP(w, r)
		}
	})
}
