package commands

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

func (c *call) tokensCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "tokens",
		Short: "List your active tokens at GitLab, and revoke one",
		Long: `Lists your active personal access tokens: when each was created, last used, and
when it expires. * marks the one that ACP probably uses: the one set up on this
computer. ACP itself does not say.

The token you give needs the api or read_api scope.`,
		Example: `  acp-gitlab tokens --gitlab-url https://gitlab.example.com --token-file token.txt
  acp-gitlab tokens revoke 4711`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.tokens(cmd.Context()) },
	}
	c.flags.reach(cmd)
	c.flags.output(cmd)
	c.flags.token(cmd)
	cmd.AddCommand(c.tokensRevokeCommand())
	return cmd
}

func (c *call) tokens(ctx context.Context) error {
	c.asksFor = "one of your tokens that can list them (scope api or read_api)"
	t, err := c.newTokenClient(ctx)
	if err != nil {
		return err
	}
	defer t.stack.Close()
	list, cut := t.list(ctx)
	if t.stopped() {
		return c.finishAccount("tokens", t.runner, nil, t.nextStep()) // no list: an empty one would say that there are none
	}
	account := &Account{Tokens: make([]ListedTokenResult, 0, len(list)), TokensCut: cut, Remembered: rememberedResult(t.memory, t.today())}
	for _, l := range list {
		account.Tokens = append(account.Tokens, listedResult(l))
	}
	said := words.TokenList(list, t.memory, t.today(), c.env.room())
	if cut {
		said = append(said, ui.Text{S: "There may be more: GitLab's list was too long to read completely."})
	}
	return c.finishAccount("tokens", t.runner, account, nextForTokens(list), said...)
}

// tokenClient is what the commands about a person's tokens work with: the GitLab,
// a client with the token that asks, and what the last setup left.
type tokenClient struct {
	*runner
	asks   *gitlab.Client
	memory memory.Memory
}

// newTokenClient finds the GitLab and makes sure of the token: from the flags, the
// environment, the last setup, or asked for where somebody sits there.
func (c *call) newTokenClient(ctx context.Context) (*tokenClient, error) {
	given, err := c.env.given(&c.flags, nil)
	if err != nil {
		return nil, err
	}
	m := c.recalled(&given, true, false)
	if given.Stray() {
		return nil, usage("GITLAB_TOKEN may belong to another GitLab. Name its GitLab: --gitlab-url "+setup.Quoted(given.GitLab.Value)+",",
			"or give the token with --token-stdin or --token-file FILE.")
	}
	if err := c.complete(ctx, &given, false); err != nil {
		return nil, err
	}
	given.Repositories = nil
	r, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return nil, err
	}
	t := &tokenClient{runner: r, memory: m}
	t.introduce(ctx)
	return t, nil
}

// introduce asks GitLab about the token that asks. What ACP would need of it
// does not matter here.
func (t *tokenClient) introduce(ctx context.Context) {
	t.reach(ctx)
	if t.stopped() {
		return
	}
	if t.asks = t.client(); t.asks == nil {
		return
	}
	in := t.asks.Inspect(ctx, t.today(), func(problem.Finding) {})
	t.setup.Checked(&in)
	for _, p := range in.Problems {
		if spec, _ := problem.Lookup(p.Code); spec.Area != problem.AreaScopes && p.Severity == problem.Error {
			t.met(p)
		}
	}
}

// list asks for the active tokens; cut says that there may be more.
func (t *tokenClient) list(ctx context.Context) (list []setup.ListedToken, cut bool) {
	if t.asks == nil || t.stopped() {
		return nil, false
	}
	var own int64 // that of the token that asks
	if self := t.setup.Inspected(); self != nil {
		own = self.Token.ID
	}
	list, cut, p := setup.Tokens(ctx, t.asks, t.memory, own, t.today())
	t.met(p)
	return list, cut
}

// nextForTokens is what helps most now: to replace the token of ACP in time,
// or to end an older one that it has taken over from; "" for nothing. One that was
// made since may be somebody's new one.
func nextForTokens(list []setup.ListedToken) string {
	current := slices.IndexFunc(list, func(t setup.ListedToken) bool { return t.Current })
	if current < 0 {
		return ""
	}
	if list[current].Soon {
		return "acp-gitlab rotate"
	}
	for _, t := range list {
		older := t.CreatedAt.Before(list[current].CreatedAt)
		if older && !t.Current && !t.Asking && strings.HasPrefix(t.Name, gitlab.TokenName) {
			return fmt.Sprintf("acp-gitlab tokens revoke %d", t.ID)
		}
	}
	return ""
}

// ListedTokenResult is one active token.
type ListedTokenResult struct {
	ID         int64    `json:"id"`
	Name       string   `json:"name"`
	Scopes     []string `json:"scopes,omitzero"`
	CreatedAt  string   `json:"created_at,omitempty"`
	LastUsedAt string   `json:"last_used_at,omitempty"`
	ExpiresAt  string   `json:"expires_at,omitempty"`
	DaysLeft   *int     `json:"days_left,omitempty"`
	Active     bool     `json:"active"`
	// Current marks the one that ACP probably uses.
	Current bool `json:"current"`
}

func listedResult(t setup.ListedToken) ListedTokenResult {
	r := ListedTokenResult{
		ID: t.ID, Name: t.Name, Scopes: list(t.Scopes), Active: t.Active, Current: t.Current,
		CreatedAt: stamp(t.CreatedAt), LastUsedAt: stamp(t.LastUsedAt),
	}
	if t.ScopesCut {
		r.Scopes = nil
	}
	if t.ExpiresAt != nil {
		r.ExpiresAt, r.DaysLeft = t.ExpiresAt.String(), &t.DaysLeft
	}
	return r
}
