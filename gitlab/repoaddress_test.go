package gitlab

import (
	"strings"
	"testing"

	"acp-gitlab/gitlab/problem"
)

func instance(tb testing.TB, address string) Instance {
	tb.Helper()
	in, p := ParseInstance(address)
	if p != nil {
		tb.Fatal(p)
	}
	return in
}

func TestParseRepository(t *testing.T) {
	t.Parallel()
	plain := "https://gitlab.example.com"
	root := "https://git.example.com:8443/gitlab"
	for _, tc := range []struct{ in, typed, want string }{
		{plain, "team/app", "team/app"},
		{plain, " team/app.git/ ", "team/app"},
		{plain, "/group/sub/sub2/app", "group/sub/sub2/app"},
		{plain, "team/app/-/merge_requests/3", "team/app"},
		{plain, "team/app.web", "team/app.web"},
		{plain, "https://gitlab.example.com/team/app", "team/app"},
		{plain, "http://gitlab.example.com/team/app.git", "team/app"},
		{plain, "https://GITLAB.example.com:443/team/app/-/blob/main/a%20b.txt?x=1", "team/app"},
		{plain, "https://gitlab.example.com/team/app/tree/main", "team/app"},
		{plain, "gitlab.example.com/team/app", "team/app"},
		{plain, "git@gitlab.example.com:team/app.git", "team/app"},
		{plain, "ssh://git@gitlab.example.com:2222/group/sub/app.git", "group/sub/app"},
		{root, "https://git.example.com:8443/gitlab/team/app.git", "team/app"},
		{root, "git.example.com/gitlab/team/app", "team/app"},
		{root, "git.example.com:8443/gitlab/team/app", "team/app"},
		{root, "git@git.example.com:team/app.git", "team/app"},
		{root, "ssh://git@git.example.com:22/team/app", "team/app"},
		{"http://[::1]:8080", "http://[::1]:8080/team/app", "team/app"},
		{"https://gitlab.com", "ssh://git@altssh.gitlab.com:443/team/app.git", "team/app"},
	} {
		if got, p := ParseRepository(tc.typed, instance(t, tc.in)); got != tc.want || p != nil {
			t.Errorf("%q on %s: got %q, %v", tc.typed, tc.in, got, p)
		}
	}
}

func TestParseRepositoryRefuses(t *testing.T) {
	t.Parallel()
	in := instance(t, "https://gitlab.example.com/gitlab")
	invalid, other := problem.RepoAddressInvalid, problem.RepoOtherInstance
	token := "glpat-" + strings.Repeat("x", 20)
	for typed, want := range map[string]problem.Code{
		"": invalid, "app": invalid, "team/": invalid, "team/ap p": invalid, "team/../app": invalid, "team/./app": invalid,
		"team%2Fapp": invalid, "team/äpp": invalid, "team/app;x": invalid, token: invalid, "-/team": invalid,
		"https://gitlab.example.com/gitlab/team":                 invalid,
		"https://gitlab.example.com/gitlab/team%2Fapp":           invalid,
		"https://oauth2:hunter2@gitlab.example.com/gitlab/a/b":   invalid,
		"https://oauth2:hun/ter2@gitlab.example.com/gitlab/a/b":  invalid,
		"https://gitlab.example.com/team/app":                    other, // outside the root
		"https://gitlab.example.com:8443/gitlab/team/app":        other,
		"https://gitlab.com/team/app":                            other,
		"github.com/team/app":                                    other,
		"git@github.com:team/app.git":                            other,
		"https://gitlab.example.com.evil.example/gitlab/team/ap": other,
	} {
		got, p := ParseRepository(typed, in)
		if p == nil || p.Code != want || p.Facts.Hint == "" {
			t.Errorf("%q: got %q, %v, want %s", typed, got, p, want)
			continue
		}
		if s := p.Error() + p.Facts.Hint; strings.Contains(s, "ter2") || strings.Contains(s, token) {
			t.Errorf("%q is repeated: %s", typed, s)
		}
	}
}

func FuzzParseRepository(f *testing.F) {
	for _, s := range []string{"team/app", "https://gitlab.example.com/gitlab/a/b", "git@gitlab.example.com:a/b", "a/../b", "//", "a%2fb/c", "https://u:p@h/a/b"} {
		f.Add(s)
	}
	in := instance(f, "https://gitlab.example.com/gitlab")
	f.Fuzz(func(t *testing.T, typed string) {
		path, p := ParseRepository(typed, in)
		if p != nil {
			if path != "" || p.Facts.Hint == "" {
				t.Fatalf("%q: %q and %v", typed, path, p)
			}
			return
		}
		parts := strings.Split(path, "/")
		for _, s := range parts {
			if s == "" || s == "." || s == ".." || !pathPart().MatchString(s) {
				t.Fatalf("%q became %q", typed, path)
			}
		}
		if len(parts) < 2 || strings.HasSuffix(path, ".git") {
			t.Fatalf("%q became %q", typed, path)
		}
		if again, p := ParseRepository(path, in); p != nil || again != path {
			t.Fatalf("%q became %q, which is read as %q, %v", typed, path, again, p)
		}
	})
}
