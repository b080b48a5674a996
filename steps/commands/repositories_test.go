package commands

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"acp-gitlab/gitlab/problem"
)

// TestGitIsAskedOnceARepository: however often, in whatever spelling, and by
// which of its paths it is named.
func TestGitIsAskedOnceARepository(t *testing.T) {
	t.Parallel()
	a := open(t, false)
	o := a.call(t, a.token, nil, a.onGitLab("check", "team/app", "team/app", "Team/App", a.gitlab.URL()+"/team/app", "team/before", "no path", "no path")...)
	var paths []string
	for _, r := range o.doc.Repositories {
		paths = append(paths, r.Path)
	}
	if !slices.Equal(paths, []string{"team/app", "no path"}) {
		t.Errorf("rows about %q", paths)
	}
	git, projects := 0, map[string]int{}
	for _, r := range a.gitlab.Requests() {
		switch {
		case strings.HasSuffix(r.Path, "/info/refs"):
			git++
		case strings.Count(r.Path, "/") == 4 && strings.Contains(r.Path, "/projects/team%2F"):
			projects[strings.ToLower(r.Path)]++
		}
	}
	if git != 1 || projects["/api/v4/projects/team%2fapp"] > 2 {
		t.Errorf("git was asked %d times, about projects %v", git, projects)
	}
}

// TestNoRepositoryIsDroppedSilently: one that was named is in the answer, asked
// about or not.
func TestNoRepositoryIsDroppedSilently(t *testing.T) {
	t.Parallel()
	ofUser := func(req *http.Request) bool { return req.URL.Path == "/api/v4/user" }
	for _, tc := range []struct {
		known
		on     func(*http.Request) bool
		scopes []string
		proven bool
		says   string
	}{
		{known{"the user is not told", 503, message("503"), "", ""}, ofUser, nil, true, "can push"},
		{known{"a token for git alone", 0, "", "", ""}, nil, []string{"write_repository"}, false, "scope-missing"},
		{known{"the account is blocked", 403, message("403 Forbidden - Your account has been blocked."), "", ""}, ofUser, nil, false, "not asked: account-blocked"},
		{known{"the token is unknown", 401, message("401 Unauthorized"), "", ""}, withToken, nil, false, "not asked: token-unknown"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := open(t, true)
				if tc.scopes != nil {
					a.token = a.gitlab.Mint("alone", tc.scopes, "")
				}
				a.wired(t)
				if tc.on != nil {
					a.wire = instead{a.wire, tc.on, tc.known}
				}
				args := a.onGitLab("check", "team/app-docs")
				o := a.call(t, a.token, nil, args...)
				if len(o.doc.Repositories) != 1 || o.doc.Repositories[0].Path != "team/app-docs" || o.doc.Repositories[0].PushProven != tc.proven {
					t.Fatalf("repositories %+v", o.doc.Repositories)
				}
				noted := func(p ProblemResult) bool { return p.Severity == problem.Note && p.Subject == "team/app-docs" }
				if strings.HasPrefix(tc.says, "not asked") && !slices.ContainsFunc(o.doc.Problems, noted) {
					t.Errorf("no note about it: %+v", o.doc.Problems)
				}
				lines := a.call(t, a.token, nil, slices.DeleteFunc(args, func(s string) bool { return s == "--json" })...).stdout
				if i := strings.Index(lines, "team/app-docs"); i < 0 || !strings.Contains(lines[i:], tc.says) {
					t.Errorf("does not say %q:\n%s", tc.says, lines)
				}
			})
		})
	}
}
