package gitlab

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// Many is a question about many repositories.
type Many struct {
	// Paths are the repositories, in the order in which they are answered.
	Paths []string
	// User is whose token it is.
	User User
	// Deep also asks REST for what GraphQL does not tell: whether the default
	// branch takes a push, and by which membership the role is granted.
	Deep bool
	// NoGraphQL asks REST alone: a fine-grained token cannot read the roles in
	// GraphQL.
	NoGraphQL bool
}

// fewPaths is up to how many repositories REST alone is asked: with it one is known
// after two answers, with GraphQL before it after three.
const fewPaths = 4

// workers is how many repositories are under way at a time: enough to keep git
// busy. restWorkers is the same where REST alone is asked, which the API slows: what
// was begun is to be finished when its limit comes.
const workers, restWorkers = 20, 6

// Repositories asks about many repositories: GraphQL about 50 at a time, REST for
// what that does not tell, and git only about what the API has just shown. Each
// result is emitted as soon as all before it are known. It returns them all; one
// that was not asked about is Unasked. The problem is why not all were: nil where
// they were, or where ctx has ended, which keeps what is finished.
func (c *Client) Repositories(ctx context.Context, m Many, emit func(Repository)) ([]Repository, *problem.Problem) {
	b := newBulk(c, m, emit)
	b.run(ctx)
	return b.close()
}

// job is one repository to check; project is what GraphQL says of it, nil where
// it said nothing.
type job struct {
	at      int
	project *graphProject
	missing bool // GraphQL was asked, and did not show it
}

// bulk is one run over many repositories.
type bulk struct {
	client *Client
	many   Many
	gate   *web.Gate
	graph  *graphAsker
	emit   func(Repository)

	mu     sync.Mutex
	out    []Repository
	done   []bool
	next   int // the first that is not emitted
	faults int // in a row
	stop   *problem.Problem
	// moved are the numbers of projects that were found by a path of former
	// times, with the places of their questions; looking is how many are being
	// looked for.
	moved   map[int64][]int
	looking sync.WaitGroup
}

func newBulk(c *Client, m Many, emit func(Repository)) *bulk {
	b := &bulk{many: m, gate: &web.Gate{}, emit: emit, moved: map[int64][]int{}}
	b.out, b.done = make([]Repository, len(m.Paths)), make([]bool, len(m.Paths))
	for i, path := range m.Paths {
		b.out[i] = Repository{Path: path, Asked: path, Unasked: true}
	}
	b.client = c.AskingGitOnce()
	if len(m.Paths) > fewPaths {
		b.client.pace = newGitPace(b.gate)
	}
	if len(m.Paths) > fewPaths && !m.NoGraphQL {
		b.graph = &graphAsker{client: b.client, size: graphBatch}
	}
	return b
}

func (b *bulk) run(ctx context.Context) {
	if len(b.many.Paths) > fewPaths {
		ctx = web.Gated(ctx, b.gate)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	jobs := make(chan job)
	parts := []func(){func() {
		defer close(jobs)
		b.read(ctx, jobs)
	}}
	n := workers
	if b.graph == nil {
		n = restWorkers
	}
	for range min(n, len(b.many.Paths)) {
		parts = append(parts, func() {
			whole := false
			defer func() {
				if !whole {
					cancel() // it panics: no one else is to wait for it
				}
			}()
			for j := range jobs {
				b.do(ctx, j)
			}
			whole = true
		})
	}
	web.Together(parts...)
}

// read asks GraphQL, batch by batch, and hands out what it said. A batch is asked
// for when all before it have been begun: what was begun comes first.
func (b *bulk) read(ctx context.Context, jobs chan<- job) {
	for at := 0; at < len(b.many.Paths) && b.goesOn(ctx); {
		n := b.batch(len(b.many.Paths) - at)
		found, asked := b.question(ctx, at, n)
		for i := at; i < at+n; i++ {
			p := found[strings.ToLower(b.many.Paths[i])]
			b.hand(ctx, jobs, job{at: i, project: p, missing: asked && p == nil})
		}
		at += n
		b.handMoved(ctx, jobs, found)
	}
	b.looking.Wait()
	for b.goesOn(ctx) && b.waiting() {
		found, _ := b.question(ctx, 0, 0)
		b.handMoved(ctx, jobs, found)
	}
}

func (b *bulk) goesOn(ctx context.Context) bool {
	closed, _ := b.gate.Closed()
	return ctx.Err() == nil && !closed
}

func (b *bulk) batch(left int) int {
	if b.graph == nil || b.graph.off {
		return min(left, graphBatch)
	}
	return min(left, b.graph.size)
}

// question asks GraphQL about n paths from at, and about the projects that have
// moved. asked is false where it does not tell.
func (b *bulk) question(ctx context.Context, at, n int) (found map[string]*graphProject, asked bool) {
	if b.graph == nil {
		return nil, false
	}
	b.mu.Lock()
	var ids []int64
	for id := range b.moved {
		if len(ids) < graphBatch {
			ids = append(ids, id)
		}
	}
	b.mu.Unlock()
	found, o := b.graph.ask(ctx, b.many.Paths[at:at+n], ids)
	if o.status() == http.StatusTooManyRequests {
		b.stopFor(verdict(o, b.client.in))
	}
	return found, found != nil
}

func (b *bulk) hand(ctx context.Context, jobs chan<- job, j job) {
	if j.missing {
		b.looking.Add(1)
	}
	select {
	case jobs <- j:
	case <-ctx.Done():
		if j.missing {
			b.looking.Done()
		}
	}
}

func (b *bulk) waiting() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.moved) > 0
}

