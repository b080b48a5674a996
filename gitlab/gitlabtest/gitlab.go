package gitlabtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// tries counts for the whole server.
type tries struct{ requests atomic.Int64 }

// call is one request to GitLab itself, with what is known about it.
type call struct {
	s *Server
	w http.ResponseWriter
	r *http.Request
	// path are the parts below the root, without escapes.
	path []string
	// arg are the parts that stood for the names of the route.
	arg map[string]string
	// who is behind it; not known without a token.
	who caller
}

// gitlab is GitLab itself: everything below its root.
func (s *Server) gitlab() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rest, ok := strings.CutPrefix(r.URL.EscapedPath(), s.cfg.root)
		if !ok || rest != "" && rest[0] != '/' {
			htmlPage(w, http.StatusNotFound, page("404 Not Found", "<h1>404 Not Found</h1>"))
			return
		}
		s.meta(w.Header())
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		c := &call{s: s, w: w, r: r, path: parts(rest)}
		c.answer()
	})
}

// meta sets the headers by which GitLab can be known.
func (s *Server) meta(h http.Header) {
	n := s.tries.requests.Add(1)
	id := fmt.Sprintf("01JDA8%020d", n)
	meta, _ := json.Marshal(object{"correlation_id": id, "version": "1"})
	h.Set("X-Gitlab-Meta", string(meta))
	h.Set("X-Request-Id", id)
	h.Set("Cache-Control", "max-age=0, private, must-revalidate")
	s.limits(h, max(0, 2000-int(n)))
}

// parts splits an escaped path; %2F inside a part stays inside.
func parts(path string) []string {
	var out []string
	for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if plain, err := url.PathUnescape(part); err == nil {
			part = plain
		}
		out = append(out, part)
	}
	return out
}

// answer sends the call to the part of GitLab that it is for.
func (c *call) answer() {
	switch {
	case c.begins("api", "v4"):
		c.path = c.path[2:]
		c.api()
	case c.begins("api", "v3"):
		reply(c.w, http.StatusGone, object{"error": "API V3 is no longer supported. Use API V4 instead."})
	case c.begins("api", "graphql"):
		c.graphql()
	case strings.HasSuffix(c.r.URL.Path, "/info/refs"):
		c.git()
	default:
		c.web()
	}
}

func (c *call) begins(words ...string) bool {
	if len(c.path) < len(words) {
		return false
	}
	for i, word := range words {
		if c.path[i] != word {
			return false
		}
	}
	return true
}
