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
	"acp-gitlab/steps/words"
	"acp-gitlab/ui/line"
)

func (c *call) disconnectCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "disconnect",
		Short: "Remove ACP's access to GitLab",
		Long: `Removes the GitLab connection that ACP has for you. New ACP sessions lose access
to that GitLab. The token stays valid at GitLab until it expires or you revoke it
(acp-gitlab tokens revoke). On a terminal, you can paste it to revoke it too.

In an ACP with Credentials, removes yours from one project (--acp-project), or from
every project (--all-projects).

Asks you to type disconnect. Add --yes to skip that.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.disconnect(cmd.Context()) },
	}
	cmd.Flags().StringVar(&c.flags.caFile, "ca-file", "", "PEM file with your company's certificate authority")
	cmd.Flags().DurationVar(&c.flags.timeout, "timeout", defaultTimeout, "time limit for each answer; ACP gets twice as long")
	cmd.Flags().BoolVar(&c.flags.debug, "debug", false, "log every request to standard error")
	c.flags.output(cmd)
	c.flags.acp(cmd)
	cmd.Flags().BoolVar(&c.flags.yes, "yes", false, "skip the confirmation")
	cmd.Flags().BoolVar(&c.flags.allProjects, "all-projects", false, "if ACP keeps credentials in projects, remove yours from every project")
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
	r, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return err
	}
	defer r.stack.Close()
	r.changes = whereverBound
	client := r.acpClient(ctx)
	if r.missing != nil {
		return r.missing
	}
	if client == nil {
		return c.unchanged(r)
	}
	held, p := client.Status(ctx)
	r.met(p)
	switch {
	case p != nil:
		return c.unchanged(r)
	case !held.Has():
		return c.disconnected(r, &held, "", "ACP has no GitLab connection for you. Nothing was changed.")
	}
	if !c.confirm(ctx, "disconnect", "Type the word disconnect and press Enter to disconnect. Enter alone keeps it:", texts(
		words.ACPNow(held)+".",
		"New ACP sessions will lose access to "+held.InstanceURL+". The GitLab token stays valid.",
	)...) {
		c.exit = problem.ExitCancelled
		return c.disconnected(r, &held, "", "Nothing was changed.")
	}
	if ctx.Err() != nil {
		return errCancelled
	}
	r.setup.SetHeld(held)
	return c.sever(ctx, r, client, m)
}

// sever disconnects, and asks what ACP holds then. What ACP held
// is known to the setup.
func (c *call) sever(ctx context.Context, r *runner, client *acp.Client, m memory.Memory) error {
	out := setup.Sever(ctx, client)
	if out.Now == nil && ctx.Err() != nil {
		c.exit = problem.ExitCancelled
		return c.disconnected(r, nil, "acp-gitlab status", "Stopped early. ACP may have disconnected already. To find out: acp-gitlab status")
	}
	r.met(out.Problem)
	r.met(out.Notes...)
	switch {
	case out.Now == nil && out.Yes:
		return c.disconnected(r, nil, "acp-gitlab status", "ACP said that it disconnected, but this could not be confirmed.")
	case out.Now == nil && acp.Unsure(out.Problem):
		return c.disconnected(r, nil, "acp-gitlab status", "ACP may have disconnected. It did not answer, so this could not be confirmed.")
	case out.Now == nil:
		return c.disconnected(r, nil, "acp-gitlab status", "ACP did not disconnect.")
	case out.Problem != nil:
		return c.disconnected(r, out.Now, "acp-gitlab disconnect", "Not disconnected: "+words.ACPStill(*out.Now)+".")
	}
	if !problem.Stops(out.Notes) {
		answers := r.setup.Answers
		dropped := setup.DroppedFrom(r.setup.Endpoint.API, answers.Project.Value, r.setup.Held(), answers.AllProjects)
		c.alter(setup.Disconnection(dropped, r.now()))
	}
	next := "acp-gitlab tokens"
	if m.Token.ID != 0 {
		next = fmt.Sprintf("acp-gitlab tokens revoke %d", m.Token.ID)
	}
	lines := []string{"Disconnected. Confirmed: ACP has no GitLab connection for you.", livesOn(*r.setup.Held(), m)}
	if now := out.Now; now.Has() {
		did := "Disconnected from project " + now.Stored.Project
		if before := r.setup.Held().Stored; before != nil && !before.Bound {
			did = "There was nothing to remove in project " + now.Stored.Project
		}
		lines[0] = did + ". " + words.ACPStill(*now) + "."
	}
	if c.mayOffer(*r.setup.Held(), m) {
		c.env.write(texts(lines...)...)
		return c.offerEnd(ctx, r, m, next)
	}
	return c.disconnected(r, out.Now, next, lines...)
}

// disconnected ends the command; the first line is the outcome. held is what ACP
// holds, nil where that is not known.
func (c *call) disconnected(r *runner, held *acp.Connection, next string, lines ...string) error {
	c.settleExit(r)
	return c.conclude(r, conclusion{
		command: "disconnect", acp: held, next: r.advise(next), account: &Account{Note: lines[0]},
		said: append(texts(lines...), words.ProblemRows(r.setup, r.problems)),
	})
}

// unchanged ends a run that did nothing at ACP, and says nothing of ACP where
// a signal is why.
func (c *call) unchanged(r *runner) error {
	if err := c.interruptedErr(r); err != nil {
		return err
	}
	return c.disconnected(r, nil, "", "Nothing was changed.")
}

// completeACP names what is missing to talk to ACP.
func (c *call) completeACP(given setup.Answers) error {
	var missing missingInputs
	missing.acp(c.env, given)
	missing.yes(c)
	return missing.err()
}

// mayOffer reports whether to ask if the token should end as well: somebody
// sits there, and ACP held the GitLab that this computer set up. Another one is
// only ACP's word, and no token goes where only ACP says.
func (c *call) mayOffer(held acp.Connection, m memory.Memory) bool {
	return c.env.onTerminal() && !c.flags.yes && !c.flags.json && m.HasSetup() && acp.SameInstance(held.InstanceURL, m.GitLab)
}

// offerEnd ends the GitLab token that ACP had, if it is pasted. ACP has been
// disconnected by then: keeping the token is no failure.
func (c *call) offerEnd(ctx context.Context, r *runner, m memory.Memory, next string) error {
	text, err := line.ReadHidden(ctx, c.env.Stdin, c.env.Stderr, "To revoke it too, paste it (it stays hidden). Enter alone keeps it: ")
	cleaned, _ := gitlab.CleanToken(text)
	if err != nil || cleaned == "" {
		return c.disconnected(r, nil, next, "It is still valid.")
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
	say := what + " is still valid"
	if in, p := gitlab.ParseInstance(held.InstanceURL); p == nil {
		return say + " at " + in.Host() + ". You can also revoke it on its page: " + tokenPageOf(in)
	}
	return say + " at GitLab."
}
