package steps

import (
	"context"
	"fmt"
	"slices"
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
	repoSeveral // several are checked, or have been
)

// skipRepo is the value of the choice that leaves pushing unproven.
const skipRepo = "skip"

// repositoryCheck proves against git that repositories can be pushed to: one or
// several are chosen or typed, and looked at. Steps that need that hold one.
type repositoryCheck struct {
	env   *setup.Env
	setup *setup.State
	next  func() tea.Cmd // what follows

	mode    repoMode
	typed   string
	line    string
	search  repositorySearch
	picked  []string // selected, in the order in which they were
	given   []string // given in advance, and not asked for yet
	top     []string // selected before the list was shown: they stand first in it
	path    string
	work    progress
	stopped bool
	current *gitlab.Repository
	edits   int
	problem problemScreen
	several severalRepositories

	first ui.Task[targetsEvent] // the list without a search
	list  ui.Task[targetsEvent]
	check ui.Task[repoEvent]
	many  ui.Task[severalEvent]
	warm  warmer
}

type restedMsg struct{ edit int }

func newRepositoryCheck(w *setup.Env, s *setup.State, next func() tea.Cmd) repositoryCheck {
	return repositoryCheck{env: w, setup: s, next: next, given: s.Answers.Repositories}
}

// enter begins a visit. The list of what the person may push to is asked for at
// once; typing a path does not wait for it.
func (m *repositoryCheck) enter(ctx context.Context) tea.Cmd {
	m.line = ""
	m.problem.close()
	switch n := len(m.setup.Repositories); {
	case n > 1:
		m.showSeveral(m.setup.Repositories)
		return nil
	case n == 1:
		m.showLast()
		return nil
	case m.typed == "" && len(m.given) == 1:
		m.typed = m.given[0]
	case len(m.given) > 1:
		m.pickGiven()
	}
	m.given = nil
	m.mode, m.current = repoAsking, nil
	m.search = repositorySearch{}
	return m.ask(ctx, "")
}

// pickGiven selects what was given in advance. What is no repository is left to be
// corrected.
func (m *repositoryCheck) pickGiven() {
	for _, text := range m.given {
		if path, p := gitlab.ParseRepository(text, m.setup.Instance); p == nil {
			m.pick(path)
		} else {
			m.env.Journal.Problem(p)
		}
	}
	m.top = slices.Clone(m.picked)
}

// update handles a message.
func (m *repositoryCheck) update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if cmd, ok := m.answer(ctx, msg); ok {
		return cmd
	}
	switch msg := msg.(type) {
	case restedMsg:
		if msg.edit == m.edits && m.worthASearch() {
			return m.ask(ctx, m.typed)
		}
	case waitedMsg:
		return m.waited(ctx, msg)
	case ui.Edited:
		return m.edited(strings.TrimSpace(msg.Text()))
	case ui.Submitted:
		return m.submitted(ctx, strings.TrimSpace(msg.Text()), msg.Choice)
	case ui.Pressed:
		return m.pressed(ctx, msg)
	}
	return nil
}

// answer takes what a task brings.
func (m *repositoryCheck) answer(ctx context.Context, msg tea.Msg) (cmd tea.Cmd, ok bool) {
	for _, task := range []*ui.Task[targetsEvent]{&m.first, &m.list} {
		if ev, next, ok := task.Take(msg); ok {
			if ev.Ended {
				return m.warm.start(ctx, m.env, m.setup), true
			}
			m.listed(ev.Val)
			return next, true
		}
	}
	if next, ok := m.warm.take(msg); ok {
		return next, true
	}
	if ev, next, ok := m.check.Take(msg); ok {
		if !ev.Ended {
			m.took(ev.Val)
		}
		return next, true
	}
	if ev, next, ok := m.many.Take(msg); ok {
		if !ev.Ended {
			m.tookSeveral(ev.Val)
		}
		return next, true
	}
	return nil, false
}

// worthASearch reports whether GitLab may know more that fits what was typed
// than is listed; an address is not searched for, and a secret is sent nowhere.
func (m *repositoryCheck) worthASearch() bool {
	return m.mode == repoAsking && m.typed != "" && m.typed != m.search.last && len(m.typed) <= longestSearch && !m.search.all() &&
		!strings.ContainsAny(m.typed, ":@,") && separated(m.typed) == nil && m.search.refused == nil && !m.setup.HoldsSecret(m.typed)
}

// edited looks among what is known at once, and asks GitLab when typing rests. What
// is asked already is an answer to another text.
func (m *repositoryCheck) edited(text string) tea.Cmd {
	m.typed, m.line = text, ""
	m.edits++
	m.list.Cancel()
	if text == "" {
		m.top = slices.Clone(m.picked)
		return nil
	}
	edit := m.edits
	return tea.Tick(searchPause, func(time.Time) tea.Msg { return restedMsg{edit} })
}

