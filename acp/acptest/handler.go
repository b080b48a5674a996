package acptest

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"acp-gitlab/gitlab/web/webtest"
)

// bodyLimit is the most that is read of a request.
const bodyLimit = 1 << 20

// handler answers everything that comes to o.
func (s *Server) handler(o Origin) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.stranger(o, w, r) {
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
		if err != nil {
			plain(http.StatusRequestEntityTooLarge, "request body too large").write(w)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		end := s.log.Begin(s.look(o, r, body))
		defer end(nil)
		if !s.server.Pass(r.Context(), r.URL.Path) {
			webtest.Cut() // nobody waits for the answer any more
		}
		s.respond(w, &request{Request: r, origin: s.split(o, r), body: body}) //nolint:contextcheck // the request carries it
	})
}

// split tells pages from API where both share an address: the pages' own
// session is a cookie.
func (s *Server) split(o Origin, r *http.Request) Origin {
	if o != Web || !s.cfg.oneAddress || s.signedIn(r) {
		return o
	}
	if r.URL.Path == "/health" || strings.HasPrefix(r.URL.Path, "/api/") {
		return API
	}
	return Web
}

// request is one request on its way through the server.
type request struct {
	*http.Request
	origin  Origin
	body    []byte
	call    call
	project string // of a project-scoped route
	scoped  bool
	who     caller
}

// faulty lets the faults of the scenario answer first.
func (s *Server) faulty(w http.ResponseWriter, r *request) bool {
	r.call = s.callOf(r.Request)
	if r.call == callConnect {
		s.records.attempt()
	}
	for _, f := range s.cfg.faults {
		if f(s, w, r) {
			return true
		}
	}
	return false
}

func (s *Server) respond(w http.ResponseWriter, r *request) {
	if s.faulty(w, r) {
		return
	}
	switch r.origin {
	case API:
		r.who = s.fromBackend(r.Header)
		s.backend(r).write(w)
	case Gateway:
		s.apiServer(r).write(w)
	case UI:
		s.ambientUI(r).write(w)
	case Web:
		s.frontend(w, r)
	}
}

// callOf names what r asks for, whatever the release.
func (s *Server) callOf(r *http.Request) call {
	switch r.URL.Path {
	case "/health":
		return callHealth
	case "/api/version":
		return callVersion
	case "/api/auth/integrations/status":
		return callIntegrations
	}
	_, last, ok := strings.Cut(r.URL.Path, "/auth/gitlab/")
	if !ok || !strings.HasPrefix(r.URL.Path, "/api/") {
		return ""
	}
	if c := call(last); c != callStatus || !s.records.attempted() {
		return c
	}
	return callReadback
}

// stranger refuses what a page of another site, or a name that somebody points
// at this computer, could send here.
func (s *Server) stranger(o Origin, w http.ResponseWriter, r *http.Request) bool {
	_, host, _ := strings.Cut(s.addresses[o], "://")
	names := webtest.Names{Hosts: append([]string{host, strings.Replace(host, "127.0.0.1", "localhost", 1)}, s.cfg.names...)}
	switch status := names.Refuse(r); status {
	case http.StatusMisdirectedRequest:
		plain(status, "This demo answers only as "+host).write(w)
	case http.StatusForbidden:
		plain(status, "This demo takes nothing from other sites").write(w)
	default:
		return false
	}
	return true
}
