package commands

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

func (c *call) statusCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show ACP's connection and what is known about the token",
		Long: `Asks ACP which GitLab it is connected to for you, and shows what your last setup
here saved: the token's name and expiration date. ACP does not check the token
when asked. If you give the token (--token-stdin, --token-file, or GITLAB_TOKEN
with --gitlab-url), GitLab is asked about it too.

Exits with code 3 if the token expires within 7 days, as checked or as
saved, so a cron job can use it. Without an ACP session, it still shows the rest:
exit code 4, or 3 if the token is about to expire.`,
		Example: `  acp-gitlab status
  acp-gitlab status --reminder acp-gitlab.ics`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.status(cmd.Context()) },
	}
	c.flags.reach(cmd)
	c.flags.output(cmd)
	c.flags.token(cmd)
	c.flags.acp(cmd)
	c.flags.reminderFlag(cmd)
	return cmd
}

func (c *call) status(ctx context.Context) error {
	given, err := c.env.given(&c.flags, nil)
	if err != nil {
		return err
	}
	if err := c.mayWriteReminder(); err != nil {
		return err
	}
	m := c.recalled(&given, hasToken(given), true)
	given.Repositories = nil
	asks := hasToken(given) && !given.GitLab.IsZero() && !given.Stray()
	if err := c.completeACP(given); err != nil && !m.HasSetup() && !asks {
		return err
	}
	if err := c.env.takeToken(&c.flags, &given); err != nil {
		return err
	}
	r, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return err
	}
	defer r.stack.Close()
	held := r.askACP(ctx)
	stores := r.askBoth(ctx)
	if len(stores) > 0 {
		held = &stores[0]
	}
	if asks {
		r.checkNow(ctx)
	}
	if err := c.interruptedErr(r); err != nil {
		return err
	}
	before := r.remembered(m, held)
	end := c.statusTold(r, held, before, asks)
	reminder, known := before.Reminder(r.setup)
	c.writeReminder(r, reminder, known)
	return c.conclude(r, end)
}

// checkNow asks GitLab about the token at hand. A fault of ACP says nothing
// about the token, and what ACP holds stays known: it may hold another token.
func (r *runner) checkNow(ctx context.Context) {
	known := r.problems
	r.problems = nil
	r.checks(ctx)
	r.endsSoon()
	r.problems = append(known, r.problems...)
}

// askBoth asks both stores, where ACP has two and no flag chose one: what a session
// uses is told of each. The first one with something in it is the one that counts.
func (r *runner) askBoth(ctx context.Context) []acp.Connection {
	if !r.bothStores {
		return nil
	}
	var all []acp.Connection
	var met [][]*problem.Problem
	for _, store := range []acp.Store{acp.StoreClassic, acp.StoreCredentials} {
		r.setup.Answers.Store = store
		before := r.problems
		if held := r.connection(ctx); held != nil {
			all, met = append(all, *held), append(met, r.problems[len(before):])
		}
		r.problems = before
	}
	r.setup.Answers.Store = ""
	if len(all) == 2 && !all[0].Has() && all[1].Has() {
		slices.Reverse(all)
		slices.Reverse(met)
	}
	if len(met) > 0 {
		r.met(met[0]...)
	}
	r.stores = all
	return all
}

// askACP asks ACP what it holds, where an address and a session are known.
func (r *runner) askACP(ctx context.Context) *acp.Connection {
	if given := r.setup.Answers; given.ACP.IsZero() || len(given.Sessions) == 0 && !unreadable(given.ACP) {
		r.met(problem.New(problem.ACPSessionMissing, given.ACP.Value))
		return nil
	}
	return r.connection(ctx)
}

// endsSoon makes a token that ends within a week an error: a cron job can act
// on the exit code.
func (r *runner) endsSoon() {
	in := r.setup.Inspected()
	if in == nil || in.Token.ExpiresAt == nil || in.Token.DaysLeft > setup.DaysToAct {
		return
	}
	for i, p := range r.problems {
		if p.Code == problem.TokenExpiresSoon {
			r.problems[i] = p.WithSeverity(problem.Error)
		}
	}
}

// statusTold is what status ends with. before is what is remembered, asked says
// that GitLab was asked about the token at hand.
func (c *call) statusTold(r *runner, held *acp.Connection, before setup.Remembered, asked bool) conclusion {
	soon := before.Ending()
	r.met(soon)
	c.exit = statusExit(before.HasSetup() || asked, r.problems, c.flags.strict)
	next := r.advise(r.nextForStatus())
	if next == (advice{}) {
		next.aside = describeReplacing(before)
	}
	// What memory has a line for is not said twice.
	met := slices.DeleteFunc(slices.Clone(r.problems), func(p *problem.Problem) bool {
		return p == soon || p.Code == problem.ACPSessionMissing && len(r.setup.Answers.Sessions) == 0
	})
	return conclusion{
		command: "status", acp: held, next: next,
		said:    []ui.Block{words.StatusRows(r.setup, met, held, before)},
		account: &Account{Remembered: rememberedResult(before.Memory, before.Now)},
	}
}

// nextForStatus is what helps most now; a token about to end is replaced.
func (r *runner) nextForStatus() string {
	if slices.ContainsFunc(r.problems, func(p *problem.Problem) bool {
		return p.Code == problem.TokenExpiresSoon && p.Severity == problem.Error
	}) {
		return "acp-gitlab rotate"
	}
	return r.nextStep()
}

// describeReplacing says from which day on the token should be replaced.
func describeReplacing(before setup.Remembered) string {
	from := before.ReplaceFrom()
	if from.IsZero() {
		return "nothing."
	}
	return "nothing until " + from.Describe() + ", then acp-gitlab rotate"
}

// statusExit is the exit code of status. Without a session the rest of the answer
// is still worth having: 4, and 3 where the token is about to end, whoever asks.
// Where there is no rest, it is a call that lacks something: 64.
func statusExit(rest bool, met []*problem.Problem, strict bool) int {
	noSession := func(p *problem.Problem) bool { return p.Code == problem.ACPSessionMissing }
	if !rest || !slices.ContainsFunc(met, noSession) {
		return problem.Exit(met, strict)
	}
	if exit := problem.Exit(slices.DeleteFunc(slices.Clone(met), noSession), strict); exit != problem.ExitOK {
		return exit
	}
	return problem.ExitRefused
}

// RememberedResult is what the last setup left.
type RememberedResult struct {
	GitLabURL    string   `json:"gitlab_url"`
	ACPURL       string   `json:"acp_url,omitempty"`
	Username     string   `json:"username,omitempty"`
	TokenID      int64    `json:"token_id,omitempty"`
	TokenName    string   `json:"token_name,omitempty"`
	ExpiresAt    string   `json:"expires_at,omitempty"`
	DaysLeft     *int     `json:"days_left,omitempty"`
	Repositories []string `json:"repositories,omitempty"`
	SetUpAt      string   `json:"set_up_at,omitempty"`
}

func rememberedResult(m memory.Memory, now time.Time) *RememberedResult {
	if !m.HasSetup() {
		return nil
	}
	r := &RememberedResult{
		GitLabURL: m.GitLab, ACPURL: m.ACP, Username: m.User, TokenID: m.Token.ID, TokenName: m.Token.Name,
		Repositories: m.Repositories, SetUpAt: stamp(m.SetUpAt),
	}
	if left, known := m.DaysLeft(now); known {
		r.ExpiresAt, r.DaysLeft = m.Token.Ends.String(), &left
	}
	return r
}
