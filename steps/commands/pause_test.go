package commands

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
)

// TestAPauseIsWaitedOutOnlyByItsKey: Enter alone, another answer and a signal end
// with what is there, at once.
func TestAPauseIsWaitedOutOnlyByItsKey(t *testing.T) {
	t.Parallel()
	for answer, wait := range map[string]bool{"w\n": true, "\n": false, "\x1b\n": false, "yes\n": false, "": false} {
		t.Run(fmt.Sprintf("%q", answer), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var errs strings.Builder
				c := &call{env: Env{Stdin: strings.NewReader(answer), Stdout: &errs, Stderr: &errs, Getenv: func(string) string { return "" }}}
				began := time.Now()
				got, took := c.pause(t.Context(), began.Add(42*time.Second)), time.Since(began)
				if got != wait || wait != (took == 42*time.Second) || !wait && took != 0 {
					t.Errorf("waited: %v, %v\n%s", got, took, errs.String())
				}
				if !strings.Contains(errs.String(), "It answers again in 42 s.") {
					t.Errorf("it says\n%s", errs.String())
				}
			})
		})
	}
}

// TestASignalEndsAPause: ctrl+c ends the wait, and what is there is kept.
func TestASignalEndsAPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var errs strings.Builder
		c := &call{env: Env{Stdin: strings.NewReader("w\n"), Stdout: &errs, Stderr: &errs, Getenv: func(string) string { return "" }}}
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		defer stop()
		began := time.Now()
		if c.pause(ctx, began.Add(42*time.Second)) || time.Since(began) != 10*time.Second {
			t.Errorf("it went on after %v", time.Since(began))
		}
	})
}

// TestTheRestIsAskedAfterAPause: what was known stays, in its place, and each pause is
// offered anew.
func TestTheRestIsAskedAfterAPause(t *testing.T) {
	t.Parallel()
	for _, pauses := range []int{0, 1, 40} {
		t.Run(fmt.Sprintf("%d pauses", pauses), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				opt, list := hundred(t)
				a := open(t, true, opt, gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithRateLimit(25))
				a.wired(t)
				var out strings.Builder
				env := Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }, transport: a.wire, config: t.TempDir()}
				f := &flags{reposFrom: list, timeout: 10 * time.Second}
				paths, err := f.repositories(nil)
				if err != nil {
					t.Fatal(err)
				}
				paths = paths[:50] // so few that REST is asked as well
				r, err := env.newRunner(f, setup.Answers{
					GitLab: setup.Value{Value: a.gitlab.URL(), From: "--gitlab-url"}, Token: secret.New(a.token), TokenByFlag: true, Repositories: paths,
				})
				if err != nil {
					t.Fatal(err)
				}
				defer r.stack.Close()
				offered := 0
				r.pause = func(_ context.Context, until time.Time) bool {
					offered++
					time.Sleep(time.Until(until)) // virtual
					return offered <= pauses
				}
				r.checks(t.Context())
				left := len(setup.Rest(r.setup.Repositories))
				if offered == 0 || len(r.setup.Repositories) != len(paths) || (left == 0) != (pauses == 40) || r.hasMet(problem.GitLabRateLimited) != (left > 0) {
					t.Errorf("%d pauses offered, %d of %d left, problems %v", offered, left, len(r.setup.Repositories), r.problems)
				}
				for i, repo := range r.setup.Repositories {
					if repo.Asked != paths[i] || !repo.Unasked && repo.CanPush != (i%10 != 9) {
						t.Errorf("%d is %s, can push %v", i, repo.Asked, repo.CanPush)
					}
				}
			})
		})
	}
}
