package gitlabtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

type object = map[string]any

// reply writes v as JSON.
func reply(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"message":"500 Internal Server Error"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// message answers in the form of most of GitLab's errors.
func message(w http.ResponseWriter, status int, text string) {
	reply(w, status, object{"message": text})
}

// plain answers in text, as git and the rate limiter do.
func plain(w http.ResponseWriter, status int, text string) {
	body(w, status, "text/plain; charset=utf-8", text)
}

func htmlPage(w http.ResponseWriter, status int, page string) {
	body(w, status, "text/html; charset=utf-8", page)
}

func body(w http.ResponseWriter, status int, kind, text string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

// oauth answers as the guard of the API does about the token itself.
func oauth(w http.ResponseWriter, status int, code, description, scope string) {
	v := object{"error": code, "error_description": description}
	if scope != "" {
		v["scope"] = scope
	}
	if status == http.StatusUnauthorized {
		w.Header().Set("Www-Authenticate", `Bearer realm="Protected by OAuth 2.0", error="`+code+`"`)
	}
	reply(w, status, v)
}

// limits are the rate limit headers of every answer.
func (s *Server) limits(h http.Header, remaining int) {
	h.Set("RateLimit-Limit", strconv.Itoa(s.cfg.limit))
	h.Set("RateLimit-Name", "throttle_authenticated_api")
	h.Set("RateLimit-Observed", strconv.Itoa(s.cfg.limit-remaining))
	h.Set("RateLimit-Remaining", strconv.Itoa(remaining))
	h.Set("RateLimit-Reset", strconv.FormatInt(s.now().Add(s.untilReset()).Unix(), 10))
}

// untilReset is how long this minute, of which requests are counted, goes on.
func (s *Server) untilReset() time.Duration {
	now := s.now()
	return now.Truncate(time.Minute).Add(time.Minute).Sub(now)
}

const (
	perPage    = 20
	maxPerPage = 100
	maxOffset  = 50000
)

// paged answers with one page of list, drawn, and GitLab's paging headers.
func paged[T any](c *call, list []T, kind string, draw func(T) any) {
	q := c.r.URL.Query()
	n, size := number(q, "page", 1), min(number(q, "per_page", perPage), maxPerPage)
	if (n-1)*size > maxOffset {
		reply(c.w, http.StatusMethodNotAllowed, object{"error": fmt.Sprintf(
			"Offset pagination has a maximum allowed offset of %d for requests that return objects of type %s. "+
				"Remaining records can be retrieved using keyset pagination.", maxOffset, kind)})
		return
	}
	pages := max(1, (len(list)+size-1)/size)
	from := min((n-1)*size, len(list))
	h := c.w.Header()
	for name, value := range map[string]string{
		"X-Page": strconv.Itoa(n), "X-Per-Page": strconv.Itoa(size),
		"X-Next-Page": other(n+1, pages), "X-Prev-Page": other(n-1, pages),
		"X-Total": strconv.Itoa(len(list)), "X-Total-Pages": strconv.Itoa(pages),
	} {
		h.Set(name, value)
	}
	h.Set("Link", c.links(q, n, pages))
	items := make([]any, 0, size)
	for _, one := range list[from:min(from+size, len(list))] {
		items = append(items, draw(one))
	}
	reply(c.w, http.StatusOK, items)
}

func number(q url.Values, name string, usual int) int {
	if n, err := strconv.Atoi(q.Get(name)); err == nil && n > 0 {
		return n
	}
	return usual
}

func other(n, pages int) string {
	if n < 1 || n > pages {
		return ""
	}
	return strconv.Itoa(n)
}

func (c *call) links(q url.Values, n, pages int) string {
	var out []string
	add := func(rel string, to int) {
		if to >= 1 && to <= pages {
			q.Set("page", strconv.Itoa(to))
			out = append(out, c.link(q, rel))
		}
	}
	add("prev", n-1)
	add("next", n+1)
	add("first", 1)
	add("last", pages)
	return strings.Join(out, ", ")
}

// link names the next page at the address that GitLab believes to be its own.
func (c *call) link(q url.Values, rel string) string {
	path := strings.TrimPrefix(c.r.URL.EscapedPath(), c.s.cfg.root)
	return "<" + c.s.URL() + path + "?" + q.Encode() + `>; rel="` + rel + `"`
}

// keyset answers with the items after the last one seen, and only Link.
func (c *call) keyset(list []Project) {
	q := c.r.URL.Query()
	size, after := min(number(q, "per_page", perPage), maxPerPage), number(q, "id_after", 0)
	items := []any{}
	for _, p := range list {
		if p.ID <= int64(after) {
			continue
		}
		if len(items) == size {
			c.w.Header().Set("Link", c.link(q, "next"))
			break
		}
		items = append(items, c.projectJSON(p, true))
		q.Set("id_after", strconv.FormatInt(p.ID, 10))
	}
	reply(c.w, http.StatusOK, items)
}
