package gitlabtest

import (
	"net/http"
	"strings"
)

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
