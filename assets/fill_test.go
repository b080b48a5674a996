package assets

import (
	"strings"
	"testing"
)

func TestFill(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		vars map[string]string
		want string
	}{
		"value":             {"at {host|this GitLab}.", map[string]string{"host": "git.example.com"}, "at git.example.com."},
		"own words":         {"at {host|this GitLab}.", nil, "at this GitLab."},
		"empty value":       {"at {host|this GitLab}.", map[string]string{"host": ""}, "at this GitLab."},
		"no words":          {"at {host}.", nil, "at ."},
		"two":               {"{user|You} in {path|it}", map[string]string{"path": "team/app"}, "You in team/app"},
		"over two lines":    {"{host|this\nGitLab}", nil, "this\nGitLab"},
		"value is not read": {"{host|x}", map[string]string{"host": "{user|y}"}, "{user|y}"},
		"brace without end": {"a {host", map[string]string{"host": "b"}, "a {host"},
		"nothing to fill":   {"a } b", nil, "a } b"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := fill(tc.text, tc.vars, plain); got != tc.want {
				t.Errorf("fill(%q) = %q, want %q", tc.text, got, tc.want)
			}
		})
	}
}

func TestFillReachesEveryText(t *testing.T) {
	t.Parallel()
	p := Page{
		Code: "x", Title: "{host|-}", Fix: []string{"{host|-}"}, Why: "{host|-}",
		Ask: "{host|-}", Message: "{host|-}", Markdown: "{host|-}",
	}
	got := p.Fill(map[string]string{"host": "h"})
	for _, s := range []string{got.Title, got.Fix[0], got.Why, got.Ask, got.Message, got.Markdown} {
		if s != "h" {
			t.Errorf("a text was left out: %+v", got)
		}
	}
	if p.Fix[0] != "{host|-}" {
		t.Error("Fill changed the page it was called on")
	}
}

func TestSubjectStandsIn(t *testing.T) {
	t.Parallel()
	tests := []struct{ code, title string }{
		{"instance-dns", "The name S was not found."},
		{"gitlab-timeout", "S accepted the connection but did not answer."},
		{"repo-archived", "S is archived: no one can push to it."},
		{"scope-missing", "The token lacks S."},
		{"token-unknown", "This GitLab does not recognize this token."},
	}
	for _, tc := range tests {
		page, _ := Problem(tc.code)
		vars := map[string]string{"subject": "S"}
		if got := page.Fill(vars).Title; got != tc.title {
			t.Errorf("%s: %q, want %q", tc.code, got, tc.title)
		}
		if len(vars) != 1 {
			t.Errorf("%s: Fill changed the caller's vars: %v", tc.code, vars)
		}
	}
	page, _ := Problem("repo-archived")
	if got := page.Fill(map[string]string{"subject": "S", "path": "P"}).Title; !strings.HasPrefix(got, "P ") {
		t.Errorf("the subject took the place of the path: %q", got)
	}
}

func TestValuesAreNotReadAsMarkdown(t *testing.T) {
	t.Parallel()
	p := Page{Code: "x", Markdown: "{words|-} `NO_PROXY={host|-}`", Title: "{words|-}"}
	got := p.Fill(map[string]string{"words": "<b> *a* [x](y)\n# z", "host": "a`b"})
	if want := "\\<b> \\*a\\* \\[x](y) # z `NO_PROXY=a'b`"; got.Markdown != want {
		t.Errorf("Markdown = %q, want %q", got.Markdown, want)
	}
	if got.Title != "<b> *a* [x](y)\n# z" {
		t.Errorf("Title = %q, want the value as it is", got.Title)
	}
}
