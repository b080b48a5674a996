package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestGateClosesAtTheFirstRefusal: a 429 is not asked again, and nothing follows.
func TestGateClosesAtTheFirstRefusal(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	server, _, _ := counted(t, func(w http.ResponseWriter, _ *http.Request) {
		n.Add(1)
		w.Header().Set("Retry-After", "1")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	s, gate := newStack(t, Options{}), &Gate{}
	ctx := Gated(t.Context(), gate)
	a := must[*Answer](t)(s.Do(ctx, Request{URL: server.URL}))
	closed, until := gate.Closed()
	if a.Status != http.StatusTooManyRequests || !closed || until.IsZero() {
		t.Errorf("status %d, closed %v until %v", a.Status, closed, until)
	}
	if _, err := s.Do(ctx, Request{URL: server.URL}); !errors.Is(err, ErrHeld) || n.Load() != 1 {
		t.Errorf("%v, %d requests", err, n.Load())
	}
}

// TestGateSlowsNearTheLimit: what is left of the limit lasts until it begins anew.
func TestGateSlowsNearTheLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		g, began := &Gate{}, time.Now()
		answer := func(left int) {
			h := http.Header{}
			h.Set("RateLimit-Limit", "100")
			h.Set("RateLimit-Remaining", strconv.Itoa(left))
			h.Set("RateLimit-Reset", strconv.FormatInt(began.Add(10*time.Second).Unix(), 10))
			g.saw(&Answer{Status: http.StatusOK, Header: h}, false)
		}
		pass := func() time.Duration {
			at := time.Now()
			if err := g.pass(t.Context(), false); err != nil {
				t.Fatal(err)
			}
			return time.Since(at)
		}
		answer(11)
		if took := pass(); took != 0 {
			t.Errorf("far from the limit it waits %v", took)
		}
		answer(9)
		if took := pass(); took != time.Second {
			t.Errorf("near the limit it waits %v, want 1 s: ten of them in 10 s", took)
		}
		answer(90)
		if took := pass(); took != 0 {
			t.Errorf("after the limit began anew it waits %v", took)
		}
	})
}

// TestLongListOfGitKeepsTheConnection: nobody needs the end of git's list, but to
// leave it unread would cost the connection.
func TestLongListOfGitKeepsTheConnection(t *testing.T) {
	t.Parallel()
	server, opened, _ := counted(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(strings.Repeat("x", 100<<10)))
	})
	s := newStack(t, Options{})
	for range 3 {
		a := must[*Answer](t)(s.Do(t.Context(), Request{URL: server.URL, Limit: 4 << 10, Once: true, Wide: true}))
		if !a.Cut || len(a.Body) != 4<<10 {
			t.Errorf("%d bytes, cut %v", len(a.Body), a.Cut)
		}
	}
	if len(opened) != 1 {
		t.Errorf("%d connections, want 1", len(opened))
	}
}
