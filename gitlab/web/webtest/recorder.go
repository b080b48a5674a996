package webtest

import (
	"net/http"
	"sync"
)

// Recorder keeps what a server has seen of its requests, in the order of their
// arrival. What that is the server decides: it must hold no secret. The zero
// value is ready.
type Recorder[T any] struct {
	// Hooks are called with every request as it arrives, before its answer; they
	// must be safe for concurrent use.
	Hooks []func(T)

	mu      sync.Mutex
	seen    []*T
	now     int
	busiest int
}

// Begin records a request, and returns what to call when it has been answered,
// with what is known of it by then; nil for nothing.
func (rec *Recorder[T]) Begin(seen T) (end func(learn func(*T))) {
	kept := seen
	rec.mu.Lock()
	rec.seen = append(rec.seen, &kept)
	rec.now++
	rec.busiest = max(rec.busiest, rec.now)
	hooks := rec.Hooks
	rec.mu.Unlock()
	for _, hook := range hooks {
		hook(seen)
	}
	return func(learn func(*T)) {
		rec.mu.Lock()
		defer rec.mu.Unlock()
		rec.now--
		if learn != nil {
			learn(&kept)
		}
	}
}

// All returns what has been recorded so far.
func (rec *Recorder[T]) All() []T {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	out := make([]T, len(rec.seen))
	for i, s := range rec.seen {
		out[i] = *s
	}
	return out
}

// Busiest is the largest number of requests that were between Begin and its end
// at the same time.
func (rec *Recorder[T]) Busiest() int {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.busiest
}

// StatusWriter notes the status of an answer.
type StatusWriter struct {
	http.ResponseWriter
	// Status is 0 before there is one.
	Status int
}

// WriteHeader implements http.ResponseWriter.
func (w *StatusWriter) WriteHeader(status int) {
	if w.Status == 0 {
		w.Status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (w *StatusWriter) Write(p []byte) (int, error) {
	if w.Status == 0 {
		w.Status = http.StatusOK
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap is for http.ResponseController.
func (w *StatusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