// handMoved hands out the moved projects: with what GraphQL has said by their
// numbers, else for REST.
func (b *bulk) handMoved(ctx context.Context, jobs chan<- job, found map[string]*graphProject) {
	b.mu.Lock()
	var ready []job
	for id, places := range b.moved {
		p, ok := found[idKey(id)]
		if !ok && found != nil && !b.graph.lastHad(id) {
			continue // found after the question went out: the next one has it
		}
		for _, at := range places {
			ready = append(ready, job{at: at, project: p})
		}
		delete(b.moved, id)
	}
	b.mu.Unlock()
	for _, j := range ready {
		b.hand(ctx, jobs, j)
	}
}

// do checks one repository.
func (b *bulk) do(ctx context.Context, j job) {
	v := repositoryCheck{client: b.client, user: b.many.User, shallow: !b.many.Deep}
	v.repo.Asked, v.repo.Path = b.many.Paths[j.at], b.many.Paths[j.at]
	switch {
	case j.missing:
		if b.lookFor(ctx, j.at, &v) {
			return
		}
	case j.project.tellsAll() && b.graph.knowsDeletion():
		v.fromGraph(ctx, j.project, b.graph.last(), b.many.Deep)
	default:
		v.run(ctx)
	}
	if ctx.Err() != nil {
		return
	}
	if o, held := v.held(b.gate); held && len(b.many.Paths) > fewPaths {
		if o.status() == http.StatusTooManyRequests {
			b.stopFor(verdict(o, b.client.in))
		}
		return
	}
	if bannedByGit(v.git) {
		b.stopFor(withRetry(v.git.problem(problem.GitLabRateLimited, b.client.in), v.git))
	}
	v.repo.Findings, v.repo.Problems = v.findings, v.problems
	b.finish(j.at, v.repo)
}

// lookFor asks REST about a project that GraphQL does not show by its path, and
// reports whether it has moved: then GraphQL is asked by its number.
func (b *bulk) lookFor(ctx context.Context, at int, v *repositoryCheck) (moved bool) {
	defer b.looking.Done()
	id, o := b.client.movedTo(ctx, v.repo.Asked)
	if id != 0 {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.moved[id] = append(b.moved[id], at)
		return true
	}
	v.looked = o
	if o.call == "" || o.ok() || v.lostOnTheWay() {
		v.run(ctx) // no path, a change between the two, or a proxy in between
		return false
	}
	p := v.absent()
	v.addProblem(checkProject, describeAbsence(p), p)
	return false
}

// fromGraph judges what GraphQL has said, and asks for the rest.
func (v *repositoryCheck) fromGraph(ctx context.Context, p *graphProject, o outcome, deep bool) {
	v.project, v.looked, v.batched = p.project(), o, true
	v.graph = p.role()
	v.wantsMember = v.user.ID != 0 && (deep || !v.graph.known)
	if bad := v.absent(); bad != nil {
		v.addProblem(checkProject, describeAbsence(bad), bad)
		return
	}
	v.describe()
	if v.second(ctx); ctx.Err() == nil {
		v.judge()
	}
}

// held reports whether a question of this check was not answered because GitLab
// has had enough of them, and the answer that said so, if it was one of these.
func (v *repositoryCheck) held(gate *web.Gate) (o outcome, is bool) {
	closed, _ := gate.Closed()
	for _, o := range []outcome{v.looked, v.asMember, v.onBranch, v.git, v.search} {
		switch {
		case o.status() == http.StatusTooManyRequests:
			return o, true
		case o.call != "" && o.failure == nil && o.answer == nil:
			is = true // one that was refused may come yet
		}
	}
	return outcome{}, is || closed && v.looked.ok() && !v.memberKnown() && v.graph == nil
}

// bannedByGit reports whether git answers no one at this address any more.
func bannedByGit(o outcome) bool {
	return o.is(http.StatusForbidden) && o.body().says("too many failed authentication")
}

// stopFor lets nothing more out, because of p.
func (b *bulk) stopFor(p *problem.Problem) {
	b.gate.Close()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stop == nil {
		b.stop = p
	}
}

// enoughFaults is after how many repositories in a row that GitLab could not
// answer about it is not asked about more.
const enoughFaults = 8

// finish keeps a result, and emits all that are ready.
func (b *bulk) finish(at int, r Repository) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.out[at], b.done[at] = r, true
	switch p := problem.First(r.Problems); {
	case p == nil:
		b.faults = 0
	case makesMoot(p):
		b.gate.Close()
	case p.Retryable():
		if b.faults++; b.faults >= enoughFaults {
			b.gate.Close()
		}
	default:
		b.faults = 0
	}
	for ; b.next < len(b.done) && b.done[b.next]; b.next++ {
		b.tell(b.next)
	}
}

func (b *bulk) tell(at int) {
	if b.emit != nil {
		b.emit(b.out[at])
	}
}

// makesMoot reports whether p is about the token or the account: every other
// answer would say the same.
func makesMoot(p *problem.Problem) bool {
	spec, _ := problem.Lookup(p.Code)
	return spec.Area == problem.AreaAccount || spec.Area == problem.AreaToken && p.Code != problem.TokenFineGrained
}

// close emits what was finished behind one that was not, and returns everything.
func (b *bulk) close() ([]Repository, *problem.Problem) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for ; b.next < len(b.done); b.next++ {
		if b.done[b.next] {
			b.tell(b.next)
		}
	}
	if !slices.Contains(b.done, false) {
		return b.out, nil // what went wrong is told by those that it was about
	}
	return b.out, b.stop
}
