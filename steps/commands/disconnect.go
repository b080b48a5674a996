package commands

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps"
	"acp-gitlab/steps/memory"
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
	en, err := c.env.newEngine(&c.flags, given)
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
	en.setup.Connection = held
	return c.sever(ctx, en, client, place, m)
}

// sever disconnects, and asks what ACP holds then. What ACP held is the
// connection of the setup.
func (c *call) sever(ctx context.Context, en *engine, client *acp.Client, place acp.Place, m memory.Memory) error {
	out := steps.Sever(ctx, client)
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
	lines := []string{"Disconnected. Read back: ACP holds no GitLab connection for you.", livesOn(en.setup.Connection, m)}
	if c.mayOffer(en.setup.Connection, m) {
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

func (c *call) disconnected(en *engine, held *ACPResult, next string, lines ...string) error {
	if c.flags.json {
		c.settleExit(en)
		doc := document("disconnect", en.setup, en.problems, c.exit)
		doc.ACP, doc.NextStep, doc.Account = held, next, &Account{Note: lines[0]}
		return c.document(doc)
	}
	return c.tellOf("disconnect", en, &Account{}, next, lines...)
}

// unchanged ends a run that did nothing at ACP, and says nothing of ACP where
// a signal is why.
func (c *call) unchanged(en *engine) error {
	if err := c.cut(en); err != nil {
		return err
	}
	return c.disconnected(en, nil, "", "Nothing was changed.")
}

// completeACP names what is missing to talk to ACP.
func (c *call) completeACP(given steps.Given) error {
	var missing lack
	missing.acp(c.env, given)
	missing.yes(c)
	return missing.err()
}

// acpClient finds ACP and the session for it; nil where that did not go well.
func (en *engine) acpClient(ctx context.Context) (*acp.Client, acp.Place) {
	place, ok := en.place(ctx)
	if !ok {
		return nil, place
	}
	session, ok := en.session(place.API)
	if !ok {
		return nil, place
	}
	client, err := acp.NewClient(en.stack, place.API, session, en.setup.Given.Project.Value)
	if err != nil {
		en.met(problem.New(problem.ACPURLInvalid, place.API))
		return nil, place
	}
	return client, place
}
