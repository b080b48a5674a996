package commands

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
)

func (c *call) statusCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show the connection that ACP holds, and what is known of the token",
		Long: `Asks ACP which GitLab it holds for you. ACP does not check the token when asked:
with a token at hand (--token-stdin, --token-file or GITLAB_TOKEN, and --gitlab-url)
GitLab is asked about it as well.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.status(cmd.Context()) },
	}
	c.flags.reach(cmd)
	c.flags.output(cmd)
	c.flags.token(cmd)
	c.flags.acp(cmd)
	return cmd
}

// daysToAct is how many days before its end a token needs doing.
const daysToAct = 7

func (c *call) status(ctx context.Context) error {
	given, err := c.env.given(&c.flags, nil)
	if err != nil {
		return err
	}
	var missing []string
	if given.ACP.IsZero() {
		missing = append(missing, "no ACP address. Give --acp-url URL or ACP_URL.")
	}
	if len(given.Sessions) == 0 {
		missing = append(missing, "no ACP session. Give --acp-token-file FILE or ACP_TOKEN (an access key), or sign in with acpctl.")
	}
	if len(missing) > 0 {
		return usage(missing...)
	}
	en, err := c.env.newEngine(&c.flags, given)
	if err != nil {
		return err
	}
	defer en.stack.Close()
	result := en.connection(ctx)
	if !given.Token.IsZero() && !given.GitLab.IsZero() {
		en.checks(ctx)
		en.endsSoon()
	}
	return c.finishStatus(en, result)
}

// connection asks ACP what it holds.
func (en *engine) connection(ctx context.Context) *ACPResult {
	place, ok := en.place(ctx)
	if !ok {
		return nil
	}
	session, ok := en.session(place.API)
	if !ok {
		return nil
	}
	client, err := acp.NewClient(en.stack.Scaled(acpPatience), place.API, session, en.setup.Given.Project.Value)
	if err != nil {
		en.met(problem.New(problem.ACPURLInvalid, place.API))
		return nil
	}
	held, p := client.Status(ctx)
	en.met(p)
	if p != nil {
		return nil
	}
	en.setup.Connection = held
	if !held.Connected {
		en.met(problem.New(problem.ACPNotConnected, place.API))
	}
	return acpResult(place.API, held)
}

// endsSoon makes a token that ends within a week an error: a cron job can act
// on the exit code.
func (en *engine) endsSoon() {
	in := en.setup.Inspected
	if in == nil || in.Token.ExpiresAt == nil || in.Token.DaysLeft > daysToAct {
		return
	}
	for i, p := range en.problems {
		if p.Code == problem.TokenExpiresSoon {
			en.problems[i] = p.WithSeverity(problem.Error)
		}
	}
}

func (c *call) finishStatus(en *engine, held *ACPResult) error {
	c.exit = problem.Exit(en.problems, c.flags.strict)
	next := en.nextStep()
	if c.flags.json {
		doc := document("status", en.setup, en.problems, c.exit)
		doc.ACP, doc.NextStep = held, next
		if err := doc.write(c.env.Stdout); err != nil {
			return fmt.Errorf("%w: %w", errUnexpected, err)
		}
		return nil
	}
	rows := en.rows()
	if held != nil && held.Connected {
		text := "connected to " + held.InstanceURL
		if at := en.setup.Connection.UpdatedAt; !at.IsZero() {
			text += ", saved " + at.Local().Format("2 Jan 2006, 15:04")
		}
		rows = append([]row{{label: "ACP", state: problem.OK, text: text + " (read now)"}}, rows...)
	}
	if en.setup.Inspected == nil {
		rows = append(rows, row{label: "token", state: problem.Skip, text: "not looked at: give it with --token-stdin, and --gitlab-url, to have it checked"})
	}
	printRows(c.env.Stdout, rows)
	if next == "" {
		next = "nothing."
	}
	fmt.Fprintln(c.env.Stdout, "Next: "+next)
	return nil
}
