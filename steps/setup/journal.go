package setup

import (
	"slices"
	"sync"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// Journal keeps the exchanges and problems of a run for the report and for
// --debug. It holds no secret: an exchange has neither headers nor bodies nor
// queries. Safe for concurrent use.
type Journal struct {
	mu        sync.Mutex
	exchanges []web.Exchange
	problems  []*problem.Problem
	tell      func(web.Exchange)
}

// journalLimit bounds what a long evening in the wizard keeps.
const journalLimit = 500

// NewJournal returns a journal that hands each exchange to tell as well, if
// tell is not nil.
func NewJournal(tell func(web.Exchange)) *Journal { return &Journal{tell: tell} }

// Exchange adds an exchange.
func (j *Journal) Exchange(e web.Exchange) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.exchanges = append(j.exchanges, e)
	if len(j.exchanges) > journalLimit {
		j.exchanges = slices.Delete(j.exchanges, 0, len(j.exchanges)-journalLimit)
	}
	if j.tell != nil {
		j.tell(e)
	}
}

// Problem adds a problem that was shown.
func (j *Journal) Problem(p *problem.Problem) {
	if j == nil || p == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.problems = append(j.problems, p)
}

// Exchanges returns what was kept, oldest first.
func (j *Journal) Exchanges() []web.Exchange {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.exchanges)
}

// Problems returns the problems that were shown, oldest first.
func (j *Journal) Problems() []*problem.Problem {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.problems)
}
