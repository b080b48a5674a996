package commands

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps"
)

const demoSource = "the demo"

func (c *call) demoCommand() *cobra.Command {
	var scenario string
	var list, serve bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Everything above against an invented GitLab and ACP on this computer",
		Long: `Starts an invented GitLab and an invented ACP on this computer and sets one up
with the other. Take the token from the page of the demo, not a real one. Without
a terminal it walks the whole setup with its own token and prints the steps.`,
		Example: `  acp-gitlab demo
  acp-gitlab demo --scenario scope-missing
  acp-gitlab demo --list`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if list {
				c.listScenarios()
				return nil
			}
			return c.demo(cmd.Context(), scenario, serve)
		},
	}
	cmd.Flags().StringVar(&scenario, "scenario", "", "make this go wrong (names: --list)")
	completesFlag(cmd, "scenario", scenarioNames)
	cmd.Flags().BoolVar(&list, "list", false, "list the scenarios")
	cmd.Flags().BoolVar(&serve, "serve", false, "only serve, and print the addresses")
	cmd.Flags().BoolVar(&c.flags.json, "json", false, "without questions, and print one JSON document")
	cmd.Flags().DurationVar(&c.flags.timeout, "timeout", defaultTimeout, "longest wait for one answer of GitLab; ACP gets twice that")
	cmd.Flags().BoolVar(&c.flags.debug, "debug", false, "say every request on standard error")
	c.flags.noBrowserFlag(cmd)
	c.flags.plainFlag(cmd)
	return cmd
}

func (c *call) listScenarios() {
	codes, others := [][2]string{}, [][2]string{}
	add := func(name, about string, code problem.Code) {
		if name == string(code) {
			codes = append(codes, [2]string{name, about})
		} else {
			others = append(others, [2]string{name, about})
		}
	}
	for _, s := range gitlabtest.Scenarios() {
		add(s.Name, s.About, s.Code)
	}
	for _, s := range acptest.Scenarios() {
		add(s.Name, s.About, s.Code)
	}
	c.env.listing(append(codes, others...))
}

// stage is the invented world of one demo.
type stage struct {
	gitlab *gitlabtest.Server
	acp    *acptest.Server
	repo   string
}

func (s *stage) close() {
	if s.acp != nil {
		s.acp.Close()
	}
	if s.gitlab != nil {
		s.gitlab.Close()
	}
}

// build starts both servers; a scenario belongs to one of them.
func build(scenario string) (*stage, error) {
	inGitLab := slices.ContainsFunc(gitlabtest.Scenarios(), func(s gitlabtest.Scenario) bool { return s.Name == scenario })
	inACP := slices.ContainsFunc(acptest.Scenarios(), func(s acptest.Scenario) bool { return s.Name == scenario })
	if scenario != "" && !inGitLab && !inACP {
		return nil, usage("the demo has no scenario of that name. acp-gitlab demo --list names them.")
	}
	st := &stage{repo: "team/app"}
	var opts []gitlabtest.Option
	if inGitLab {
		opts = append(opts, gitlabtest.WithScenario(scenario))
	}
	var err error
	if st.gitlab, err = gitlabtest.Start(opts...); err != nil {
		return nil, fmt.Errorf("%w: start the demo's GitLab: %w", errUnexpected, err)
	}
	if r := st.gitlab.Scenario().Repository; r != "" {
		st.repo = r
	}
	acpOpts := []acptest.Option{acptest.WithOneAddress(), acptest.WithInstance(st.gitlab.URL())}
	if inACP && !inGitLab {
		acpOpts = append(acpOpts, acptest.WithScenario(scenario))
	}
	if st.acp, err = acptest.Start(acpOpts...); err != nil {
		st.close()
		return nil, fmt.Errorf("%w: start the demo's ACP: %w", errUnexpected, err)
	}
	return st, nil
}

