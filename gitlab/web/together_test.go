package web

import (
	"errors"
	"strings"
	"sync/atomic"
	"testing"
)

var errBroken = errors.New("broken by the test")

func giveWay() { panic(errBroken) }

// TestTogetherRaisesAgain in the goroutine that waits, after all the others
// have come to their end, with the place where it happened.
func TestTogetherRaisesAgain(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{1, 2, 9} {
		var ran atomic.Int32
		count := func() { ran.Add(1) }
		p := Catch(func() { TogetherAtMost(limit, count, giveWay, count, giveWay, count) })
		if p == nil || ran.Load() != 3 {
			t.Fatalf("at most %d: %v after %d of 3", limit, p, ran.Load())
		}
		value, stack := p.Raised()
		if value != any(errBroken) || !strings.Contains(string(stack), "web.giveWay") {
			t.Errorf("at most %d: %v\n%s", limit, value, stack)
		}
		if strings.Contains(p.Error(), errBroken.Error()) {
			t.Errorf("the error shows the value: %v", p)
		}
	}
	Together()
}

// TestTogetherKeepsToItsLimit: never more at a time.
func TestTogetherKeepsToItsLimit(t *testing.T) {
	t.Parallel()
	var now, most atomic.Int32
	fns := make([]func(), 40)
	for i := range fns {
		fns[i] = func() {
			n := now.Add(1)
			for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
			}
			now.Add(-1)
		}
	}
	TogetherAtMost(3, fns...)
	if most.Load() > 3 {
		t.Errorf("%d at a time", most.Load())
	}
}

// TestAsideRaisesAgain only where somebody takes the result.
func TestAsideRaisesAgain(t *testing.T) {
	t.Parallel()
	if got := (<-Aside(func() int { return 7 })).Value(); got != 7 {
		t.Error(got)
	}
	r := <-Aside(func() int { panic(errBroken) })
	p := Catch(func() { _ = r.Value() })
	if value, _ := p.Raised(); value != any(errBroken) {
		t.Error(value)
	}
	// Twice around, the first stack is kept.
	again := Catch(func() { Together(func() { panic(p) }) })
	if again != p {
		t.Error("a panic that is raised again is not the same")
	}
}
