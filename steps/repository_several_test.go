package steps_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// fleet are n repositories, every fifth archived, and their paths.
func fleet(n int) (opt gitlabtest.Option, paths []string) {
	ps := make([]gitlabtest.Project, n)
	for i := range ps {
		ps[i] = gitlabtest.Project{ID: int64(700 + i), Path: fmt.Sprintf("fleet/p%d", i+1), Level: 30, Archived: i%5 == 4, ActiveDaysAgo: 9}
		paths = append(paths, ps[i].Path)
	}
	return gitlabtest.WithProjects(ps...), paths
}

func givenRepositories(paths []string) func(*harness, *setup.Answers) {
	return func(_ *harness, g *setup.Answers) { g.Repositories = paths }
}

func TestScreensOfSeveralRepositories(t *testing.T) {
	t.Parallel()
	opt, _ := fleet(12)
	screens(t, plot{gitOptions: []gitlabtest.Option{opt, gitlabtest.WithVersion("18.5.2-ee")}}, func(th *harness, a *album) {
		th.to(6)
		th.keys("tab", "down", "down", "tab")
		a.snap("two selected")
		th.keys("fl")
		th.wait(time.Second)
		a.snap("searched")
		th.keys("ctrl+u")
		th.paste("fleet/p1 fleet/p2,fleet/p5")
		th.keys("enter")
		th.wait(time.Second)
		a.snap("five checked")
		th.keys("enter", "enter", "enter")
		a.snap("the end")
	})
}

func TestScreensOfManyRepositories(t *testing.T) {
	t.Parallel()
	opt, paths := fleet(60)
	plot := plot{gitOptions: []gitlabtest.Option{opt, gitlabtest.WithVersion("18.5.2-ee")}, given: givenRepositories(paths)}
	screens(t, plot, func(th *harness, a *album) {
		th.to(5)
		th.keys("enter")
		a.snap("given in advance")
		th.keys("enter")
		th.wait(time.Second)
		a.snap("checked")
	})
}

// TestThePauseIsWaitedOutByAKey: after a 429 nothing is asked, and a pause of up to a
// minute can be waited out, or not.
func TestThePauseIsWaitedOutByAKey(t *testing.T) {
	t.Parallel()
	opt, paths := fleet(60)
	options := []gitlabtest.Option{opt, gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithRateLimit(25)}
	play(t, plot{gitOptions: options, given: givenRepositories(paths)}, func(th *harness) {
		th.to(5)
		th.keys("enter", "enter")
		th.wait(10 * time.Second)
		th.see("not asked.", "w waits for it.", "w wait, then check the rest")
		before := len(th.gitlab.Requests())
		th.keys("w")
		th.wait(20 * time.Second)
		th.see("GitLab's limit", "s to go", "esc stop waiting")
		th.keys("esc")
		th.see("w wait, then check the rest")
		th.wait(2 * time.Minute)
		if got := len(th.gitlab.Requests()); got != before {
			t.Errorf("%d requests although nobody waits", got-before)
		}
		th.keys("w")
		for range 40 { // each minute brings some of the rest
			th.wait(61 * time.Second)
			if strings.Contains(th.view(), "of 60 repositories") {
				break
			}
			th.keys("w")
		}
		th.see("ACP can push to 48 of 60 repositories.")
	})
}

