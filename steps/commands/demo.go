package commands

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps"
)

func (c *call) demoCommand() *cobra.Command {
	var scenario string
	var list, serve bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Try the program against an invented GitLab and ACP on this computer",
		Long: `Starts an invented GitLab and an invented ACP on this computer and sets one up
with the other. Take the token from the page of the demo, not a real one. Without
a terminal it walks the whole setup with its own token and prints the steps.`,
		Example: `  acp-gitlab demo
  acp-gitlab demo --scenario scope-missing
  acp-gitlab demo --list`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if list {
				return c.listScenarios()
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

// listScenarios names the scenarios: first those that are called as their
// problem.
func (c *call) listScenarios() error {
	var all []ScenarioResult
	for _, s := range gitlabtest.Scenarios() {
		all = append(all, ScenarioResult{s.Name, s.About, s.Code})
	}
	for _, s := range acptest.Scenarios() {
		all = append(all, ScenarioResult{s.Name, s.About, s.Code})
	}
	slices.SortStableFunc(all, func(a, b ScenarioResult) int {
		other := func(s ScenarioResult) int {
			if s.Name == string(s.Code) {
				return 0
			}
			return 1
		}
		return other(a) - other(b)
	})
	if c.flags.json {
		return c.tell("demo", &Reading{Scenarios: all})
	}
	rows := make([][2]string, 0, len(all))
	for _, s := range all {
		rows = append(rows, [2]string{s.Name, s.About})
	}
	c.env.listing(rows)
	return nil
}

func (c *call) demo(ctx context.Context, scenario string, serve bool) error {
	st, err := build(scenario, c.env.inMemory)
	if err != nil {
		return err
	}
	defer st.close()
	stack := func(patience time.Duration) func(*steps.Journal) (*web.Stack, error) {
		env := c.env
		env.Getenv = st.getenv(c.env.Getenv)
		if st.inMemory {
			env.dial = st.dial
		}
		return func(j *steps.Journal) (*web.Stack, error) {
			return env.stackWith(&c.flags, authority{pem: st.authority()}, j, patience)
		}
	}
	switch {
	case serve:
		return c.serve(ctx, st)
	case c.env.onTerminal() && !c.flags.json:
		given := st.given()
		given.Replace = false // the person is asked
		if st.gitlab.Scenario().Repository == "" {
			given.Repositories = nil
		}
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
