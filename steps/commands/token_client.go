package commands

import (
	"context"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// tokenClient is what the commands about a person's tokens work with: the GitLab,
// a client with the token that asks, and what GitLab says of that token.
type tokenClient struct {
	*runner
	client *gitlab.Client
	memory memory.Memory
}

// newTokenClient finds the GitLab and makes sure of the token: from the flags, the
// environment, the last setup, or asked for where somebody sits there.
func (c *call) newTokenClient(ctx context.Context) (*tokenClient, error) {
	given, err := c.env.given(&c.flags, nil)
	if err != nil {
		return nil, err
	}
	m := c.recalled(&given, true, false)
	if err := strayToken(given); err != nil {
		return nil, err
	}
	if err := c.complete(ctx, &given, false); err != nil {
		return nil, err
	}
	given.Repositories = nil
	en, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return nil, err
	}
	h := &tokenClient{runner: en, memory: m}
	h.introduce(ctx)
	return h, nil
}

// strayToken refuses a token of the environment for a GitLab that only memory
// names: tools of other GitLabs use the same variable.
func strayToken(given setup.Answers) error {
	if given.GitLab.From != setup.FromMemory || given.Token.IsZero() || given.TokenByFlag {
		return nil
	}
	return usage("GITLAB_TOKEN may belong to another GitLab. Name its GitLab: --gitlab-url "+setup.Quoted(given.GitLab.Value)+",",
		"or hand the token over with --token-stdin or --token-file FILE.")
}

// introduce asks GitLab about the token that asks. What ACP would need of it
// does not matter here.
func (h *tokenClient) introduce(ctx context.Context) {
	h.reach(ctx)
	if h.stopped() {
		return
	}
	if h.client = h.asker(); h.client == nil {
		return
	}
	inspection := h.client.Inspect(ctx, h.today(), func(problem.Finding) {})
	h.setup.Checked(&inspection)
	for _, p := range inspection.Problems {
		if spec, _ := problem.Lookup(p.Code); spec.Area != problem.AreaScopes && p.Severity == problem.Error {
			h.met(p)
		}
	}
}

// self is what is known of the token that asks.
func (h *tokenClient) self() gitlab.TokenFacts {
	if h.setup.Inspected() == nil {
		return gitlab.TokenFacts{}
	}
	return h.setup.Inspected().Token
}

// finishAccount prints how a command about tokens or the connection ended: a document,
// or its lines with the problems below them and the next step. With an account
// something was decided or done, which is told also after a signal.
func (c *call) finishAccount(command string, en *runner, account *Account, next string, lines ...string) error {
	if account == nil {
		if err := c.interruptedErr(en); err != nil {
			return err
		}
	}
	c.settleExit(en)
	if c.flags.json {
		doc := document(command, en.setup, en.problems, c.exit)
		doc.Account, doc.NextStep = account, next
		return c.document(doc)
	}
	c.env.printLines(lines...)
	var rows []row
	for _, p := range en.problems {
		if p.Severity != problem.Note {
			rows = append(rows, en.problemRow(p))
		}
	}
	c.env.printRows(rows)
	c.env.printNext(en.describeNext(next))
	return nil
}
