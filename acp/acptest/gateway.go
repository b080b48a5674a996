package acptest

import (
	"net/http"
	"strings"
)

// gateway is the ambient-api-server: it wants a JWT of the single sign-on and
// passes /api/auth on to the backend as it came.
func (s *Server) gateway(r *request) reply {
	if s.cfg.backendDown {
		return plain(http.StatusBadGateway, "backend unavailable\n")
	}
	if r.URL.Path != "/health" {
		id, ok := s.keys.lookup(bearer(r.Header))
		if !ok || id.kind != BearerSSO {
			return plain(http.StatusUnauthorized, "Unauthorized\n")
		}
		if !strings.HasPrefix(r.URL.Path, "/api/auth/") && r.URL.Path != "/api/version" {
			return notFound()
		}
	}
	r.who = s.fromBackend(r.Header)
	return s.backend(r)
}
