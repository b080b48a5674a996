package commands

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// runner runs the work of steps/setup for a command: the same as the wizard's,
// one piece after another, without questions. It keeps what each has found and
// the problems that it met.
type runner struct {
	env      Env
	setup    *setup.State
	stack    *web.Stack
	journal  *setup.Journal
	problems []*problem.Problem
	now      func() time.Time
	// bothStores says that ACP has two places for a token, and no flag says
	// which is meant.
	bothStores bool
	// missing is what no flag has said and nobody can be asked: wrong usage.
	missing error
	// changes is what the command changes in a project, "" for nothing.
	changes string
	// stores is what each of them holds, where both were asked.
	stores []acp.Connection
	// reached runs once the GitLab is known, before the token goes there; nil for
	// nothing.
	reached func(context.Context)
	// live prints the rows of repositories as they come; nil for all at once. above
	// is how many problems had been met before them.
	live  *liveRows
	above int
	// whole says that all was heard about the token before the run was stopped; sound
	// is how many problems were met by then.
	whole bool
	sound int
	// pause offers to wait until GitLab answers again, and waits; false where the
	// run is to end with what is there. nil where nobody is asked.
	pause func(ctx context.Context, until time.Time) bool
}

// newRunner builds the HTTP stack that the flags ask for.
func (e Env) newRunner(f *flags, given setup.Answers) (*runner, error) {
	r := &runner{env: e, now: time.Now, setup: setup.New(given, time.Now())}
	r.journal = setup.NewJournal(e.debugTo(f))
	ca := f.authority(given)
	stack, err := e.stackWith(f, ca, r.journal, 0)
	if err != nil {
		return nil, err
	}
	r.stack = stack
	r.setup.CAFile = setup.Value{Value: ca.file, From: ca.from}
	return r, nil
}

// debugTo says every exchange on standard error under --debug.
func (e Env) debugTo(f *flags) func(web.Exchange) {
	if !f.debug {
		return nil
	}
	scrubber := e.scrubber()
	return func(x web.Exchange) { fmt.Fprintln(e.Stderr, scrubber.Scrub(x.String())) }
}

func (r *runner) met(ps ...*problem.Problem) {
	for _, p := range ps {
		if p != nil {
			r.problems = append(r.problems, p)
			r.journal.Problem(p)
		}
	}
}

func (r *runner) hasMet(code problem.Code) bool {
	return slices.ContainsFunc(r.problems, func(p *problem.Problem) bool { return p.Code == code })
}

func (r *runner) stopped() bool { return problem.Stops(r.problems) }

// today is now by the clock of the GitLab that was reached.
func (r *runner) today() time.Time { return r.setup.Today(r.now()) }

// checks runs all checks of the token and the repositories.
func (r *runner) checks(ctx context.Context) {
	r.reach(ctx)
	if ctx.Err() == nil {
		r.sound = len(r.problems)
	}
	if !r.stopped() && r.reached != nil {
		r.reached(ctx)
	}
	if !r.stopped() {
		r.inspect(ctx)
		if r.whole = ctx.Err() == nil; r.whole {
			r.sound = len(r.problems)
		}
		r.repositories(ctx)
	}
}

// forgetHalf drops what was under way when the run was stopped: half an answer
// says nothing. What was finished before stays.
func (r *runner) forgetHalf() {
	if !r.whole {
		r.setup.Rechecking()
	}
	if !r.asked() {
		r.setup.Repositories = nil
		r.problems = r.problems[:min(r.sound, len(r.problems))]
		r.above = len(r.problems)
	}
}

// reach finds the instance. One round of requests, without the token.
func (r *runner) reach(ctx context.Context) {
	address, p := gitlab.ParseAddress(r.setup.Answers.GitLab.Value)
	if p != nil {
		r.met(p)
		return
	}
	found := gitlab.Probe(ctx, r.stack, address, r.now, func(problem.Finding) {})
	r.met(found.Problems...)
	r.setup.Probe = found
	if !r.stopped() {
		r.setup.SetInstance(found)
	}
}