// given are the demo's answers. Nothing of the environment counts.
func (s *stage) given() steps.Given {
	return steps.Given{
		GitLab: steps.Sourced{Value: s.gitlab.AddressToUse(), From: demoSource},
		ACP:    steps.Sourced{Value: s.acp.URL(), From: demoSource},
		Token:  secret.New(s.gitlab.Token()), TokenFrom: demoSource, TokenSpare: true,
		Repositories: []string{s.repo},
		Sessions:     []acp.Session{acp.ReadSession(secret.New(s.acp.Session()), s.acp.URL(), demoSource)},
	}
}

// getenv is the environment of the demo: the proxy of its scenario, nothing of
// the real one but how the terminal looks.
func (s *stage) getenv(outer func(string) string) func(string) string {
	return func(name string) string {
		switch name {
		case "HTTPS_PROXY":
			return s.gitlab.ProxyURL()
		case "TERM", "NO_COLOR", "CLICOLOR_FORCE", "COLORTERM", "LANG", "LC_ALL", "LC_CTYPE":
			return outer(name)
		}
		return ""
	}
}

func (c *call) demo(ctx context.Context, scenario string, serve bool) error {
	st, err := build(scenario)
	if err != nil {
		return err
	}
	defer st.close()
	stack := func(patience time.Duration) func(*steps.Journal) (*web.Stack, error) {
		env := c.env
		env.Getenv = st.getenv(c.env.Getenv)
		return func(j *steps.Journal) (*web.Stack, error) { return env.newStack(&c.flags, j, patience) }
	}
	switch {
	case serve:
		return c.serve(ctx, st)
	case c.env.onTerminal() && !c.flags.json:
		given := st.given()
		given.Repositories = nil
		world := &demoWorld{getenv: st.getenv(c.env.Getenv), stack: stack(toldWait)}
		return c.runWizard(ctx, given, world)
	default:
		return c.walk(ctx, st, stack(0))
	}
}

func (c *call) serve(ctx context.Context, st *stage) error {
	fmt.Fprintln(c.env.Stdout, st.gitlab.AddressToUse())
	fmt.Fprintln(c.env.Stdout, st.acp.URL())
	fmt.Fprintln(c.env.Stderr, "DEMO: an invented GitLab (first line) and ACP (second line) on this computer. ctrl+c ends.")
	<-ctx.Done()
	return nil
}

// walk goes through the whole setup with the demo's own token and prints the
// steps.
func (c *call) walk(ctx context.Context, st *stage, stack func(*steps.Journal) (*web.Stack, error)) error {
	en := &engine{env: c.env, now: time.Now, setup: steps.NewSetup(st.given(), time.Now())}
	en.journal = steps.NewJournal(c.env.debugTo(&c.flags))
	var err error
	if en.stack, err = stack(en.journal); err != nil {
		return err
	}
	defer en.stack.Close()
	if !c.flags.json {
		fmt.Fprintln(c.env.Stdout, "DEMO: an invented GitLab and ACP on this computer.")
	}
	en.checks(ctx)
	var result *ACPResult
	if !en.stopped() {
		result = en.handOver(ctx)
	}
	if err := c.cut(en); err != nil {
		return err
	}
	if c.flags.json {
		return c.finish(en, "demo", result)
	}
	c.exit = problem.Exit(en.problems, c.flags.strict)
	c.env.printRows(en.walked(result))
	if p := problem.First(en.problems); p != nil {
		page := steps.Page(en.setup, p)
		c.env.print("What to do:")
		for _, fix := range page.Fix {
			c.env.print("  - " + fix)
		}
	}
	return nil
}

// walked are the rows of the walk: the steps of the wizard, as far as they went.
func (en *engine) walked(result *ACPResult) []row {
	var out []row
	if !en.setup.Instance.IsZero() {
		out = append(out, row{label: "instance", state: problem.OK, text: en.setup.Instance.URL()})
	}
	out = append(out, en.rows()...)
	if result != nil && result.Connected && !en.stopped() {
		out = append(out, row{label: "ACP", state: problem.OK, text: "connected to " + result.InstanceURL + ", read back"})
	}
	return out
}
