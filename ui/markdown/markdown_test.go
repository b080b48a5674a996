package markdown_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"acp-gitlab/ui"
	"acp-gitlab/ui/markdown"
	"acp-gitlab/ui/typeset"
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
			theme := ui.NewTheme(getenv(tc.env...), name == "coloured 60")
			out := strings.Join(markdown.Draw(pageText, tc.cols, theme.PageStyle()), "\n")
			for line := range strings.SplitSeq(out, "\n") {
				if typeset.Width(line) > tc.cols && !strings.Contains(line, "acp-gitlab explain") {
					t.Errorf("%d columns: %q", typeset.Width(line), line)
				}
			}
			golden.RequireEqual(t, []byte(out+"\n"))
		})
	}
}

func FuzzMarkdown(f *testing.F) {
	f.Add(pageText, 40)
	f.Fuzz(func(t *testing.T, src string, cols int) {
		lines := markdown.Draw(src, cols%200, markdown.Style{ASCII: true})
		for _, l := range markdown.Read(src) {
			lines = append(lines, l.Text)
		}
		if out := strings.Join(lines, "\n"); strings.ContainsAny(out, "\x1b\r\x00") {
			t.Errorf("control characters in %q", out)
		}
	})
}

func getenv(kv ...string) func(string) string {
	m := map[string]string{}
	for i := 0; i < len(kv); i += 2 {
		m[kv[i]] = kv[i+1]
	}
	return func(name string) string { return m[name] }
}

// TestReadSetsCommandsApart: a command is copied as it stands, and nobody wants
// to hear a rule.
func TestReadSetsCommandsApart(t *testing.T) {
	t.Parallel()
	got := markdown.Read("# Do\n\nRun `x` in\na folder:\n\n- so\n\n  ```\n  acp-gitlab check\n  ```\n\n---\n\n1. ```\n   alone\n   ```\n")
	want := []markdown.Line{
		{Text: "Do"},
		{},
		{Text: "Run x in a folder:"},
		{},
		{Text: "so"},
		{},
		{Text: "  acp-gitlab check", Code: true},
		{},
		{Text: "1.   alone"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("read\n%v, want\n%v", got, want)
	}
}
