package ui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
)

const pageText = "# Why it stops\n\nA *token* with `write_repository` lets ACP push &mdash; see\n[GitLab's page](https://docs.gitlab.com/user/profile/personal_access_tokens/) or <https://gitlab.com>.\n\n" +
	"1. Open the page.\n2. Tick all **four** scopes, `api` first; the others follow from it.\n\n   A second paragraph.\n\n" +
	"- one\n- two\n  - inner\n\n## Commands\n\n```sh\nacp-gitlab explain scope-missing   # as it is, however long the line may be\n```\n\n" +
	"| GitLab | where |\n|---|---|\n| 19 | Access > Personal access tokens |\n| 16, 17 | Access tokens |\n\n> Quoted\n> text.\n\nline one\\\nline two \\*not bold\\*\n\n---\n\n<!-- gone -->"

func TestMarkdown(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		env  []string
		cols int
	}{
		"plain 76":    {[]string{"NO_COLOR", "1", "LANG", "C.UTF-8"}, 76},
		"plain 30":    {[]string{"NO_COLOR", "1", "LANG", "C.UTF-8"}, 30},
		"coloured 60": {[]string{"TERM", "xterm", "LANG", "C.UTF-8"}, 60},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out := Markdown(NewTheme(getenv(tc.env...), name == "coloured 60"), pageText, tc.cols)
			for line := range strings.SplitSeq(out, "\n") {
				if width(line) > tc.cols && !strings.Contains(line, "acp-gitlab explain") {
					t.Errorf("%d columns: %q", width(line), line)
				}
			}
			golden.RequireEqual(t, []byte(out+"\n"))
		})
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add(pageText, 40)
	f.Fuzz(func(t *testing.T, src string, cols int) {
		out := Markdown(NewTheme(getenv(), false), src, abs(cols)%200)
		if strings.ContainsAny(out, "\x1b\r\x00") {
			t.Errorf("control characters in %q", out)
		}
	})
}
