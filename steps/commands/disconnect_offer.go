package commands

import (
	"context"
	"fmt"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps"
	"acp-gitlab/steps/memory"
	"acp-gitlab/ui"
)

// mayOffer reports whether to ask if the token should end as well: somebody
// sits there, and ACP held the GitLab that this computer set up. Another one is
// only ACP's word, and no token goes where only ACP says.
func (c *call) mayOffer(held acp.Connection, m memory.Memory) bool {
	return c.env.onTerminal() && !c.flags.yes && !c.flags.json && m.HasSetup() && acp.SameInstance(held.InstanceURL, m.GitLab)
}

// offerEnd ends the GitLab token that ACP had, if it is pasted. ACP has been
// disconnected by then: keeping the token is no failure.
func (c *call) offerEnd(ctx context.Context, en *engine, m memory.Memory, next string) error {
	text, err := ui.ReadHidden(ctx, c.env.Stdin, c.env.Stderr, "To end it as well, paste it; it stays hidden. Enter alone keeps it: ")
	cleaned, _ := gitlab.CleanToken(text)
	if err != nil || cleaned == "" {
		return c.tellOf("disconnect", en, &Account{}, next, "It lives on.")
	}
	given := steps.Given{
		GitLab: steps.Sourced{Value: m.GitLab, From: steps.FromMemory},
		Token:  secret.New(cleaned), TokenFrom: "prompt", TokenByFlag: true,
	}
	c.env.scrubber().Add(given.Token)
	c.recallCA(given, m)
	to, err := c.env.newEngine(&c.flags, given)
	if err != nil {
		return err
	}
	defer to.stack.Close()
	err = c.endGiven(ctx, to)
	if c.exit == problem.ExitCancelled && ctx.Err() == nil {
		c.exit = problem.ExitOK
	}
	return err
}

// livesOn says that the token is still there after disconnecting, and where it
// can be ended.
func livesOn(held acp.Connection, m memory.Memory) string {
	what := "The GitLab token"
	if m.Token.Name != "" && acp.SameInstance(held.InstanceURL, m.GitLab) {
		what = fmt.Sprintf("The GitLab token %q (%d)", m.Token.Name, m.Token.ID)
	}
	say := what + " still lives"
	if in, p := gitlab.ParseInstance(held.InstanceURL); p == nil {
		return say + " at " + in.Host() + ". Its page ends it too: " + tokenPageOf(in)
	}
	return say + " at GitLab."
}
