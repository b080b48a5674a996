package commands

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
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
	en, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return err
	}
	defer en.stack.Close()
	result := en.askACP(ctx)
	if asks {
		en.checkNow(ctx)
	}
	before := en.remembered(m, result)
	before.asked = asks
	return c.finishStatus(en, result, before)
}

// checkNow asks GitLab about the token at hand. A fault of ACP says nothing
// about the token, and what ACP holds stays known: it may hold another token.
func (en *runner) checkNow(ctx context.Context) {
	known := en.problems
	en.problems = nil
	en.checks(ctx)
	en.endsSoon()
	en.problems = append(known, en.problems...)
}

// askACP asks ACP what it holds, where an address and a session are known.
func (en *runner) askACP(ctx context.Context) *ACPResult {
	if given := en.setup.Answers; given.ACP.IsZero() || len(given.Sessions) == 0 && !unreadable(given.ACP) {
		en.met(problem.New(problem.ACPSessionMissing, given.ACP.Value))
		return nil
	}
	return en.connection(ctx)
}

// remembered holds what is remembered against what was found now.
func (en *runner) remembered(m memory.Memory, held *ACPResult) remembered {
	p := remembered{Memory: m, now: en.today()}
	if held != nil {
		p.held = en.setup.Held()
	}
	if en.setup.Inspected() != nil {
		p.checked = &en.setup.Inspected().Token
	}
	p.soon = p.ending()
	en.met(p.soon)
	return p
}

// connection asks ACP what it holds.
func (en *runner) connection(ctx context.Context) *ACPResult {
	client, place := en.acpClient(ctx)
	if client == nil {
		return nil
	}
	held, p := client.Status(ctx)
	en.met(p)
	if p != nil {
		return nil
	}
	en.setup.SetHeld(held)
	if !held.Connected {
		en.met(problem.New(problem.ACPNotConnected, place.API))
	}
	return acpResult(place.API, held)
}

// endsSoon makes a token that ends within a week an error: a cron job can act
// on the exit code.
func (en *runner) endsSoon() {
	in := en.setup.Inspected()
	if in == nil || in.Token.ExpiresAt == nil || in.Token.DaysLeft > daysToAct {
		return
	}
	for i, p := range en.problems {
		if p.Code == problem.TokenExpiresSoon {
			en.problems[i] = p.WithSeverity(problem.Error)
		}
	}
}

