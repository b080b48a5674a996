package steps

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

type repoMode int

const (
	repoAsking repoMode = iota
	repoChecking
	repoResult
)

// skipRepo is the value of the choice that leaves pushing unproven.
const skipRepo = "skip"

// searchPause is how long typing must rest before GitLab is asked.
const searchPause = 300 * time.Millisecond

// fullList is how many repositories GitLab's first answer holds at most: with
// fewer, all are known, and typing asks nobody.
const fullList = 20

// repositoryCheck proves against git that a repository can be pushed to: one is
// chosen or typed, and looked at. Steps that need that hold one.
type repositoryCheck struct {
	env   *setup.Env
	setup *setup.State
	next  func() tea.Cmd // what follows

	mode     repoMode
	typed    string
	line     string
	targets  []gitlab.Target
	all      []gitlab.Target // what GitLab answers to an empty search
	answered bool
	lastly   string // the search that the list answers
	path     string
	work     progress
	stopped  bool
	current  *gitlab.Repository
	queue    []string // given in advance, still to check
	edits    int
	problem  problemScreen

	list  ui.Task[targetsEvent]
	check ui.Task[repoEvent]
	warm  warmer
}

type restedMsg struct{ edit int }

func newRepositoryCheck(w *setup.Env, s *setup.State, next func() tea.Cmd) repositoryCheck {
	return repositoryCheck{env: w, setup: s, next: next, queue: s.Answers.Repositories}
}

// enter begins a visit. The list of what the person may push to is asked for at
// once; typing a path does not wait for it.
func (m *repositoryCheck) enter(ctx context.Context) tea.Cmd {
	m.line = ""
	m.problem.close()
	switch {
	case len(m.setup.Repositories) > 0:
		m.showLast()
		return nil
	case m.typed == "" && len(m.queue) > 0:
		m.typed = m.queue[0]
	}
	m.mode, m.current = repoAsking, nil
	m.targets, m.all, m.answered = nil, nil, false
	return m.search(ctx, "")
}

// update handles a message.
func (m *repositoryCheck) update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.list.Take(msg); ok {
		if !ev.Ended {
			m.listed(ev.Val)
			return tea.Batch(next, m.warm.start(ctx, m.env, m.setup))
		}
		return next
	}
	if next, ok := m.warm.take(msg); ok {
		return next
	}
	if ev, next, ok := m.check.Take(msg); ok {
		if !ev.Ended {
			m.took(ev.Val)
		}
		return next
	}
	switch msg := msg.(type) {
	case restedMsg:
		if msg.edit == m.edits && m.worthASearch() {
			return m.search(ctx, m.typed)
		}
	case ui.Edited:
		return m.edited(strings.TrimSpace(msg.Text()))
	case ui.Submitted:
		return m.submitted(ctx, strings.TrimSpace(msg.Text()), msg.Choice)
	case ui.Pressed:
		return m.pressed(ctx, msg.Key)
	}
	return nil
}

// worthASearch reports whether GitLab may know more that fits what was typed
// than is listed; a path is not searched for, and a secret is sent nowhere.
func (m *repositoryCheck) worthASearch() bool {
	return m.mode == repoAsking && !strings.Contains(m.typed, "/") && m.typed != m.lastly &&
		len(m.all) >= fullList && !m.setup.HoldsSecret(m.typed)
}

func (m *repositoryCheck) edited(text string) tea.Cmd {
	m.typed, m.line = text, ""
	m.edits++
	if text == "" {
		m.targets, m.lastly = m.all, ""
		return nil
	}
	edit := m.edits
	return tea.Tick(searchPause, func(time.Time) tea.Msg { return restedMsg{edit} })
}

func (m *repositoryCheck) submitted(ctx context.Context, text, choice string) tea.Cmd {
	m.typed = text
	switch {
	case !strings.ContainsAny(text, ":@") && m.setup.HoldsSecret(text):
		m.line = "That looks like a token, not a repository. It was not sent."
		return nil
	case strings.ContainsAny(text, "/:") && !m.meansChoice(text, choice):
		return m.typedAddress(ctx, text)
	case choice != "" && choice != skipRepo:
		return m.start(ctx, choice)
	case text == "" && !m.answered:
		m.line = "GitLab is still listing your repositories. Wait a moment, or type a path such as team/app."
		return nil
	case text == "" || choice == skipRepo:
		return m.next()
	}
	m.line = "No match among repositories you can push to. Type a full path, such as team/app, or paste its address."
	return nil
}

// meansChoice reports whether the list's choice is meant rather than what was
// typed so far: "team/" is the beginning of a path, not one.
func (m *repositoryCheck) meansChoice(text, choice string) bool {
	if choice == "" || choice == skipRepo {
		return false
	}
	_, p := gitlab.ParseRepository(text, m.setup.Instance)
	return p != nil
}

func (m *repositoryCheck) typedAddress(ctx context.Context, text string) tea.Cmd {
	path, p := gitlab.ParseRepository(text, m.setup.Instance)
	if p != nil {
		m.env.Journal.Problem(p)
		m.line = p.Facts.Hint
		if m.line == "" {
			m.line = "That is not a repository. Paths look like team/app."
		}
		return nil
	}
	return m.start(ctx, path)
}

func (m *repositoryCheck) pressed(ctx context.Context, key string) tea.Cmd {
	if m.problem.isOpen() {
		return m.act(ctx, key)
	}
	switch {
	case key == "esc" && m.check.Running():
		m.check.Cancel()
		m.stopped = true
	case key == "esc":
		return ui.Do(ui.Back{})
	case key == "a":
		return m.ask(ctx, "")
	case key == "r", m.stopped && key == "enter":
		return m.start(ctx, m.path)
	case key == "enter":
		if len(m.queue) > 0 {
			return m.ask(ctx, m.queue[0])
		}
		return m.next()
	}
	return nil
}

// ask goes to the field, with text in it.
func (m *repositoryCheck) ask(ctx context.Context, text string) tea.Cmd {
	m.problem.close()
	m.mode, m.typed, m.line, m.current, m.stopped = repoAsking, text, "", nil, false
	cmd := ui.Do(ui.Fill{ID: "repository", Text: func() string { return text }})
	if m.answered {
		m.targets = m.all
		return cmd
	}
	return tea.Batch(cmd, m.search(ctx, ""))
}

func (m *repositoryCheck) act(ctx context.Context, key string) tea.Cmd {
	if cmd, ok := m.problem.elsewhere(m.setup, key); ok {
		return cmd
	}
	switch m.problem.act(key) {
	case actRetry:
		return m.start(ctx, m.path)
	case actCorrect:
		return m.ask(ctx, m.path)
	case actList:
		return m.ask(ctx, "")
	case actSkip:
		m.problem.close()
		m.setup.Refused = m.current
		return m.next()
	}
	if key == "esc" {
		return m.ask(ctx, m.path)
	}
	return nil
}

// turn says which of the repositories given in advance is asked about now.
func (m *repositoryCheck) turn() (n, of int) {
	of = len(m.setup.Answers.Repositories)
	return of - len(m.queue) + 1, of
}
