package steps

import (
	"context"
	"errors"
	"net/http"
	"sync"
)

// fakeBrowser records what it is asked for. A step must not ask it inside
// Update: starting a program is output.
type fakeBrowser struct {
	stage       *stage
	never, fail bool
	opened      []string
}

func (b *fakeBrowser) MayOpen() (bool, string) { return !b.never, "over SSH" }

func (b *fakeBrowser) Open(url string) error {
	if b.stage.updating.Load() {
		b.stage.t.Error("the browser was asked inside Update")
	}
	b.opened = append(b.opened, url)
	if b.fail {
		return errors.New("no browser")
	}
	return nil
}

// fakeNet is a network that nothing answers on; it records what went out.
type fakeNet struct {
	stage *stage
	mu    sync.Mutex // connections are opened side by side
	sent  []string
}

// took returns what went out since the last time.
func (n *fakeNet) took() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	sent := n.sent
	n.sent = nil
	return sent
}

// RoundTrip implements http.RoundTripper.
func (n *fakeNet) RoundTrip(r *http.Request) (*http.Response, error) {
	if n.stage.updating.Load() {
		n.stage.t.Errorf("%s inside Update", r.URL)
	}
	if err := context.Cause(r.Context()); err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.sent = append(n.sent, r.Method+" "+r.URL.String())
	return nil, errors.New("no network")
}
