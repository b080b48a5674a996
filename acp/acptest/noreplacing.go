package acptest

import "net/http"

// WithoutReplacing makes connect refuse while a connection is held. No release
// is known to do so, but the setup guide says to disconnect first.
func WithoutReplacing() Option {
	return func(c *config) { withFault(at(held, callConnect))(c) }
}

// held refuses a connect over an earlier connection.
func held(s *Server, w http.ResponseWriter, r *request) bool {
	rules := s.cfg.dialect.rules()
	if _, ok := s.records.get(Person); !ok {
		return false
	}
	rules.refuse(http.StatusConflict, "GitLab is already connected, disconnect first").write(w)
	return true
}
