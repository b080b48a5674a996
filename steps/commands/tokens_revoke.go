package commands

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

func (c *call) tokensRevokeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "revoke ID",
		Short: "End one of your tokens for good, by its number",
		Long: `Ends one of your active tokens for good; whatever uses it stops at once. Asks for
its name to be typed, or takes --yes. The token that asks is ended only with
--yes and by its own number.`,
		Example: `  acp-gitlab tokens revoke 4711`,
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.tokensRevoke(cmd.Context(), strings.Join(args, " "))
		},
	}
	c.flags.reach(cmd)
	c.flags.output(cmd)
	c.flags.token(cmd)
	cmd.Flags().BoolVar(&c.flags.yes, "yes", false, "do not ask for its name")
	return cmd
}

func (c *call) tokensRevoke(ctx context.Context, typed string) error {
	id, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || id <= 0 {
		return usage("tokens revoke takes the number of a token. acp-gitlab tokens lists them.")
	}
	c.asksFirst = "tokens revoke"
	h, err := c.newTokenClient(ctx)
	if err != nil {
		return err
	}
	defer h.stack.Close()
	list, cut := h.list(ctx)
	if h.stopped() {
		return c.finishAccount("tokens revoke", h.runner, nil, h.nextStep())
	}
	i := slices.IndexFunc(list, func(t setup.ListedToken) bool { return t.ID == id })
	if i < 0 && cut {
		return usage(fmt.Sprintf("GitLab's list of your tokens was too long to read to its end, and %d is not among the first %d. Nothing was ended.", id, len(list)),
			"End it on GitLab's page of your tokens.")
	}
	if i < 0 {
		return usage(words.WhyNotEnded(setup.EndNotOwn, id))
	}
	return c.endListed(ctx, h, list[i])
}

// endListed ends one token of the list after a yes.
func (c *call) endListed(ctx context.Context, h *tokenClient, t setup.ListedToken) error {
	if t.Asking && !c.flags.yes {
		return usage(fmt.Sprintf("%d is the token that asks. To end it all the same: --yes.", t.ID))
	}
	if !c.confirm(ctx, t.Name, "Type its name to end it. Enter alone keeps it:", endingLines(t)...) {
		c.exit = problem.ExitCancelled
		return c.finishAccount("tokens revoke", h.runner, &Account{Note: "Nothing was ended."}, "", "Nothing was ended.")
	}
	if ctx.Err() != nil {
		return errCancelled
	}
	var p *problem.Problem
	tells := "acp-gitlab tokens"
	if t.Asking {
		p, tells = h.client.Revoke(ctx), checkAgain(h.setup.Instance)
	} else {
		p = h.client.RevokeByID(ctx, t.ID)
	}
	if p != nil && ctx.Err() != nil {
		return c.perhapsEnded("tokens revoke", h.runner, tells)
	}
	h.met(p)
	if p != nil {
		const say = "GitLab did not say that it has ended. Look at the list before you try again."
		return c.finishAccount("tokens revoke", h.runner, &Account{Note: say}, "acp-gitlab tokens", say)
	}
	c.alter(func(m *memory.Memory) { m.Ended(t.ID) })
	say, next := fmt.Sprintf("Ended for good: %q (%d).", t.Name, t.ID), ""
	lines := []string{say}
	if t.Current {
		lines = append(lines, "ACP probably used it: acp-gitlab gives ACP another one; or acp-gitlab disconnect.")
		next = "acp-gitlab"
	}
	return c.finishAccount("tokens revoke", h.runner, &Account{Note: strings.Join(lines, " "), Ended: endedResult(t)}, next, lines...)
}

func endedResult(t setup.ListedToken) *EndedTokenResult {
	return &EndedTokenResult{ID: t.ID, Name: t.Name, LastUsedAt: stamp(t.LastUsedAt)}
}

// endingLines say which token it is and what ending it means.
func endingLines(t setup.ListedToken) []string {
	used := "never used"
	if !t.LastUsedAt.IsZero() {
		used = "last used " + t.LastUsedAt.UTC().Format("2 Jan 2006, 15:04 UTC")
	}
	lines := []string{
		fmt.Sprintf("Number %d, %q, %s.", t.ID, t.Name, used),
		"It ends for good; whatever uses it stops at once.",
	}
	if t.Current {
		lines = append(lines, "ACP probably uses this one: its sessions would lose their access to GitLab.")
	}
	return lines
}
