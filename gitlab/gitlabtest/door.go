package gitlabtest

import (
	"net/http"
	"slices"

	"acp-gitlab/gitlab/web/webtest"
)

// door is what stands in front of every answer: the record, the refusal of
// strangers, the gates.
func (s *Server) door(name string, next http.Handler) http.Handler {
	return s.recorded(name, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", s.date())
		switch s.names.Refuse(r) {
		case http.StatusMisdirectedRequest:
			plain(w, http.StatusMisdirectedRequest, "This server does not answer under that name.\n")
			return
		case http.StatusForbidden:
			plain(w, http.StatusForbidden, "Requests from other origins are refused.\n")
			return
		}
		if !s.server.Pass(r.Context(), r.URL.EscapedPath()) {
			webtest.Cut()
		}
		next.ServeHTTP(w, r)
	}))
}

func (s *Server) date() string { return s.now().Add(s.cfg.skew).Format(http.TimeFormat) }

// recorded notes every request, and the status of its answer.
func (s *Server) recorded(door string, next http.Handler) http.Handler {
	find := finder{s.world.values}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		noted := &webtest.StatusWriter{ResponseWriter: w}
		end := s.log.Begin(find.look(door, r))
		defer end(func(seen *Seen) { seen.Status = noted.Status })
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

// Hold makes every request for path wait until the gate is released, the
// client gives up, or the server is closed. path is below the root and as it is
// sent: "/api/v4/user", "/api/v4/projects/team%2Fapp".
func (s *Server) Hold(path string) *webtest.Gate { return s.server.Hold(s.cfg.root + path) }
