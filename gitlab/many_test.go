package gitlab_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// kinds are projects of every kind that the embedded GitLab knows.
func kinds() []gitlabtest.Project {
	refused := func(status int, words string) *gitlabtest.Refusal {
		return &gitlabtest.Refusal{Status: status, Body: words}
	}
	return []gitlabtest.Project{
		{ID: 201, Path: "kinds/disabled", Level: 40, Disabled: true},
		{ID: 202, Path: "kinds/deleting", Level: 40, DeletionOn: "2026-12-01"},
		{ID: 203, Path: "kinds/hidden", Level: 30, Grant: gitlabtest.Hidden},
		{ID: 204, Path: "kinds/not-created", Level: 30, NoRepository: true},
		{ID: 205, Path: "kinds/guest", Level: 10},
		{ID: 206, Path: "kinds/owner", Level: 50, DefaultBranch: "trunk"},
		{ID: 207, Path: "kinds/refused", Level: 30, Git: refused(http.StatusForbidden, "You are not allowed to push code to this project.")},
		{ID: 208, Path: "kinds/no-http", Level: 30, Git: refused(http.StatusForbidden, "Git access over HTTP is not allowed")},
		{ID: 209, Path: "kinds/read-only", Level: 30, Git: refused(http.StatusForbidden, "The repository is temporarily read-only. Please try again later.")},
		{ID: 210, Path: "kinds/sso", Level: 30, Git: refused(http.StatusForbidden, "Cannot find valid SSO session. Please login via your group's SSO at https://gitlab.example.com/x")},
		{ID: 211, Path: "kinds/public-reporter", Level: 20, Public: true},
		{ID: 212, Path: "kinds/archived-deleting", Level: 40, Archived: true, DeletionOn: "2026-12-01"},
		{ID: 213, Path: "kinds/moved", Level: 40, Before: []string{"kinds/before", "kinds/long-before"}},
		{ID: 214, Path: "kinds/no-merges", Level: 40, NoMergeRequests: true},
		{ID: 215, Path: "kinds/others-merge", Level: 40, OthersMerge: true},
		{ID: 216, Path: "kinds/others-merge-hidden", Level: 40, OthersMerge: true, Grant: gitlabtest.Hidden},
		{ID: 217, Path: "kinds/importing", Level: 40, Importing: true},
		{ID: 218, Path: "kinds/leaving", Level: 30, RoleDaysLeft: 5},
	}
}

// pathsOf are all paths of the embedded GitLab, also those of former times, one
// that is not there and one that is none.
var pathsOf = []string{
	"team/app", "team/app-docs", "team/before", "team/old", "team/reports", "group/sub/app", "shared/lib", "other/private",
	"team/empty", "open/library", "no/such", "Team/App-Docs", "kinds/disabled", "kinds/deleting", "kinds/hidden", "kinds/not-created",
	"kinds/guest", "kinds/owner", "kinds/refused", "kinds/no-http", "kinds/read-only", "kinds/sso", "kinds/public-reporter",
	"kinds/archived-deleting", "kinds/before", "kinds/long-before", "kinds/no-merges", "kinds/others-merge", "kinds/others-merge-hidden",
	"kinds/importing", "kinds/leaving",
}

// verdictOf is what is decided about a repository, in one line.
func verdictOf(r gitlab.Repository) string {
	line := fmt.Sprintf("%s -> %s #%d level %d %v push %v proven %v branch %q %v/%v empty %v", r.Asked, r.Path, r.ID, r.Level, r.LevelKnown,
		r.CanPush, r.PushProven, r.DefaultBranch, r.DefaultBranchPushable, r.DefaultBranchKnown, r.Empty)
	var codes []string
	for _, p := range r.Problems {
		codes = append(codes, fmt.Sprintf("%s %s %s", p.Severity, p.Code, p.Subject))
	}
	slices.Sort(codes)
	return line + " " + strings.Join(codes, ", ")
}

