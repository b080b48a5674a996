package commands

import (
	"context"
	"fmt"
	"slices"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
)

// runner runs the checks for a command: the same ones as the wizard's, one
// after another, without questions.
type runner struct {
	env      Env
	setup    *setup.State
	stack    *web.Stack
	journal  *setup.Journal
	problems []*problem.Problem
	now      func() time.Time
}

// newRunner builds the HTTP stack that the flags ask for.
func (e Env) newRunner(f *flags, given setup.Answers) (*runner, error) {
	en := &runner{env: e, now: time.Now, setup: setup.New(given, time.Now())}
	en.journal = setup.NewJournal(e.debugTo(f))
	ca := f.authority(given)
	stack, err := e.stackWith(f, ca, en.journal, 0)
	if err != nil {
		return nil, err
	}
	en.stack = stack
	en.setup.CAFile = setup.Value{Value: ca.file, From: ca.from}
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
func (e Env) newStack(f *flags, j *setup.Journal, patience time.Duration) (*web.Stack, error) {
	return e.stackWith(f, f.authority(setup.Answers{}), j, patience)
}

func (en *runner) met(ps ...*problem.Problem) {
	for _, p := range ps {
		if p != nil {
			en.problems = append(en.problems, p)
			en.journal.Problem(p)
		}
	}
}

func (en *runner) hasMet(code problem.Code) bool {
	return slices.ContainsFunc(en.problems, func(p *problem.Problem) bool { return p.Code == code })
}

func (en *runner) stopped() bool { return problem.Stops(en.problems) }

// today is now by the clock of the GitLab that was reached.
func (en *runner) today() time.Time { return en.setup.Today(en.now()) }

// reach finds the instance. One round of requests, without the token.
func (en *runner) reach(ctx context.Context) {
	address, p := gitlab.ParseAddress(en.setup.Answers.GitLab.Value)
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

// asker reads the token that was given and returns a client that asks with it;
// nil where the token must not be sent, or not to that GitLab.
func (en *runner) asker() *gitlab.Client {
	pasted := gitlab.ReadToken(en.setup.Answers.Token.Reveal())
	en.setup.SetToken(en.setup.Answers.Token, en.setup.Answers.TokenFrom)
	en.met(pasted.Problem)
	if en.stopped() {
		return nil
	}
	client, p := gitlab.NewClient(en.stack, en.setup.Instance, pasted.Token)
	if p != nil {
		en.met(p)
		return nil
	}
	return client
}

// inspect asks GitLab about the token. One round of requests.
func (en *runner) inspect(ctx context.Context) {
	client := en.asker()
	if client == nil {
		return
	}
	inspection := client.Inspect(ctx, en.today(), func(problem.Finding) {})
	en.setup.Checked(&inspection)
	for _, p := range inspection.Problems {
		if setup.Acceptable(p, inspection.Token.Scopes) && slices.Contains(en.setup.Answers.Accept, p.Code) {
			p = p.WithSeverity(problem.Warning)
		}
		en.met(p)
	}
}
