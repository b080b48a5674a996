package words_test

import (
	"slices"
	"testing"

	"acp-gitlab/steps/words"
)

// TestSummaryHasTwoFaces: columns and sentences are drawn from one value.
func TestSummaryHasTwoFaces(t *testing.T) {
	t.Parallel()
	const again = "acp-gitlab connect --gitlab-url https://gitlab.example.com team/app"
	s := words.Summary{Head: "connected", Rows: []words.Row{
		{Label: "GitLab", Text: "https://gitlab.example.com as @ada"},
		{Label: "Token", Text: "ends 20 Feb 2027, in 90 days"},
		{Label: "Again", Text: again, Command: true},
		{Text: "In ACP now: what it had before. Nothing was changed there."},
		{Text: "acp-gitlab explain scope-missing", Command: true},
	}}
	for name, tc := range map[string]struct{ got, want []string }{
		"columns": {s.Lines(), []string{
			"acp-gitlab: connected",
			"  GitLab  https://gitlab.example.com as @ada",
			"  Token   ends 20 Feb 2027, in 90 days",
			"  Again   " + again,
			"  In ACP now: what it had before. Nothing was changed there.",
			"  acp-gitlab explain scope-missing",
		}},
		"sentences": {s.Spoken(), []string{
			"acp-gitlab: connected.",
			"GitLab: https://gitlab.example.com as @ada.",
			"Token: ends 20 February 2027, in 90 days.",
			"To do the same again, run this command on one line:",
			again,
			"In ACP now: what it had before. Nothing was changed there.",
			"acp-gitlab explain scope-missing",
		}},
		"nothing to say": {slices.Concat(words.Summary{}.Lines(), words.Summary{}.Spoken()), nil},
	} {
		if !slices.Equal(tc.got, tc.want) {
			t.Errorf("%s: got\n%q\nwant\n%q", name, tc.got, tc.want)
		}
	}
}
