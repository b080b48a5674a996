package acptest

import "net/http"

func (s *Server) status(r *request, rules rules) reply {
	if refusal, ok := recognised(r, rules); !ok {
		return refusal
	}
	rec, ok := s.records.get(r.who.user)
	switch {
	case !ok:
		return object(http.StatusOK, map[string]bool{"connected": false})
	case rules.old:
		return object(http.StatusOK, struct {
			Connected    bool   `json:"connected"`
			Username     string `json:"username,omitempty"`
			InstanceURL  string `json:"instanceUrl,omitempty"`
			GitLabUserID string `json:"gitlabUserId,omitempty"`
		}{true, rec.username, rec.instanceURL, rec.gitlabID})
	}
	shown := map[string]any{"connected": true, "instanceUrl": rec.instanceURL, "updatedAt": rec.updatedAt}
	if s.cfg.timeless {
		delete(shown, "updatedAt")
	}
	return object(http.StatusOK, shown)
}

// disconnect says the same whether or not anything was connected.
func (s *Server) disconnect(r *request, rules rules) reply {
	if refusal, ok := recognised(r, rules); !ok {
		return refusal
	}
	s.records.drop(r.who.user)
	if rules.old {
		return object(http.StatusOK, map[string]any{"connected": false, "message": "GitLab account disconnected successfully" + r.to(" from")})
	}
	return object(http.StatusOK, map[string]string{"message": "GitLab disconnected successfully"})
}

// integrations calls every stored token valid, as ACP does: proof of nothing.
func (s *Server) integrations(r *request, rules rules) reply {
	if refusal, ok := recognised(r, rules); !ok {
		return refusal
	}
	gitlab := map[string]any{"connected": false}
	if rec, ok := s.records.get(r.who.user); ok {
		gitlab = map[string]any{"connected": true, "instanceUrl": rec.instanceURL, "updatedAt": rec.updatedAt, "valid": true}
	}
	return object(http.StatusOK, map[string]any{
		"github": map[string]any{"installed": false, "pat": map[string]bool{"configured": false}},
		"gitlab": gitlab, "google": map[string]bool{"connected": false}, "jira": map[string]bool{"connected": false},
	})
}

// test asks GitLab and saves nothing. It needs no session and has none of
// connect's format rules.
func (s *Server) test(r *request, rules rules) reply {
	c, err := read(r.body)
	if err != nil {
		return refusal(http.StatusBadRequest, err.Error())
	}
	status, err := s.asker.ask(r.Context(), c.instanceURL+userPath, c.token)
	switch {
	case err != nil:
		return object(http.StatusOK, map[string]any{"valid": false, "error": describeTestError(err, rules.causes)})
	case status.code != http.StatusOK:
		return object(http.StatusOK, map[string]any{"valid": false, "error": "Invalid credentials"})
	}
	return object(http.StatusOK, map[string]any{"valid": true, "message": "GitLab connection successful"})
}
