package gitlabtest

import (
	"net/http"
	"slices"
	"strings"
)

// door is what stands in front of every answer: the record, the refusal of
// strangers, the gates.
func (s *Server) door(name string, next http.Handler) http.Handler {
	return s.recorded(name, s.tracked(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", s.date())
		if s.stranger(w, r) {
			return
		}
		if !s.pass(r) {
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, r)
	})))
}

func (s *Server) date() string { return s.now().Add(s.cfg.skew).Format(http.TimeFormat) }

// stranger refuses requests that a foreign web page made a browser send here:
// under a name that is not ours (DNS rebinding), or from another origin.
func (s *Server) stranger(w http.ResponseWriter, r *http.Request) bool {
	switch {
	case !slices.Contains(s.hosts, strings.ToLower(r.Host)):
		plain(w, http.StatusMisdirectedRequest, "This server does not answer under that name.\n")
	case r.Header.Get("Origin") != "" && !s.own(r.Header.Get("Origin")):
		plain(w, http.StatusForbidden, "Requests from other origins are refused.\n")
	default:
		return false
	}
	return true
}

func (s *Server) own(origin string) bool {
	scheme, host, ok := strings.Cut(origin, "://")
	return ok && strings.HasPrefix(s.origin, scheme+"://") && slices.Contains(s.hosts, host)
}

// recorded notes every request, and the status of its answer.
func (s *Server) recorded(door string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		noted := &statusWriter{ResponseWriter: w}
		end := s.log.begin(door, r)
		defer func() { end(noted.status) }()
		next.ServeHTTP(noted, r)
	})
}

// layers puts the scenario's faults in front of GitLab.
func (s *Server) layers() http.Handler {
	h := s.gitlab()
	for _, f := range slices.Backward(s.cfg.faults) {
		h = f(s, h)
	}
	return h
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
