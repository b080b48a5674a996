package commands

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps"
)

const demoSource = "the demo"

// stage is the invented world of one demo.
type stage struct {
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

func (s *stage) close() {
	if s.acp != nil {
		s.acp.Close()
	}
	if s.gitlab != nil {
		s.gitlab.Close()
	}
}

// build starts both servers; a scenario belongs to one of them.
func build(scenario string, inMemory bool) (*stage, error) {
	st := &stage{repo: "team/app", inMemory: inMemory}
	inGitLab := slices.ContainsFunc(gitlabtest.Scenarios(), func(s gitlabtest.Scenario) bool { return s.Name == scenario })
	of := acptest.Scenarios()
	inACP := slices.IndexFunc(of, func(s acptest.Scenario) bool { return s.Name == scenario })
	if scenario != "" && !inGitLab && inACP < 0 {
		return nil, usage("the demo has no scenario of that name. acp-gitlab demo --list names them.")
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

func (s *stage) startGitLab(scenario string) error {
	var opts []gitlabtest.Option
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
func (s *stage) startACP(scenario string) error {
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
func (s *stage) dial(ctx context.Context, network, addr string) (net.Conn, error) {
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
func (s *stage) authority() []byte {
	if s.gitlab.Scenario().Code == problem.InstanceTLSUntrusted {
		return nil
	}
	return s.gitlab.CAPEM()
}

// given are the demo's answers. Nothing of the environment counts.
func (s *stage) given() steps.Given {
	g := steps.Given{
		GitLab: steps.Sourced{Value: s.gitlab.AddressToUse(), From: demoSource},
		ACP:    steps.Sourced{Value: s.acp.URL(), From: demoSource},
		Token:  secret.New(s.gitlab.Token()), TokenFrom: demoSource, TokenSpare: true,
		Repositories: []string{s.repo}, Replace: s.replace,
	}
	if s.acp.NeedsWorkspace() {
		g.Project = steps.Sourced{Value: acptest.Workspace, From: demoSource}
	}
	if bearer := s.acp.Session(); bearer != "" {
		origin, _ := acp.ParseAddress(s.acp.URL())
		g.Sessions = []acp.Session{acp.ReadSession(secret.New(bearer), origin, demoSource)}
	}
	return g
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
