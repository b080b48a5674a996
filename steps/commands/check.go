package commands

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

func (c *call) checkCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [REPO...]",
		Short: "Check a token and whether it can push",
		Long: `Checks that GitLab accepts the token, who owns it, its scopes and expiration
date, and that it can push to each repository. ACP is never contacted, and
nothing is changed.`,
		Example: `  acp-gitlab check --gitlab-url https://gitlab.example.com --token-file token.txt team/app
  acp-gitlab check --gitlab-url gitlab.com --token-stdin --json`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.check(cmd.Context(), args) },
	}
	c.flags.checking(cmd)
	cmd.Flags().BoolVar(&c.flags.branches, "branches", false, "also check the default branch of each repository, when there are more than 60")
	return cmd
}

func (c *call) check(ctx context.Context, repositories []string) error {
	c.named = repositories
	given, err := c.env.given(&c.flags, repositories)
	if err != nil {
		return err
	}
	c.asksFor = "the token to check"
	if err := c.complete(ctx, &given, false); err != nil {
		return err
	}
	r, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return err
	}
	defer r.stack.Close()
	r.live, r.pause = c.live(r), c.offersPause()
	r.checks(ctx)
	return c.finish(r, "check", nil)
}

// complete names everything that is missing, and only then takes the token; it
// is asked for where a person sits in front of it.
func (c *call) complete(ctx context.Context, given *setup.Answers, withACP bool) error {
	var missing missingInputs
	missing.gitlab(*given)
	if given.GitLab.IsZero() {
		missing.command = c.withRemembered(&missing)
	}
	missing.token(c.env, *given, c.tokenWays())
	if withACP {
		missing.acp(c.env, *given)
	}
	missing.yes(c)
	if withACP && c.env.onTerminal() {
		missing.first("the wizard asks for whatever is missing here: acp-gitlab")
	}
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

// askToken asks for the token that is meant, and says which.
func (c *call) askToken(ctx context.Context, given *setup.Answers) error {
	text, err := c.env.readHidden(ctx, tokenPrompt(c.asksFor, *given))
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

// finish ends check and connect. held is what ACP holds, nil where it was not
// asked, or did not tell.
func (c *call) finish(r *runner, command string, held *acp.Connection) error {
	err := c.interruptedErr(r)
	if err != nil && (errors.Is(err, errUnsure) || !r.asked()) {
		return err
	}
	end := c.checked(r, command, held)
	if err != nil {
		c.exit = problem.ExitCancelled
		fmt.Fprintln(c.env.Stderr, "acp-gitlab: Stopped early. What was finished is shown.")
	}
	return c.conclude(r, end)
}

// checked is what a run ends with that has checked a token, and then perhaps
// connected it.
func (c *call) checked(r *runner, command string, held *acp.Connection) conclusion {
	c.exit = problem.Exit(r.problems, c.flags.strict)
	end := conclusion{command: command, acp: held, next: r.advise(r.nextStep())}
	if w := firstWarning(r.problems); end.next == (advice{}) && c.exit != problem.ExitOK && w != nil {
		end.next.command = "acp-gitlab explain " + string(w.Code)
	}
	if again := c.again(r); again != (advice{}) {
		end.next = again
	}
	rows := words.CheckRows(r.setup, r.problems, "")
	if r.live != nil && r.live.done > 0 {
		rows, end.said = nil, r.wereLive()
	}
	switch {
	case r.setup.Outcome() == setup.Connected:
		rows = append(rows, ui.Line{Label: "ACP", State: ui.OK, Text: "connected to " + held.InstanceURL + inProject(*held) + ", confirmed"})
		rows = append(rows, words.BesideRows(*held)...)
	case held != nil && !r.hasMet(problem.ACPOtherInstance):
		rows = append(rows, ui.Line{Label: "ACP", State: ui.Note, Text: "now " + words.ACPHolds(*held) + " (read afterward)"})
	}
	end.said = append(end.said, rows)
	if held == nil {
		end.said = append(end.said, ui.Text{S: words.Verdict(r.setup, r.problems)})
	}
	return end
}

// inProject names the project whose sessions use what ACP holds.
func inProject(held acp.Connection) string {
	if project := words.ProjectOf(held); project != "" {
		return " in project " + project
	}
	return ""
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
func (r *runner) nextStep() string {
	p := problem.First(r.problems)
	if p == nil {
		return ""
	}
	wizard, profile, source := "acp-gitlab", "", ""
	if pr := r.setup.Answers.Profile; pr != nil {
		profile, source = " --profile "+setup.Quoted(pr.File), pr.Source()
		wizard += profile
	}
	if g := r.setup.Answers.GitLab; g.Value != "" && g.From != source && p.Code != problem.InstanceURLInvalid {
		wizard += " --gitlab-url " + setup.Quoted(g.Value)
	}
	switch {
	case wizardHelps(p):
		return wizard
	case p.Retryable():
		return ""
	}
	return "acp-gitlab explain " + string(p.Code) + profile // no wizard changes a role or a certificate
}

// wizardHelps reports whether the way out of a problem is another token, or a
// connection.
func wizardHelps(p *problem.Problem) bool {
	spec, _ := problem.Lookup(p.Code)
	return spec.Area == problem.AreaToken || spec.Area == problem.AreaScopes || p.Code == problem.ACPNotConnected
}

// advise is command as advice; without one it says where nothing but time helps.
func (r *runner) advise(command string) advice {
	p := problem.First(r.problems)
	switch {
	case p == nil:
	case command == "" && p.Retryable():
		return advice{aside: "the same command again in a few minutes"}
	case command != "" && wizardHelps(p):
		return advice{command: command, does: "opens the wizard"}
	}
	return advice{command: command}
}