// TestEveryWayHasTheSameVerdict: about each kind of project GraphQL, REST and both
// together say the same as a question about it alone.
func TestEveryWayHasTheSameVerdict(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		opts    []gitlabtest.Option
		rest    bool
		graph   int  // at least so many questions to GraphQL
		project bool // REST is asked about team/app as well
	}{
		"graphql":             {opts: []gitlabtest.Option{gitlabtest.WithVersion("18.5.2-ee")}, graph: 1},
		"rest":                {opts: []gitlabtest.Option{gitlabtest.WithVersion("18.5.2-ee")}, rest: true, project: true},
		"mixed, no levels":    {opts: []gitlabtest.Option{gitlabtest.WithVersion("16.11.4")}, graph: 2},
		"mixed, small limit":  {opts: []gitlabtest.Option{gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithComplexityLimit(8)}, graph: 4},
		"no limit that does":  {opts: []gitlabtest.Option{gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithComplexityLimit(1)}, graph: 3, project: true},
		"graphql without it":  {opts: []gitlabtest.Option{gitlabtest.WithVersion("15.11.0")}, graph: 1, project: true},
		"under a path of its": {opts: []gitlabtest.Option{gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithRoot("/gitlab")}, graph: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, append(tc.opts, gitlabtest.WithProjects(kinds()...))...)
			var want []string
			for _, path := range pathsOf {
				v := verdictOf(connect(t, s, s.Token()).Repository(t.Context(), path, ada, nil))
				if strings.Contains(path, "merge") != strings.Contains(v, string(problem.RepoMergeOff)) {
					t.Errorf("alone: %s", v)
				}
				want = append(want, v)
			}
			before := len(s.Requests())
			var emitted []string
			got, p := connect(t, s, s.Token()).Repositories(t.Context(),
				gitlab.Many{Paths: pathsOf, User: ada, Deep: true, NoGraphQL: tc.rest},
				func(r gitlab.Repository) { emitted = append(emitted, r.Asked) })
			for i, r := range got {
				if v := verdictOf(r); v != want[i] || r.Unasked {
					t.Errorf("got  %s\nwant %s", v, want[i])
				}
			}
			if p != nil || !slices.Equal(emitted, pathsOf) {
				t.Errorf("stopped by %v; emitted %v", p, emitted)
			}
			graph, project := 0, false
			for _, r := range s.Requests()[before:] {
				if strings.HasSuffix(r.Path, "/api/graphql") {
					graph++
				}
				project = project || strings.HasSuffix(r.Path, "/api/v4/projects/team%2Fapp")
			}
			if graph < tc.graph || tc.rest && graph > 8 || project != tc.project {
				t.Errorf("%d questions to GraphQL, asked REST for the project: %v", graph, project)
			}
			if made := s.CreatedProjects(); len(made) > 0 {
				t.Errorf("made %v", made)
			}
		})
	}
}

// thousand are so many projects; every 100th has moved, and as many again cannot
// be seen.
func thousand() (paths []string, projects []gitlabtest.Project) { return many(1000) }

func many(n int) (paths []string, projects []gitlabtest.Project) {
	for i := range n {
		p := gitlabtest.Project{ID: int64(5000 + i), Path: fmt.Sprintf("many/p%d", i), Level: 30}
		path := p.Path
		switch i % 100 {
		case 50:
			path = fmt.Sprintf("many/before%d", i)
			p.Before = []string{path}
		case 99:
			p.Level = 0
		}
		paths, projects = append(paths, path), append(projects, p)
	}
	return paths, projects
}

// counts are the requests to the API and to git, and the most at the same time.
func counts(s *gitlabtest.Server) (api, git int) {
	for _, r := range s.Requests() {
		if strings.HasSuffix(r.Path, "/info/refs") {
			git++
		} else {
			api++
		}
	}
	return api, git
}

