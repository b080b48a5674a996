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
)

func (c *call) revokeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "revoke",
		Short: "End a token that others may have seen",
		Long: `Ends the token that you give, for good, whatever its scopes; then says where it
was last used and what to do next. The token is given by --token-stdin or
--token-file, or pasted, hidden, on a terminal; never by GITLAB_TOKEN.

Asks for the word revoke, or takes --yes.`,
		Example: `  acp-gitlab revoke --gitlab-url https://gitlab.example.com
  acp-gitlab revoke --yes --token-file leaked.txt --gitlab-url gitlab.com`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.revoke(cmd.Context()) },
	}
	c.flags.reach(cmd)
	c.flags.output(cmd)
	c.flags.token(cmd)
	cmd.Flags().BoolVar(&c.flags.yes, "yes", false, "do not ask")
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
	if err := c.complete(ctx, &given, false); err != nil {
		return err
	}
	given.Repositories = nil
	en, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return err
	}
	defer en.stack.Close()
	return c.endGiven(ctx, en)
}

// endGiven ends the token after a yes. What GitLab says of it before decides
// nothing but the words: any scope may end itself.
func (c *call) endGiven(ctx context.Context, en *runner) error {
	en.reach(ctx)
	var client *gitlab.Client
	if pasted := gitlab.ReadToken(en.setup.Answers.Token.Reveal()); !en.stopped() {
		en.met(pasted.Problem)
		client, _ = gitlab.NewClient(en.stack, en.setup.Instance, pasted.Token)
	}
	if en.stopped() || client == nil {
		return c.finishAccount("revoke", en, nil, en.nextStep(), "Nothing was ended.")
	}
	en.setup.SetToken(en.setup.Answers.Token, en.setup.Answers.TokenFrom)
	before := client.Inspect(ctx, en.today(), func(problem.Finding) {})
	facts, from := before.Token, client.LastUsedFrom(ctx)
	if over := alreadyOver(before); over != "" {
		return c.finishAccount("revoke", en, &Account{Note: over}, "", c.afterLeak(en.setup, facts, from, over)...)
	}
	if !c.confirm(ctx, "revoke", "Type the word revoke and press Enter to end it. Enter alone keeps it:", leakLines(en.setup, before)...) {
		c.exit = problem.ExitCancelled
		return c.finishAccount("revoke", en, &Account{Note: "Nothing was ended."}, "", "Nothing was ended.")
	}
	if ctx.Err() != nil {
		return errCancelled
	}
	p := client.Revoke(ctx)
	if p != nil && p.Code != problem.TokenRevoked {
		if ctx.Err() != nil {
			return c.perhapsEnded("revoke", en, checkAgain(en.setup.Instance))
		}
		en.met(p)
		say := "GitLab did not say that it has ended. Its page ends it too: " + tokenPageOf(en.setup.Instance)
		return c.finishAccount("revoke", en, &Account{Note: say}, "", say)
	}
	say := "Ended for good" + named(facts) + ". Nobody can use it any more."
	after := c.afterLeak(en.setup, facts, from, say) // while memory knows the token
	c.alter(func(m *memory.Memory) { m.Ended(facts.ID) })
	return c.finishAccount("revoke", en, &Account{Note: say, Ended: leaked(facts, from)}, "", after...)
}

// alreadyOver says that GitLab has ended the token before, "" if it has not.
func alreadyOver(in gitlab.Inspection) string {
	for _, p := range in.Problems {
		switch p.Code {
		case problem.TokenRevoked:
			return "It was ended before. Nobody can use it."
		case problem.TokenExpired:
			return "It ended by itself before. Nobody can use it."
		}
	}
	return ""
}

func leaked(f gitlab.TokenFacts, from []string) *EndedTokenResult {
	return &EndedTokenResult{ID: f.ID, Name: f.Name, LastUsedAt: stamp(f.LastUsedAt), LastUsedBy: from}
}

func named(f gitlab.TokenFacts) string {
	if f.Name == "" {
		return ""
	}
	return fmt.Sprintf(": %q (%d)", f.Name, f.ID)
}

func leakLines(s *setup.State, in gitlab.Inspection) []string {
	whose := ""
	if in.User != nil {
		whose = " of @" + in.User.Username
	}
	return []string{
		"This ends the token" + named(in.Token) + whose + " at " + s.Instance.Host() + ".",
		"It ends for good; whatever uses it stops at once, ACP too if it is the one ACP has.",
	}
}

// afterLeak says how it ended, where the token was last used, and what to do
// next.
func (c *call) afterLeak(s *setup.State, f gitlab.TokenFacts, from []string, say string) []string {
	lines := []string{say}
	switch {
	case !f.LastUsedAt.IsZero():
		lines = append(lines, "Last used "+f.LastUsedAt.UTC().Format("2 Jan 2006, 15:04 UTC")+describeAddresses(from))
	case f.ID != 0:
		lines = append(lines, "GitLab has not seen it used.")
	default:
		lines = append(lines, "GitLab did not tell when it was last used.")
	}
	lines = append(lines, "What to do now:",
		"- Not used by you then? Tell your security team, with that time"+describeFrom(from)+".",
		"- Look at what was done: "+s.Instance.Join("/-/user_settings/authentication_log", nil),
		"  and the activity of your projects; an administrator can read the audit log.")
	lines = append(lines, c.hadIt(s, f)...)
	return append(lines, "- Remove it from wherever it was seen: a file, a chat, the history of a repository.")
}

// hadIt says what to do about ACP: it was given the token here, may have been,
// or has been disconnected since.
func (c *call) hadIt(s *setup.State, f gitlab.TokenFacts) []string {
	m, _ := memory.Load(c.env.configDir())
	switch {
	case f.ID == 0 || m.Token.ID != f.ID || m.Instance() != s.Instance:
		return []string{"- Did ACP have it? acp-gitlab disconnect, then acp-gitlab to give it another one."}
	case m.DisconnectedAt.IsZero():
		return []string{
			"- ACP was given it here on " + localDay(m.SetUpAt) + ": its sessions have no access to GitLab now.",
			"  acp-gitlab rotate gives ACP another one; acp-gitlab disconnect takes it away.",
		}
	}
	return nil
}

func describeAddresses(from []string) string {
	if len(from) == 0 {
		return "."
	}
	return ", from " + strings.Join(from, ", ") + "."
}

func describeFrom(from []string) string {
	if len(from) == 0 {
		return ""
	}
	return " and these addresses"
}

func tokenPageOf(in gitlab.Instance) string {
	return in.Join("/-/user_settings/personal_access_tokens", nil)
}