// TestTheScreensAndTheSetupAgree: what the last screen, the report and the memory say
// of several repositories is what was found.
func TestTheScreensAndTheSetupAgree(t *testing.T) {
	t.Parallel()
	opt, paths := fleet(10)
	play(t, plot{gitOptions: []gitlabtest.Option{opt}, given: givenRepositories(paths)}, func(th *harness) {
		th.to(5)
		th.keys("enter")
		th.see("10 selected: fleet/p1, ", "check 10 selected")
		th.keys("enter")
		th.wait(time.Second)
		th.see("ACP can push to 8 of 10 repositories.", "repo-archived")
		th.keys("enter", "enter", "enter")
		th.see("Connected. ACP can push to 8 of 10 repositories.")
		if got := words.DescribePush(th.setup); got != "possible for 8 of 10 repositories, 2 not possible" {
			t.Errorf("the summary says %q", got)
		}
		if found := th.setup.CheckProblems(); len(found) != 2 || found[0].Code != problem.RepoArchived {
			t.Errorf("problems: %v", found)
		}
		report := words.Report(th.env, th.setup, "test")
		for _, path := range paths {
			if !strings.Contains(report, path) {
				t.Errorf("the report does not name %s", path)
			}
		}
		if m := setup.Remember(th.setup, time.Now()); strings.Join(m.Repositories, " ") != strings.Join(paths, " ") {
			t.Errorf("remembered are %v", m.Repositories)
		}
	})
}

// TestTranscriptOfSeveral: line by line, several addresses are one answer.
func TestTranscriptOfSeveral(t *testing.T) {
	t.Parallel()
	con := newConsole()
	opt, _ := fleet(5)
	play(t, plot{lines: con, gitOptions: []gitlabtest.Option{opt}}, func(th *harness) {
		th.types(con, "", "", "", "", th.gitlab.Token(), "", "team/app, team/ fleet/p5", "team/app, fleet/p5  "+th.gitlab.URL()+"/fleet/p2", "1", "", "", "")
		if !th.shell.Finished() || con.err != nil || len(th.setup.Repositories) != 3 {
			t.Errorf("finished %v, %d repositories, %v", th.shell.Finished(), len(th.setup.Repositories), con.err)
		}
		_, from, _ := strings.Cut(con.all(), "Repository.\n")
		golden.RequireEqual(t, []byte(from))
	})
}

// TestSeveralNumbersOfTheListAreSeveralRepositories: line by line, whoever reads
// numbers answers with numbers. One that is no repository's is no answer.
func TestSeveralNumbersOfTheListAreSeveralRepositories(t *testing.T) {
	t.Parallel()
	con := newConsole()
	play(t, plot{lines: con}, func(th *harness) {
		th.types(con, "", "", "", "", th.gitlab.Token(), "")
		for _, wrong := range []string{"1 99", "6, 1"} { // 6 is to skip
			before := len(con.all())
			th.types(con, wrong)
			if said := con.all()[before:]; !strings.Contains(said, "Type a number from 1 to 6") {
				t.Errorf("%q is answered with:\n%s", wrong, said)
			}
		}
		th.types(con, "1, 4")
		var paths []string
		for _, r := range th.setup.Repositories {
			paths = append(paths, r.Path)
		}
		if got := strings.Join(paths, " "); got != "team/app shared/lib" {
			t.Errorf("checked %q:\n%s", got, con.all())
		}
	})
}

// TestTranscriptOfALimit: line by line, the pause is one of the numbered ways on.
func TestTranscriptOfALimit(t *testing.T) {
	t.Parallel()
	con := newConsole()
	opt, paths := fleet(60)
	options := []gitlabtest.Option{opt, gitlabtest.WithVersion("18.5.2-ee"), gitlabtest.WithRateLimit(25)}
	play(t, plot{lines: con, gitOptions: options, given: givenRepositories(paths)}, func(th *harness) {
		th.types(con, "", "", "", "", th.gitlab.Token(), "", "")
		th.wait(20 * time.Second)
		said := con.all()
		if !strings.Contains(said, "GitLab's limit was reached. It answers again at ") || !strings.Contains(said, "Wait, then check the rest") {
			t.Fatalf("no pause is offered:\n%s", said)
		}
		before := len(said)
		th.types(con, "2")
		th.wait(time.Minute)
		if rest := con.all()[before:]; !strings.Contains(rest, "Still waiting for GitLab's limit, 5 seconds.") || !strings.Contains(rest, "fleet/p") {
			t.Errorf("the rest is not checked:\n%s", rest)
		}
	})
}
