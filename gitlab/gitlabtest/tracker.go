package gitlabtest

import (
	"net"
	"net/http"
	"sync"
)

// tracker counts what still runs.
type tracker struct {
	mu   sync.Mutex
	n    int
	idle chan struct{}
}

func (t *tracker) enter() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n == 0 {
		t.idle = make(chan struct{})
	}
	t.n++
}

func (t *tracker) leave() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n--; t.n == 0 {
		close(t.idle)
	}
}

// wait returns when nothing runs.
func (t *tracker) wait() {
	for {
		t.mu.Lock()
		n, idle := t.n, t.idle
		t.mu.Unlock()
		if n == 0 {
			return
		}
		<-idle
	}
}

// connections counts the connections of one http.Server.
type connections struct{ all *tracker }

func (c connections) changed(_ net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		c.all.enter()
	case http.StateClosed, http.StateHijacked:
		c.all.leave()
	default:
	}
}

// tracked counts h's running answers.
func (s *Server) tracked(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.busy.enter()
		defer s.busy.leave()
		h.ServeHTTP(w, r)
	})
}
