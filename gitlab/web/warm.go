package web

import (
	"context"
	"sync"
)

// warmKey marks the requests that only open connections.
type warmKey struct{}

// warmth is which hosts connections are being opened to, and which speak HTTP/2.
type warmth struct {
	mu    sync.Mutex
	opens map[string]chan struct{} // closed once they are open
	two   map[string]bool
}

// warming notes that connections to host are being opened; done ends that.
func (p *pool) warming(host string) (done func()) {
	w := &p.warm
	open := make(chan struct{})
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.opens == nil {
		w.opens = map[string]chan struct{}{}
	}
	w.opens[host] = open
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.opens[host] == open {
			delete(w.opens, host)
		}
		close(open)
	}
}

// warmed waits until connections to host that are being opened are there.
func (p *pool) warmed(ctx context.Context, host string) error {
	if ctx.Value(warmKey{}) != nil {
		return nil
	}
	p.warm.mu.Lock()
	open := p.warm.opens[host]
	p.warm.mu.Unlock()
	if open == nil {
		return nil
	}
	select {
	case <-open:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// spoke notes which HTTP host has answered in.
func (p *pool) spoke(host string, major int) {
	p.warm.mu.Lock()
	defer p.warm.mu.Unlock()
	if p.warm.two == nil {
		p.warm.two = map[string]bool{}
	}
	p.warm.two[host] = major >= 2
}

// oneIsEnough reports whether host speaks HTTP/2.
func (p *pool) oneIsEnough(host string) bool {
	p.warm.mu.Lock()
	defer p.warm.mu.Unlock()
	return p.warm.two[host]
}
