package gitlabtest

import (
	"net/http"
	"strings"
	"sync"
)

// faulty is what a fault does to the requests that it is about.
type faulty func(s *Server, next http.Handler) http.Handler

// about lets a fault answer the requests that match, GitLab the others.
func about(match func(*Server, *http.Request) bool, f faulty) fault {
	return func(s *Server, next http.Handler) http.Handler {
		bad := f(s, next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if match(s, r) {
				bad.ServeHTTP(w, r)
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

func everywhere(f faulty) fault {
	return about(func(*Server, *http.Request) bool { return true }, f)
}

func onAPI(f faulty) fault { return about(isAPI, f) }

// onToken is about the requests that carry a token: so GitLab has been
// recognised before anything goes wrong.
func onToken(f faulty) fault {
	return about(func(s *Server, r *http.Request) bool { return isAPI(s, r) && credential(r) != "" }, f)
}

func onGit(f faulty) fault {
	return about(func(_ *Server, r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/info/refs") }, f)
}

func onWrites(f faulty) fault {
	return about(func(s *Server, r *http.Request) bool {
		return isAPI(s, r) && r.Method != http.MethodGet && r.Method != http.MethodHead && !strings.HasSuffix(r.URL.Path, "/graphql")
	}, f)
}

func isAPI(s *Server, r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, s.cfg.root+"/api/")
}

// first is a fault for the first n requests of each method and path.
func first(n int, f faulty) faulty {
	return func(s *Server, next http.Handler) http.Handler {
		var mu sync.Mutex
		seen := map[string]int{}
		bad := f(s, next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			key := r.Method + " " + r.URL.EscapedPath()
			seen[key]++
			again := seen[key] > n
			mu.Unlock()
			if again {
				next.ServeHTTP(w, r)
				return
			}
			bad.ServeHTTP(w, r)
		})
	}
}

// answer makes a fault of a handler; it carries GitLab's own headers.
func answer(h http.HandlerFunc) faulty {
	return func(s *Server, _ http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			s.meta(w.Header())
			h(w, r)
		})
	}
}

// pageOf answers with a web page, without GitLab's headers.
func pageOf(status int, title, content string) faulty {
	return func(*Server, http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			htmlPage(w, status, page(title, content))
		})
	}
}
