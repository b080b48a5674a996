package commands

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// TestOneValueInColumnsAndSentences draws each kind of block for a pipe, for a
// narrow terminal, and for reading out.
func TestOneValueInColumnsAndSentences(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		blocks               []ui.Block
		pipe, narrow, spoken []string
	}{
		"a line": {
			[]ui.Block{ui.Text{S: "ACP has no GitLab connection for you"}, ui.Gap{}},
			[]string{"ACP has no GitLab connection for you", ""},
			[]string{"ACP has no GitLab connection", "for you", ""},
			[]string{"ACP has no GitLab connection for you."},
		},
		"one of several": {
			[]ui.Block{ui.Text{S: "look at what was done there", Item: true, Indent: 2}},
			[]string{"  - look at what was done there"},
			[]string{"  - look at what was done", "  there"},
			[]string{"look at what was done there."},
		},
		"checks": {
			[]ui.Block{ui.Checklist{
				{Label: "token", State: ui.OK, Text: "@ada"},
				{Label: "team/app", State: ui.Stop, Text: "below Developer", Code: "repo-role-too-low"},
				{Label: "ACP", State: ui.Warn, Text: "ACP has trouble", Code: "acp-unavailable"},
			}},
			[]string{
				"token     ok    @ada",
				"team/app  stop  below Developer  repo-role-too-low",
				"ACP       warn  ACP has trouble  acp-unavailable",
			},
			[]string{
				"token     ok    @ada",
				"team/app  stop  below Developer",
				"                repo-role-too-low",
				"ACP       warn  ACP has trouble",
				"                acp-unavailable",
			},
			[]string{"Ok. Token: @ada.", "Stop, repo-role-too-low. team/app: below Developer.", "Warn, acp-unavailable. ACP has trouble."},
		},
		"tables stand under one another": {
			[]ui.Block{
				ui.Table{{"  scope-missing", "A scope is missing"}},
				ui.Gap{},
				ui.Table{{"  acp", "Not ACP", ""}, {"  acp-up", "", ""}},
			},
			[]string{"  scope-missing  A scope is missing", "", "  acp            Not ACP", "  acp-up"},
			[]string{"  scope-missing", "  A scope is missing", "", "  acp            Not ACP", "  acp-up"},
			[]string{"scope-missing: A scope is missing.", "acp: Not ACP.", "acp-up."},
		},
		"facts": {
			[]ui.Block{ui.Facts{{Label: "File", Text: "/etc/acp.yaml"}, {Label: "GitLab", Text: "https://gitlab.example.com"}}},
			[]string{"  File          /etc/acp.yaml", "  GitLab        https://gitlab.example.com"},
			[]string{"  File          /etc/acp.yaml", "  GitLab        https://gitlab.example.com"},
			[]string{"File: /etc/acp.yaml.", "GitLab: https://gitlab.example.com."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for face, lines := range map[string][2][]string{
				"pipe": {drawn(tc.blocks), tc.pipe}, "narrow": {ui.Sheet{Cols: 30}.Lines(tc.blocks...), tc.narrow}, "spoken": {spoken(tc.blocks), tc.spoken},
			} {
				if !slices.Equal(lines[0], lines[1]) {
					t.Errorf("%s:\n%s\nwant\n%s", face, strings.Join(lines[0], "\n"), strings.Join(lines[1], "\n"))
				}
			}
		})
	}
}

// drawn is what a pipe gets of blocks.
func drawn(blocks []ui.Block) []string { return printed(blocks, false) }

// spoken is what is read out of them.
func spoken(blocks []ui.Block) []string { return printed(blocks, true) }

func printed(blocks []ui.Block, plain bool) []string {
	var b strings.Builder
	Env{Stdout: &b, Getenv: func(string) string { return "" }, plain: plain}.write(blocks...)
	return linesOf(b.String())
}

func linesOf(s string) []string { return strings.Split(strings.TrimSuffix(s, "\n"), "\n") }