// TestThousandRepositories: at most 60 requests to the API, and every verdict
// right.
func TestThousandRepositories(t *testing.T) {
	t.Parallel()
	paths, projects := thousand()
	s := start(t, gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithProjects(projects...))
	got, p := connect(t, s, s.Token()).Repositories(t.Context(), gitlab.Many{Paths: paths, User: ada}, nil)
	if p != nil {
		t.Fatal(p)
	}
	for i, r := range got {
		gone := projects[i].Level == 0
		if r.CanPush == gone || r.PushProven == gone || !gone && r.Path != projects[i].Path || gone != problem.Stops(r.Problems) {
			t.Errorf("%s: %s", paths[i], verdictOf(r))
		}
	}
	if api, git := counts(s); api > 60 || git != 990 {
		t.Errorf("%d requests to the API, %d to git; want at most 60, and 990", api, git)
	}
}

// TestNothingAfterTheLimit: after the first 429 at most what was under way follows,
// and the rest was not asked.
func TestNothingAfterTheLimit(t *testing.T) {
	t.Parallel()
	for name, rest := range map[string]bool{"graphql": false, "rest": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { nothingAfterTheLimit(t, rest) })
		})
	}
}

func nothingAfterTheLimit(t *testing.T, rest bool) {
	paths, projects := thousand()
	s := start(t, gitlabtest.WithMemory(), gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithProjects(projects...), gitlabtest.WithRateLimit(30)) // enough for what is begun first, too little for all
	st := stack(t, s, false, func(o *web.Options) { o.Dial = s.DialContext })
	in, _ := gitlab.ParseInstance(s.URL())
	c, p := gitlab.NewClient(st, in, secret.New(s.Token()))
	if p != nil {
		t.Fatal(p)
	}
	got, p := c.Repositories(t.Context(), gitlab.Many{Paths: paths, User: ada, NoGraphQL: rest}, nil)
	if p == nil || p.Code != problem.GitLabRateLimited || p.RetryAt.IsZero() {
		t.Fatalf("stopped by %v", p)
	}
	after, limited, asked := 0, false, 0
	for _, r := range s.Requests() {
		if limited {
			after++
		}
		limited = limited || r.Status == http.StatusTooManyRequests
	}
	if !limited || after > 20 {
		t.Errorf("%d requests after the first refusal", after)
	}
	for _, r := range got {
		switch {
		case !r.Unasked:
			asked++
		case len(r.Problems) > 0 || r.CanPush || r.LevelKnown:
			t.Errorf("%s was not asked about, and has %s", r.Asked, verdictOf(r))
		}
	}
	if asked == 0 || asked == len(got) {
		t.Errorf("%d of %d asked", asked, len(got))
	}
}

// TestStoppedAtHalfKeepsTheHalf: what is finished when the run is stopped is kept.
func TestStoppedAtHalfKeepsTheHalf(t *testing.T) {
	t.Parallel()
	paths, projects := thousand()
	s := start(t, gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithProjects(projects...))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n := 0
	got, p := connect(t, s, s.Token()).Repositories(ctx, gitlab.Many{Paths: paths, User: ada}, func(gitlab.Repository) {
		if n++; n == 500 {
			cancel()
		}
	})
	asked := 0
	for i, r := range got {
		if !r.Unasked {
			asked++
		}
		if i < 500 && r.Unasked {
			t.Errorf("%s is lost", r.Asked)
		}
	}
	if p != nil || asked != n || asked > 600 {
		t.Errorf("%d kept, %d emitted, %v", asked, n, p)
	}
}

// TestGitIsAskedGently: the first question to git goes alone, and refused sign-ins,
// which count against the computer's address, do not go on.
func TestGitIsAskedGently(t *testing.T) {
	t.Parallel()
	paths, projects := thousand()
	s := start(t, gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithProjects(projects...),
		gitlabtest.WithGitRefusal(gitlabtest.Refusal{Status: http.StatusUnauthorized, Body: "HTTP Basic: Access denied."}))
	got, _ := connect(t, s, s.Token()).Repositories(t.Context(), gitlab.Many{Paths: paths, User: ada}, nil)
	if _, git := counts(s); git > 8 {
		t.Errorf("%d refused sign-ins", git)
	}
	if last := got[len(got)-1]; !last.Unasked {
		t.Errorf("the last was asked: %s", verdictOf(last))
	}
}
