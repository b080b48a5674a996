package commands

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// unmarked is a secret that no prefix gives away.
const unmarked = "Zk4rTq8wLm2xVb6nPs9c"

// parrot is in front of a server and repeats said as the name of every request.
func parrot(t *testing.T, h http.Handler, said ...string) *httptest.Server {
	t.Helper()
	var mu sync.Mutex
	n := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		n++
		w.Header().Set("X-Request-Id", said[n%len(said)])
		mu.Unlock()
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// TestDebugKnowsEverySecretOfTheRun: a server may have a secret from another
// request, or from another server, than the one whose answer repeats it.
func TestDebugKnowsEverySecretOfTheRun(t *testing.T) {
	t.Parallel()
	const session = "Wd7hGy3jCv5sKf2tQx8e"
	s := parrot(t, http.NotFoundHandler(), "id-"+unmarked, "id-"+session)
	for name, args := range map[string][]string{
		"files":          {"--token-file=" + fileWith(t, unmarked), "--acp-token-file=" + fileWith(t, session)},
		"standard input": {"--token-stdin", "--acp-token-file=" + fileWith(t, session)},
	} {
		for _, command := range []string{"connect", "status", "report"} {
			t.Run(name+" "+command, func(t *testing.T) {
				t.Parallel()
				a := &arena{}
				o := a.call(t, unmarked, nil, append([]string{command, "--debug", "--gitlab-url=" + s.URL, "--acp-url=" + s.URL}, args...)...)
				if !strings.Contains(o.stderr, " 404 ") {
					t.Fatalf("nothing was asked:\n%s", o.stderr)
				}
				for _, value := range []string{unmarked, session} {
					if partOf(value, o.stdout+o.stderr) != "" {
						t.Errorf("a secret is repeated:\n%s%s", o.stdout, o.stderr)
					}
				}
			})
		}
	}
}
