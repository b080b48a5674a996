package commands

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

func (c *call) disconnectCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "disconnect",
		Short: "Make ACP forget your GitLab connection",
		Long: `Makes ACP forget the GitLab connection that it holds for you. New sessions of ACP
have no access to that GitLab then. The token itself lives on at GitLab until it
is ended there: acp-gitlab tokens revoke. On a terminal it can be pasted, to be
ended as well.

Asks for the word disconnect, or takes --yes.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.disconnect(cmd.Context()) },
	}
	cmd.Flags().StringVar(&c.flags.caFile, "ca-file", "", "PEM file with your company's certificate authority")
	cmd.Flags().DurationVar(&c.flags.timeout, "timeout", defaultTimeout, "half of the longest wait for one answer of ACP")
	cmd.Flags().BoolVar(&c.flags.debug, "debug", false, "say every request on standard error")
	c.flags.output(cmd)
	c.flags.acp(cmd)
	cmd.Flags().BoolVar(&c.flags.yes, "yes", false, "do not ask")
	return cmd
}

func (c *call) disconnect(ctx context.Context) error {
	env := c.env
	given, err := env.given(&c.flags, nil)
	if err != nil {
		return err
	}
	m := c.recalled(&given, false, true)
	c.asksFirst = "disconnect"
	if err := c.completeACP(given); err != nil {
		return err
	}
	en, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return err
	}
	defer en.stack.Close()
	client, place := en.acpClient(ctx)
	if client == nil {
		return c.unchanged(en)
	}
	held, p := client.Status(ctx)
	en.met(p)
	switch {
	case p != nil:
		return c.unchanged(en)
	case !held.Connected:
		return c.disconnected(en, acpResult(place.API, held), "", "ACP holds no GitLab connection for you. Nothing was changed.")
	}
	if !c.confirm(ctx, "disconnect", "Type the word disconnect and press Enter to disconnect. Enter alone keeps it:", disconnectLines(held)...) {
		c.exit = problem.ExitCancelled
		return c.disconnected(en, acpResult(place.API, held), "", "Nothing was changed.")
	}
	if ctx.Err() != nil {
		return errCancelled
	}
	en.setup.SetHeld(held)
	return c.sever(ctx, en, client, place, m)
}

// sever disconnects, and asks what ACP holds then. What ACP held is the
// connection of the setup.
func (c *call) sever(ctx context.Context, en *runner, client *acp.Client, place acp.Endpoint, m memory.Memory) error {
	out := setup.Sever(ctx, client)
	if out.Now == nil && ctx.Err() != nil {
		c.exit = problem.ExitCancelled
		return c.disconnected(en, nil, "acp-gitlab status", "Stopped before the end. ACP may have disconnected already: acp-gitlab status tells.")
	}
	en.met(out.Problem)
	switch {
	case out.Now == nil && out.Yes:
		return c.disconnected(en, nil, "acp-gitlab status", "ACP said that it disconnected; what it has now could not be confirmed.")
	case out.Now == nil && acp.Unsure(out.Problem):
		return c.disconnected(en, nil, "acp-gitlab status", "ACP may have disconnected: it did not answer, and what it has now could not be confirmed.")
	case out.Now == nil:
		return c.disconnected(en, nil, "acp-gitlab status", "ACP did not disconnect.")
	case out.Problem != nil:
		held := acpResult(place.API, *out.Now)
		return c.disconnected(en, held, "acp-gitlab disconnect", "Not disconnected: ACP is still "+held.words()+".")
	}
	c.alter(func(m *memory.Memory) {
		if m.ACP == place.API || m.ACP == "" {
			m.DisconnectedAt = en.now()
		}
	})
	next := "acp-gitlab tokens"
	if m.Token.ID != 0 {
		next = fmt.Sprintf("acp-gitlab tokens revoke %d", m.Token.ID)
	}
	lines := []string{"Disconnected. Read back: ACP holds no GitLab connection for you.", livesOn(*en.setup.Held(), m)}
	if c.mayOffer(*en.setup.Held(), m) {
		for _, l := range lines {
			c.env.line(l)
		}
		return c.offerEnd(ctx, en, m, next)
	}
	return c.disconnected(en, acpResult(place.API, *out.Now), next, lines...)
}

func disconnectLines(held acp.Connection) []string {
	since := ""
	if !held.UpdatedAt.IsZero() {
		since = ", saved " + held.UpdatedAt.Local().Format("2 Jan 2006, 15:04")
	}
	return []string{
		"ACP is connected to " + held.InstanceURL + since + ".",
		"New ACP sessions will have no access to " + held.InstanceURL + ". The GitLab token lives on.",
	}
}

func (c *call) disconnected(en *runner, held *ACPResult, next string, lines ...string) error {
	if c.flags.json {
		c.settleExit(en)
		doc := document("disconnect", en.setup, en.problems, c.exit)
		doc.ACP, doc.NextStep, doc.Account = held, next, &Account{Note: lines[0]}
		return c.document(doc)
	}
	return c.finishAccount("disconnect", en, &Account{}, next, lines...)
}

// unchanged ends a run that did nothing at ACP, and says nothing of ACP where
// a signal is why.
func (c *call) unchanged(en *runner) error {
	if err := c.interruptedErr(en); err != nil {
		return err
	}
	return c.disconnected(en, nil, "", "Nothing was changed.")
}

// completeACP names what is missing to talk to ACP.
func (c *call) completeACP(given setup.Answers) error {
	var missing missingInputs
	missing.acp(c.env, given)
	missing.yes(c)
	return missing.err()
}

// acpClient finds ACP and the session for it; nil where that did not go well.
func (en *runner) acpClient(ctx context.Context) (*acp.Client, acp.Endpoint) {
	place, ok := en.place(ctx)
	if !ok {
		return nil, place
	}
	session, ok := en.session(place.API)
	if !ok {
		return nil, place
	}
	client, p := acp.NewClient(en.stack, place.API, session, en.setup.Answers.Project.Value)
	if p != nil {
		en.met(p)
		return nil, place
	}
	return client, place
}

// mayOffer reports whether to ask if the token should end as well: somebody
// sits there, and ACP held the GitLab that this computer set up. Another one is
// only ACP's word, and no token goes where only ACP says.
func (c *call) mayOffer(held acp.Connection, m memory.Memory) bool {
	return c.env.onTerminal() && !c.flags.yes && !c.flags.json && m.HasSetup() && acp.SameInstance(held.InstanceURL, m.GitLab)
}

// offerEnd ends the GitLab token that ACP had, if it is pasted. ACP has been
// disconnected by then: keeping the token is no failure.
func (c *call) offerEnd(ctx context.Context, en *runner, m memory.Memory, next string) error {
	text, err := ui.ReadHidden(ctx, c.env.Stdin, c.env.Stderr, "To end it as well, paste it; it stays hidden. Enter alone keeps it: ")
	cleaned, _ := gitlab.CleanToken(text)
	if err != nil || cleaned == "" {
		return c.finishAccount("disconnect", en, &Account{}, next, "It lives on.")
	}
	given := setup.Answers{
		GitLab: setup.Value{Value: m.GitLab, From: setup.FromMemory},
		Token:  secret.New(cleaned), TokenFrom: "prompt", TokenByFlag: true,
	}
	c.env.scrubber().Add(given.Token)
	c.recallCA(given, m)
	to, err := c.env.newRunner(&c.flags, given)
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
