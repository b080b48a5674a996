package commands

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/spf13/cobra"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
)

// said is what one run left behind.
type said struct {
	out, err string
	exit     int
}

// say runs the program without a terminal.
func say(t *testing.T, args ...string) said {
	t.Helper()
	var out, errs strings.Builder
	exit := Run(t.Context(), Env{
		Args: args, Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Version: "1.2.3",
		Getenv: func(name string) string { return map[string]string{"LANG": "C.UTF-8"}[name] },
	})
	return said{out.String(), errs.String(), exit}
}

func TestExplainKnowsEveryCode(t *testing.T) {
	t.Parallel()
	for _, s := range problem.All() {
		t.Run(string(s.Code), func(t *testing.T) {
			t.Parallel()
			got := say(t, "explain", string(s.Code))
			title := strings.Join(strings.Fields(titleOf(string(s.Code))), " ")
			first, _, _ := strings.Cut(got.out, "\n-")
			if got.exit != 0 || got.err != "" || strings.Join(strings.Fields(first), " ") != title {
				t.Errorf("exit %d, %q; begins %q, want %q", got.exit, got.err, first, title)
			}
			for _, want := range []string{"What to do", "Whom to ask", "Code: " + string(s.Code)} {
				if !strings.Contains(got.out, want) {
					t.Errorf("no %q in:\n%s", want, got.out)
				}
			}
			if strings.ContainsAny(got.out, "\x1b{}") {
				t.Errorf("escape characters or open places in:\n%s", got.out)
			}
		})
	}
}

func TestPageOfAProblemInAPipe(t *testing.T) {
	t.Parallel()
	golden.RequireEqual(t, []byte(say(t, "explain", "scope-missing").out))
}

func TestExplainListsEveryCodeOnALine(t *testing.T) {
	t.Parallel()
	got := say(t, "explain")
	area := ""
	rest := got.out
	for _, s := range problem.All() {
		if s.Area != area {
			area = s.Area
			_, after, ok := strings.Cut("\n"+rest, "\n"+area+"\n")
			if !ok {
				t.Fatalf("no area %q in:\n%s", area, rest)
			}
			rest = after
		}
		line, after, _ := strings.Cut(rest, "\n")
		if code, title, _ := strings.Cut(strings.TrimSpace(line), " "); code != string(s.Code) || strings.TrimSpace(title) != titleOf(code) {
			t.Fatalf("%q, want %s and its title", line, s.Code)
		}
		rest = after
	}
	if !strings.HasSuffix(got.out, "\nEach problem has a page. You can also search by the words of an error.\nNext: acp-gitlab explain PROBLEM\n") {
		t.Errorf("ends %q", rest)
	}
}

func TestWordsOfAnErrorAreExplained(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		args []string
		exit int
		want []string
	}{
		{"one argument", []string{"failed to authenticate with the provided Personal Access Token"}, 0, []string{
			"These words come from ACP. Most likely: acp-refused-token.\n\nGitLab accepts the token here, but ACP",
		}},
		{"without quotes", []string{"failed", "to", "authenticate", "with", "the", "provided"}, 0, []string{"Most likely: acp-refused-token."}},
		{"several", []string{"403 Forbidden"}, 0, []string{
			"One of these:\n", "  gitlab-forbidden   GitLab refuses", "  repo-role-too-low  Your role", "  scope-missing      The token lacks", "Next: acp-gitlab explain gitlab-forbidden",
		}},
		{"an area", []string{"Account"}, 0, []string{"  account-blocked", "  account-terms"}},
		{"a slip", []string{"scope-mising"}, 64, []string{"acp-gitlab: There is no problem with that name. The nearest: scope-missing."}},
		{"nothing like it", []string{"frobnicate"}, 64, []string{"acp-gitlab: All of them: acp-gitlab explain"}},
		{"blanks are no words", []string{"  "}, 0, []string{"instance-url-invalid"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := say(t, append([]string{"explain"}, tc.args...)...)
			for _, want := range tc.want {
				if !strings.Contains(got.out+got.err, want) {
					t.Errorf("no %q in:\n%s%s", want, got.out, got.err)
				}
			}
			if got.exit != tc.exit || (got.out == "") != (tc.exit == 64) {
				t.Errorf("exit %d, %d on standard output", got.exit, len(got.out))
			}
		})
	}
}

func TestReadingAsJSON(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		args      []string
		ok        bool
		explained int
		topics    int
	}{
		{[]string{"explain"}, true, len(problem.All()), 0},
		{[]string{"explain", "token-empty"}, true, 1, 0},
		{[]string{"explain", "invalid_token"}, true, 3, 0},
		{[]string{"explain", "frobnicate"}, false, 0, 0},
		{[]string{"guide"}, true, 0, len(assets.Guide())},
		{[]string{"guide", "--all"}, true, 0, len(assets.Guide())},
		{[]string{"guide", "scopes"}, true, 0, 1},
		{[]string{"guide", "frobnicate"}, false, 0, 0},
	} {
		t.Run(strings.Join(tc.args, " "), func(t *testing.T) {
			t.Parallel()
			got := say(t, append(tc.args, "--json")...)
			var r Result
			if err := json.Unmarshal([]byte(got.out), &r); err != nil {
				t.Fatalf("%v in:\n%s", err, got.out)
			}
			if r.Info == nil {
				r.Info = &Info{}
			}
			if r.Command != tc.args[0] || r.OK != tc.ok || r.OK != (got.exit == 0) || len(r.Explained) != tc.explained || len(r.Topics) != tc.topics {
				t.Errorf("exit %d, %d problems, %d topics:\n%s", got.exit, len(r.Explained), len(r.Topics), got.out)
			}
		})
	}
}

