package gitlabtest

import (
	"net/http"
	"strconv"
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