// useToken makes the token that was given the one of this run. It meets a
// problem where the token must not be sent.
func (r *runner) useToken() {
	r.setup.SetToken(r.setup.Answers.Token, r.setup.Answers.TokenFrom)
	r.met(gitlab.ReadToken(r.setup.Token().Reveal()).Problem)
}

// client returns a client that asks GitLab with the token; nil where the token
// must not be sent, or not to that GitLab.
func (r *runner) client() *gitlab.Client {
	if r.useToken(); r.stopped() {
		return nil
	}
	client, p := gitlab.NewClient(r.stack, r.setup.Instance, r.setup.Token())
	r.met(p)
	return client
}

// inspect asks GitLab about the token. One round of requests.
func (r *runner) inspect(ctx context.Context) {
	if r.useToken(); r.stopped() {
		return
	}
	in := setup.InspectAll(ctx, r.stack, r.setup, r.today())
	r.setup.Checked(&in)
	r.met(r.setup.Judged()...)
}

// repositories checks those that were given.
func (r *runner) repositories(ctx context.Context) {
	if r.setup.Inspected() == nil || ctx.Err() != nil {
		return
	}
	var emit func(gitlab.Repository)
	if r.above = len(r.problems); r.live != nil {
		r.live.begin(r.problems)
		emit = r.live.row
	}
	repos, stop := setup.CheckRepositories(ctx, r.stack, r.setup, r.problems, emit)
	for r.waited(ctx, stop) {
		question, p := r.setup.Question(r.stack, setup.Rest(repos))
		if p != nil {
			break
		}
		var more []gitlab.Repository
		more, stop = question.Ask(ctx, emit)
		repos = setup.Completed(repos, more)
	}
	if r.live != nil {
		r.live.clear()
	}
	r.setup.Repositories = repos
	if ctx.Err() == nil {
		r.met(stop)
	}
	r.problems = setup.WithoutWorking(r.problems, r.setup.Repositories)
	for _, repo := range r.setup.Repositories {
		r.met(repo.Problems...)
	}
}

// waited reports whether a pause that GitLab asks for has been waited out.
func (r *runner) waited(ctx context.Context, stop *problem.Problem) bool {
	if r.pause == nil || ctx.Err() != nil || setup.Pause(stop, time.Now()) == 0 {
		return false
	}
	if r.live != nil {
		r.live.clear()
		defer r.live.resume(time.Now())
	}
	return r.pause(ctx, stop.RetryAt)
}

// locate finds ACP's API and the session for it; false where there is none.
func (r *runner) locate(ctx context.Context) (acp.Session, bool) {
	given := r.setup.Answers
	at, met := setup.FindACP(ctx, r.stack, given.ACP.Value, nil).Unasked(given)
	r.met(met...)
	if problem.Stops(met) {
		return acp.Session{}, false
	}
	r.setup.Endpoint = at
	session, ok := given.SessionFor(at.API)
	if !ok {
		r.met(problem.New(problem.ACPSessionMissing, at.API))
		return session, false
	}
	session.Plan = given.Plan(session)
	if in, p := gitlab.ParseInstance(given.GitLab.Value); p == nil {
		session.Plan.Prefer = in.URL()
	}
	if !at.Server || given.Store == acp.StoreClassic {
		return session, true
	}
	return r.oneStore(ctx, session)
}

// oneStore makes sure that it is known which store is meant: nobody can be asked,
// so an ACP with both wants a flag.
func (r *runner) oneStore(ctx context.Context, session acp.Session) (acp.Session, bool) {
	found, p := acp.FindStores(ctx, r.stack, r.setup.Endpoint.API, session)
	switch {
	case p != nil:
		r.met(p)
		return session, false
	case found.Problem != nil && !found.Classic:
		r.met(found.Problem)
		return session, false
	}
	if r.bothStores = session.Plan.Store == "" && len(found.Has()) > 1; r.bothStores {
		r.missing = usage(whichStore)
		return session, false
	}
	session = found.For(session)
	return session, found.Credentials == nil || r.oneProject(ctx, found.Credentials, session)
}

