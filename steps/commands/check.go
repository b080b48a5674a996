package commands

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
)

func (c *call) checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [REPO...]",
		Short: "Check a token, and that it can push; ACP is not contacted",
		Long: `Checks that GitLab accepts the token, whose it is, its scopes and end date, and
for every repository that it can push. ACP is not contacted, nothing is changed.`,
		Example: `  acp-gitlab check --gitlab-url https://gitlab.example.com --token-file token.txt team/app
  GITLAB_TOKEN=... acp-gitlab check --gitlab-url gitlab.com --json`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.check(cmd.Context(), args) },
	}
	c.flags.checking(cmd)
	return cmd
}

func (c *call) check(ctx context.Context, repositories []string) error {
	given, err := c.env.given(&c.flags, repositories)
	if err != nil {
		return err
	}
	if err := c.complete(ctx, &given, false); err != nil {
		return err
	}
	en, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return err
	}
	defer en.stack.Close()
	en.checks(ctx)
	return c.finish(en, "check", nil)
}

// checks runs all checks of the token and the repositories.
func (en *runner) checks(ctx context.Context) {
	en.reach(ctx)
	if en.stopped() {
		return
	}
	en.inspect(ctx)
	en.repositories(ctx)
}

// complete names everything that is missing, and only then takes the token; it
// is asked for where a person sits in front of it.
func (c *call) complete(ctx context.Context, given *setup.Answers, withACP bool) error {
	var missing missingInputs
	missing.gitlab(*given)
	missing.token(c.env, *given, c.tokenWays())
	if withACP {
		missing.acp(c.env, *given)
	}
	missing.yes(c)
	if err := missing.err(); err != nil {
		return err
	}
	if err := c.env.takeToken(&c.flags, given); err != nil {
		return err
	}
	if given.Token.IsZero() {
		return c.askToken(ctx, given)
	}
	return nil
}

func (c *call) askToken(ctx context.Context, given *setup.Answers) error {
	text, err := c.env.readHidden(ctx, "Paste the token; it stays hidden. Then press Enter: ")
	if err != nil {
		return err
	}
	cleaned, _ := gitlab.CleanToken(text)
	if cleaned == "" {
		return usageAbout(problem.New(problem.TokenEmpty, ""), "no token. Nothing was pasted.")
	}
	given.Token, given.TokenFrom, given.TokenByFlag = secret.New(cleaned), "prompt", true
	c.env.scrubber().Add(given.Token)
	return nil
}

// finish prints the outcome, as lines or as the JSON document, and sets the
// exit code.
func (c *call) finish(en *runner, command string, acp *ACPResult) error {
	if err := c.interruptedErr(en); err != nil {
		return err
	}
	c.exit = problem.Exit(en.problems, c.flags.strict)
	next := en.nextStep()
	if w := firstWarning(en.problems); next == "" && c.exit != problem.ExitOK && w != nil {
		next = "acp-gitlab explain " + string(w.Code)
	}
	if c.flags.json {
		doc := document(command, en.setup, en.problems, c.exit)
		doc.ACP, doc.NextStep = acp, next
		if err := doc.write(c.env.Stdout, c.env.scrubber()); err != nil {
			return fmt.Errorf("%w: %w", errUnexpected, err)
		}
		return nil
	}
	rows := en.rows()
	switch {
	case en.setup.Outcome() == setup.Connected:
		rows = append(rows, row{label: "ACP", state: problem.OK, text: "connected to " + acp.InstanceURL + ", read back"})
	case acp != nil && !en.hasMet(problem.ACPOtherInstance):
		rows = append(rows, row{label: "ACP", state: problem.Info, text: "now " + acp.words() + " (read afterwards)"})
	}
	c.env.printRows(rows)
	if acp == nil {
		fmt.Fprintln(c.env.Stdout, en.closing())
	}
	c.env.printNext(en.describeNext(next))
	return nil
}

// firstWarning is what --strict ends with, nil where there is none.
func firstWarning(ps []*problem.Problem) *problem.Problem {
	i := slices.IndexFunc(ps, func(p *problem.Problem) bool { return p.Severity == problem.Warning })
	if i < 0 {
		return nil
	}
	return ps[i]
}

// nextStep is the command that helps most now, "" where all is well or where
// nothing but time helps.
func (en *runner) nextStep() string {
	p := problem.First(en.problems)
	if p == nil {
		return ""
	}
	wizard, profile, source := "acp-gitlab", "", ""
	if pr := en.setup.Answers.Profile; pr != nil {
		profile, source = " --profile "+setup.Quoted(pr.File), pr.Source()
		wizard += profile
	}
	if g := en.setup.Answers.GitLab; g.Value != "" && g.From != source && p.Code != problem.InstanceURLInvalid {
		wizard += " --gitlab-url " + setup.Quoted(g.Value)
	}
	spec, _ := problem.Lookup(p.Code)
	switch {
	case spec.Area == problem.AreaToken, spec.Area == problem.AreaScopes, p.Code == problem.ACPNotConnected:
		return wizard
	case p.Retryable():
		return ""
	}
	return "acp-gitlab explain " + string(p.Code) + profile // no wizard changes a role or a certificate
}

// describeNext is what people read as the next step: the command, or what is none.
func (en *runner) describeNext(command string) string {
	if p := problem.First(en.problems); command == "" && p != nil && p.Retryable() {
		return "the same command again, a little later"
	}
	return command
}
