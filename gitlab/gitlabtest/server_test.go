package gitlabtest

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab/problem"
)

// noon is the moment of the pictures: 22 November 2026.
func noon() time.Time { return time.Date(2026, time.November, 22, 13, 41, 0, 0, time.UTC) }

func start(t *testing.T, opts ...Option) *Server {
	t.Helper()
	s, err := Start(append([]Option{WithNow(noon)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// client is one for s alone: it follows nothing and keeps nothing.
func client(s *Server) *http.Client {
	transport := &http.Transport{
		DialContext: s.DialContext, DisableKeepAlives: true, DisableCompression: true,
		TLSClientConfig: &tls.Config{RootCAs: s.CAs(), MinVersion: tls.VersionTLS12},
	}
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

type got struct {
	status int
	header http.Header
	body   string
}

// json decodes the body.
func (g got) json(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(g.body), &v); err != nil {
		t.Fatalf("%d %s: %v", g.status, g.body, err)
	}
	return v
}

// ask sends a request below the server's root; headers are pairs.
func ask(t *testing.T, s *Server, method, path string, body io.Reader, headers ...string) got {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL()+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return send(t, s, r)
}

func send(t *testing.T, s *Server, r *http.Request) got {
	t.Helper()
	resp, err := client(s).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return got{resp.StatusCode, resp.Header, string(text)}
}

// get asks with a token; an empty one is none.
func get(t *testing.T, s *Server, path, token string) got {
	t.Helper()
	if token == "" {
		return ask(t, s, http.MethodGet, path, nil)
	}
	return ask(t, s, http.MethodGet, path, nil, "Authorization", "Bearer "+token)
}

// TestScenariosLeaveNothingBehind must not be parallel: it looks at all
// goroutines of the process.
func TestScenariosLeaveNothingBehind(t *testing.T) {
	for _, sc := range Scenarios() {
		t.Run(sc.Name, func(t *testing.T) {
			arrived := make(chan struct{}, 64)
			s, err := Start(WithScenario(sc.Name), OnRequest(func(Seen) { arrived <- struct{}{} }))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				askAll(ctx, s)
			}()
			select { // a request that is answered, or one that waits for ever
			case <-ended:
			case <-arrived:
			}
			s.Close()
			cancel()
			<-ended
			s.Close()
			if left := goroutines(); left != "" {
				t.Errorf("still running after Close:\n%s", left)
			}
		})
		if t.Failed() {
			return // what is left would be found in all the others, too
		}
	}
}

// askAll asks for what most scenarios are about; what comes is of no interest.
func askAll(ctx context.Context, s *Server) {
	if s.cfg.mute { // no request arrives, and the handshake would wait for Close
		if conn, err := s.DialContext(ctx, "tcp", ""); err == nil {
			context.AfterFunc(ctx, func() { conn.Close() })
		}
		return
	}
	for _, path := range []string{"/api/v4/user", "/team/app.git/info/refs?service=git-receive-pack"} {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL()+path, nil)
		if err != nil {
			return
		}
		r.SetBasicAuth("oauth2", s.Token())
		resp, err := client(s).Do(r)
		if err != nil {
			continue
		}
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

// goroutines returns those of this package's servers and of net/http that
// still run; they get a chance to come to their end first.
func goroutines() string {
	var left []string
	buf := make([]byte, 1<<20)
	for range 500 {
		left = left[:0]
		for g := range strings.SplitSeq(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
			mine := (strings.Contains(g, "gitlabtest.") || strings.Contains(g, "webtest.")) && !strings.Contains(g, "testing.tRunner")
			if mine || strings.Contains(g, "net/http.") {
				left = append(left, g)
			}
		}
		if len(left) == 0 {
			return ""
		}
		runtime.Gosched()
	}
	return strings.Join(left, "\n\n")
}

func TestEveryCodeOfGitLabHasAScenario(t *testing.T) {
	t.Parallel()
	names := map[string]bool{}
	for _, sc := range Scenarios() {
		if names[sc.Name] {
			t.Errorf("two scenarios named %s", sc.Name)
		}
		names[sc.Name] = true
		if sc.About == "" {
			t.Errorf("%s says nothing about itself", sc.Name)
		}
		if _, ok := problem.Lookup(sc.Code); sc.Code != "" && !ok {
			t.Errorf("%s brings about %s, which does not exist", sc.Name, sc.Code)
		}
	}
	for _, spec := range problem.All() {
		if spec.Area != problem.AreaACP && !names[string(spec.Code)] {
			t.Errorf("no scenario brings about %s", spec.Code)
		}
	}
}

func TestStartRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]Option{
		"scenario": WithScenario("no-such-thing"), "version": WithVersion("newest"),
	} {
		if s, err := Start(opt); err == nil {
			s.Close()
			t.Errorf("%s: started", name)
		}
	}
}

func TestStrangersAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t)
	own := strings.TrimPrefix(s.URL(), "http://")
	_, port, _ := strings.Cut(own, ":")
	for _, tc := range []struct {
		name, host, origin string
		want               int
	}{
		{"own address", own, "", 401},
		{"localhost", "localhost:" + port, "", 401},
		{"own origin", own, s.URL(), 401},
		{"rebound name", "evil.example:" + port, "", 421},
		{"another port", "127.0.0.1:1", "", 421},
		{"foreign origin", own, "https://evil.example", 403},
		{"origin of a file", own, "null", 403},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/api/v4/version", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = tc.host
		if tc.origin != "" {
			r.Header.Set("Origin", tc.origin)
		}
		if g := send(t, s, r); g.status != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, g.status, tc.want)
		}
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	t.Parallel()
	s := start(t)
	first := get(t, s, "/api/v4/version", "")
	if want := "Sun, 22 Nov 2026 13:41:00 GMT"; first.header.Get("Date") != want {
		t.Errorf("Date %q, want %q", first.header.Get("Date"), want)
	}
	var meta map[string]string
	if err := json.Unmarshal([]byte(first.header.Get("X-Gitlab-Meta")), &meta); err != nil {
		t.Fatal(err)
	}
	id := first.header.Get("X-Request-Id")
	if meta["version"] != "1" || meta["correlation_id"] != id || id == "" {
		t.Errorf("X-Gitlab-Meta %v, X-Request-Id %q", meta, id)
	}
	if get(t, s, "/api/v4/version", "").header.Get("X-Request-Id") == id {
		t.Error("two requests have the same id")
	}
	for _, name := range []string{"Limit", "Name", "Observed", "Remaining", "Reset"} {
		if first.header.Get("RateLimit-"+name) == "" {
			t.Errorf("no RateLimit-%s", name)
		}
	}
}

func TestRoot(t *testing.T) {
	t.Parallel()
	s := start(t, WithRoot("/gitlab"))
	if g := get(t, s, "/api/v4/version", ""); g.status != 401 || g.body != `{"message":"401 Unauthorized"}` {
		t.Errorf("below the root: %d %s", g.status, g.body)
	}
	if g := get(t, s, "/.well-known/openid-configuration", ""); g.json(t)["issuer"] != s.URL() {
		t.Errorf("issuer %v, want %s", g.json(t)["issuer"], s.URL())
	}
	u, _ := url.Parse(s.URL())
	u.Path = "/api/v4/version"
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, u.String(), nil)
	g := send(t, s, r)
	if g.status != 404 || !strings.Contains(g.header.Get("Content-Type"), "text/html") || g.header.Get("X-Gitlab-Meta") != "" {
		t.Errorf("outside the root: %d %v", g.status, g.header)
	}
}
