package web

import (
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Panic is what a goroutine panicked with, on its way to the one that waits for
// it. Nothing else can recover it: a panic that reaches the end of its own
// goroutine ends the whole program, with everything it knows on the screen.
type Panic struct { //nolint:errname // it is an error only on its way through net/http
	value any
	stack []byte
}

// Raised returns what was panicked with, and the call stack of where.
func (p *Panic) Raised() (value any, stack []byte) { return p.value, p.stack }

// Error names the kind of the value only, which may hold anything. A panic is an
// error only to get through net/http; exchange raises it again.
func (p *Panic) Error() string { return fmt.Sprintf("panic (%T)", p.value) }

// Catch runs f and returns what it panicked with; nil where it did not.
func Catch(f func()) (caught *Panic) {
	defer func() {
		v := recover()
		if v == nil {
			return
		}
		if p, ok := v.(*Panic); ok { // raised again already: keep the first stack
			caught = p
			return
		}
		caught = &Panic{value: v, stack: debug.Stack()}
	}()
	f()
	return nil
}

// Guarded is a writer for a goroutine of somebody else's, such as the one with
// which os/exec copies what a command prints: it hands everything on to To, and
// keeps what that panics with for Raise.
type Guarded struct {
	To     io.Writer
	caught atomic.Pointer[Panic]
}

// Write implements io.Writer.
func (g *Guarded) Write(b []byte) (n int, err error) {
	if p := Catch(func() { n, err = g.To.Write(b) }); p != nil {
		g.caught.CompareAndSwap(nil, p)
		return 0, p
	}
	return n, err
}

// Raise panics with what a Write has panicked with, as a [*Panic].
func (g *Guarded) Raise() {
	if p := g.caught.Load(); p != nil {
		panic(p)
	}
}

// Together runs functions at the same time and waits for all of them. What one
// of them panics with is raised again here, the first if there are several, as
// a [*Panic].
func Together(fns ...func()) { TogetherAtMost(len(fns), fns...) }

// TogetherAtMost is Together with no more than limit functions at a time.
func TogetherAtMost(limit int, fns ...func()) {
	var (
		wait  sync.WaitGroup
		once  sync.Once
		first *Panic
	)
	slots := make(chan struct{}, max(1, limit))
	for _, f := range fns {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			if p := Catch(f); p != nil {
				once.Do(func() { first = p })
			}
		})
	}
	wait.Wait()
	if first != nil {
		panic(first)
	}
}

// Result is what a function has returned to somebody who waits for it.
type Result[T any] struct {
	value T
	panic *Panic
}

// Value returns what the function has returned, and panics where it did, as a
// [*Panic].
func (r Result[T]) Value() T {
	if r.panic != nil {
		panic(r.panic)
	}
	return r.value
}

// Aside runs f in a goroutine of its own. Its result waits for whoever wants it;
// no one has to.
func Aside[T any](f func() T) <-chan Result[T] {
	out := make(chan Result[T], 1)
	go func() {
		var r Result[T]
		r.panic = Catch(func() { r.value = f() })
		out <- r
	}()
	return out
}
