package commands

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

func (c *call) revokeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "revoke",
		Short: "Revoke a token that others may have seen",
		Long: `Revokes the token that you give, whatever its scopes, then says where it was last
used and what to do next. Give the token with --token-stdin or --token-file, or
paste it on a terminal. GITLAB_TOKEN is never used for this.

Asks you to type revoke. Add --yes to skip that.`,
		Example: `  acp-gitlab revoke --gitlab-url https://gitlab.example.com
  acp-gitlab revoke --yes --token-file leaked.txt --gitlab-url gitlab.com`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.revoke(cmd.Context()) },
	}
	c.flags.reach(cmd)
	c.flags.output(cmd)
	c.flags.token(cmd)
	cmd.Flags().BoolVar(&c.flags.yes, "yes", false, "skip the confirmation")
	return cmd
}

// revoking is the command that ends the given token.
const revoking = "revoke"

// revoke ends the given token itself.
func (c *call) revoke(ctx context.Context) error {
	c.asksFirst = revoking
	// The one in the environment is in use; the one to end is given.
	env := c.env
	env.Secrets = map[string]secret.Text{}
	given, err := env.given(&c.flags, nil)
	if err != nil {
		return err
	}
	c.recalled(&given, true, false)
	c.asksFor = "the token to revoke"
	if err := c.complete(ctx, &given, false); err != nil {
		return err
	}
	given.Repositories = nil
	r, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return err
	}
	defer r.stack.Close()
	return c.endGiven(ctx, r)
}

// endGiven ends the token after a yes. What GitLab says of it before decides
// nothing but the words: any scope may end itself.
func (c *call) endGiven(ctx context.Context, r *runner) error {
	r.reach(ctx)
	var client *gitlab.Client
	if !r.stopped() {
		client = r.client()
	}
	if client == nil {
		return c.finishAccount("revoke", r, nil, r.nextStep(), ui.Text{S: "Nothing was revoked."})
	}
	before := client.Inspect(ctx, r.today(), func(problem.Finding) {})
	leak := leakedToken{before.Token, client.LastUsedFrom(ctx)}
	if over := setup.AlreadyOver(before); over != nil {
		say := describeOver(over)
		return c.finishAccount("revoke", r, &Account{Note: say}, "", c.afterLeak(r.setup, leak, say)...)
	}
	if !c.confirm(ctx, "revoke", "Type the word revoke and press Enter to revoke it. Enter alone keeps it:", leakLines(r.setup, before)...) {
		c.exit = problem.ExitCancelled
		return c.finishAccount("revoke", r, &Account{Note: "Nothing was revoked."}, "", ui.Text{S: "Nothing was revoked."})
	}
	if ctx.Err() != nil {
		return errCancelled
	}
	if p := setup.Revoke(ctx, r.stack, r.setup.Instance, r.setup.Token()); p != nil {
		if ctx.Err() != nil {
			return c.perhapsEnded("revoke", r, checkAgain(r.setup.Instance))
		}
		r.met(p)
		say := "GitLab did not confirm that it was revoked. You can also revoke it on its page: " + tokenPageOf(r.setup.Instance)
		return c.finishAccount("revoke", r, &Account{Note: say}, "", ui.Text{S: say})
	}
	say := "Revoked" + named(leak.TokenFacts) + ". No one can use it now."
	said := c.afterLeak(r.setup, leak, say) // while memory knows the token
	c.alter(setup.ForgetEnded(leak.ID))
	return c.finishAccount("revoke", r, &Account{Note: say, Ended: leak.result()}, "", said...)
}

// leakedToken is what GitLab says of a token that others may have seen: last of
// all the addresses that it was used from.
type leakedToken struct {
	gitlab.TokenFacts
	from []string
}

func (l leakedToken) result() *EndedTokenResult {
	return &EndedTokenResult{ID: l.ID, Name: l.Name, LastUsedAt: stamp(l.LastUsedAt), LastUsedBy: l.from}
}

// describeOver says how a token has ended before.
func describeOver(p *problem.Problem) string {
	if p.Code == problem.TokenExpired {
		return "It had already expired. No one can use it."
	}
	return "It had already been revoked. No one can use it."
}

func named(f gitlab.TokenFacts) string {
	if f.Name == "" {
		return ""
	}
	return fmt.Sprintf(": %q (%d)", f.Name, f.ID)
}

func leakLines(s *setup.State, in gitlab.Inspection) []ui.Block {
	whose := ""
	if in.User != nil {
		whose = " of @" + in.User.Username
	}
	return texts(
		"This revokes the token"+named(in.Token)+whose+" at "+s.Instance.Host()+".",
		"This cannot be undone. Anything that uses it stops working, including ACP if it is ACP's token.",
	)
}

// afterLeak says how it ended, where the token was last used, and what to do
// next.
func (c *call) afterLeak(s *setup.State, l leakedToken, say string) []ui.Block {
	used := "GitLab did not say when it was last used."
	tell := "Was that not you? Tell your security team, with that time."
	switch {
	case !l.LastUsedAt.IsZero() && len(l.from) > 0:
		used = "Last used " + utcTime(l.LastUsedAt) + ", from " + strings.Join(l.from, ", ") + "."
	case !l.LastUsedAt.IsZero():
		used = "Last used " + utcTime(l.LastUsedAt) + "."
	case l.ID != 0:
		used = "GitLab has not recorded any use of it."
	}
	if len(l.from) > 0 {
		tell = "Was that not you? Tell your security team, with that time and these addresses."
	}
	blocks := append(texts(say, used, "What to do now:"),
		ui.Text{S: tell, Item: true},
		ui.Text{S: "Review what was done: " + s.Instance.Join("/-/user_settings/authentication_log", nil), Item: true},
		ui.Text{S: "and the activity of your projects; an administrator can read the audit log.", Indent: 2})
	blocks = append(blocks, c.hadIt(s, l.ID)...)
	return append(blocks, ui.Text{S: "Remove it from wherever it was seen: a file, a chat, the history of a repository.", Item: true})
}

// hadIt says what to do about ACP: it was given the token here, may have been,
// or has been disconnected since.
func (c *call) hadIt(s *setup.State, id int64) []ui.Block {
	m, _ := memory.Load(c.env.configDir())
	switch {
	case id == 0 || m.Token.ID != id || m.Instance() != s.Instance:
		return []ui.Block{ui.Text{S: "Did ACP have it? Run acp-gitlab disconnect, then acp-gitlab to connect another one.", Item: true}}
	case m.DisconnectedAt.IsZero():
		return []ui.Block{
			ui.Text{S: "ACP was given it here on " + setup.Day(m.SetUpAt) + ": its sessions no longer have access to GitLab.", Item: true},
			ui.Text{S: "acp-gitlab rotate gives ACP another one; acp-gitlab disconnect removes the connection.", Indent: 2},
		}
	}
	return nil
}

func tokenPageOf(in gitlab.Instance) string {
	return in.Join("/-/user_settings/personal_access_tokens", nil)
}

// EndedTokenResult is a token that was ended.
type EndedTokenResult struct {
	ID         int64    `json:"id,omitempty"`
	Name       string   `json:"name,omitempty"`
	LastUsedAt string   `json:"last_used_at,omitempty"`
	LastUsedBy []string `json:"last_used_ips,omitempty"`
}
