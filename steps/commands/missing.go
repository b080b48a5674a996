package commands

import (
	"errors"
	"slices"
	"strings"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// missingInputs is what a call does not have: a line for each thing, and the problems
// that have a name.
type missingInputs struct {
	lines    []string
	problems []*problem.Problem
	// command is what helps with all of it, "" for none.
	command string
}

func (l *missingInputs) add(line string) { l.lines = append(l.lines, line) }

// first puts a line before all others, where there are any.
func (l *missingInputs) first(line string) {
	if len(l.lines) > 0 {
		l.lines = append([]string{line}, l.lines...)
	}
}

// withRemembered offers the GitLab of the last setup: the same call with its
// address, "" where none is remembered. It is never used without being asked for.
func (c *call) withRemembered(l *missingInputs) string {
	m, _ := memory.Load(c.env.configDir())
	if m.GitLab == "" || slices.Contains(c.env.Args, "--") {
		return ""
	}
	l.add("Your last setup here used " + m.GitLab + ". To use it again, run the last line below.")
	words := []string{"acp-gitlab"}
	for _, arg := range c.env.Args {
		words = append(words, setup.Quoted(arg))
	}
	return strings.Join(append(words, "--gitlab-url", setup.Quoted(m.GitLab)), " ")
}

// err is the refusal of the call, nil where nothing is missing.
func (l *missingInputs) err() error {
	if len(l.lines) == 0 {
		return nil
	}
	return &usageError{lines: l.lines, command: l.command, problems: l.problems}
}

// usageAbout is a call that cannot be carried out for a reason with a name.
func usageAbout(p *problem.Problem, line string) error {
	return &usageError{lines: []string{line}, problems: []*problem.Problem{p}}
}

// gitlab adds what is missing to reach GitLab.
func (l *missingInputs) gitlab(given setup.Answers) {
	if given.GitLab.IsZero() {
		l.add("no GitLab address. Give --gitlab-url URL or GITLAB_HOST.")
	}
}

// token adds the token, where it cannot be asked for.
func (l *missingInputs) token(e Env, given setup.Answers, ways string) {
	if !hasToken(given) && !e.onTerminal() {
		l.add("no token. Give " + ways + ".")
	}
}

// tokenWays are the ways to hand a token over. The one in the environment is in
// use: it is not the one that revoke ends.
func (c *call) tokenWays() string {
	if c.asksFirst == revoking {
		return "--token-stdin or --token-file FILE"
	}
	return "--token-stdin, --token-file FILE or GITLAB_TOKEN"
}

// yes adds the word without which c does nothing, where nobody can be asked.
func (l *missingInputs) yes(c *call) {
	var wrong *usageError
	if c.asksFirst != "" && errors.As(c.mustAsk(c.asksFirst), &wrong) {
		l.lines = append(l.lines, wrong.lines...)
	}
}

// unreadable reports whether an address was given that is none of ACP.
func unreadable(address setup.Value) bool {
	origin, _ := acp.ParseAddress(address.Value)
	return !address.IsZero() && origin == ""
}

// acp adds what is missing to talk to ACP. Without an address, or with one that
// cannot be read, it is not known which session belongs to it: ACP_TOKEN is not
// missing then.
func (l *missingInputs) acp(e Env, given setup.Answers) {
	if given.ACP.IsZero() {
		l.add("no ACP address. Give --acp-url URL or ACP_URL.")
	}
	if len(given.Sessions) > 0 || (given.ACP.IsZero() || unreadable(given.ACP)) && !e.Secrets["ACP_TOKEN"].IsZero() {
		return
	}
	l.add("no ACP session. Give --acp-token-file FILE or ACP_TOKEN (an access key), or sign in with acpctl.")
	l.lines = append(l.lines, given.SessionNotes...)
	l.problems = append(l.problems, problem.New(problem.ACPSessionMissing, given.ACP.Value))
}
