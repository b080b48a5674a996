package steps_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"acp-gitlab/gitlab/gitlabtest"
)

// farGitLab is a GitLab that takes its time for lists of repositories. It notes the
// searches, and those that were given up.
type farGitLab struct {
	wire http.RoundTripper
	far  time.Duration

	mu                sync.Mutex
	searches, givenUp []string
}

func (f *farGitLab) RoundTrip(req *http.Request) (*http.Response, error) {
	list := strings.HasSuffix(req.URL.Path, "/api/v4/projects")
	if !list && !strings.HasSuffix(req.URL.Path, "/api/graphql") {
		return f.wire.RoundTrip(req)
	}
	text := req.URL.Query().Get("search")
	if list {
		f.note(&f.searches, text)
	}
	select {
	case <-time.After(f.far): // virtual
		return f.wire.RoundTrip(req)
	case <-req.Context().Done():
		f.note(&f.givenUp, text)
		return nil, req.Context().Err()
	}
}

func (f *farGitLab) note(in *[]string, text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	*in = append(*in, text)
}

func (f *farGitLab) noted() (searches, givenUp string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Join(f.searches, ","), strings.Join(f.givenUp, ",")
}

// tenThousand are so many repositories of one group.
func tenThousand() gitlabtest.Option {
	ps := make([]gitlabtest.Project, 10_000)
	for i := range ps {
		ps[i] = gitlabtest.Project{ID: int64(20_000 + i), Path: fmt.Sprintf("platform/service-%04d", i), Level: 30, ActiveDaysAgo: 1 + i/100}
	}
	return gitlabtest.WithProjects(ps...)
}

// onFarGitLab plays at the repository step, with a GitLab that answers in 300 ms and
// shows 10,000 repositories. Nothing of it has been answered yet.
func onFarGitLab(t *testing.T, p plot, act func(*harness, *farGitLab)) {
	t.Helper()
	far := &farGitLab{}
	p.gitOptions = append(p.gitOptions, gitlabtest.WithVersion("18.5.2-ee"), tenThousand())
	p.between = func(wire http.RoundTripper) http.RoundTripper {
		far.wire = wire
		return far
	}
	play(t, p, func(th *harness) {
		far.far = 300 * time.Millisecond
		th.to(6)
		act(th, far)
	})
}

// TestTheListComesAfterOneAnswer: roles may come later.
func TestTheListComesAfterOneAnswer(t *testing.T) {
	t.Parallel()
	onFarGitLab(t, plot{}, func(th *harness, _ *farGitLab) {
		th.see("your repositories")
		th.wait(301 * time.Millisecond)
		th.see("team/app ", "platform/service-0001")
		if strings.Contains(th.view(), "Developer") {
			t.Errorf("roles after one answer:\n%s", th.view())
		}
		th.wait(300 * time.Millisecond)
		th.see("Developer")
	})
}

// TestSearchAsYouType: what is known is found at once, GitLab is asked when typing
// rests, and a question that is answered by more letters is given up.
func TestSearchAsYouType(t *testing.T) {
	t.Parallel()
	onFarGitLab(t, plot{}, func(th *harness, far *farGitLab) {
		th.wait(time.Second)
		for _, letter := range []string{"s", "e", "r", "v"} {
			th.keys(letter)
			th.wait(50 * time.Millisecond)
		}
		th.see("platform/service-0001") // of the first list
		if got, _ := far.noted(); got != "" {
			t.Errorf("asked for %q while typing", got)
		}
		th.wait(200 * time.Millisecond)
		th.see("searching...")
		th.keys("ice-8765")
		if _, gone := far.noted(); gone != "serv" {
			t.Errorf("more letters gave up %q", gone)
		}
		th.wait(time.Second)
		th.see("> platform/service-8765", "Developer")
		got, gone := far.noted()
		if got != ",serv,service-8765" || gone != "serv" {
			t.Errorf("asked for %q, gave up %q", got, gone)
		}
		th.keys("enter")
		th.see("ACP can push to platform/service-8765.")
	})
}

// TestTypingBeforeTheListAsksForTheText: whoever types at once does not wait for the
// list first.
func TestTypingBeforeTheListAsksForTheText(t *testing.T) {
	t.Parallel()
	onFarGitLab(t, plot{}, func(th *harness, far *farGitLab) {
		th.keys("9876")
		th.wait(550 * time.Millisecond) // the pause, and one answer
		th.see("> platform/service-9876")
		if got, gone := far.noted(); got != ",9876" || gone != "" {
			t.Errorf("asked for %q, gave up %q", got, gone)
		}
	})
}

// TestLettersThatFitAreMarked: also where they do not stand together.
func TestLettersThatFitAreMarked(t *testing.T) {
	t.Parallel()
	onFarGitLab(t, plot{coloured: true}, func(th *harness, _ *farGitLab) {
		th.wait(time.Second)
		th.keys("ptfsvce1")
		th.wait(time.Second)
		th.see("❯ platform/service-0001", "  platform/service-0018")
		var underlined strings.Builder
		for part := range strings.SplitSeq(th.raw(), "\x1b[") {
			if codes, text, ok := strings.Cut(part, "m"); ok && strings.Contains(";"+codes+";", ";4;") {
				underlined.WriteString(text)
			}
		}
		if got := underlined.String(); got != strings.Repeat("ptfsvce1", 10) {
			t.Errorf("marked are %q", got)
		}
	})
}

// TestSeveralAreSelected: also from several searches, and one is taken back.
func TestSeveralAreSelected(t *testing.T) {
	t.Parallel()
	onFarGitLab(t, plot{}, func(th *harness, _ *farGitLab) {
		th.wait(time.Second)
		th.keys("tab", "down", "tab", "down", "tab", "tab")
		th.see("2 selected: team/app, ")
		th.keys("8765")
		th.wait(time.Second)
		th.keys("tab")
		th.see("3 selected: team/app, ", "platform/service-8765", "check 3 selected")
		th.keys("enter")
		th.wait(time.Second)
		th.see("ACP can push to all 3 repositories.")
		if n := len(th.setup.Repositories); n != 3 {
			t.Errorf("the setup has %d repositories", n)
		}
	})
}
