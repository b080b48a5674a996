package steps

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
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

// Repositories is step 6: that ACP can push to the repository it will be used
// for first, proven against git.
type Repositories struct {
	world *World
	setup *Setup

	mode     repoMode
	typed    string
	line     string
	targets  []gitlab.Target
	all      []gitlab.Target // what GitLab answers to an empty search
	answered bool
	lastly   string // the search that the list answers
	path     string
	findings []problem.Finding
	started  time.Time
	stopped  bool
	current  *gitlab.Repository
	queue    []string // given in advance, still to check
	edits    int
	panel    panel
	onward   func() tea.Cmd // what follows instead of the next step; nil for that

	list  ui.Task[targetsEvent]
	check ui.Task[repoEvent]
}

type targetsEvent struct {
	search  string
	targets []gitlab.Target
	problem *problem.Problem
}

type repoEvent struct {
	finding *problem.Finding
	repo    *gitlab.Repository
}

type restedMsg struct{ edit int }

// NewRepositories returns step 6.
func NewRepositories(w *World, s *Setup) *Repositories {
	return &Repositories{world: w, setup: s, queue: s.Given.Repositories}
}

// ID implements ui.Step.
func (*Repositories) ID() string { return IDRepository }

// Title implements ui.Step.
func (*Repositories) Title() string { return "Repository" }

// Enter implements ui.Step. The list of what the person may push to is asked
// for at once; typing a path does not wait for it.
func (m *Repositories) Enter(ctx context.Context) tea.Cmd {
	m.line = ""
	m.panel.close()
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

func (m *Repositories) client() (*gitlab.Client, error) {
	return gitlab.NewClient(m.world.Stack, m.setup.Instance, m.setup.Token)
}

func (m *Repositories) search(ctx context.Context, text string) tea.Cmd {
	client, err := m.client()
	if err != nil {
		m.answered = true
		return nil
	}
	return m.list.Start(ctx, func(ctx context.Context, emit func(targetsEvent)) {
		targets, p := client.PushTargets(ctx, text)
		emit(targetsEvent{text, targets, p})
	})
}

// Update implements ui.Step.
func (m *Repositories) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.list.Take(msg); ok {
		if !ev.Ended {
			m.listed(ev.Val)
		}
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
		if msg.edit == m.edits && m.mode == repoAsking && !strings.Contains(m.typed, "/") && m.typed != m.lastly && len(m.all) >= fullList && !m.setup.holdsSecret(m.typed) {
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

func (m *Repositories) listed(ev targetsEvent) {
	m.answered, m.lastly = true, ev.search
	m.targets = ev.targets
	if ev.search == "" {
		m.all = ev.targets
	}
	// Not being able to list is no problem of the person's: a path can be typed.
	m.world.Journal.Problem(ev.problem)
}

func (m *Repositories) edited(text string) tea.Cmd {
	m.typed, m.line = text, ""
	m.edits++
	if text == "" {
		m.targets, m.lastly = m.all, ""
		return nil
	}
	edit := m.edits
	return tea.Tick(searchPause, func(time.Time) tea.Msg { return restedMsg{edit} })
}

func (m *Repositories) submitted(ctx context.Context, text, choice string) tea.Cmd {
	m.typed = text
	switch {
	case !strings.ContainsAny(text, ":@") && m.setup.holdsSecret(text):
		m.line = "That looks like a token, not a repository. It was sent nowhere."
		return nil
	case strings.ContainsAny(text, "/:") && !m.meansChoice(text, choice):
		return m.typedAddress(ctx, text)
	case choice != "" && choice != skipRepo:
		return m.start(ctx, choice)
	case text == "" && !m.answered:
		m.line = "GitLab has not listed your repositories yet. A moment, or type a path such as team/app."
		return nil
	case text == "" || choice == skipRepo:
		return m.next()
	}
	m.line = "No repository that you can push to has this in its name. Type it as team/app, or paste its address."
	return nil
}

// meansChoice reports whether the list's choice is meant rather than what was
// typed so far: "team/" is the beginning of a path, not one.
func (m *Repositories) meansChoice(text, choice string) bool {
	if choice == "" || choice == skipRepo {
		return false
	}
	_, p := gitlab.ParseRepository(text, m.setup.Instance)
	return p != nil
}

func (m *Repositories) typedAddress(ctx context.Context, text string) tea.Cmd {
	path, p := gitlab.ParseRepository(text, m.setup.Instance)
	if p != nil {
		m.world.Journal.Problem(p)
		m.line = p.Vars["hint"]
		if m.line == "" {
			m.line = "I cannot read that as a repository. It looks like team/app."
		}
		return nil
	}
	return m.start(ctx, path)
}

func (m *Repositories) start(ctx context.Context, path string) tea.Cmd {
	m.panel.close()
	m.mode, m.path, m.stopped, m.current = repoChecking, path, false, nil
	m.findings = []problem.Finding{{ID: "role", State: problem.Wait, Label: "role"}}
	m.started = ui.Now()
	client, err := m.client()
	if err != nil {
		m.panel.open(m.world, m.setup, unexpected(err))
		return nil
	}
	var user gitlab.User
	if m.setup.Inspected != nil && m.setup.Inspected.User != nil {
		user = *m.setup.Inspected.User
	}
	return m.check.Start(ctx, func(ctx context.Context, emit func(repoEvent)) {
		repo := client.Repository(ctx, path, user, func(f problem.Finding) { emit(repoEvent{finding: &f}) })
		emit(repoEvent{repo: &repo})
	})
}

func (m *Repositories) took(ev repoEvent) {
	if ev.finding != nil {
		m.findings = merge(m.findings, *ev.finding)
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

func (m *Repositories) pressed(ctx context.Context, key string) tea.Cmd {
	if m.panel.isOpen() {
		return m.remedy(ctx, key)
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
func (m *Repositories) ask(ctx context.Context, text string) tea.Cmd {
	m.panel.close()
	m.mode, m.typed, m.line, m.current, m.stopped = repoAsking, text, "", nil, false
	cmd := ui.Do(ui.Fill{ID: "repository", Text: func() string { return text }})
	if m.answered {
		m.targets = m.all
		return cmd
	}
	return tea.Batch(cmd, m.search(ctx, ""))
}

func (m *Repositories) remedy(ctx context.Context, key string) tea.Cmd {
	switch m.panel.act(key) {
	case actRetry:
		return m.start(ctx, m.path)
	case actCorrect:
		return m.ask(ctx, m.path)
	case actList:
		return m.ask(ctx, "")
	case actSkip:
		m.panel.close()
		m.setup.Refused = m.current
		return m.next()
	case actCopy, actCopyTarget:
		return m.panel.copy(m.panel.act(key))
	case actNewToken:
		return ui.Do(ui.GoTo{ID: IDTokenPage})
	case actPaste:
		return ui.Do(ui.GoTo{ID: IDPaste})
	case actInstance:
		return ui.Do(ui.GoTo{ID: IDInstance})
	}
	if key == "esc" {
		return m.ask(ctx, m.path)
	}
	return nil
}
