package commands

import (
	"context"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/steps/setup"
)

func (c *call) connectCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "connect [REPO...]",
		Short: "Check a token and connect it to ACP, without questions",
		Long: `Checks the token like check does, gives it to ACP, and confirms that ACP saved it.
Replaces a connection to the same GitLab. Add --yes to replace one to another GitLab.

In an ACP with Credentials, binds the token to a project (--acp-project). If others
there would push as you, it stops until you add --accept acp-shared-project.`,
		Example: `  acp-gitlab connect --gitlab-url https://gitlab.example.com --acp-url https://acp.example.com --token-file token.txt --acp-token-file key.txt team/app`,
		RunE:    func(cmd *cobra.Command, args []string) error { return c.connect(cmd.Context(), args) },
	}
	c.flags.checking(cmd)
	c.flags.acp(cmd)
	c.flags.replacing(cmd)
	c.flags.reminderFlag(cmd)
	return cmd
}

func (c *call) connect(ctx context.Context, repositories []string) error {
	c.named = repositories
	given, err := c.env.given(&c.flags, repositories)
	if err != nil {
		return err
	}
	if err := c.mayWriteReminder(); err != nil {
		return err
	}
	c.asksFor = "the token to connect"
	if err := c.complete(ctx, &given, true); err != nil {
		return err
	}
	r, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return err
	}
	defer r.stack.Close()
	r.live, r.pause, r.changes = c.live(r), c.offersPause(), inOneProject
	held := r.connect(ctx)
	if r.missing != nil {
		return r.missing
	}
	c.remember(r)
	if err := c.interruptedErr(r); err != nil {
		return err
	}
	end := c.checked(r, "connect", held)
	reminder, known := setup.ReminderOf(r.setup)
	c.writeReminder(r, reminder, known && r.setup.Outcome() == setup.Connected)
	return c.conclude(r, end)
}

// whichStore is said where ACP keeps tokens in two ways.
const whichStore = "this ACP can keep the token in two ways. Give --acp-store classic (one connection for you) or --acp-store credentials (a credential bound to a project)."

// connect checks the token and gives it to ACP where all is well. It returns what
// ACP holds then; nil where it was not asked, or did not tell.
func (r *runner) connect(ctx context.Context) *acp.Connection {
	if r.checks(ctx); r.stopped() || ctx.Err() != nil {
		return nil
	}
	return r.handOver(ctx)
}
