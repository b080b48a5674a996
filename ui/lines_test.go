package ui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/ui"
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
			[]ui.Block{ui.Text{S: "The address is on the next line."}, ui.Address{URL: pageURL}},
			[]string{"The address is on the next line.", pageURL},
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
				Acts: []ui.Act{{Key: "enter", Does: "make a new one"}, {Key: "a", Does: "paste another token"}},
				Why:  "GitLab cannot add a scope to a token that exists.", Fact: "the token has api, read_api, read_user", Code: "scope-missing", Support: "help@example.com",
			}},
			[]string{
				"Stop. The token lacks write_repository.", "1. Make a new one.", "2. Paste another token.", "Ask: help@example.com.",
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
		"nothing": {[]ui.Block{ui.Gap{}, ui.Text{}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := ui.Lines(ui.Screen{Blocks: tc.blocks}); !slices.Equal(got, tc.want) {
				t.Fatalf("got\n%q\nwant\n%q", got, tc.want)
			}
		})
	}
}

// TestLinesOfTheTour: no signs, no columns, no escape sequences anywhere.
func TestLinesOfTheTour(t *testing.T) {
	t.Parallel()
	for _, step := range append(tour(), dns()) {
		for _, line := range ui.Lines(step.Screen(ui.Room{Cols: 80, Rows: 24, Lines: true})) {
			if strings.ContainsAny(line, "·•↑↓✓✗\x1b") || strings.Contains(line, "  ") {
				t.Errorf("%s: %q", step.ID(), line)
			}
			if !strings.ContainsAny(line[len(line)-1:], ".:?") && !strings.HasPrefix(line, "https://") {
				t.Errorf("%s: no full stop: %q", step.ID(), line)
			}
		}
	}
}
