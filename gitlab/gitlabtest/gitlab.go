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
type tries struct {
	requests atomic.Int64 // all
	counted  atomic.Int64 // those of the API with a token, in this minute
	minute   atomic.Int64 // of counted
}

// count counts a request against the limit, and reports whether it is over it.
// Git has a limit of its own, far higher.
func (s *Server) count(r *http.Request) (over bool) {
	if !isAPI(s, r) || credential(r) == "" {
		return false
	}
	if now := s.now().Unix() / 60; s.tries.minute.Swap(now) != now {
		s.tries.counted.Store(0)
	}
	return s.tries.counted.Add(1) > int64(s.cfg.limit) && s.cfg.strict
}

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
	// score is how complex a GraphQL question is.
	score int
}

// gitlab is GitLab itself: everything below its root.
func (s *Server) gitlab() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rest, ok := strings.CutPrefix(r.URL.EscapedPath(), s.cfg.root)
		if !ok || rest != "" && rest[0] != '/' {
			htmlPage(w, http.StatusNotFound, page("404 Not Found", "<h1>404 Not Found</h1>"))
			return
		}
		over := s.count(r)
		s.meta(w.Header())
		if over {
			rackAttack(int(s.untilReset().Seconds()))(s, nil).ServeHTTP(w, r)
			return
		}
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
	s.limits(h, max(0, s.cfg.limit-int(s.tries.counted.Load())))
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
