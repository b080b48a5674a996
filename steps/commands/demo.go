package commands

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

func (c *call) demoCommand() *cobra.Command {
	var scenario string
	var list, serve bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Try everything with a simulated GitLab and ACP on this computer",
		Long: `Starts a simulated GitLab and ACP on this computer and walks you through connecting
them. Use a token from the demo's page, not a real one. Without a terminal, it
runs the whole setup with its own token and prints the steps.`,
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
	cmd.Flags().StringVar(&scenario, "scenario", "", "the problem to show (see --list)")
	completesFlag(cmd, "scenario", scenarioNames)
	cmd.Flags().BoolVar(&list, "list", false, "list the scenarios")
	cmd.Flags().BoolVar(&serve, "serve", false, "only start the servers and print their addresses")
	cmd.Flags().BoolVar(&c.flags.json, "json", false, "ask nothing and print one JSON document")
	cmd.Flags().DurationVar(&c.flags.timeout, "timeout", defaultTimeout, "time limit for each answer from GitLab; ACP gets twice as long")
	cmd.Flags().BoolVar(&c.flags.debug, "debug", false, "log every request to standard error")
	c.flags.noBrowserFlag(cmd)
	c.flags.plainFlag(cmd)
	return cmd
}

// ScenarioResult is one scenario of the demo.
type ScenarioResult struct {
	Name  string `json:"name"`
	About string `json:"about"`
	// Code is the problem that comes of it, "" for none.
	Code problem.Code `json:"code,omitempty"`
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
		return c.writeDocument("demo", &Info{Scenarios: all})
	}
	var table ui.Table
	for _, s := range all {
		table = append(table, []string{s.Name, s.About})
	}
	c.env.write(table)
	return nil
}

