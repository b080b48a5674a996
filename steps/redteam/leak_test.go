//go:build unix

package redteam_test

import (
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// subject is one command with the flags that it knows.
type subject struct {
	name  string
	flags []string
}

// ends is the name of a command that may end the token, "" for the others.
func (s subject) ends() string {
	if strings.Contains(s.name, "revoke") || s.name == "rotate" {
		return s.name
	}
	return ""
}

func (s subject) knows(flag string) bool { return slices.Contains(s.flags, "--"+flag) }

// subjects asks the program for its commands and their flags, so that a new
// command is searched without being named here.
func subjects(t *testing.T, b *box) []subject {
	t.Helper()
	words := func(args ...string) (out []string) {
		for line := range strings.Lines(b.run(t, "", nil, append([]string{"__complete"}, args...)...).stdout) {
			if word, _, _ := strings.Cut(strings.TrimSpace(line), "\t"); !strings.HasPrefix(word, ":") {
				out = append(out, strings.TrimSuffix(word, "="))
			}
		}
		return out
	}
	var all []subject
	for _, name := range append(words(""), "tokens revoke") {
		all = append(all, subject{name, words(append(strings.Fields(name), "--")...)})
	}
	// What ends a token comes last.
	slices.SortStableFunc(all, func(a, b subject) int { return strings.Compare(a.ends(), b.ends()) })
	if len(all) < 5 {
		t.Fatalf("the program names only %d commands", len(all))
	}
	return all
}

// call is how a command is run in a scenario. n varies the ways in which the
// secrets are handed over.
func (p *play) call(s subject, n int, code problem.Code) (args, env []string, stdin string) {
	args = strings.Fields(s.name)
	give := func(flag, value string) {
		if value != "" && s.knows(flag) {
			args = append(args, "--"+flag+"="+value)
		}
	}
	give("gitlab-url", p.gitlab.AddressToUse())
	give("acp-url", p.acp.URL())
	give("debug", "true")
	give("yes", "true")
	give("json", strconv.FormatBool(n%2 == 0))
	if p.gitlab.CAPEM() != nil && n%4 != 1 {
		give("ca-file", filepath.Join(p.in, "ca.pem"))
	}
	give("timeout", strings.TrimPrefix(patient(code, p.gitlab.Scenario().Name), "--timeout="))
	env = []string{"GITLAB_TOKEN=glpat-" + stranger}
	switch {
	case n%3 == 0 && s.knows("token-stdin"):
		args, stdin = append(args, "--token-stdin"), p.token+"\n"
	case n%3 == 1:
		give("token-file", filepath.Join(p.in, "token"))
	default:
		env = []string{"GITLAB_TOKEN=" + p.token}
	}
	if n%2 == 0 {
		env = append(env, "ACP_TOKEN="+p.session, "ACP_URL="+p.acp.URL())
	} else {
		give("acp-token-file", filepath.Join(p.in, "session"))
	}
	return append(args, p.operands(s, n)...), env, stdin
}

// operands are what a command is about.
func (p *play) operands(s subject, n int) []string {
	repository := p.gitlab.Scenario().Repository
	if repository == "" {
		repository = "team/app"
	}
	switch s.name {
	case "check", "connect":
		return []string{repository}
	case "rotate":
		return []string{"--old-token-id=4711", "--revoke-old"}
	case "tokens revoke":
		return []string{"3870"}
	case "report":
		return []string{"--output=" + p.work + "/report-" + strconv.Itoa(n) + ".md"}[:n%2]
	case "explain":
		return []string{"scope-missing"}
	case "demo":
		return []string{"--scenario=" + p.gitlab.Scenario().Name}
	}
	return nil
}

// runs runs a command and searches what it printed.
func (p *play) runs(t *testing.T, s subject, n int, code problem.Code) ran {
	t.Helper()
	args, env, stdin := p.call(s, n, code)
	p.begins()
	got := p.run(t, stdin, env, args...)
	p.secrets.absent(t, "standard output of "+s.name, got.stdout)
	p.secrets.absent(t, "standard error of "+s.name, got.stderr)
	if got.code < 0 || strings.Contains(got.stderr, "goroutine ") {
		t.Errorf("%s ended with %d:\n%s", s.name, got.code, got.stderr)
	}
	return got
}

// setting is a scenario and where it plays.
type setting struct {
	gitlab, acp string
	code        problem.Code
}

func (s setting) String() string { return "gitlab=" + s.gitlab + " acp=" + s.acp }

// settings are all of them, ACP's first: some of those take longest.
func settings() []setting {
	all := []setting{{}}
	for _, s := range acptest.Scenarios() {
		code := s.Code
		if strings.HasPrefix(s.Name, "silent") {
			code = problem.ACPUnavailable
		}
		all = append(all, setting{acp: s.Name, code: code})
	}
	for _, s := range gitlabtest.Scenarios() {
		all = append(all, setting{gitlab: s.Name, code: s.Code})
	}
	return all
}

// TestNoCommandLeaks runs every command in every scenario that it can meet.
func TestNoCommandLeaks(t *testing.T) {
	if testing.Short() {
		t.Skip("a thousand runs")
	}
	t.Parallel()
	commands := subjects(t, newBox(t))
	for _, s := range settings() {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			s.play(t, commands)
		})
	}
}

func (s setting) play(t *testing.T, commands []subject) {
	p := newPlay(t, s.gitlab, s.acp)
	for n, c := range commands {
		n += len(s.gitlab) + len(s.acp)
		if s.gitlab != "" && c.knows("gitlab-url") || s.acp != "" && c.knows("acp-url") || s == (setting{}) {
			p.runs(t, c, n, s.code)
		}
	}
	p.holds(t)
	if s == (setting{}) && (!slices.ContainsFunc(p.gitlab.Requests(), gitlabtest.Seen.HasToken) || p.acp.StoredTokens() == 0 && !reached(p)) {
		t.Error("the token went nowhere at all: this test would find nothing")
	}
}

func reached(p *play) bool {
	return slices.ContainsFunc(p.acp.Requests(), func(s acptest.Seen) bool { return s.Token })
}

var anyToken = regexp.MustCompile(`glpat-[A-Za-z0-9_.-]{4,}|sha256~[A-Za-z0-9_-]{4,}|eyJ[A-Za-z0-9_-]{6,}\.`)

// TestTheDemoLeaksNothing: neither its own tokens nor those of the person.
func TestTheDemoLeaksNothing(t *testing.T) {
	t.Parallel()
	p := newPlay(t, "", "")
	env := []string{"GITLAB_TOKEN=" + p.token, "ACP_TOKEN=" + p.session, "GITLAB_HOST=" + p.gitlab.URL(), "ACP_URL=" + p.acp.URL()}
	for n, s := range settings() {
		scenario := s.gitlab + s.acp
		if n%4 != 0 { // the engine is the one that the other test has searched
			continue
		}
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			got := p.run(t, "", env, "demo", "--debug", "--scenario="+scenario, "--json="+strconv.FormatBool(n%8 == 0), patient(s.code, scenario))
			for where, text := range map[string]string{"standard output": got.stdout, "standard error": got.stderr} {
				p.secrets.absent(t, where, text)
				if anyToken.MatchString(text) {
					t.Errorf("%s shows a token", where)
				}
			}
		})
	}
	t.Cleanup(func() { // when all of them have played
		if n := len(p.gitlab.Requests()) + len(p.acp.Requests()); n > 0 {
			t.Errorf("the demo sent %d requests to the servers of the environment", n)
		}
		p.holds(t)
	})
}