func (c *call) finishStatus(en *runner, held *ACPResult, before remembered) error {
	if err := c.interruptedErr(en); err != nil {
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
	c.env.printNext(cmp.Or(en.describeNext(next), before.next()))
	return nil
}

// statusRows are what ACP says, what GitLab says, and what is remembered.
func (en *runner) statusRows(held *ACPResult, before remembered) []row {
	var rows []row
	switch {
	case held != nil && held.Connected:
		text := "connected to " + held.InstanceURL
		if at := en.setup.Held().UpdatedAt; !at.IsZero() {
			text += ", saved " + at.Local().Format("2 Jan 2006, 15:04")
		}
		rows = append(rows, row{label: "ACP", state: problem.OK, text: text + " (read now)"})
	case len(en.setup.Answers.Sessions) == 0:
		rows = append(rows, before.notAsked(en.setup.Answers))
	}
	rows = slices.Concat(rows, checkedNow(en.rowsBut(before)), before.rows())
	if en.setup.Inspected() != nil {
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
func (en *runner) rowsBut(before remembered) []row {
	all := en.problems
	defer func() { en.problems = all }()
	en.problems = slices.DeleteFunc(slices.Clone(all), func(p *problem.Problem) bool {
		return p == before.soon && p != nil || p.Code == problem.ACPSessionMissing && len(en.setup.Answers.Sessions) == 0
	})
	return en.rows()
}

// nextForStatus is what helps most now; a token about to end is replaced.
func (en *runner) nextForStatus() string {
	if slices.ContainsFunc(en.problems, func(p *problem.Problem) bool {
		return p.Code == problem.TokenExpiresSoon && p.Severity == problem.Error
	}) {
		return "acp-gitlab rotate"
	}
	return en.nextStep()
}

// remembered is what the last setup left, held against what was asked now. Nothing
// of it was asked now, and every line says so.
type remembered struct {
	memory.Memory
	now time.Time
	// held is what ACP holds now; nil where it was not asked.
	held *acp.Connection
	// checked is what GitLab said now of the token at hand, nil without one.
	checked *gitlab.TokenFacts
	// asked says that GitLab was asked about the token at hand.
	asked bool
	// soon is the end that memory knows of, where it is near; else nil.
	soon *problem.Problem
}

// looked reports whether the token of the setup has been checked now: then
// memory says nothing more.
func (p remembered) looked() bool {
	return p.checked != nil && p.checked.ID != 0 && p.checked.ID == p.Token.ID
}

// elsewhere says why memory may be about another token than the one ACP holds;
// "" where nothing speaks against it.
func (p remembered) elsewhere() string {
	return words.DescribeStale(setup.Stale(p.Memory, p.held), p.Memory)
}

// rows say what is remembered of the token.
func (p remembered) rows() []row {
	if !p.HasSetup() || p.looked() {
		return nil
	}
	var out []row
	if p.Token.Name != "" {
		r := row{label: labelToken, state: problem.Info, text: p.describe()}
		if p.soon != nil {
			r.state, r.code = problem.Stop, p.soon.Code
		}
		out = append(out, r)
	}
	if why := p.elsewhere(); why != "" {
		out = append(out, row{label: "", state: problem.Info, text: why})
	}
	return out
}

func (p remembered) describe() string {
	say := `"` + p.Token.Name + `"`
	if left, known := p.DaysLeft(p.now); known {
		verb := "ends "
		if left <= 0 {
			verb = "ended "
		}
		say += " " + verb + p.Token.Ends.Describe() + ", " + inDays(left)
	} else {
		say += " has no end date"
	}
	say += " (as set up here"
	if !p.SetUpAt.IsZero() {
		say += " on " + localDay(p.SetUpAt)
	}
	return say + ")"
}

// localDay is "22 Nov 2026" in the person's own zone: what was done here was
// done on that day. Everything about tokens is in UTC.
func localDay(t time.Time) string { return t.Local().Format("2 Jan 2006") }

// inDays says a distance in days: "today", "in 1 day", "5 days ago".
func inDays(n int) string {
	switch {
	case n == 0:
		return "today"
	case n < 0:
		return days(-n) + " ago"
	}
	return "in " + days(n)
}

// ending is the end that memory knows of, where it is near: an error, so that
// a cron job sees it. It is nobody's verdict on the token, so it is never
// token-expired.
func (p remembered) ending() *problem.Problem {
	left, known := p.DaysLeft(p.now)
	if !known || left > daysToAct || p.looked() || p.elsewhere() != "" {
		return nil
	}
	return problem.New(problem.TokenExpiresSoon, p.Token.Name).WithSeverity(problem.Error).
		With(problem.Facts{Date: p.Token.Ends.Describe()}).
		Because("as set up here on " + gitlab.DateOf(p.SetUpAt).String() + "; not asked now")
}

// next is the day from which the token should be replaced.
func (p remembered) next() string {
	ends := p.Token.Ends
	switch known := p.checked != nil && p.checked.ExpiresAt != nil; {
	case known && (p.looked() || !p.HasSetup()):
		ends = *p.checked.ExpiresAt
	case ends.IsZero(), p.elsewhere() != "":
		return "nothing."
	}
	return "nothing. From " + ends.AddDays(-daysToAct).Describe() + " on: acp-gitlab rotate"
}

// notAsked says why ACP was not asked, and where to look instead. notes say why
// a session that was found is not used. An address that was given is neither
// asked for nor answered with another one's pages.
func (p remembered) notAsked(given setup.Answers) row {
	r := row{label: "ACP", state: problem.Skip, text: "not asked: no session. Set ACP_TOKEN."}
	named := !given.ACP.IsZero() && given.ACP.From != setup.FromMemory
	switch notes := given.SessionNotes; {
	case len(notes) > 0:
		r.text = "not asked. " + strings.Join(notes, " ")
		if p.ACP != "" && !named {
			r.text += " Give --acp-url " + p.ACP + "."
		}
	case named:
	case p.ACPWeb != "":
		r.text = "not asked: no session. Look at " + acp.Endpoint{Web: p.ACPWeb}.IntegrationsPage() + " or set ACP_TOKEN."
	case p.ACP == "":
		r.text = "not asked: no session. Give --acp-url, and set ACP_TOKEN."
	}
	return r
}

// exit is the exit code of status. Without a session the rest of the answer is
// still worth having: 4, and 3 where the token is about to end, whoever asks.
// Where there is no rest, it is a call that lacks something: 64.
func (p remembered) exit(ps []*problem.Problem, strict bool) int {
	noSession := func(q *problem.Problem) bool { return q.Code == problem.ACPSessionMissing }
	if !p.HasSetup() && !p.asked || !slices.ContainsFunc(ps, noSession) {
		return problem.Exit(ps, strict)
	}
	rest := problem.Exit(slices.DeleteFunc(slices.Clone(ps), noSession), strict)
	if rest == problem.ExitOK {
		return problem.ExitRefused
	}
	return rest
}
