package commands

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// documents says how each command with --json is called at an arena, by the
// name of the command.
var documents = map[string]func(*arena) []string{
	"check":         func(a *arena) []string { return a.onGitLab(append([]string{"check"}, a.repositories()...)...) },
	"connect":       func(a *arena) []string { return a.onACP(a.onGitLab("connect")...) },
	"status":        func(a *arena) []string { return a.onACP(a.onGitLab("status")...) },
	"report":        func(a *arena) []string { return a.onACP(a.onGitLab("report")...) },
	"tokens":        func(a *arena) []string { return a.onGitLab("tokens") },
	"tokens revoke": func(a *arena) []string { return a.onGitLab("tokens", "revoke", "3870", "--yes") },
	"rotate": func(a *arena) []string {
		return a.onACP(a.onGitLab("rotate", "--old-token-id", "3870", "--revoke-old", "--yes")...)
	},
	"disconnect": func(a *arena) []string { return a.onACP("disconnect", "--yes") },
	"revoke":     func(a *arena) []string { return a.onGitLab("revoke", "--yes") },
	"forget":     func(*arena) []string { return []string{"forget", "--json", "--yes"} },
	"explain":    func(*arena) []string { return []string{"explain", "--json", "scope-missing"} },
	"guide":      func(*arena) []string { return []string{"guide", "--json", "scopes"} },
	"report read": func(*arena) []string {
		return []string{"report", "read", "--json", filepath.Join("testdata", "report.md")}
	},
	"profile check": func(*arena) []string {
		return []string{"profile", "check", "--json", filepath.Join("..", "..", "examples", "profile.yaml")}
	},
	"demo":     func(*arena) []string { return []string{"demo", "--json"} },
	"version":  func(*arena) []string { return []string{"version", "--json"} },
	"licenses": func(*arena) []string { return []string{"licenses", "--json", "--all"} },
}

// asking are those that ask GitLab or ACP, in an order in which each one has
// something to do.
var asking = []string{"check", "connect", "status", "report", "tokens", "tokens revoke", "disconnect", "rotate", "revoke"}

// withJSON returns the commands that have --json.
func withJSON() []*cobra.Command {
	c := &call{env: Env{Getenv: func(string) string { return "" }}}
	var out []*cobra.Command
	var walk func(*cobra.Command)
	walk = func(cmd *cobra.Command) {
		if cmd.Flags().Lookup("json") != nil {
			out = append(out, cmd)
		}
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(c.root())
	return out
}

func nameOf(cmd *cobra.Command) string { return strings.TrimPrefix(cmd.CommandPath(), "acp-gitlab ") }

func TestEveryCommandWithJSONIsCalledHere(t *testing.T) {
	t.Parallel()
	for _, cmd := range withJSON() {
		if documents[nameOf(cmd)] == nil {
			t.Errorf("%s has --json and stands in no test of its document", nameOf(cmd))
		}
	}
}

// TestDocumentsInEveryScenario plays every command in every scenario; each
// document is examined as it comes.
func TestDocumentsInEveryScenario(t *testing.T) {
	t.Parallel()
	for _, sc := range gitlabtest.Scenarios() {
		t.Run("gitlab "+sc.Name, func(t *testing.T) {
			t.Parallel()
			inGitLab(t, sc, func(t *testing.T, a *arena) {
				a.join(t)
				a.callAll(t, sc.Code, asking...)
			})
		})
	}
	for _, sc := range acptest.Scenarios() {
		t.Run("acp "+sc.Name, func(t *testing.T) {
			t.Parallel()
			inACP(t, sc, func(t *testing.T, a *arena) {
				a.callAll(t, sc.Code, "rotate", "connect", "status", "report", "disconnect")
			})
		})
	}
}

func (a *arena) callAll(t *testing.T, code problem.Code, names ...string) {
	t.Helper()
	for _, name := range names {
		args := documents[name](a)
		if code == problem.InstanceTimeout {
			args = append(args, "--timeout", "100ms")
		}
		if o := a.call(t, a.token, a.keys(), args...); o.doc.Command != name {
			t.Errorf("%v: the document calls itself %q", args, o.doc.Command)
		}
	}
}

func TestDocumentsWithoutAServer(t *testing.T) {
	t.Parallel()
	for name, args := range documents {
		if slices.Contains(asking, name) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := &arena{}
			if o := a.call(t, "", nil, args(a)...); o.exit != problem.ExitOK || o.doc.Command != name {
				t.Errorf("exit code %d, command %q: %s", o.exit, o.doc.Command, o.stderr)
			}
		})
	}
}

func TestDocumentsOfTheDemo(t *testing.T) {
	t.Parallel()
	if o := (&arena{}).call(t, "", nil, "demo", "--list", "--json"); o.exit != problem.ExitOK || len(o.doc.Scenarios) < 100 {
		t.Errorf("exit code %d, %d scenarios", o.exit, len(o.doc.Scenarios))
	}
	for _, scenario := range []string{"scope-missing", "acp-refused-token", "gitlab-rate-limited", "repo-archived"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			o := (&arena{}).call(t, "", nil, "demo", "--json", "--scenario", scenario)
			checkCause(t, o, problem.Code(scenario), []problem.Code{problem.Code(scenario)})
		})
	}
}

// TestDocumentsOfWrongCalls calls every command in ways in which it cannot be
// called.
func TestDocumentsOfWrongCalls(t *testing.T) {
	t.Parallel()
	wrong := [][]string{{"--no-such-flag"}, {"--timeout", "soon"}, {"\x1b[31m", "\u202e", "and", "more", "of", "it"}}
	for _, cmd := range withJSON() {
		name := nameOf(cmd)
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, more := range wrong {
				args := slices.Concat(strings.Fields(name), []string{"--json"}, more)
				o := (&arena{}).call(t, "", nil, args...)
				if o.exit == problem.ExitUsage && len(o.doc.Usage) == 0 {
					t.Errorf("%q: nothing says what is wrong", args)
				}
			}
		})
	}
	for _, args := range [][]string{{"--json"}, {"frobnicate", "--json"}, {"--json", "check"}, {"help", "frobnicate", "--json"}} {
		if o := (&arena{}).call(t, "", nil, args...); o.exit != problem.ExitUsage || len(o.doc.Usage) == 0 {
			t.Errorf("%q: exit code %d, usage %q", args, o.exit, o.doc.Usage)
		}
	}
}

// TestABrokenRunPrintsADocument lets the program break where it reads the
// environment.
func TestABrokenRunPrintsADocument(t *testing.T) {
	t.Parallel()
	var out, errs strings.Builder
	exit := Run(t.Context(), Env{
		Args: []string{"check", "--json"}, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs,
		Getenv: func(string) string { panic("broken on purpose") },
	})
	o := outcome{exit: exit, stdout: out.String(), stderr: errs.String()}
	if err := json.Unmarshal([]byte(o.stdout), &o.doc); err != nil {
		t.Fatalf("no document: %v: %s", err, o.stdout)
	}
	(&arena{}).examine(t, o, []string{"check"})
	if exit != problem.ExitUnexpected || o.doc.Account == nil || o.doc.Note == "" || !strings.Contains(o.stderr, "something went wrong in this program") {
		t.Errorf("exit code %d: %s", exit, o.stdout)
	}
}
