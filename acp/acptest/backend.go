package acptest

import (
	"html"
	"net/http"
	"strings"

	"acp-gitlab/lazy"
)

// backend answers as ACP's backend for r.who.
func (s *Server) backend(r *request) reply {
	rules := s.cfg.dialect.rules()
	e, project, ok := route(rules.routes, r.Method, r.URL.Path)
	if !ok {
		return s.elsewhere(rules.routes, r)
	}
	r.project, r.scoped = project, strings.Contains(e.path, "{project}")
	if r.scoped {
		if refusal, ok := s.enter(r, rules); !ok {
			return refusal
		}
	}
	switch e.call {
	case callHealth:
		return object(http.StatusOK, map[string]string{"status": "healthy"})
	case callVersion:
		return object(http.StatusOK, map[string]string{"version": rules.version})
	case callTest:
		return s.test(r, rules)
	case callStatus, callReadback:
		return s.status(r, rules)
	case callConnect:
		return s.connect(r, rules)
	case callDisconnect:
		return s.disconnect(r, rules)
	case callIntegrations:
		return s.integrations(r, rules)
	}
	return notFound()
}

// elsewhere leads a path with one slash too many to the right one, as gin
// does, and knows nothing else.
func (s *Server) elsewhere(routes []entry, r *request) reply {
	path, cut := strings.CutSuffix(r.URL.Path, "/")
	if _, _, ok := route(routes, r.Method, path); !ok || !cut {
		return notFound()
	}
	a := page(http.StatusTemporaryRedirect, nil)
	if r.Method == http.MethodGet {
		a = page(http.StatusMovedPermanently, []byte("<a href=\""+html.EscapeString(path)+"\">Moved Permanently</a>.\n\n"))
	}
	a.header = http.Header{"Location": {path}}
	return a
}

// route finds the entry for a request and the project in its path.
func route(routes []entry, method, path string) (e entry, project string, ok bool) {
	for _, e := range routes {
		if e.method != method {
			continue
		}
		before, after, scoped := strings.Cut(e.path, "{project}")
		if !scoped && path == e.path {
			return e, "", true
		}
		if !scoped || !strings.HasPrefix(path, before) || !strings.HasSuffix(path, after) || len(path) <= len(before)+len(after) {
			continue
		}
		name := path[len(before) : len(path)-len(after)]
		if !strings.Contains(name, "/") {
			return e, name, true
		}
	}
	return entry{}, "", false
}

var projectName = lazy.Regexp(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)

// enter is what every project-scoped route asks first (ACP:
// ValidateProjectContext).
func (s *Server) enter(r *request, rules rules) (reply, bool) {
	switch {
	case !r.who.sent:
		return refusal(http.StatusUnauthorized, "User token required"), false
	case !r.who.accepted && rules.sso:
		return refusal(rules.garbled.status, rules.garbled.words), false
	case !projectName().MatchString(r.project):
		return refusal(http.StatusBadRequest, "Invalid project name format"), false
	case !r.who.accepted:
		return refusal(rules.garbled.status, rules.garbled.words), false
	case r.project != Workspace:
		return refusal(http.StatusForbidden, "Unauthorized to access project"), false
	}
	return reply{}, true
}

// recognised refuses a caller whose record cannot be told.
func recognised(r *request, rules rules) (reply, bool) {
	switch {
	case rules.old && r.who.user == "":
		return dated(http.StatusUnauthorized, "User not authenticated"), false
	case !r.who.sent, rules.sso && !r.who.accepted:
		return refusal(http.StatusUnauthorized, "Invalid or missing token"), false
	case r.who.user == "":
		return refusal(http.StatusUnauthorized, "User authentication required"), false
	}
	return reply{}, true
}

func refusal(status int, words string) reply {
	return object(status, map[string]string{"error": words})
}

// dated is a refusal in the form of v0.0.11.
func dated(status int, words string) reply {
	return object(status, map[string]any{"error": words, "statusCode": status})
}

// refuse speaks the form of the release.
func (u rules) refuse(status int, words string) reply {
	if u.old {
		return dated(status, words)
	}
	return refusal(status, words)
}
