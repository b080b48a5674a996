package line_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/ui"
	"acp-gitlab/ui/line"
	"acp-gitlab/ui/uitest"
)

func TestLines(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		blocks []ui.Block
		want   []string
	}{
		"text": {
			[]ui.Block{ui.Text{S: "GitLab will give you a token"}, ui.Gap{}, ui.Text{S: "Is it right?\n  Two   lines · one"}},
			[]string{"GitLab will give you a token.", "Is it right?", "Two lines, one."},
		},
		"address alone on its line": {
			[]ui.Block{ui.Text{S: "The address is on the next line."}, ui.Address{URL: uitest.PageURL}},
			[]string{"The address is on the next line.", uitest.PageURL},
		},
		"facts": {[]ui.Block{ui.Facts{{Label: "push", Text: "team/app: proven"}}}, []string{"Push: team/app: proven."}},
		"checks": {
			[]ui.Block{ui.Checklist{
				{State: ui.OK, Text: "accepted by gitlab.example.com, GitLab 16.11.4"},
				{State: ui.OK, Label: "role", Text: "Developer (30)"},
				{State: ui.Note, Label: "main", Text: "protected", Code: "repo-branch-protected"},
				{State: ui.Wait, Label: "GitLab's answer", Since: time.Now().Add(-time.Hour)},
			}},
			[]string{"Accepted by gitlab.example.com, GitLab 16.11.4.", "Ok. Role: Developer (30).", "Note, repo-branch-protected. Main: protected.", "Wait. GitLab's answer."},
		},
		"problem": {
			[]ui.Block{ui.Problem{
				State: ui.Stop, Title: "The token lacks write_repository.",
				Acts: []ui.Act{{Key: "enter", Does: "create a new one"}, {Key: "a", Does: "paste another token"}},
				Why:  "GitLab cannot add a scope to a token that exists.", Fact: "the token has api, read_api, read_user", Code: "scope-missing", Support: "help@example.com",
			}},
			[]string{
				"Stop. The token lacks write_repository.", "1. Create a new one.", "2. Paste another token.", "Ask: help@example.com.",
				"Why: GitLab cannot add a scope to a token that exists.", "Fact: the token has api, read_api, read_user.", "Code: scope-missing.",
			},
		},
		"field and choices": {
			[]ui.Block{
				ui.Field{ID: "f", Secret: true, Beside: "26 characters", Below: []string{"looks like a personal access token"}},
				ui.Choices{Options: []ui.Choice{{Label: "GitLab.com"}, {Label: "gitlab.example.com", Note: "from GITLAB_HOST"}}},
			},
			[]string{"26 characters.", "Looks like a personal access token.", "1. GitLab.com.", "2. gitlab.example.com, from GITLAB_HOST."},
		},
		"table": {
			[]ui.Block{ui.Table{{"  scope-missing", "A scope is missing"}, {"demo", "Try it", "8 steps"}}},
			[]string{"scope-missing: A scope is missing.", "demo: Try it, 8 steps."},
		},
		"one of several": {[]ui.Block{ui.Text{S: "Remove it", Item: true}}, []string{"Remove it."}}, // the dash is for the eye
		"nothing":        {[]ui.Block{ui.Gap{}, ui.Text{}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := line.Sentences(tc.blocks...); !slices.Equal(got, tc.want) {
				t.Fatalf("got\n%q\nwant\n%q", got, tc.want)
			}
		})
	}
}

// TestLinesOfTheTour: no signs, no columns, no escape sequences anywhere.
func TestLinesOfTheTour(t *testing.T) {
	t.Parallel()
	for _, step := range append(uitest.Tour(), uitest.DNS()) {
		for _, said := range line.Sentences(step.Screen(ui.Room{Cols: 80, Rows: 24, Lines: true}).Blocks...) {
			if strings.ContainsAny(said, "·•↑↓✓✗\x1b") || strings.Contains(said, "  ") {
				t.Errorf("%s: %q", step.ID(), said)
			}
			if !strings.ContainsAny(said[len(said)-1:], ".:?") && !strings.HasPrefix(said, "https://") {
				t.Errorf("%s: no full stop: %q", step.ID(), said)
			}
		}
	}
}

// TestAPageIsReadOutWithoutMarks: a screen reader says every dash and every
// backtick, and a command is copied as it stands.
func TestAPageIsReadOutWithoutMarks(t *testing.T) {
	t.Parallel()
	page := ui.Page{Markdown: "# Test it\n\nAsk `GET /user` on 20 Feb:\n\n```\ncurl -o a.json https://x.example > b 20 s\n\n  | jq .\n```\n\n## Then\n\n- first\n- second\n\n1. one\n2. two"}
	got := line.Sentences(page)
	want := []string{
		"Test it.", "Ask GET /user on 20 February:", "curl -o a.json https://x.example > b 20 s", "| jq .",
		"Then.", "first.", "second.", "1. one.", "2. two.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("read out as\n%q, want\n%q", got, want)
	}
}

// TestNamesOfThingsKeepTheirFirstLetter where they begin a sentence.
func TestNamesOfThingsKeepTheirFirstLetter(t *testing.T) {
	t.Parallel()
	got := line.Sentences(ui.Checklist{
		{State: ui.OK, Label: "team/app", Text: "may push"},
		{State: ui.OK, Label: "role", Text: "Developer"},
		{State: ui.Stop, Text: "team/old is archived", Code: "repo-archived"},
	})
	if want := []string{"Ok. team/app: may push.", "Ok. Role: Developer.", "Stop, repo-archived. team/old is archived."}; !slices.Equal(got, want) {
		t.Errorf("read out as %q, want %q", got, want)
	}
}
