package steps

import (
	"fmt"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// targetsOf are n repositories: team/app, team/app2, and so on.
func targetsOf(n int) []gitlab.Target {
	list := []gitlab.Target{{Path: "team/app", Role: gitlab.Developer}}
	for i := 2; i <= n; i++ {
		list = append(list, gitlab.Target{Path: fmt.Sprintf("team/app%d", i)})
	}
	return list
}

// proven is a repository that can be pushed to, but for problems.
func proven(path string, problems ...*problem.Problem) gitlab.Repository {
	ok := !problem.Stops(problems)
	return gitlab.Repository{
		Path: path, Asked: path, CanPush: ok, PushProven: ok, Problems: problems,
		Findings: []problem.Finding{{ID: "role", State: problem.OK, Label: "role", Text: "Developer (30)"}},
	}
}

func withRepository(w *setup.Env, s *setup.State) {
	checked()(w, s)
	s.Repositories = []gitlab.Repository{proven("team/app")}
}

// repositoryActs are what the rows put in, for every step that holds the check.
type repositoryActs[S ui.Step] struct{ of func(S) *repositoryCheck }

func (a repositoryActs[S]) listed(n int) func(S) {
	return func(step S) { a.of(step).listed(targetsEvent{targets: targetsOf(n)}) }
}

func (a repositoryActs[S]) found(repo gitlab.Repository) func(S) {
	return func(step S) {
		m := a.of(step)
		m.check.Cancel()
		m.took(repoEvent{repo: &repo})
	}
}

// foundAll is what is known of several, in the end.
func (a repositoryActs[S]) foundAll(stop *problem.Problem, repos ...gitlab.Repository) func(S) {
	return func(step S) {
		m := a.of(step)
		m.many.Cancel()
		m.tookSeveral(severalEvent{all: repos, stop: stop})
	}
}

// foundSome is what is known of several where GitLab asks for a pause.
func (a repositoryActs[S]) foundSome(pause time.Duration, repos ...gitlab.Repository) func(S) {
	return func(step S) {
		p := problem.New(problem.GitLabRateLimited, "")
		p.RetryAt = ui.Now().Add(pause)
		a.foundAll(p, repos...)(step)
	}
}

// foundOne is one of several that is known.
func (a repositoryActs[S]) foundOne(repo gitlab.Repository) func(S) {
	return func(step S) { a.of(step).tookSeveral(severalEvent{row: &repo}) }
}

// searched is GitLab's first answer to a search, without roles.
func (a repositoryActs[S]) searched(text string) func(S) {
	return func(step S) {
		a.of(step).listed(targetsEvent{search: text, targets: []gitlab.Target{{Path: "team/app"}}})
	}
}

// unlisted is GitLab's refusal to list repositories.
func (a repositoryActs[S]) unlisted(code problem.Code) func(S) {
	return func(step S) {
		m := a.of(step)
		m.first.Cancel()
		m.listed(targetsEvent{problem: problem.New(code, "")})
	}
}

// unasked is a repository that was not asked about.
func unasked(path string) gitlab.Repository {
	return gitlab.Repository{Path: path, Asked: path, Unasked: true}
}

// withAnswers names repositories in advance.
func withAnswers(paths ...string) func(*setup.Env, *setup.State) {
	return func(w *setup.Env, s *setup.State) {
		checked()(w, s)
		s.Answers.Repositories = paths
	}
}

func TestRepositoriesScreen(t *testing.T) {
	t.Parallel()
	put := repositoryActs[*Repositories]{func(m *Repositories) *repositoryCheck { return &m.check }}
	archived := problem.New(problem.RepoArchived, "team/old")
	refused := problem.New(problem.RepoPushRefused, "team/app")
	missing := problem.New(problem.RepoNotFound, "team/none")
	asking := "Which repository will you use first?"
	rows(t, NewRepositories,
		row[*Repositories]{name: "no list", given: checked(), see: []string{asking}},
		row[*Repositories]{name: "the list", given: checked(), act: []any{put.listed(2)}, see: []string{"team/app", "Developer", "skip"}},
		row[*Repositories]{name: "chosen", given: checked(), act: []any{put.listed(2), "enter"}, see: []string{"team/app", "[esc] stop"}},
		row[*Repositories]{name: "skipped", given: checked(), act: []any{put.listed(2), picked(skipRepo), "enter"}, out: ui.Next{}},
		row[*Repositories]{name: "typed", given: checked(), act: []any{put.listed(2), typing("team/none"), "enter"}, see: []string{"team/none", "[esc] stop"}},
		row[*Repositories]{name: "typed, and stopped", given: checked(), act: []any{typing("team/none"), "enter", "esc"}, see: []string{"Stopped."}},
		row[*Repositories]{name: "not found, stopped, another", given: checked(), act: []any{typing("team/none"), "enter", "esc", "a"}, out: fills("repository", "")},
		row[*Repositories]{name: "a role stays known while a search answers", given: checked(), act: []any{put.listed(3), typing("app"), put.searched("app")}, see: []string{"Developer"}},
		row[*Repositories]{name: "narrowed", given: checked(), act: []any{put.listed(3), typing("app2")}, see: []string{"team/app2"}, gone: []string{"team/app3"}},
		row[*Repositories]{name: "nothing fits", given: checked(), act: []any{put.listed(3), typing("zebra")}, see: []string{"No match among repositories you can push to."}},
		row[*Repositories]{name: "nothing fits, asked for", given: checked(), act: []any{put.listed(3), typing("zebra"), "enter"}, see: []string{"No match among repositories you can push to"}},
		row[*Repositories]{name: "a token is sent nowhere", given: checked(), act: []any{put.listed(2), typing("glpat-" + "zzzzzzzzzzzzzzzzzzzz"), "enter"}, see: []string{"It was not sent."}},
		row[*Repositories]{name: "stopped", given: checked(), act: []any{put.listed(2), "enter", "esc"}, see: []string{"Stopped. Nothing was changed."}},
		row[*Repositories]{name: "checked again after the stop", given: checked(), act: []any{put.listed(2), "enter", "esc", "enter"}, see: []string{"[esc] stop"}},
		row[*Repositories]{
			name: "it can be pushed to", given: checked(), act: []any{put.listed(2), "enter", put.found(proven("team/app")), "enter"}, see: []string{"Developer (30)"}, out: ui.Next{},
			left: func(s *setup.State) bool { return len(s.Repositories) == 1 },
		},
		row[*Repositories]{name: "checked again", given: withRepository, act: []any{"r"}, see: []string{"[esc] stop"}},
		row[*Repositories]{name: "another", given: withRepository, act: []any{"a"}, see: []string{asking}, left: func(s *setup.State) bool { return len(s.Repositories) == 1 }, out: fills("repository", "")},
		row[*Repositories]{name: "back", given: withRepository, act: []any{"esc"}, out: ui.Back{}},
		row[*Repositories]{name: "the one before is named", given: withRepository, act: []any{"a", put.listed(2), picked("team/app2"), "enter", put.found(proven("team/app2"))}, see: []string{"Checked before:", "team/app"}},
		row[*Repositories]{name: "the other, on", given: withRepository, act: []any{"a", put.listed(2), picked("team/app2"), "enter", put.found(proven("team/app2")), "enter"}, out: ui.Next{}},
		row[*Repositories]{name: "the other, back", given: withRepository, act: []any{"a", put.listed(2), picked("team/app2"), "enter", "esc", "esc"}, out: ui.Back{}},
		row[*Repositories]{name: "the other, again", given: withRepository, act: []any{"a", put.listed(2), picked("team/app2"), "enter", "esc", "r"}, see: []string{"[esc] stop"}},
		row[*Repositories]{name: "the other, a third", given: withRepository, act: []any{"a", put.listed(2), picked("team/app2"), "enter", "esc", "a"}, see: []string{asking}, out: fills("repository", "")},
		row[*Repositories]{name: "archived", given: checked(), act: []any{typing("team/old"), "enter", put.found(proven("team/old", archived))}, see: []string{"repo-archived"}},
		row[*Repositories]{name: "typed, stopped, again", given: checked(), act: []any{typing("team/old"), "enter", "esc", "enter"}, see: []string{"team/old"}},
		row[*Repositories]{name: "typed, stopped, its key", given: checked(), act: []any{typing("team/old"), "enter", "esc", "r"}, see: []string{"team/old"}},
		row[*Repositories]{name: "typed, stopped, another", given: checked(), act: []any{typing("team/old"), "enter", "esc", "a"}, see: []string{asking}, out: fills("repository", "")},
		row[*Repositories]{name: "typed, stopped, back", given: checked(), act: []any{typing("team/old"), "enter", "esc", "esc"}, out: ui.Back{}},
		row[*Repositories]{name: "archived, another", given: checked(), act: []any{typing("team/old"), "enter", put.found(proven("team/old", archived)), "enter"}, see: []string{asking, "team/old"}, out: fills("repository", "team/old")},
		row[*Repositories]{
			name: "archived, on", given: checked(), act: []any{typing("team/old"), "enter", put.found(proven("team/old", archived)), "s"}, out: ui.Next{},
			left: func(s *setup.State) bool { return s.Refused != nil && len(s.Repositories) == 0 },
		},
		row[*Repositories]{name: "archived, back", given: checked(), act: []any{typing("team/old"), "enter", put.found(proven("team/old", archived)), "esc"}, see: []string{asking}, out: fills("repository", "team/old")},
		row[*Repositories]{name: "refused, again", given: checked(), act: []any{put.listed(2), "enter", put.found(proven("team/app", refused)), "enter"}, see: []string{"[esc] stop"}},
		row[*Repositories]{name: "refused, another", given: checked(), act: []any{put.listed(2), "enter", put.found(proven("team/app", refused)), "a"}, see: []string{asking}, out: fills("repository", "team/app")},
		row[*Repositories]{name: "refused, copied", given: checked(), act: []any{put.listed(2), "enter", put.found(proven("team/app", refused)), "c"}, see: []string{"Sent to your clipboard."}, out: ui.Copy{}},
		row[*Repositories]{name: "refused, on", given: checked(), act: []any{put.listed(2), "enter", put.found(proven("team/app", refused)), "s"}, out: ui.Next{}},
		row[*Repositories]{name: "refused, back", given: checked(), act: []any{put.listed(2), "enter", put.found(proven("team/app", refused)), "esc"}, see: []string{asking}, out: fills("repository", "team/app")},
		row[*Repositories]{name: "not found, from the list", given: checked(), act: []any{put.listed(2), typing("team/none"), "enter", put.found(proven("team/none", missing)), "l"}, see: []string{"team/app2"}, out: fills("repository", "")},
		row[*Repositories]{name: "not found, another", given: checked(), act: []any{typing("team/none"), "enter", "esc", "enter", put.found(proven("team/none", missing)), "enter"}, see: []string{asking}, out: fills("repository", "team/none")},
		row[*Repositories]{name: "not found, skipped", given: checked(), act: []any{typing("team/none"), "enter", "esc", "r", put.found(proven("team/none", missing)), "s"}, out: ui.Next{}},
		row[*Repositories]{name: "selected", given: checked(), act: []any{put.listed(3), "tab", picked("team/app3"), "tab"}, see: []string{"2 selected: team/app, team/app3", "[enter] check 2 selected"}, gone: []string{"skip"}},
		row[*Repositories]{name: "selected, and not", given: checked(), act: []any{put.listed(3), "tab", "tab"}, see: []string{"skip"}, gone: []string{"selected"}},
		row[*Repositories]{name: "one selected", given: checked(), act: []any{put.listed(3), picked("team/app2"), "tab", typing("app3"), "enter"}, see: []string{"Checking team/app2..."}},
		row[*Repositories]{name: "one selected, and nothing fits", given: checked(), act: []any{put.listed(3), picked("team/app2"), "tab", typing("zebra"), "enter"}, see: []string{"No match among repositories you can push to.", "1 selected"}},
		row[*Repositories]{name: "nothing is selected by the way to skip", given: checked(), act: []any{put.listed(3), picked(skipRepo), "tab"}, gone: []string{"selected"}},
		row[*Repositories]{name: "several typed", given: checked(), act: []any{typing("team/app, team/old  https://gitlab.example.com/team/app2"), "enter"}, see: []string{"Checking 3 repositories...", "0 of 3", "[esc] stop"}},
		row[*Repositories]{name: "several typed, stopped at once", given: checked(), act: []any{typing("team/a, team/b, team/c"), "enter", "esc"}, see: []string{"Stopped. No repository was checked.", "[r] check the rest"}},
		row[*Repositories]{name: "several typed, one of them none", given: checked(), act: []any{typing("team/app team/"), "enter"}, see: []string{"Number 2: "}},
		row[*Repositories]{name: "several typed, one of them a token", given: checked(), act: []any{typing("team/app /glpat-" + "zzzzzzzzzzzzzzzzzzzz"), "enter"}, see: []string{"It was not sent."}},
		row[*Repositories]{name: "one selected, one typed", given: checked(), act: []any{put.listed(3), "tab", typing("team/old"), "enter"}, see: []string{"Checking 2 repositories..."}},
		row[*Repositories]{name: "several, as they come", given: checked(), act: []any{typing("team/app team/old"), "enter", put.foundOne(proven("team/app"))}, see: []string{"1 of 2", "can push"}},
		row[*Repositories]{
			name: "several, stopped", given: checked(), act: []any{typing("team/app team/old"), "enter", put.foundOne(proven("team/app")), "esc"}, see: []string{"Stopped. ACP can push to 1 of 1 checked. 1 not asked.", "[r] check the rest"},
			left: func(s *setup.State) bool { return len(s.Repositories) == 2 && s.Repositories[1].Unasked },
		},
		row[*Repositories]{name: "several, stopped, the rest", given: checked(), act: []any{typing("team/app team/old"), "enter", put.foundOne(proven("team/app")), "esc", "r"}, see: []string{"Checking 1 repository...", "team/app"}},
		row[*Repositories]{name: "several, stopped twice", given: checked(), act: []any{typing("team/app team/old"), "enter", put.foundOne(proven("team/app")), "esc", "r", "esc"}, see: []string{"Stopped. ACP can push to 1 of 1 checked."}},
		row[*Repositories]{name: "several, all", given: checked(), act: []any{typing("team/app team/b"), "enter", put.foundAll(nil, proven("team/app"), proven("team/b")), "enter"}, see: []string{"ACP can push to both repositories."}, out: ui.Next{}},
		row[*Repositories]{
			name: "several, with one refused", given: checked(), act: []any{typing("team/app team/old"), "enter", put.foundAll(nil, proven("team/app"), proven("team/old", archived))}, see: []string{"ACP can push to 1 of 2 repositories.", "repo-archived"},
			left: func(s *setup.State) bool { return len(s.Repositories) == 2 && len(s.CheckProblems()) == 1 },
		},
		row[*Repositories]{name: "several, none", given: checked(), act: []any{typing("team/app team/old"), "enter", put.foundAll(nil, proven("team/app", refused), proven("team/old", archived)), "esc"}, see: []string{"ACP cannot push to either repository."}, out: ui.Back{}},
		row[*Repositories]{name: "several, again", given: checked(), act: []any{typing("team/app team/b"), "enter", put.foundAll(nil, proven("team/app"), proven("team/b")), "r"}, see: []string{"Checking 2 repositories..."}},
		row[*Repositories]{name: "several, others", given: checked(), act: []any{typing("team/app team/b"), "enter", put.foundAll(nil, proven("team/app"), proven("team/b")), "a"}, see: []string{asking}, gone: []string{"selected"}, out: fills("repository", "")},
		row[*Repositories]{
			name: "several, the limit", given: checked(), act: []any{typing("team/app team/b"), "enter", put.foundSome(42*time.Second, proven("team/app"), unasked("team/b"))},
			see: []string{"GitLab's limit was reached. It answers again at ", "w waits for it.", "[w] wait, then check the rest"},
		},
		row[*Repositories]{
			name: "several, the limit, on", given: checked(), act: []any{typing("team/app team/b"), "enter", put.foundSome(42*time.Second, proven("team/app"), unasked("team/b")), "enter"},
			see: []string{"[r] check the rest"}, out: ui.Next{},
		},
		row[*Repositories]{
			name: "several, the limit, waited", given: checked(), act: []any{typing("team/app team/b"), "enter", put.foundSome(42*time.Second, proven("team/app"), unasked("team/b")), "w", works{}},
			see: []string{"Checking 1 repository...", "team/app"}, // the clock is virtual
		},
		row[*Repositories]{
			name: "several, the limit, waiting", given: checked(), act: []any{typing("team/app team/b"), "enter", put.foundSome(42*time.Second, proven("team/app"), unasked("team/b")), "w"},
			see: []string{"GitLab's limit", "[esc] stop waiting"},
		},
		row[*Repositories]{
			name: "several, the limit, waited for no longer", given: checked(), act: []any{typing("team/app team/b"), "enter", put.foundSome(42*time.Second, proven("team/app"), unasked("team/b")), "w", "esc", works{}},
			see: []string{"[w] wait, then check the rest"},
		},
		row[*Repositories]{
			name: "several, a long limit", given: checked(), act: []any{typing("team/app team/b"), "enter", put.foundSome(2*time.Minute, proven("team/app"), unasked("team/b"))},
			see: []string{"It answers again at ", "[r] check the rest"}, gone: []string{"[w]"},
		},
		row[*Repositories]{name: "several given", given: withAnswers("team/app", "team/b"), act: []any{put.listed(1)}, see: []string{"2 selected: team/app, team/b", "[enter] check 2 selected"}},
		row[*Repositories]{name: "several given, checked", given: withAnswers("team/app", "team/b"), act: []any{put.listed(1), "enter"}, see: []string{"Checking 2 repositories..."}},
		row[*Repositories]{name: "one given", given: withAnswers("team/b"), act: []any{put.listed(1), "enter"}, see: []string{"Checking team/b..."}},
		row[*Repositories]{name: "write_repository alone", given: checked(), act: []any{put.unlisted(problem.ScopeMissing)}, see: []string{"This token cannot list repositories. Type a full path, such as team/app."}, gone: []string{"No match"}},
		row[*Repositories]{name: "write_repository alone, typed", given: checked(), act: []any{put.unlisted(problem.ScopeMissing), typing("team/app"), "enter"}, see: []string{"Checking team/app..."}},
		row[*Repositories]{name: "not found, back", given: checked(), act: []any{typing("team/none"), "enter", put.found(proven("team/none", missing)), "esc"}, see: []string{asking}, out: fills("repository", "team/none")},
	)
}

// TestTypingAsksGitLabOnceItRests: each letter is not a request.
func TestTypingAsksGitLabOnceItRests(t *testing.T) {
	t.Parallel()
	onStage(t, checked(), ui.Room{}, func(w *setup.Env, s *setup.State) ui.Step { return NewRepositories(w, s) }, func(st *stage) {
		st.enter()
		m := &st.step.(*Repositories).check
		m.listed(targetsEvent{targets: targetsOf(fullList)})
		st.net.took()
		st.held = true
		st.do(typing("ze"))
		st.do(typing("zeb"))
		first, second := st.kept[0], st.kept[1]
		if cmd := m.update(st.t.Context(), first()); cmd != nil {
			t.Error("GitLab is asked while the person types")
		}
		if cmd := m.update(st.t.Context(), second()); cmd == nil {
			t.Error("GitLab is not asked although it may know more")
		}
	})
}
