package acptest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// token is a made-up token of the right shape.
var token = "glpat-" + strings.Repeat("x", 20)

func start(t *testing.T, opts ...Option) *Server {
	t.Helper()
	s, err := Start(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// gitLab is a GitLab that knows one token, and notes the paths asked for.
type gitLab struct {
	*httptest.Server
	mu    sync.Mutex
	paths []string
}

func newGitLab(t *testing.T, status int) *gitLab {
	t.Helper()
	g := &gitLab{}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		g.paths = append(g.paths, r.URL.Path)
		g.mu.Unlock()
		switch {
		case r.Header.Get("Authorization") != "Bearer "+token:
			w.WriteHeader(http.StatusUnauthorized)
		case strings.TrimPrefix(r.URL.Path, "/gitlab") != userPath:
			w.WriteHeader(http.StatusNotFound)
		default:
			w.WriteHeader(status)
			_, _ = io.WriteString(w, `{"id":42,"username":"ada"}`)
		}
	}))
	t.Cleanup(g.Close)
	return g
}

func (g *gitLab) asked() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]string(nil), g.paths...)
}

// sent is one request of a test; auth and fwd are bearers.
type sent struct {
	method, url, body string
	auth, fwd         string
	header            map[string]string
	host              string
}

type got struct {
	status   int
	kind     string
	body     string
	location string
}

// send asks without following redirects and without keeping the connection.
func send(ctx context.Context, q sent) (got, error) {
	req, err := http.NewRequestWithContext(ctx, q.method, q.url, strings.NewReader(q.body))
	if err != nil {
		return got{}, err
	}
	if q.auth != "" {
		req.Header.Set("Authorization", "Bearer "+q.auth)
	}
	if q.fwd != "" {
		req.Header.Set("X-Forwarded-Access-Token", q.fwd)
	}
	for name, value := range q.header {
		req.Header.Set(name, value)
	}
	req.Host = q.host
	tr := &http.Transport{DisableKeepAlives: true}
	defer tr.CloseIdleConnections()
	resp, err := tr.RoundTrip(req)
	if err != nil {
		return got{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return got{resp.StatusCode, resp.Header.Get("Content-Type"), string(body), resp.Header.Get("Location")}, err
}

func must(t *testing.T, q sent) got {
	t.Helper()
	g, err := send(t.Context(), q)
	if err != nil {
		t.Fatalf("%s %s: %v", q.method, q.url, err)
	}
	return g
}

func connectBody(token, instance string) string {
	b, _ := json.Marshal(map[string]string{"personalAccessToken": token, "instanceUrl": instance})
	return string(b)
}

// goroutines waits until no more than limit goroutines run; the ones that end
// by themselves need a moment of the scheduler.
func goroutines(limit int) (int, string) {
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > limit && time.Now().Before(deadline) {
		runtime.Gosched()
	}
	var b bytes.Buffer
	buf := make([]byte, 1<<20)
	b.Write(buf[:runtime.Stack(buf, true)])
	return runtime.NumGoroutine(), b.String()
}

// It must not run beside other tests: it counts goroutines.
//
//nolint:paralleltest // see above
func TestEveryScenarioStartsAnswersAndLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	seen := map[string]bool{}
	for _, sc := range Scenarios() {
		if seen[sc.Name] {
			t.Errorf("%s: listed twice", sc.Name)
		}
		seen[sc.Name] = true
		if sc.About == "" || strings.HasSuffix(sc.About, ".") {
			t.Errorf("%s: About %q, want a line without a full stop", sc.Name, sc.About)
		}
		s, err := Start(WithScenario(sc.Name), WithDelay(time.Millisecond))
		if err != nil {
			t.Fatalf("%s: %v", sc.Name, err)
		}
		// A call that is under way when the server closes must not keep it.
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_, _ = send(ctx, sent{method: "GET", url: s.URL() + "/health"})
			if len(s.Requests()) > 0 {
				_, _ = send(ctx, sent{method: "GET", url: s.URL() + "/api/auth/gitlab/status", auth: s.Session()})
			}
		}()
		if sc.Name == "silent-health" || sc.Name == "silent-status" {
			s.Close() // ends the silence
		}
		<-ended
		s.Close()
		cancel()
	}
	if n, stacks := goroutines(before); n > before {
		t.Fatalf("%d goroutines, want %d\n%s", n, before, stacks)
	}
}

func TestStartRefusesAnUnknownScenario(t *testing.T) {
	t.Parallel()
	if _, err := Start(WithScenario("acp-haunted")); err == nil {
		t.Fatal("no error")
	}
}

func TestCloseEndsAHeldRequest(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	s := start(t, OnRequest(func(Seen) { close(arrived) }))
	s.Hold("/health")
	ended := make(chan error, 1)
	go func() {
		_, err := send(context.Background(), sent{method: "GET", url: s.URL() + "/health"})
		ended <- err
	}()
	<-arrived
	s.Close()
	if err := <-ended; err == nil {
		t.Fatal("the held request was answered")
	}
}

func TestHoldKeepsARequestUntilRelease(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	s := start(t, OnRequest(func(Seen) { close(arrived) }))
	gate := s.Hold("/health")
	answered := make(chan int, 1)
	go func() {
		g, _ := send(context.Background(), sent{method: "GET", url: s.URL() + "/health"})
		answered <- g.status
	}()
	<-arrived
	select {
	case <-answered:
		t.Fatal("answered while held")
	default:
	}
	gate.Release()
	gate.Release()
	if status := <-answered; status != http.StatusOK {
		t.Fatalf("status %d", status)
	}
}

func TestHeldRequestEndsWithItsClient(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	s := start(t, OnRequest(func(Seen) { close(arrived) }))
	s.Hold("/health")
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := send(ctx, sent{method: "GET", url: s.URL() + "/health"})
		ended <- err
	}()
	<-arrived
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v", err)
	}
	s.Close() // returns, though the gate was never released
}
