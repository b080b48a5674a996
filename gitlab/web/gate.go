package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// ErrHeld is the error of a request that a closed [Gate] did not let out.
var ErrHeld = errors.New("not sent: the server asked for a pause")

// Gate watches the limits of a server over many requests. It lets them out more
// slowly when the server says that few are left, and no more at all once it has
// refused one for their number. It is safe for concurrent use.
type Gate struct {
	mu     sync.Mutex
	closed bool
	until  time.Time // when the server answers again; zero if it did not say
	next   time.Time // when the next request may go out; zero for at once
	step   time.Duration
}

type gateKey struct{}

// Gated returns a context whose requests go through g.
func Gated(ctx context.Context, g *Gate) context.Context {
	return context.WithValue(ctx, gateKey{}, g)
}

func gateOf(ctx context.Context) *Gate {
	g, _ := ctx.Value(gateKey{}).(*Gate)
	return g
}

// Close lets nothing more out.
func (g *Gate) Close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
}

// Closed reports whether nothing more is let out, and when the server answers
// again; the zero time if that is not known.
func (g *Gate) Closed() (closed bool, until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed, g.until
}

// pass waits until the next request may go out. Git has a limit of its own: wide
// ones wait for nothing.
func (g *Gate) pass(ctx context.Context, wide bool) error {
	if g == nil {
		return nil
	}
	wait, err := g.turn(time.Now(), wide)
	if err != nil || wait <= 0 {
		return err
	}
	if !sleep(ctx, wait) {
		return ctx.Err()
	}
	if closed, _ := g.Closed(); closed {
		return ErrHeld
	}
	return nil
}

// turn takes the next place in the row.
func (g *Gate) turn(now time.Time, wide bool) (time.Duration, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return 0, ErrHeld
	}
	if g.step == 0 || wide {
		return 0, nil
	}
	g.next = later(g.next, now).Add(g.step)
	return g.next.Sub(now), nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// barred reports whether g lets nothing out.
func (g *Gate) barred() bool {
	if g == nil {
		return false
	}
	closed, _ := g.Closed()
	return closed
}

// slowest is the longest pause between two requests near the limit.
const slowest = time.Second

// saw takes note of what an answer says about the limit.
func (g *Gate) saw(a *Answer, wide bool) {
	if g == nil || a == nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if a.Status == http.StatusTooManyRequests {
		g.closed, g.until = true, a.RetryAt(time.Now())
		return
	}
	if !wide {
		g.step = stepFor(a.Header, time.Now())
	}
}

// stepFor is how long to wait between two requests: not at all while more than a
// tenth of the limit is left; then so that what is left lasts until the limit
// begins anew.
//
// GitLab docs: administration/settings/user_and_ip_rate_limits, response headers.
func stepFor(h http.Header, now time.Time) time.Duration {
	limit, err := strconv.Atoi(h.Get("RateLimit-Limit"))
	left, bad := strconv.Atoi(h.Get("RateLimit-Remaining"))
	if err != nil || bad != nil || limit <= 0 || left > limit/10 {
		return 0
	}
	reset := afterHeader(h.Get("RateLimit-Reset"), h, now)
	if reset.IsZero() {
		return slowest
	}
	return min(max(reset.Sub(now), 0)/time.Duration(max(left, 0)+1), slowest)
}
