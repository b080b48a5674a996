package commands

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/spf13/cobra"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

func (c *call) tokensCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "tokens",
		Short: "List your active tokens at GitLab, and end one",
		Long: `Lists your active personal access tokens: when each was made, last used, and
when it ends. * marks the one that ACP probably uses: the one that was set up on
this computer. ACP itself does not tell.

The token that asks needs the scope api or read_api.`,
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
	h, err := c.newTokenClient(ctx)
	if err != nil {
		return err
	}
	defer h.stack.Close()
	list, cut := h.list(ctx)
	if h.stopped() {
		return c.finishAccount("tokens", h.runner, nil, h.nextStep()) // no list: an empty one would say that there are none
	}
	account := &Account{Tokens: make([]ListedTokenResult, 0, len(list)), TokensCut: cut, Remembered: rememberedResult(h.memory, h.today())}
	for _, t := range list {
		account.Tokens = append(account.Tokens, listedResult(t))
	}
	lines := tokenTable(list, h.memory, h.today())
	switch {
	case c.env.speaksLines():
		lines = tokenSentences(list, h.memory, h.today())
	case tooWide(lines, terminalWidth(c.env.Stdout)):
		lines = tokenEntries(list, h.memory, h.today())
	}
	if cut {
		lines = append(lines, "There may be more: GitLab's list was too long to read to its end.")
	}
	return c.finishAccount("tokens", h.runner, account, nextForTokens(list), lines...)
}

// list asks for the active tokens; cut says that there may be more.
func (h *tokenClient) list(ctx context.Context) (list []setup.ListedToken, cut bool) {
	if h.client == nil || h.stopped() {
		return nil, false
	}
	list, cut, p := setup.Tokens(ctx, h.client, h.memory, h.today())
	h.met(p)
	setup.MarkAsking(list, h.self().ID)
	return list, cut
}

// tokenTable draws the list; what stands out does so by a word.
func tokenTable(list []setup.ListedToken, m memory.Memory, now time.Time) []string {
	if len(list) == 0 {
		return []string{"No active personal access token."}
	}
	cells := [][]string{{"id", "name", "made", "used", "ends", "", "scopes"}}
	marks := []string{"  "}
	for _, t := range list {
		cells = append(cells, []string{
			strconv.FormatInt(t.ID, 10), t.Name, words.DescribeDay(t.CreatedAt, now, "not known"), words.DescribeDay(t.LastUsedAt, now, "never"),
			endOf(t), soonWord(t), describeScopes(t),
		})
		mark := "  "
		if t.Current {
			mark = "* "
		}
		marks = append(marks, mark)
	}
	lines := columns(cells)
	for i := range lines {
		lines[i] = marks[i] + lines[i]
	}
	return append(lines, probably(list, m)...)
}

// describeCurrent say why a token is marked.
func describeCurrent(m memory.Memory) string {
	if m.SetUpAt.IsZero() {
		return "probably the one ACP uses"
	}
	return "probably the one ACP uses (set up here on " + localDay(m.SetUpAt) + ")"
}

// tokenSentences says the list, a sentence a token.
func tokenSentences(list []setup.ListedToken, m memory.Memory, now time.Time) []string {
	if len(list) == 0 {
		return []string{"No active personal access token."}
	}
	lines := []string{fmt.Sprintf("%d active %s.", len(list), plural(len(list), "token", "tokens"))}
	for _, t := range list {
		used := "never used"
		if !t.LastUsedAt.IsZero() {
			used = "last used " + words.DescribeDay(t.LastUsedAt, now, "")
		}
		say := fmt.Sprintf("Number %d, %s: made %s, %s, ends %s", t.ID, t.Name,
			words.DescribeDay(t.CreatedAt, now, "on a day that is not known"), used, endOf(t))
		if t.Soon {
			say += ", in " + days(t.DaysLeft)
		}
		say += ", scopes " + describeScopes(t)
		if t.Current {
			say += ". It is " + describeCurrent(m)
		}
		lines = append(lines, say)
	}
	return lines
}

// probably says what the mark means, where a token has it.
func probably(list []setup.ListedToken, m memory.Memory) []string {
	if !slices.ContainsFunc(list, func(t setup.ListedToken) bool { return t.Current }) {
		return nil
	}
	return []string{"* " + describeCurrent(m)}
}

func tooWide(lines []string, cols int) bool {
	return slices.ContainsFunc(lines, func(l string) bool { return lipgloss.Width(l) > cols })
}

// tokenEntries tells the same as tokenTable where a terminal has no room for
// columns: two lines a token, what stands out in the first.
func tokenEntries(list []setup.ListedToken, m memory.Memory, now time.Time) []string {
	var lines []string
	for _, t := range list {
		mark, soon := "  ", ""
		if t.Current {
			mark = "* "
		}
		if t.Soon {
			soon = ", " + soonWord(t)
		}
		lines = append(lines,
			fmt.Sprintf("%s%d  %s, ends %s%s", mark, t.ID, t.Name, endOf(t), soon),
			fmt.Sprintf("    made %s, used %s, scopes: %s", words.DescribeDay(t.CreatedAt, now, "not known"), words.DescribeDay(t.LastUsedAt, now, "never"), describeScopes(t)))
	}
	return append(lines, probably(list, m)...)
}

// columns puts cells under one another.
func columns(cells [][]string) []string {
	wide := make([]int, len(cells[0]))
	for _, r := range cells {
		for i, text := range r {
			wide[i] = max(wide[i], lipgloss.Width(text))
		}
	}
	lines := make([]string, len(cells))
	for n, r := range cells {
		var b strings.Builder
		for i, text := range r {
			if wide[i] > 0 {
				b.WriteString(pad(text, wide[i]+2))
			}
		}
		lines[n] = strings.TrimRight(b.String(), " ")
	}
	return lines
}

func endOf(t setup.ListedToken) string {
	if t.ExpiresAt == nil {
		return "never"
	}
	return t.ExpiresAt.Describe()
}

func soonWord(t setup.ListedToken) string {
	if !t.Soon {
		return ""
	}
	return "soon: " + days(t.DaysLeft)
}

// describeScopes names the scopes; the four that ACP needs in one word.
func describeScopes(t setup.ListedToken) string {
	scopes := t.Scopes
	if t.ScopesCut {
		return "not known"
	}
	if len(gitlab.MissingScopes(scopes)) > 0 {
		return strings.Join(scopes, " ")
	}
	words := []string{"ACP's four"}
	for _, s := range scopes {
		if !slices.ContainsFunc(gitlab.RequiredScopes(), func(r gitlab.Scope) bool { return r.Name == s }) {
			words = append(words, s)
		}
	}
	return strings.Join(words, " ")
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
