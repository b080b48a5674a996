package gitlabtest

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"
)

type object = map[string]any

// reply writes v as JSON.
func reply(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"message":"500 Internal Server Error"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// message answers in the form of most of GitLab's errors.
func message(w http.ResponseWriter, status int, text string) {
	reply(w, status, object{"message": text})
}

// plain answers in text, as git and the rate limiter do.
func plain(w http.ResponseWriter, status int, text string) {
	body(w, status, "text/plain; charset=utf-8", text)
}

func htmlPage(w http.ResponseWriter, status int, page string) {
	body(w, status, "text/html; charset=utf-8", page)
}

func body(w http.ResponseWriter, status int, kind, text string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// oauth answers as the guard of the API does about the token itself.
func oauth(w http.ResponseWriter, status int, code, description, scope string) {
	v := object{"error": code, "error_description": description}
	if scope != "" {
		v["scope"] = scope
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("Www-Authenticate", `Bearer realm="Protected by OAuth 2.0", error="`+code+`"`)
	}
	reply(w, status, v)
}

// limits are the rate limit headers of every answer.
func (s *Server) limits(h http.Header, remaining int) {
	const limit = 2000
	h.Set("RateLimit-Limit", strconv.Itoa(limit))
	h.Set("RateLimit-Name", "throttle_authenticated_api")
	h.Set("RateLimit-Observed", strconv.Itoa(limit-remaining))
	h.Set("RateLimit-Remaining", strconv.Itoa(remaining))
	h.Set("RateLimit-Reset", strconv.FormatInt(s.now().Truncate(time.Minute).Add(time.Minute).Unix(), 10))
}