func (m *repositoryCheck) submitted(ctx context.Context, text, choice string) tea.Cmd {
	m.typed = text
	parts := separated(text)
	switch {
	case parts != nil:
		return m.typedSeveral(ctx, parts)
	case m.isSecret(text):
		m.line = "That looks like a token, not a repository. It was not sent."
		return nil
	case strings.ContainsAny(text, "/:") && !m.meansChoice(text, choice):
		return m.typedSeveral(ctx, []string{text})
	case len(m.picked) > 0 && (text == "" || choice != ""):
		return m.checkPicked(ctx)
	case choice != "" && choice != skipRepo:
		return m.start(ctx, choice)
	case text == "" && !m.search.answered:
		m.line = "GitLab is still listing your repositories. Wait a moment, or type a path such as team/app."
		return nil
	case text == "" || choice == skipRepo:
		return m.next()
	}
	m.line = "No match among repositories you can push to. Type a full path, such as team/app, or paste its address."
	return nil
}

func (m *repositoryCheck) isSecret(text string) bool {
	return !strings.ContainsAny(text, ":@") && m.setup.HoldsSecret(text)
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

// typedSeveral checks what was typed together with what is selected. Nothing is
// where one of the typed is no repository.
func (m *repositoryCheck) typedSeveral(ctx context.Context, parts []string) tea.Cmd {
	var paths []string
	for _, part := range parts {
		path, p := gitlab.ParseRepository(part, m.setup.Instance)
		switch {
		case m.isSecret(part):
			m.line = "That looks like a token, not a repository. It was not sent."
			return nil
		case p != nil:
			m.env.Journal.Problem(p)
			m.line = p.Facts.Hint
			if m.line == "" {
				m.line = "That is not a repository. Paths look like team/app."
			}
			if len(parts) > 1 {
				m.line = fmt.Sprintf("Number %d: %s", slices.Index(parts, part)+1, m.line)
			}
			return nil
		}
		paths = append(paths, path)
	}
	if len(m.picked) == 0 && len(paths) == 1 {
		return m.start(ctx, paths[0])
	}
	for _, path := range paths {
		m.pick(path)
	}
	return m.checkPicked(ctx)
}

// pick selects a repository, once however it is written.
func (m *repositoryCheck) pick(path string) {
	if !m.isPicked(path) {
		m.picked = append(m.picked, path)
	}
}

func (m *repositoryCheck) isPicked(path string) bool {
	return slices.ContainsFunc(m.picked, func(p string) bool { return strings.EqualFold(p, path) })
}

// toggle selects a repository of the list, or takes that back.
func (m *repositoryCheck) toggle(path string) {
	m.line = ""
	switch {
	case path == "" || path == skipRepo:
	case m.isPicked(path):
		m.picked = slices.DeleteFunc(m.picked, func(p string) bool { return strings.EqualFold(p, path) })
	default:
		m.pick(path)
	}
}

func (m *repositoryCheck) checkPicked(ctx context.Context) tea.Cmd {
	if len(m.picked) == 1 {
		return m.start(ctx, m.picked[0])
	}
	return m.startSeveral(ctx, m.picked)
}

func (m *repositoryCheck) pressed(ctx context.Context, msg ui.Pressed) tea.Cmd {
	key := msg.Key
	switch {
	case m.problem.isOpen():
		return m.act(ctx, key)
	case key == "tab":
		m.toggle(msg.Choice)
		return nil
	case m.mode == repoSeveral:
		return m.pressedSeveral(ctx, key)
	case key == "esc" && m.check.Running():
		m.check.Cancel()
		m.stopped = true
	case key == "esc":
		return ui.Do(ui.Back{})
	case key == "a":
		return m.askFor(ctx, "")
	case key == "r", m.stopped && key == "enter":
		return m.start(ctx, m.path)
	case key == "enter":
		return m.next()
	}
	return nil
}

// askFor goes to the field, with text in it and nothing selected.
func (m *repositoryCheck) askFor(ctx context.Context, text string) tea.Cmd {
	m.problem.close()
	m.mode, m.typed, m.line, m.current, m.stopped = repoAsking, text, "", nil, false
	m.picked, m.top = nil, nil
	cmd := ui.Do(ui.Fill{ID: "repository", Text: func() string { return text }})
	if m.search.answered {
		return cmd
	}
	return tea.Batch(cmd, m.ask(ctx, ""))
}

func (m *repositoryCheck) act(ctx context.Context, key string) tea.Cmd {
	if cmd, ok := m.problem.elsewhere(m.setup, key); ok {
		return cmd
	}
	switch m.problem.act(key) {
	case actRetry:
		return m.start(ctx, m.path)
	case actCorrect:
		return m.askFor(ctx, m.path)
	case actList:
		return m.askFor(ctx, "")
	case actSkip:
		m.problem.close()
		m.setup.Refused = m.current
		return m.next()
	}
	if key == "esc" {
		return m.askFor(ctx, m.path)
	}
	return nil
}
