package steps

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
)

type targetsEvent struct {
	search  string
	targets []gitlab.Target
	problem *problem.Problem
}

type repoEvent struct {
	finding *problem.Finding
	repo    *gitlab.Repository
}

func (m *repositoryCheck) client() (*gitlab.Client, *problem.Problem) {
	return gitlab.NewClient(m.env.Stack, m.setup.Instance, m.setup.Token())
}

// ask asks GitLab for the repositories that fit text. The list without a search is
// not given up for one with it.
func (m *repositoryCheck) ask(ctx context.Context, text string) tea.Cmd {
	client, p := m.client()
	if p != nil {
		m.search.answered = true
		return nil
	}
	task := &m.list
	if text == "" {
		task = &m.first
	}
	return task.Start(ctx, func(ctx context.Context, emit func(targetsEvent)) {
		targets, p := client.PushTargets(ctx, text, func(early []gitlab.Target) { emit(targetsEvent{search: text, targets: early}) })
		emit(targetsEvent{text, targets, p})
	})
}

func (m *repositoryCheck) listed(ev targetsEvent) {
	m.search.take(ev)
	// Not being able to list is no problem of the person's: a path can be typed.
	m.env.Journal.Problem(ev.problem)
}

func (m *repositoryCheck) start(ctx context.Context, path string) tea.Cmd {
	m.problem.close()
	m.mode, m.path, m.stopped, m.current = repoChecking, path, false, nil
	m.work.begin(gitlab.RepositoryChecks()...)
	client, p := m.client()
	if p != nil {
		m.problem.open(m.env, m.setup, p)
		return nil
	}
	var user gitlab.User
	if in := m.setup.Inspected(); in != nil {
		client = client.OfKind(in.Token.Kind)
		if in.User != nil {
			user = *in.User
		}
	}
	return m.check.Start(ctx, func(ctx context.Context, emit func(repoEvent)) {
		repo := client.Repository(ctx, path, user, func(f problem.Finding) { emit(repoEvent{finding: &f}) })
		emit(repoEvent{repo: &repo})
	})
}

func (m *repositoryCheck) took(ev repoEvent) {
	if ev.finding != nil {
		m.work.take(*ev.finding)
		return
	}
	m.mode, m.current = repoResult, ev.repo
	m.work.findings = ev.repo.Findings
	if p := problem.First(ev.repo.Problems); p != nil {
		m.problem.open(m.env, m.setup, p, ev.repo.Problems...)
		m.problem.below(m.work.findings)
		return
	}
	m.keep(*ev.repo)
}

// refused is the repository that was looked at last, where it cannot be pushed
// to; nil if it can, or if none was looked at.
func (m *repositoryCheck) refused() *gitlab.Repository {
	if m.current == nil || !problem.Stops(m.current.Problems) {
		return nil
	}
	return m.current
}

// showLast shows the repository that was checked last: going back and forth
// asks nothing anew.
func (m *repositoryCheck) showLast() {
	last := m.setup.Repositories[len(m.setup.Repositories)-1]
	m.mode, m.current, m.path, m.work.findings, m.stopped = repoResult, &last, last.Path, last.Findings, false
}

// keep adds the repository, or puts it in the place of its earlier check.
func (m *repositoryCheck) keep(repo gitlab.Repository) {
	for i, known := range m.setup.Repositories {
		if known.Path == repo.Path || known.Unasked && strings.EqualFold(known.Asked, repo.Asked) {
			m.setup.Repositories[i] = repo
			return
		}
	}
	m.setup.Repositories = append(m.setup.Repositories, repo)
}