func (c *call) demo(ctx context.Context, scenario string, serve bool) error {
	st, err := build(scenario, c.env.inMemory)
	if err != nil {
		return err
	}
	defer st.close()
	stack := func(patience time.Duration) func(*setup.Journal) (*web.Stack, error) {
		env := c.env
		env.Getenv = st.getenv(c.env.Getenv)
		if st.inMemory {
			env.dial = st.dial
		}
		return func(j *setup.Journal) (*web.Stack, error) {
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
		demo := &demoEnv{getenv: st.getenv(c.env.Getenv), stack: stack(toldWait)}
		return c.runWizard(ctx, given, demo)
	default:
		return c.walk(ctx, st, stack(0))
	}
}

func (c *call) serve(ctx context.Context, st *demoServers) error {
	fmt.Fprintln(c.env.Stdout, st.gitlab.AddressToUse())
	fmt.Fprintln(c.env.Stdout, st.acp.URL())
	fmt.Fprintln(c.env.Stderr, "DEMO: a simulated GitLab (first line) and ACP (second line) on this computer. Press ctrl+c to stop.")
	<-ctx.Done()
	return nil
}

const demoSource = "the demo"

// demoServers is the invented world of one demo.
type demoServers struct {
	gitlab *gitlabtest.Server
	acp    *acptest.Server
	repo   string
	// shows is where a scenario of ACP shows, see acptest.Scenario.
	shows string
	// replace says yes to replacing a connection, unless that is the question
	// which the scenario is about.
	replace bool
	// inMemory keeps the servers off the network.
	inMemory bool
}

func (s *demoServers) close() {
	if s.acp != nil {
		s.acp.Close()
	}
	if s.gitlab != nil {
		s.gitlab.Close()
	}
}

// build starts both servers; a scenario belongs to one of them.
func build(scenario string, inMemory bool) (*demoServers, error) {
	st := &demoServers{repo: "team/app", inMemory: inMemory}
	inGitLab := slices.ContainsFunc(gitlabtest.Scenarios(), func(s gitlabtest.Scenario) bool { return s.Name == scenario })
	of := acptest.Scenarios()
	inACP := slices.IndexFunc(of, func(s acptest.Scenario) bool { return s.Name == scenario })
	if scenario != "" && !inGitLab && inACP < 0 {
		return nil, usage("there is no scenario with that name. See acp-gitlab demo --list.")
	}
	forGitLab, forACP := scenario, ""
	if !inGitLab && inACP >= 0 {
		forGitLab, forACP, st.shows = "", scenario, of[inACP].Shows
		st.replace = of[inACP].Code != problem.ACPOtherInstance
	}
	if err := st.startGitLab(forGitLab); err != nil {
		return nil, fmt.Errorf("%w: start the demo's GitLab: %w", errUnexpected, err)
	}
	if err := st.startACP(forACP); err != nil {
		st.close()
		return nil, fmt.Errorf("%w: start the demo's ACP: %w", errUnexpected, err)
	}
	return st, nil
}

// demoVersion is a GitLab whose token page looks as it does today.
const demoVersion = "19.2.0"

func (s *demoServers) startGitLab(scenario string) error {
	opts := []gitlabtest.Option{gitlabtest.WithUsualVersion(demoVersion)}
	if scenario != "" {
		opts = append(opts, gitlabtest.WithScenario(scenario))
	}
	if s.inMemory {
		opts = append(opts, gitlabtest.WithMemory())
	}
	var err error
	if s.gitlab, err = gitlabtest.Start(opts...); err != nil {
		return err
	}
	if r := s.gitlab.Scenario().Repository; r != "" {
		s.repo = r
	}
	return nil
}

// startACP starts an ACP that knows the GitLab, whatever its name and whoever
// signed its certificate.
func (s *demoServers) startACP(scenario string) error {
	opts := []acptest.Option{
		acptest.WithOneAddress(), acptest.WithInstance(s.gitlab.URL()), acptest.WithRoots(s.gitlab.CAs()),
	}
	if u, err := url.Parse(s.gitlab.URL()); err == nil {
		opts = append(opts, acptest.WithWay(u.Hostname(), s.gitlab.DialContext))
	}
	if s.inMemory {
		opts = append(opts, acptest.WithMemory(s.gitlab.DialContext))
	}
	if scenario != "" {
		opts = append(opts, acptest.WithScenario(scenario))
	}
	var err error
	s.acp, err = acptest.Start(opts...)
	return err
}

// dial reaches the servers in memory.
func (s *demoServers) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if s.acp.Serves(addr) {
		return s.acp.DialContext(ctx, network, addr)
	}
	if host, _, _ := net.SplitHostPort(addr); !strings.Contains(s.gitlab.URL(), "://"+host) {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return s.gitlab.DialContext(ctx, network, addr)
}

// authority is the one of the demo's GitLab, as if this computer knew it; nil
// where the scenario is that it does not.
func (s *demoServers) authority() []byte {
	if s.gitlab.Scenario().Code == problem.InstanceTLSUntrusted {
		return nil
	}
	return s.gitlab.CAPEM()
}

// given are the demo's answers. Nothing of the environment counts.
func (s *demoServers) given() setup.Answers {
	g := setup.Answers{
		GitLab: setup.Value{Value: s.gitlab.AddressToUse(), From: demoSource},
		ACP:    setup.Value{Value: s.acp.URL(), From: demoSource},
		Token:  secret.New(s.gitlab.Token()), TokenFrom: demoSource, TokenSpare: true,
		Repositories: []string{s.repo}, Replace: s.replace, AllProjects: true,
	}
	if kind, ok := s.secondKind(); ok {
		g.TokenSecond = secret.New(s.gitlab.Add(gitlabtest.Token{Kind: kind}))
	}
	if s.acp.NeedsWorkspace() {
		g.Project = setup.Value{Value: acptest.Workspace, From: demoSource}
	}
	if bearer := s.acp.Session(); bearer != "" {
		origin, _ := acp.ParseAddress(s.acp.URL())
		g.Sessions = []acp.Session{acp.ReadSession(secret.New(bearer), origin, demoSource)}
		if other := s.acp.OtherSession(); other != "" {
			g.Sessions = append(g.Sessions, acp.ReadSession(secret.New(other), origin, demoSource))
		}
	}
	return g
}

// secondKind is the kind of token that a scenario's own advice leads to. The demo
// lends it too: its page cannot be reached from everywhere.
func (s *demoServers) secondKind() (kind gitlabtest.TokenKind, ok bool) {
	scenario := s.gitlab.Scenario()
	switch spec, _ := problem.Lookup(scenario.Code); {
	case scenario.Name == string(problem.RepoLegacyRefused), scenario.Code == problem.PermissionMissing:
		return gitlabtest.FineGrained, true
	case scenario.Code == problem.TokenPageMissing:
		return kind, false // the first one works
	case spec.Severity == problem.Error && (spec.Area == problem.AreaToken || spec.Area == problem.AreaScopes):
		return kind, true
	}
	return kind, false
}

// getenv is the environment of the demo: the proxy of its scenario, nothing of
// the real one but how the terminal looks.
func (s *demoServers) getenv(outer func(string) string) func(string) string {
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

// walk runs the setup with the demo's own token, as connect does, and prints the
// steps.
func (c *call) walk(ctx context.Context, st *demoServers, stack func(*setup.Journal) (*web.Stack, error)) error {
	r := &runner{env: c.env, now: time.Now, setup: setup.New(st.given(), time.Now()), journal: setup.NewJournal(c.env.debugTo(&c.flags))}
	r.reached = r.tokenPage
	var err error
	if r.stack, err = stack(r.journal); err != nil {
		return err
	}
	defer r.stack.Close()
	if !c.flags.json {
		c.env.write(ui.Text{S: "DEMO: a simulated GitLab and ACP on this computer."})
	}
	held := r.connectUpTo(ctx, st.shows)
	if err := c.interruptedErr(r); err != nil {
		return err
	}
	end := c.checked(r, "demo", held)
	if !c.flags.json {
		end.said, end.next = r.walked(held), advice{}
	}
	return c.conclude(r, end)
}

// connectUpTo connects as the command does, and goes as far as a scenario shows:
// some show when ACP is only asked, or afterwards.
func (r *runner) connectUpTo(ctx context.Context, shows string) *acp.Connection {
	if shows == "status" {
		if r.checks(ctx); r.stopped() {
			return nil
		}
		return r.connection(ctx)
	}
	held := r.connect(ctx)
	if shows != "disconnect" || r.stopped() {
		return held
	}
	client := r.acpClient(ctx)
	if client == nil {
		return nil
	}
	out := setup.Sever(ctx, client)
	r.met(out.Problem)
	r.met(out.Notes...)
	return out.Now
}

// tokenPage looks whether one of the pages is there at which a token is made.
// Only the demo can: elsewhere they want a person who is signed in.
func (r *runner) tokenPage(ctx context.Context) {
	in := r.setup.Instance
	var last *web.Answer
	for _, page := range gitlab.TokenPages(in, "", nil) {
		answer, err := r.stack.Do(ctx, web.Request{URL: page.URL, Root: "/" + strings.Trim(in.Root(), "/"), Follow: true})
		if err != nil || answer.Status != http.StatusNotFound {
			return
		}
		last = answer
	}
	r.met(problem.New(problem.TokenPageMissing, in.Host()).Because("GET " + last.URL + ": 404"))
}

// walked are the steps of the wizard, as far as they went, and what to do about
// what stopped them.
func (r *runner) walked(held *acp.Connection) []ui.Block {
	var rows ui.Checklist
	if !r.setup.Instance.IsZero() {
		rows = append(rows, ui.Line{Label: "instance", State: ui.OK, Text: r.setup.Instance.URL()})
	}
	rows = append(rows, words.CheckRows(r.setup, r.problems, "")...)
	if held != nil && held.Connected && !r.stopped() {
		rows = append(rows, ui.Line{Label: "ACP", State: ui.OK, Text: "connected to " + held.InstanceURL + ", confirmed"})
	}
	blocks := []ui.Block{rows}
	if p := problem.First(r.problems); p != nil {
		blocks = append(blocks, ui.Text{S: "What to do:"})
		for _, fix := range words.Page(r.setup, p).Fix {
			blocks = append(blocks, ui.Text{S: fix, Item: true, Indent: 2})
		}
	}
	return blocks
}
