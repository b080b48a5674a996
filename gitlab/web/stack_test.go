package web

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// counted is a server that tells when connections open and close.
func counted(t *testing.T, handle http.HandlerFunc) (server *httptest.Server, opened, closed chan struct{}) {
	t.Helper()
	opened, closed = make(chan struct{}, 16), make(chan struct{}, 16)
	server = httptest.NewUnstartedServer(handle)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			opened <- struct{}{}
		case http.StateClosed:
			closed <- struct{}{}
		default:
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	return server, opened, closed
}

func TestWarmOpensAndCloseEnds(t *testing.T) {
	t.Parallel()
	var asked []string
	server, opened, closed := counted(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.URL.Path+r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	s := newStack(t, Options{})
	s.Warm(t.Context(), server.URL+"/gitlab")
	<-opened
	a := must[*Answer](t)(s.Scaled(2).Do(t.Context(), Request{Method: http.MethodPost, URL: server.URL + "/x"}))
	if a.Status != http.StatusServiceUnavailable || len(opened) != 0 {
		t.Errorf("status %d, %d more connections", a.Status, len(opened))
	}
	s.Close()
	<-closed
	if !slices.Equal(asked, []string{"HEAD /gitlab", "POST /x"}) {
		t.Errorf("asked %q", asked)
	}
	s.Warm(t.Context(), "http://nowhere.example") // Tells nothing.
}

func TestDo(t *testing.T) {
	t.Parallel()
	date := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", date.Format(http.TimeFormat))
		w.Header().Set("X-Gitlab-Meta", `{"correlation_id":"01JDA8","version":"1"}`)
		if _, _, basic := r.BasicAuth(); basic {
			t.Error("user info was sent")
		}
		w.WriteHeader(http.StatusTeapot)
		_, _ = fmt.Fprintf(w, `{"method":%q,"type":%q,"agent":%q,"length":%d,"query":%q}`, r.Method, r.Header.Get("Content-Type"),
			r.UserAgent(), r.ContentLength, r.URL.RawQuery)
	})
	with := strings.Replace(server.URL, "http://", "http://ada:pw@", 1)
	s := newStack(t, Options{})
	a := must[*Answer](t)(s.Do(t.Context(), Request{
		Method: "post", URL: with + "/a%2Fb?x=1", Body: []byte("{}"),
		Header: http.Header{"content-type": {"application/json"}, "Accept-Encoding": {"br"}, "User-Agent": {"other"}},
	}))
	var got struct {
		Method, Type, Agent, Query string
		Length                     int
	}
	if err := a.JSON(&got); err != nil {
		t.Fatal(err)
	}
	if got.Method != http.MethodPost || got.Type != "application/json" || got.Agent != "acp-gitlab" || got.Length != 2 || got.Query != "x=1" {
		t.Errorf("sent %+v", got)
	}
	if a.Status != http.StatusTeapot || a.RequestID != "01JDA8" || !a.Date.Equal(date) || a.URL != server.URL+"/a%2Fb" || a.Took <= 0 {
		t.Errorf("got %+v", a)
	}
	if s.Timeout() != 10*time.Second || s.Scaled(2).Timeout() != 20*time.Second || s.Scaled(0).Timeout() != 10*time.Second {
		t.Error("the default time for an answer is 10 s")
	}
}

func TestLogHasALinePerRequestAndNoSecret(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var lines []string
	tries := 0
	s := newStack(t, Options{
		Transport: memory(func(r *http.Request) (*http.Response, error) {
			tries++
			switch {
			case r.URL.Host == "dead.example":
				return nil, &net.OpError{Op: "dial", Err: errors.New("connection refused")}
			case tries == 1:
				return reply(http.StatusBadGateway, ""), nil
			}
			return reply(http.StatusOK, madeUp, "X-Request-Id", "01J\x1b[31mDA8"), nil
		}),
		Log: func(e Exchange) {
			mu.Lock()
			defer mu.Unlock()
			e.Took = 1500 * time.Microsecond
			lines = append(lines, e.String())
		},
	})
	header := http.Header{"Authorization": {"Bearer " + madeUp}}
	_, _ = s.Do(t.Context(), Request{URL: "https://ada:pw@git.example:8443/api/v4/projects/a%2Fb?private_token=abc", Header: header})
	_, _ = s.Do(t.Context(), Request{Method: http.MethodPost, URL: "https://dead.example/" + url.PathEscape("\x1b[2J"), Header: header})
	want := []string{
		"GET git.example:8443 /api/v4/projects/a%2Fb 502 1 ms",
		"GET git.example:8443 /api/v4/projects/a%2Fb 200 1 ms 01JDA8",
		"POST dead.example /%1B%5B2J refused 1 ms",
	}
	if !slices.Equal(lines, want) {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

func TestNothingPrintedHoldsTheToken(t *testing.T) {
	t.Parallel()
	s := newStack(t, Options{Transport: memory(func(r *http.Request) (*http.Response, error) {
		return reply(http.StatusUnauthorized, "{}"), nil
	})})
	ctx, evidence := Record(t.Context())
	a, err := s.Do(ctx, Request{
		URL: "https://git.example/x?private_token=" + madeUp, Header: http.Header{"Authorization": {"Bearer " + madeUp}},
	})
	for name, v := range map[string]any{"answer": a, "error": err, "evidence": evidence.Last(), "stack": s} {
		if text := fmt.Sprintf("%v %+v %#v", v, v, v); strings.Contains(text, madeUp) {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// TestWarmForOpensWhatIsNeeded: over HTTP/1.1 a connection for each request that
// comes at the same time, also after the server has closed those of before; a
// request that comes meanwhile waits for them.
func TestWarmForOpensWhatIsNeeded(t *testing.T) {
	t.Parallel()
	both := make(chan struct{}, 8)
	arrived := make(chan struct{}, 8)
	server, opened, _ := counted(t, func(_ http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			arrived <- struct{}{}
			<-both
		}
	})
	s := newStack(t, Options{})
	for range 2 {
		warm := Aside(func() bool { s.WarmFor(t.Context(), server.URL, 3); return true })
		for range 3 {
			<-arrived
		}
		early := Aside(func() bool {
			_, err := s.Do(t.Context(), Request{URL: server.URL})
			return err == nil
		})
		for range 3 {
			both <- struct{}{}
		}
		if r := <-warm; !r.Value() {
			t.Fatal("not warm")
		}
		if r := <-early; !r.Value() {
			t.Fatal("the request that came early failed")
		}
		if n := len(opened); n != 3 {
			t.Errorf("%d connections, want 3", n)
		}
		for len(opened) > 0 {
			<-opened
		}
		var wait sync.WaitGroup
		for range 3 {
			wait.Go(func() { _, _ = s.Do(t.Context(), Request{URL: server.URL}) })
		}
		wait.Wait()
		if n := len(opened); n != 0 {
			t.Errorf("%d more connections after warming", n)
		}
		server.CloseClientConnections()
	}
}
