package gitlab_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web/webtest"
)

var ada = gitlab.User{ID: 42, Username: "ada", Name: "Ada Lovelace"}

// TestLinesWithoutMergeRequests: where none can be opened, no line says that ACP
// opens one.
func TestLinesWithoutMergeRequests(t *testing.T) {
	t.Parallel()
	s := start(t, gitlabtest.WithScenario(string(problem.RepoMergeOff)))
	want := []string{
		"ok role: Developer (30), through the group team",
		"ok push: git says this token can push here (nothing was pushed)",
		"warn merge requests: turned off here: ACP pushes branches only (repo-merge-requests-off)",
		"note main: protected: ACP pushes a branch of its own (repo-branch-protected)",
	}
	if got := lines(connect(t, s, s.Token()).Repository(t.Context(), "team/app", ada, nil).Findings); !slices.Equal(got, want) {
		t.Errorf("got\n  %s", strings.Join(got, "\n  "))
	}
}

func TestRepositoryLines(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := connect(t, s, s.Token())
	for path, want := range map[string][]string{
		"team/app": {
			"ok role: Developer (30), through the group team",
			"ok push: git says this token can push here (nothing was pushed)",
			"note main: protected: ACP pushes a branch and opens a merge request (repo-branch-protected)",
		},
		"team/app-docs": {
			"ok role: Maintainer (40)",
			"ok push: git says this token can push here (nothing was pushed)",
			"ok main: you can push to it too",
		},
		"shared/lib": {
			"ok role: Developer (30), through an invited group",
			"ok push: git says this token can push here (nothing was pushed)",
			"ok main: you can push to it too",
		},
		"group/sub/app": {
			`warn path: ACP's sessions read only "group/sub" of "group/sub/app" (repo-nested-group)`,
			"ok role: Developer (30), through the group group/sub",
			"ok push: git says this token can push here (nothing was pushed)",
			"ok main: you can push to it too",
		},
		"team/reports": {
			"stop role: Reporter (20); pushing needs Developer (30) (repo-role-too-low)",
			"skip push: git refuses as well",
		},
		"team/old": {
			"ok role: Developer (30), through the group team",
			"stop project: archived: no one can push (repo-archived)",
			"skip push: git was not asked",
		},
		"team/empty": {
			"ok role: Developer (30), through the group team",
			"note project: empty: it has no commits yet (repo-empty)",
			"ok push: git says this token can push here (nothing was pushed)",
		},
		"other/private": {"stop project: GitLab shows you no repository with that name (repo-not-found)"},
	} {
		r := c.Repository(t.Context(), path, ada, nil)
		if got := lines(r.Findings); !slices.Equal(got, want) {
			t.Errorf("%s: got\n  %s", path, strings.Join(got, "\n  "))
		}
		if r.CanPush == problem.Stops(r.Problems) || r.Path != path || r.Asked != path {
			t.Errorf("%s: can push %v, %v", path, r.CanPush, r.Problems)
		}
		for _, p := range r.Problems {
			if p.Subject != path || p.Facts.Path != path {
				t.Errorf("%s: %s is about %q", path, p.Code, p.Subject)
			}
		}
	}
}

// TestRepositoryIsTwoRounds: within a round nothing waits for anything else.
func TestRepositoryIsTwoRounds(t *testing.T) {
	t.Parallel()
	s := start(t)
	rounds := [][]string{
		{"/api/v4/projects/team%2Fapp", "/api/v4/projects/team%2Fapp/members/all/42"},
		{"/api/v4/projects/17/repository/branches/main", "/team/app.git/info/refs"},
	}
	var gates [][]*webtest.Gate
	for _, round := range rounds {
		var held []*webtest.Gate
		for _, path := range round {
			held = append(held, s.Hold(path))
		}
		gates = append(gates, held)
	}
	c, done := connect(t, s, s.Token()), make(chan gitlab.Repository)
	go func() { done <- c.Repository(context.WithoutCancel(t.Context()), "team/app", ada, nil) }()
	for _, held := range gates {
		for _, g := range held {
			<-g.Reached()
		}
		for _, g := range held {
			g.Release()
		}
	}
	if r := <-done; !r.CanPush || len(s.Requests()) != 4 {
		t.Errorf("%d requests, %v", len(s.Requests()), r.Problems)
	}
}

func TestRepositoryRefusesOddPaths(t *testing.T) {
	t.Parallel()
	s := start(t)
	c := connect(t, s, s.Token())
	for _, path := range []string{"", "app", "team/../app", "team/app/", "team//app", "https://gitlab.com/team/app", "team/app.git"} {
		r := c.Repository(t.Context(), path, ada, nil)
		if len(r.Problems) != 1 || r.Problems[0].Code != problem.RepoAddressInvalid || r.CanPush {
			t.Errorf("%q: %v", path, r.Problems)
		}
	}
	if n := len(s.Requests()); n > 0 {
		t.Errorf("%d requests", n)
	}
}

func TestRepositoryIsSilentWhenLeft(t *testing.T) {
	t.Parallel()
	s := start(t)
	gate := s.Hold("/team/app.git/info/refs")
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-gate.Reached()
		cancel()
	}()
	r := connect(t, s, s.Token()).Repository(ctx, "team/app", ada, func(f problem.Finding) {
		if f.ID == "push" || f.ID == "role" {
			t.Errorf("emitted %+v", f)
		}
	})
	if r.Path != "" || len(r.Findings) > 0 {
		t.Errorf("got %+v", r)
	}
}
