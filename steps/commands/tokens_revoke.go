package commands

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

func (c *call) tokensRevokeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "revoke ID",
		Short: "Revoke one of your tokens by its number",
		Long: `Revokes one of your active tokens. Anything that uses it stops working. Asks you to
type its name; add --yes to skip that. The token used for this list is revoked
only with --yes and its own number.`,
		Example: `  acp-gitlab tokens revoke 4711`,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.tokensRevoke(cmd.Context(), strings.Join(args, " "))
		},
	}
	c.flags.reach(cmd)
	c.flags.output(cmd)
	c.flags.token(cmd)
	cmd.Flags().BoolVar(&c.flags.yes, "yes", false, "skip typing the token's name")
	return cmd
}

func (c *call) tokensRevoke(ctx context.Context, typed string) error {
	id, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || id <= 0 {
		return usage("tokens revoke takes a token number. acp-gitlab tokens lists them.")
	}
	c.asksFirst = "tokens revoke"
	c.asksFor = fmt.Sprintf("one of your tokens that can revoke number %d (scope api)", id)
	t, err := c.newTokenClient(ctx)
	if err != nil {
		return err
	}
	defer t.stack.Close()
	list, cut := t.list(ctx)
	if t.stopped() {
		return c.finishAccount("tokens revoke", t.runner, nil, t.nextStep())
	}
	i := slices.IndexFunc(list, func(l setup.ListedToken) bool { return l.ID == id })
	if i < 0 && cut {
		return usage(fmt.Sprintf("GitLab's list of your tokens was too long to read completely, and %d is not among the first %d. Nothing was revoked.", id, len(list)),
			"Revoke it on GitLab's token page.")
	}
	if i < 0 {
		return usage(words.WhyNotEnded(setup.EndNotOwn, id))
	}
	return c.endListed(ctx, t, list[i])
}

// endListed ends one token of the list after a yes.
func (c *call) endListed(ctx context.Context, t *tokenClient, l setup.ListedToken) error {
	if l.Asking && !c.flags.yes {
		return usage(fmt.Sprintf("%d is the token used for this list. To revoke it anyway, add --yes.", l.ID))
	}
	end := func(next, say string) error {
		return c.finishAccount("tokens revoke", t.runner, &Account{Note: say}, next, ui.Text{S: say})
	}
	if !c.confirm(ctx, l.Name, "Type its name to revoke it. Enter alone keeps it:", endingLines(l)...) {
		c.exit = problem.ExitCancelled
		return end("", "Nothing was revoked.")
	}
	if ctx.Err() != nil {
		return errCancelled
	}
	p := setup.EndListed(ctx, t.asks, l)
	if p != nil && ctx.Err() != nil {
		tells := "acp-gitlab tokens"
		if l.Asking {
			tells = checkAgain(t.setup.Instance)
		}
		return c.perhapsEnded("tokens revoke", t.runner, tells)
	}
	if t.met(p); p != nil {
		return end("acp-gitlab tokens", "GitLab did not confirm that it was revoked. Look at the list before you try again.")
	}
	c.alter(setup.ForgetEnded(l.ID))
	lines, next := []string{fmt.Sprintf("Revoked: %q (%d).", l.Name, l.ID)}, ""
	if l.Current {
		lines = append(lines, "ACP probably used it. To give ACP another one: acp-gitlab. To remove the connection: acp-gitlab disconnect.")
		next = "acp-gitlab"
	}
	account := &Account{
		Note:  strings.Join(lines, " "),
		Ended: &EndedTokenResult{ID: l.ID, Name: l.Name, LastUsedAt: stamp(l.LastUsedAt)},
	}
	return c.finishAccount("tokens revoke", t.runner, account, next, texts(lines...)...)
}

// endingLines say which token it is and what ending it means.
func endingLines(l setup.ListedToken) []ui.Block {
	used := "never used"
	if !l.LastUsedAt.IsZero() {
		used = "last used " + utcTime(l.LastUsedAt)
	}
	lines := []string{
		fmt.Sprintf("Number %d, %q, %s.", l.ID, l.Name, used),
		"This cannot be undone. Anything that uses it stops working.",
	}
	if l.Current {
		lines = append(lines, "ACP probably uses this one. Its sessions would lose access to GitLab.")
	}
	return texts(lines...)
}

// utcTime is a moment as everything about tokens is told: in UTC.
func utcTime(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04 UTC") }