// TestPrintingChangesNoBlock: they may be printed again, or otherwise.
func TestPrintingChangesNoBlock(t *testing.T) {
	t.Parallel()
	const token = "glpat-" + "0123456789abcdefghij"
	blocks := []ui.Block{ui.Checklist{{Label: "ACP", State: ui.OK, Text: "ACP holds " + token}}}
	for _, plain := range []bool{true, false, true} {
		var b strings.Builder
		Env{Stdout: &b, Getenv: func(string) string { return "" }, plain: plain, known: secret.NewScrubber(secret.New(token))}.write(blocks...)
		if strings.Contains(b.String(), token) {
			t.Errorf("it says %q", b.String())
		}
	}
	if l := blocks[0].(ui.Checklist)[0]; l.Label != "ACP" || !strings.Contains(l.Text, token) {
		t.Errorf("it became %+v", l)
	}
}

// TestOneConclusionInAllFaces prints one and the same end of a command in each.
func TestOneConclusionInAllFaces(t *testing.T) {
	t.Parallel()
	instance, _ := gitlab.ParseInstance("https://gitlab.example.com")
	r := &runner{
		setup:    &setup.State{Instance: instance, Endpoint: acp.Endpoint{API: "https://acp.example.com"}},
		problems: []*problem.Problem{problem.New(problem.TokenUnknown, "")},
	}
	held := acp.Connection{Connected: true, InstanceURL: instance.URL(), UpdatedAt: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	end := conclusion{
		command: "disconnect", acp: &held, next: advice{command: "acp-gitlab tokens revoke 4711", when: "once a session in ACP works"},
		account: &Account{Note: "Not disconnected."}, said: []ui.Block{ui.Text{S: "Not disconnected."}},
	}
	say := func(f flags) string {
		var b strings.Builder
		c := &call{env: Env{Stdout: &b, Getenv: func(string) string { return "" }, plain: f.plain}, flags: f, exit: problem.ExitRefused}
		if err := c.conclude(r, end); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	const next = "Next, once a session in ACP works:"
	for f, want := range map[string]string{
		"columns":   "Not disconnected.\n" + next + " acp-gitlab tokens revoke 4711\n",
		"sentences": "Not disconnected.\n" + next + "\nacp-gitlab tokens revoke 4711\n",
	} {
		if got := say(flags{plain: f == "sentences"}); got != want {
			t.Errorf("%s: %q, want %q", f, got, want)
		}
	}
	var doc Result
	if err := json.Unmarshal([]byte(say(flags{json: true})), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Command != "disconnect" || doc.OK || doc.Note != "Not disconnected." || doc.NextStep != end.next.command ||
		doc.ACP == nil || *doc.ACP != (ACPResult{URL: "https://acp.example.com", Connected: true, InstanceURL: instance.URL(), UpdatedAt: "2026-11-22T12:00:00Z", Store: "classic"}) ||
		len(doc.Problems) != 1 || doc.Problems[0].Code != problem.TokenUnknown {
		t.Errorf("the document is %+v", doc)
	}
}

// TestANextStepThatIsACommandStandsAlone where it is read out, and is wrapped
// nowhere.
func TestANextStepThatIsACommandStandsAlone(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		next            advice
		columns, spoken string
	}{
		"nothing":      {advice{}, "", ""},
		"a command":    {advice{command: "acp-gitlab rotate"}, "Next: acp-gitlab rotate\n", "Next:\nacp-gitlab rotate\n"},
		"no command":   {advice{aside: "nothing."}, "Next: nothing.\n", "Next: nothing.\n"},
		"what it does": {advice{command: "acp-gitlab", does: "opens the wizard"}, "Next (opens the wizard): acp-gitlab\n", "Next (opens the wizard):\nacp-gitlab\n"},
		"not yet":      {advice{command: "acp-gitlab tokens", when: "once it works"}, "Next, once it works: acp-gitlab tokens\n", "Next, once it works:\nacp-gitlab tokens\n"},
	} {
		for plain, want := range map[bool]string{false: tc.columns, true: tc.spoken} {
			var b strings.Builder
			Env{Stdout: &b, Getenv: func(string) string { return "" }, plain: plain}.printNext(tc.next)
			if b.String() != want {
				t.Errorf("%s, plain %v: %q, want %q", name, plain, b.String(), want)
			}
		}
	}
}
