package steps

import (
	"context"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
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

func (m *Repositories) client() (*gitlab.Client, *problem.Problem) {
	return gitlab.NewClient(m.world.Stack, m.setup.Instance, m.setup.Token())
}

func (m *Repositories) search(ctx context.Context, text string) tea.Cmd {
	client, p := m.client()
	if p != nil {
		m.answered = true
		return nil
	}
	return m.list.Start(ctx, func(ctx context.Context, emit func(targetsEvent)) {
		targets, p := client.PushTargets(ctx, text)
		emit(targetsEvent{text, targets, p})
	})
}

func (m *Repositories) listed(ev targetsEvent) {
	m.answered, m.lastly = true, ev.search
	m.targets = ev.targets
	if ev.search == "" {
		m.all = ev.targets
	}
	// Not being able to list is no problem of the person's: a path can be typed.
	m.world.Journal.Problem(ev.problem)
}

func (m *Repositories) start(ctx context.Context, path string) tea.Cmd {
	m.panel.close()
	m.mode, m.path, m.stopped, m.current = repoChecking, path, false, nil
	m.findings = []problem.Finding{{ID: "role", State: problem.Wait, Label: "role"}}
	m.started = ui.Now()
	client, p := m.client()
	if p != nil {
		m.panel.open(m.world, m.setup, p)
		return nil
	}
	var user gitlab.User
	if m.setup.Inspected() != nil && m.setup.Inspected().User != nil {
		user = *m.setup.Inspected().User
	}
	return m.check.Start(ctx, func(ctx context.Context, emit func(repoEvent)) {
		repo := client.Repository(ctx, path, user, func(f problem.Finding) { emit(repoEvent{finding: &f}) })
		emit(repoEvent{repo: &repo})
	})
}

func (m *Repositories) took(ev repoEvent) {
	if ev.finding != nil {
		m.findings = words.Merge(m.findings, *ev.finding)
		m.started = ui.Now()
		return
	}
	m.mode, m.current = repoResult, ev.repo
	m.findings = ev.repo.Findings
	if p := problem.First(ev.repo.Problems); p != nil {
		m.panel.open(m.world, m.setup, p, ev.repo.Problems...)
		return
	}
	m.keep(*ev.repo)
}

// showLast shows the repository that was checked last: going back and forth
// asks nothing anew.
func (m *Repositories) showLast() {
	last := m.setup.Repositories[len(m.setup.Repositories)-1]
	m.mode, m.current, m.path, m.findings, m.stopped = repoResult, &last, last.Path, last.Findings, false
}

// keep adds the repository, or puts it in the place of its earlier check.
func (m *Repositories) keep(repo gitlab.Repository) {
	if len(m.queue) > 0 {
		m.queue = m.queue[1:]
	}
	for i := range m.setup.Repositories {
		if m.setup.Repositories[i].Path == repo.Path {
			m.setup.Repositories[i] = repo
			return
		}
	}
	m.setup.Repositories = append(m.setup.Repositories, repo)
}