// oneProject makes sure that it is known which project is meant, where the command
// changes something there: as with the stores, nobody can be asked. A command that
// finds the credential bound to one project means that one.
func (r *runner) oneProject(ctx context.Context, s *acp.CredentialStore, session acp.Session) bool {
	if r.changes == "" || r.setup.Answers.Project.Value != "" || session.Project != "" {
		return true
	}
	names, p := s.Projects(ctx)
	if p != nil || len(names) < 2 {
		r.met(p)
		return p == nil
	}
	if r.changes != inOneProject {
		bound, p := s.BoundTo(ctx, session.Plan.Prefer)
		switch {
		case p != nil:
			r.met(p)
			return false
		case len(bound) == 1, r.changes == whereverBound && (len(bound) == 0 || r.setup.Answers.AllProjects):
			r.setup.Answers.Project.Value = cmp.Or(bound...)
			return true
		case len(bound) > 1:
			names = bound
		}
	}
	r.missing = usage("you have several projects in ACP. Choose one with --acp-project: " + strings.Join(names, ", "))
	return false
}

// What a command changes in a project of the credential store.
const (
	// inOneProject: it binds something there.
	inOneProject = "one"
	// whereBound: it renews what is bound, or binds it.
	whereBound = "bound"
	// whereverBound: it removes what is bound, if anything is.
	whereverBound = "removes"
)

// acpClient finds ACP and returns a client with the session for it; nil where
// that did not go well.
func (r *runner) acpClient(ctx context.Context) *acp.Client {
	session, ok := r.locate(ctx)
	if !ok {
		return nil
	}
	client, p := acp.NewClient(r.stack, r.setup.Endpoint.API, session, r.setup.Answers.Project.Value)
	r.met(p)
	return client
}

// connection asks ACP what it holds; nil where it did not tell.
func (r *runner) connection(ctx context.Context) *acp.Connection {
	client := r.acpClient(ctx)
	if client == nil {
		return nil
	}
	held, p := client.Status(ctx)
	if r.met(p); p != nil {
		return nil
	}
	r.setup.SetHeld(held)
	switch {
	case held.Has() && held.Stored != nil:
		r.met(held.Stored.Problems...)
	case !held.Connected:
		r.met(problem.New(problem.ACPNotConnected, r.setup.Endpoint.API))
	}
	return &held
}

// handOver gives the token to ACP, and returns what ACP holds then; nil where it
// did not tell. It runs only after every check went well.
func (r *runner) handOver(ctx context.Context) *acp.Connection {
	session, ok := r.locate(ctx)
	if !ok {
		return nil
	}
	r.setup.Session = session
	here := r.setup.Instance.URL()
	run := r.setup.Handing(setup.Handover{MayReplace: func(c acp.Connection) bool {
		return r.setup.Answers.Replace || acp.SameInstance(c.InstanceURL, here)
	}})
	var held *acp.Connection
	run(ctx, r.stack, func(ev setup.HandoverEvent) {
		r.setup.Handed(ev, r.now())
		switch {
		case ev.Finding != nil:
			r.met(ev.Finding.Problem)
		case ev.Problem != nil:
			r.met(ev.Problem)
			if ev.Shows != nil {
				held = ev.Shows
			}
		case ev.Existing != nil:
			r.met(setup.OtherInstance(*ev.Existing))
			held = ev.Existing
		case ev.Connected != nil:
			held = ev.Connected
		}
	})
	return held
}

// remembered holds what is remembered against what was found now. held is what
// ACP holds, nil where it was not asked.
func (r *runner) remembered(m memory.Memory, held *acp.Connection) setup.Remembered {
	before := setup.Remembered{Memory: m, Now: r.today(), Held: held}
	if in := r.setup.Inspected(); in != nil {
		before.Checked = &in.Token
	}
	return before
}
