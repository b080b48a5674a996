package commands

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
)

func (c *call) statusCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show the connection that ACP holds, and what is known of the token",
		Long: `Asks ACP which GitLab it holds for you, and says what the last set-up here left:
the token's name and end date. ACP does not check the token when asked: with a
token at hand (--token-stdin, --token-file, or GITLAB_TOKEN with --gitlab-url)
GitLab is asked about it as well.

Exit code 3 when the token ends within 7 days, as checked or as remembered, so
that a cron job can use it. Without a session of ACP the rest is said all the
same: exit code 4, or 3 where the token is about to end.`,
		Args: noArguments,
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
	m := c.recalled(&given, hasToken(given), true)
	given.Repositories = nil
	asks := hasToken(given) && !given.GitLab.IsZero() && strayToken(given) == nil
	if err := c.completeACP(given); err != nil && !m.HasSetup() && !asks {
		return err
	}
	if err := c.env.takeToken(&c.flags, &given); err != nil {
		return err
	}
	en, err := c.env.newEngine(&c.flags, given)
	if err != nil {
		return err
	}
	defer en.stack.Close()
	result := en.askACP(ctx)
	if asks {
		en.checkNow(ctx)
	}
	before := en.past(m, result)
	before.asked = asks
	return c.finishStatus(en, result, before)
}

// checkNow asks GitLab about the token at hand. A fault of ACP says nothing
// about the token, and what ACP holds stays known: it may hold another token.
func (en *engine) checkNow(ctx context.Context) {
	known, held := en.problems, en.setup.Connection
	en.problems = nil
	en.checks(ctx)
	en.endsSoon()
	en.problems, en.setup.Connection = append(known, en.problems...), held
}

// askACP asks ACP what it holds, where an address and a session are known.
func (en *engine) askACP(ctx context.Context) *ACPResult {
	if given := en.setup.Given; given.ACP.IsZero() || len(given.Sessions) == 0 && !unreadable(given.ACP) {
		en.met(problem.New(problem.ACPSessionMissing, given.ACP.Value))
		return nil
	}
	return en.connection(ctx)
}

// past holds what is remembered against what was found now.
func (en *engine) past(m memory.Memory, held *ACPResult) past {
	p := past{Memory: m, now: en.today()}
	if held != nil {
		p.held = &en.setup.Connection
	}
	if en.setup.Inspected != nil {
		p.checked = &en.setup.Inspected.Token
	}
	p.soon = p.ending()
	en.met(p.soon)
	return p
}

// connection asks ACP what it holds.
func (en *engine) connection(ctx context.Context) *ACPResult {
	client, place := en.acpClient(ctx)
	if client == nil {
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

func (c *call) finishStatus(en *engine, held *ACPResult, before past) error {
	if err := c.cut(en); err != nil {
		return err
	}
	c.exit = before.exit(en.problems, c.flags.strict)
	next := en.nextForStatus()
	if c.flags.json {
		doc := document("status", en.setup, en.problems, c.exit)
		doc.ACP, doc.NextStep = held, next
		doc.Account = &Account{Remembered: rememberedResult(before.Memory, before.now)}
		if err := doc.write(c.env.Stdout, c.env.scrubber()); err != nil {
			return fmt.Errorf("%w: %w", errUnexpected, err)
		}
		return nil
	}
	c.env.printRows(en.statusRows(held, before))
	c.env.printNext(cmp.Or(en.nextWords(next), before.next()))
	return nil
}

// statusRows are what ACP says, what GitLab says, and what is remembered.
func (en *engine) statusRows(held *ACPResult, before past) []row {
	var rows []row
	switch {
	case held != nil && held.Connected:
		text := "connected to " + held.InstanceURL
		if at := en.setup.Connection.UpdatedAt; !at.IsZero() {
			text += ", saved " + at.Local().Format("2 Jan 2006, 15:04")
		}
		rows = append(rows, row{label: "ACP", state: problem.OK, text: text + " (read now)"})
	case len(en.setup.Given.Sessions) == 0:
		rows = append(rows, before.notAsked(en.setup.Given))
	}
	rows = slices.Concat(rows, checkedNow(en.rowsBut(before)), before.rows())
	if en.setup.Inspected != nil {
		return rows
	}
	label, say := labelToken, "not looked at: give it with --token-stdin, and --gitlab-url, to have it checked"
	if before.HasSetup() {
		label, say = "", "not looked at now: give the token with --token-stdin to have it checked"
	}
	return append(rows, row{label: label, state: problem.Skip, text: say})
}

// checkedNow tells the line of the token at hand apart from what is remembered.
func checkedNow(rows []row) []row {
	for i, r := range rows {
		if r.label == labelToken && r.state == problem.OK {
			rows[i].text += " (checked now)"
		}
	}
	return rows
}

// rowsBut are the rows of what was found now; what memory has a line for is not
// said twice.
func (en *engine) rowsBut(before past) []row {
	all := en.problems
	defer func() { en.problems = all }()
	en.problems = slices.DeleteFunc(slices.Clone(all), func(p *problem.Problem) bool {
		return p == before.soon && p != nil || p.Code == problem.ACPSessionMissing && len(en.setup.Given.Sessions) == 0
	})
	return en.rows()
}

// nextForStatus is what helps most now; a token about to end is replaced.
func (en *engine) nextForStatus() string {
	if slices.ContainsFunc(en.problems, func(p *problem.Problem) bool {
		return p.Code == problem.TokenExpiresSoon && p.Severity == problem.Error
	}) {
		return "acp-gitlab rotate"
	}
	return en.nextStep()
}
