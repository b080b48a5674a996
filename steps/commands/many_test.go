package commands

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// hundred are so many projects, every tenth archived, with the list for
// --repos-from.
func hundred(t *testing.T) (opt gitlabtest.Option, list string) {
	t.Helper()
	var ps []gitlabtest.Project
	var lines strings.Builder
	for i := range 100 {
		p := gitlabtest.Project{ID: int64(7000 + i), Path: fmt.Sprintf("many/p%d", i), Level: 30, Archived: i%10 == 9}
		ps = append(ps, p)
		lines.WriteString(p.Path + "\n")
	}
	return gitlabtest.WithProjects(ps...), fileWith(t, lines.String())
}

// stopsAfter stops the run at the n-th question to git.
type stopsAfter struct {
	wire http.RoundTripper
	left *atomic.Int64
	stop context.CancelFunc
}

func (s stopsAfter) RoundTrip(req *http.Request) (*http.Response, error) {
	if strings.HasSuffix(req.URL.Path, "/info/refs") {
		if s.left.Add(-1) == 0 {
			s.stop()
		}
	}
	return s.wire.RoundTrip(req)
}

// TestStoppedCheckShowsWhatIsFinished: ctrl+c keeps what is finished, on the screen
// and in JSON.
func TestStoppedCheckShowsWhatIsFinished(t *testing.T) {
	t.Parallel()
	for _, asJSON := range []bool{true, false} {
		t.Run(fmt.Sprintf("json %v", asJSON), func(t *testing.T) {
			t.Parallel()
			opt, list := hundred(t)
			a := open(t, true, opt, gitlabtest.WithVersion("18.5.2-ee"))
			args := []string{"check", "--gitlab-url", a.gitlab.URL(), "--token-stdin", "--repos-from", list}
			if asJSON {
				args = append(args, "--json")
			}
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			var out, errs strings.Builder
			a.wired(t)
			left := &atomic.Int64{}
			left.Store(50)
			exit := Run(ctx, Env{
				Args: args, Stdin: strings.NewReader(a.token), Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" },
				config: t.TempDir(), transport: stopsAfter{a.wire, left, stop},
			})
			if exit != problem.ExitCancelled || !strings.Contains(errs.String(), "Stopped early.") {
				t.Fatalf("exit %d\n%s%s", exit, out.String(), errs.String())
			}
			if !asJSON {
				if n := strings.Count(out.String(), "can push"); n < 30 || n > 60 || !strings.Contains(out.String(), "not asked") {
					t.Errorf("%d rows:\n%s", n, out.String())
				}
				return
			}
			var doc Result
			if err := json.Unmarshal([]byte(out.String()), &doc); err != nil {
				t.Fatal(err)
			}
			if err := valid(out.String()); err != nil {
				t.Error(err)
			}
			asked := 0
			for _, r := range doc.Repositories {
				if r.Asked {
					asked++
				}
			}
			if len(doc.Repositories) != 100 || asked < 30 || asked > 70 || doc.OK {
				t.Errorf("%d of %d asked", asked, len(doc.Repositories))
			}
			a.goesOn(t, doc)
		})
	}
}

// goesOn follows the next step of a run that was stopped: it asks about all that was
// not asked about, and about few others.
func (a *arena) goesOn(t *testing.T, stopped Result) {
	t.Helper()
	args := strings.Fields(stopped.NextStep)
	o := a.call(t, a.token, nil, append(args[1:], "--token-stdin", "--json")...)
	known := map[string]bool{}
	for _, r := range o.doc.Repositories {
		known[r.Path] = r.Asked
	}
	if !strings.Contains(stopped.NextStep, " --after many/p") {
		t.Errorf("the next step is %s", stopped.NextStep)
	}
	left := 0
	for _, r := range stopped.Repositories {
		if r.Asked {
			continue
		}
		if left++; !known[r.Path] {
			t.Errorf("%s is not asked about by %s", r.Path, stopped.NextStep)
		}
	}
	if n := len(o.doc.Repositories); n > left+40 || n == 100 {
		t.Errorf("%d were left, and %d are asked about by %s", left, n, stopped.NextStep)
	}
}

// TestRowsAreInOrderWithASummary: without a terminal the rows come plain and in the
// order of the list, and the end counts by problem.
func TestRowsAreInOrderWithASummary(t *testing.T) {
	t.Parallel()
	opt, list := hundred(t)
	a := open(t, true, opt, gitlabtest.WithVersion("18.5.2-ee"))
	o := a.call(t, a.token, nil, "check", "--gitlab-url", a.gitlab.URL(), "--token-stdin", "--repos-from", list)
	at := -1
	for i := range 100 {
		next := strings.Index(o.stdout, fmt.Sprintf("many/p%d ", i))
		if next <= at {
			t.Fatalf("many/p%d is not behind the one before:\n%s", i, o.stdout)
		}
		at = next
	}
	rest := o.stdout[at:]
	if o.exit != problem.ExitNeedsDoing || !strings.Contains(rest, "10 repositories") || strings.Count(rest, "repo-archived") != 3 || strings.Contains(o.stdout, "\x1b") {
		t.Errorf("exit %d, the end is\n%s", o.exit, rest)
	}
}

// TestLimitedCheckSaysWhatWasNotAsked: after a 429 one problem says so, and the rest
// is named with the command for it.
func TestLimitedCheckSaysWhatWasNotAsked(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := open(t, true, gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithRateLimit(12))
		paths := []string{"team/app", "team/app-docs", "group/sub/app", "shared/lib", "team/reports", "team/old"}
		o := a.call(t, a.token, nil, a.onGitLab(append([]string{"check"}, paths...)...)...)
		limited, left := 0, 0
		for _, p := range o.doc.Problems {
			if p.Code == problem.GitLabRateLimited {
				limited++
			}
		}
		for _, r := range o.doc.Repositories {
			if !r.Asked {
				left++
				if !strings.Contains(o.doc.NextStep, " "+r.Path) {
					t.Errorf("the next step %q does not name %s", o.doc.NextStep, r.Path)
				}
			}
		}
		if limited != 1 || left == 0 || left == len(paths) || o.exit != problem.Exit([]*problem.Problem{problem.New(problem.GitLabRateLimited, "")}, false) {
			t.Errorf("exit %d, %d problems about the limit, %d not asked\n%s", o.exit, limited, left, o.stdout)
		}
	})
}
