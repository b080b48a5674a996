package gitlabtest

import (
	"fmt"
	"net/http"
	"strings"
)

// route is one call of the API.
type route struct {
	method, pattern string
	// scopes that open it; nil for any.
	scopes []string
	// since which version it exists.
	major, minor int
	// public: also without a token.
	public  bool
	handler func(*call)
}

var (
	readUser = []string{"api", "read_user", "read_api"}
	readAPI  = []string{"api", "read_api"}
	metadata = []string{"api", "read_user", "read_api", "ai_features"}
	onlyAPI  = []string{"api"}
	rotating = []string{"api", "self_rotate"}
)

// routes is GitLab's API as far as it is played here. What stands first wins.
func routes() []route {
	return []route{
		{"GET", "version", metadata, 8, 13, false, (*call).version},
		{"GET", "metadata", metadata, 15, 2, false, (*call).version},
		{"GET", "user", readUser, 0, 0, false, (*call).currentUser},
		{"GET", "personal_access_tokens", readAPI, 13, 3, false, (*call).listTokens},
		{"GET", "personal_access_tokens/self", nil, 15, 5, false, (*call).self},
		{"DELETE", "personal_access_tokens/self", nil, 15, 4, false, (*call).revokeSelf},
		{"DELETE", "personal_access_tokens/self", onlyAPI, 15, 0, false, (*call).revokeSelf},
		{"GET", "personal_access_tokens/self/associations", nil, 17, 4, false, (*call).associations},
		{"POST", "personal_access_tokens/self/rotate", rotating, 16, 10, false, (*call).rotate},
		{"POST", "personal_access_tokens/:token/rotate", onlyAPI, 16, 0, false, (*call).rotate},
		{"GET", "personal_access_tokens/:token", nil, 15, 1, false, (*call).oneToken},
		{"DELETE", "personal_access_tokens/:token", onlyAPI, 13, 3, false, (*call).revokeOne},
		{"GET", "projects", readAPI, 0, 0, true, (*call).listProjects},
		{"GET", "projects/:id", readAPI, 0, 0, true, (*call).project},
		{"GET", "projects/:id/members/all/:user", readAPI, 12, 4, false, (*call).member},
		{"GET", "projects/:id/repository/branches/:branch", readAPI, 0, 0, true, (*call).branch},
	}
}

// api finds the route, asks who it is, and answers.
func (c *call) api() {
	found, other := c.route()
	switch {
	case found == nil && other:
		reply(c.w, http.StatusMethodNotAllowed, object{"error": "405 Not Allowed"})
	case found == nil:
		reply(c.w, http.StatusNotFound, object{"error": "404 Not Found"})
	case c.authorized(found):
		found.handler(c)
	}
}

// route finds the route of the call; other says that the path exists with
// another method.
func (c *call) route() (found *route, other bool) {
	for _, r := range routes() {
		arg, ok := match(r.pattern, c.path)
		if !ok || !c.s.cfg.version.from(r.major, r.minor) {
			continue
		}
		if r.method == c.r.Method {
			c.arg = arg
			return &r, false
		}
		other = true
	}
	return nil, other
}

func match(pattern string, path []string) (map[string]string, bool) {
	want := strings.Split(pattern, "/")
	if len(want) != len(path) {
		return nil, false
	}
	arg := map[string]string{}
	for i, word := range want {
		switch {
		case strings.HasPrefix(word, ":") && path[i] != "":
			arg[word[1:]] = path[i]
		case word != path[i]:
			return nil, false
		}
	}
	return arg, true
}

type version struct {
	text         string
	major, minor int
}

func parseVersion(s string) (version, error) {
	v := version{text: s}
	if _, err := fmt.Sscanf(s, "%d.%d", &v.major, &v.minor); err != nil {
		return v, fmt.Errorf("gitlabtest: version %q: %w", s, err)
	}
	return v, nil
}

// from reports whether v is major.minor or newer.
func (v version) from(major, minor int) bool {
	return v.major > major || v.major == major && v.minor >= minor
}