func TestListsAsJSONLeaveTheTextsOut(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"explain", "--json"}, {"guide", "--json"}, {"licenses", "--json"}} {
		for _, field := range []string{`"why"`, `"fix"`, `"message"`, `"markdown"`, `"text"`} {
			if out := say(t, args...).out; strings.Contains(out, field) {
				t.Errorf("%v has %s", args, field)
			}
		}
	}
}

func TestGuideByTopic(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		args, first string
		exit        int
	}{
		{"scopes", "Scopes: what the token can do", 0},
		{"end date", "Expiration date", 0},
		{"expiry", "Expiration date", 0},
		{"account suspended", "The token stopped working", 0},
		{"Password changed", "The token stopped working", 0},
		{"faq", "Frequently asked questions", 0},
		{"Good practices", "Good practices", 0},
		{"certificates", "Certificates and proxies", 0},
		{"step", "", 64},
		{"frobnicate", "", 64},
		{"scopes --all", "", 64},
		{"--all", "What a token is and why ACP needs one", 0},
		{"", "token                 What a token is and why ACP needs one", 0},
	} {
		t.Run(tc.args, func(t *testing.T) {
			t.Parallel()
			got := say(t, append([]string{"guide"}, strings.Fields(tc.args)...)...)
			first, _, _ := strings.Cut(got.out, "\n")
			if first != tc.first || got.exit != tc.exit || (got.err != "") != (tc.exit == 64) {
				t.Errorf("exit %d, begins %q, says %q", got.exit, first, got.err)
			}
		})
	}
}

func TestTheNearestTopicIsNamed(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"guide", "help"} {
		for typed, want := range map[string]string{
			"experation": "The nearest: expiration", "my password": "The nearest: token-stopped", "suspendet": "The nearest: token-stopped",
		} {
			got := say(t, append([]string{command}, strings.Fields(typed)...)...)
			if got.exit != 64 || !strings.Contains(got.err, want) {
				t.Errorf("%s %s: exit %d, says %q, want %q", command, typed, got.exit, got.err, want)
			}
		}
	}
}

func TestTheWholeGuideHoldsEveryTopic(t *testing.T) {
	t.Parallel()
	whole := say(t, "guide", "--all").out
	for _, topic := range assets.Guide() {
		if page := say(t, "guide", topic.ID).out; !strings.Contains(whole, strings.TrimSpace(page)) {
			t.Errorf("%s is not in the whole guide", topic.ID)
		}
	}
}

// completed is what a shell would offer.
func completed(t *testing.T, args ...string) []string {
	t.Helper()
	got := say(t, append([]string{"__complete"}, args...)...)
	var names []string
	for line := range strings.Lines(got.out) {
		if name, _, _ := strings.Cut(strings.TrimSpace(line), "\t"); !strings.HasPrefix(name, ":") {
			names = append(names, name)
		}
	}
	if !strings.Contains(got.out, "\n:4\n") && got.out != ":4\n" {
		t.Errorf("%v: files are offered as well:\n%s", args, got.out)
	}
	return names
}

func TestShellsAreOfferedNames(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		args string
		want []string
	}{
		{"explain scope-", []string{"scope-missing", "scope-dangerous", "scope-excess"}},
		{"explain scope-missing sc", nil},
		{"guide exp", []string{"expiration"}},
		{"guide expiration sc", nil},
		{"demo --scenario repo-arch", []string{"repo-archived"}},
		{"demo --scenario=repo-arch", []string{"repo-archived"}},
		{"check --accept scope", []string{"scope-missing", "scope-dangerous"}},
		{"connect --accept scope-m", []string{"scope-missing"}},
		{"completion z", []string{"zsh"}},
		{"compl", []string{"completion"}},
	} {
		t.Run(tc.args, func(t *testing.T) {
			t.Parallel()
			if got := completed(t, strings.Fields(tc.args)...); !slices.Equal(got, tc.want) {
				t.Errorf("%q, want %q", got, tc.want)
			}
		})
	}
}

func TestEveryShellHasItsScript(t *testing.T) {
	t.Parallel()
	for shell, want := range map[string]string{
		"bash": "complete -o default", "zsh": "#compdef acp-gitlab", "fish": "complete -c acp-gitlab", "powershell": "Register-ArgumentCompleter",
	} {
		if got := say(t, "completion", shell); got.exit != 0 || !strings.Contains(got.out, want) {
			t.Errorf("%s: exit %d, no %q", shell, got.exit, want)
		}
	}
	for _, args := range [][]string{{"completion"}, {"completion", "tcsh"}, {"completion", "bash", "zsh"}} {
		if got := say(t, args...); got.exit != 64 || !strings.Contains(got.err, "one of bash, zsh, fish, powershell") {
			t.Errorf("%v: exit %d, %q", args, got.exit, got.err)
		}
	}
}

// TestEveryCommandSaysWhatItDoes also holds what manual pages are made of.
func TestEveryCommandSaysWhatItDoes(t *testing.T) {
	t.Parallel()
	var each func(*cobra.Command)
	each = func(cmd *cobra.Command) {
		if cmd.Short == "" || strings.HasSuffix(cmd.Short, ".") {
			t.Errorf("%s: %q", cmd.CommandPath(), cmd.Short)
		}
		for _, sub := range cmd.Commands() {
			each(sub)
		}
	}
	each((&call{}).root())
}
