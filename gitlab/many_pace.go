package gitlab

import (
	"context"
	"net/http"
	"sync"

	"acp-gitlab/gitlab/web"
)

// gitAtOnce is how many questions to git are on their way at a time.
const gitAtOnce = 16

// enoughRefused is how many refused sign-ins in one run are enough. GitLab bans an
// address after some: 10 in a minute is its own default (GitLab docs: "Failed
// authentication ban for Git and container registry").
const enoughRefused = 8

// gitPace is how fast git is asked about many repositories. The first question
// goes alone. Once git has taken the token 16 go at a time, and after the first
// refused sign-in one at a time again.
type gitPace struct {
	gate   *web.Gate
	places chan struct{}

	mu      sync.Mutex
	live    int // places that exist
	wide    bool
	narrow  bool
	refused int
}

func newGitPace(gate *web.Gate) *gitPace {
	p := &gitPace{gate: gate, places: make(chan struct{}, gitAtOnce), live: 1}
	p.places <- struct{}{}
	return p
}

// acquire waits for a place; false where ctx ends before.
func (p *gitPace) acquire(ctx context.Context) bool {
	select {
	case <-p.places:
		return true
	case <-ctx.Done():
		return false
	}
}

// release gives the place back, after git's answer o.
func (p *gitPace) release(o outcome) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case o.status() == http.StatusUnauthorized:
		p.narrow = true
		if p.refused++; p.refused >= enoughRefused {
			p.gate.Close()
		}
	case o.answer != nil && !p.wide && !p.narrow:
		p.wide = true
		for ; p.live < gitAtOnce; p.live++ {
			p.places <- struct{}{}
		}
	}
	if p.narrow && p.live > 1 {
		p.live--
		return
	}
	p.places <- struct{}{}
}
