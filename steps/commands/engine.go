package commands

import (
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps"
)

// engine runs the checks for a command: the same ones as the wizard's, one
// after another, without questions.
type engine struct {
	env      Env
	setup    *steps.Setup
	stack    *web.Stack
	journal  *steps.Journal
	problems []*problem.Problem
	now      func() time.Time
}

// newEngine builds the HTTP stack that the flags ask for.
func (e Env) newEngine(f *flags, given steps.Given) (*engine, error) {
	en := &engine{env: e, now: time.Now, setup: steps.NewSetup(given, time.Now())}
	en.journal = steps.NewJournal(e.debugTo(f))
	ca := f.authority(given)
	stack, err := e.stackWith(f, ca, en.journal, 0)
	if err != nil {
		return nil, err
	}
	en.stack = stack
	en.setup.CAFile = steps.Sourced{Value: ca.file, From: ca.from}
	return en, nil
}

// debugTo says every exchange on standard error under --debug.
func (e Env) debugTo(f *flags) func(web.Exchange) {
	if !f.debug {
		return nil
	}
	scrubber := e.scrubber()
	return func(x web.Exchange) { fmt.Fprintln(e.Stderr, scrubber.Scrub(x.String())) }
}

// newStack returns the HTTP stack. patience is how long a wait that a server
// told is waited out.
func (e Env) newStack(f *flags, j *steps.Journal, patience time.Duration) (*web.Stack, error) {
	return e.stackWith(f, f.authority(steps.Given{}), j, patience)
}

func (en *engine) met(ps ...*problem.Problem) {
	for _, p := range ps {
		if p != nil {
			en.problems = append(en.problems, p)
			en.journal.Problem(p)
		}
	}
}

func (en *engine) stopped() bool { return problem.Stops(en.problems) }

// today is now by the clock of the GitLab that was reached.
func (en *engine) today() time.Time { return en.setup.Today(en.now()) }

// reach finds the instance. One round of requests, without the token.
func (en *engine) reach(ctx context.Context) {
	address, p := gitlab.ParseAddress(en.setup.Given.GitLab.Value)
	if p != nil {
		en.met(p)
		return
	}
	found := gitlab.Probe(ctx, en.stack, address, en.now, func(problem.Finding) {})
	en.met(found.Problems...)
	en.setup.Probe = found
	if !en.stopped() {
		en.setup.SetInstance(found)
	}
}

// inspect asks GitLab about the token. One round of requests.
func (en *engine) inspect(ctx context.Context) {
	pasted := gitlab.ReadToken(en.setup.Given.Token.Reveal())
	en.setup.SetToken(en.setup.Given.Token, en.setup.Given.TokenFrom)
	en.met(pasted.Problem)
	if en.stopped() {
		return
	}
	client, err := gitlab.NewClient(en.stack, en.setup.Instance, pasted.Token)
	if err != nil {
		en.met(problem.New(problem.InstanceNotHTTPS, en.setup.Instance.Host()))
		return
	}
	inspection := client.Inspect(ctx, en.today(), func(problem.Finding) {})
	en.setup.Inspected = &inspection
	for _, p := range inspection.Problems {
		if steps.Acceptable(p, inspection.Token.Scopes) && slices.Contains(en.setup.Given.Accept, p.Code) {
			p = p.WithSeverity(problem.Warning)
		}
		en.met(p)
	}
}

// atOnce is how many repositories are checked at the same time; the stack
// keeps the requests to four.
const atOnce = 4

// repositories checks those that were given, two rounds of requests each. With a
// token that is of no use, or not the person's own, every answer would only name
// a second cause; one that lacks a scope can still be asked with.
func (en *engine) repositories(ctx context.Context) {
	if en.setup.Inspected == nil || en.setup.Inspected.User == nil {
		return
	}
	for _, p := range en.problems {
		if spec, _ := problem.Lookup(p.Code); p.Severity == problem.Error && spec.Area != problem.AreaScopes {
			return
		}
	}
	client, err := gitlab.NewClient(en.stack, en.setup.Instance, en.setup.Token)
	if err != nil {
		return
	}
	user := *en.setup.Inspected.User
	repos := make([]gitlab.Repository, len(en.setup.Given.Repositories))
	var group errgroup.Group
	group.SetLimit(atOnce)
	for i, typed := range en.setup.Given.Repositories {
		group.Go(func() error {
			repos[i] = en.repository(ctx, client, user, typed)
			return nil
		})
	}
	_ = group.Wait()
	for _, r := range repos {
		en.setup.Repositories = append(en.setup.Repositories, r)
		en.met(r.Problems...)
	}
}

func (en *engine) repository(ctx context.Context, client *gitlab.Client, user gitlab.User, typed string) gitlab.Repository {
	path, p := gitlab.ParseRepository(typed, en.setup.Instance)
	if p != nil {
		shown := secret.NewScrubber(en.setup.Token).Scrub(web.Clean(typed))
		if p.Subject == "" {
			p.Subject = shown
		}
		return gitlab.Repository{Path: shown, Asked: shown, Problems: []*problem.Problem{p}}
	}
	return client.Repository(ctx, path, user, func(problem.Finding) {})
}
