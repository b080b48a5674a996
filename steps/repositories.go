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
		if msg.edit == m.edits && m.mode == repoAsking && !strings.Contains(m.typed, "/") && m.typed != m.lastly && len(m.all) >= fullList {
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
	case strings.ContainsAny(text, "/:"):
		return m.typedAddress(ctx, text)
	case choice != "" && choice != skipRepo:
		return m.start(ctx, choice)
	case text == "" || choice == skipRepo:
		return m.skip()
	}
	m.line = "No repository that you can push to has this in its name. Type it as team/app, or paste its address."
	return nil
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

func (m *Repositories) skip() tea.Cmd {
	m.setup.PushSkipped = !m.setup.PushProven()
	return ui.Do(ui.Next{})
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
	m.setup.PushSkipped = false
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
		return ui.Do(ui.Next{})
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
		return m.skip()
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

// Screen implements ui.Step.
func (m *Repositories) Screen(room ui.Room) ui.Screen {
	switch {
	case m.panel.isOpen():
		return m.panel.screen(ui.Key{Key: "esc", Does: "back", Hidden: true})
	case m.mode == repoAsking:
		return m.askingScreen(room)
	default:
		return m.resultScreen(room)
	}
}

func (m *Repositories) askingScreen(room ui.Room) ui.Screen {
	field := ui.Field{ID: "repository", Label: "Repository", Value: m.typed}
	if m.line != "" {
		field.Below = []string{m.line}
	}
	title := room.Pick("Which repository will you use first? Let us see that ACP can push to it.", "Which repository will you use first?")
	blocks := []ui.Block{
		ui.Text{S: title, Strong: true},
		ui.Text{S: room.Pick("Type to search what you can push to, or paste an address.", "Type to search, or paste an address.")},
		ui.Gap{},
		field,
		ui.Gap{},
	}
	if !m.answered && m.list.Running() {
		blocks = append(blocks, ui.Checklist{{State: ui.Wait, Label: "your repositories"}})
	}
	options := m.options(room)
	if len(options) == 0 && m.answered && m.line == "" && !m.list.Running() && !strings.Contains(m.typed, "/") {
		blocks = append(blocks, ui.Text{S: "Nothing that you can push to has this in its name. A whole path, such as team/app, is looked at all the same."})
	}
	if len(options) > 0 {
		blocks = append(blocks, ui.Choices{ID: "repositories " + valuesOf(options), Options: options, Chosen: options[0].Value})
	}
	return ui.Screen{
		Blocks: blocks, Help: help("step-repository"),
		Keys: []ui.Key{{Key: "enter", Does: "check it"}},
	}
}

// options are the repositories that fit what was typed, the folder's own
// first, and the way to skip.
func (m *Repositories) options(room ui.Room) []ui.Choice {
	list := m.ofFolder(room)
	own := len(list) > 0
	for _, t := range m.targets {
		if own && t.Path == list[0].Value {
			list[0].Note = targetNote(t, m.world.Now(), room) + ", this folder"
			continue
		}
		if m.typed != "" && !strings.Contains(strings.ToLower(t.Path), strings.ToLower(m.typed)) {
			continue
		}
		list = append(list, ui.Choice{Value: t.Path, Label: t.Path, Note: targetNote(t, m.world.Now(), room)})
	}
	if m.typed == "" && len(m.setup.Repositories) == 0 || len(list) > 0 {
		list = append(list, ui.Choice{Value: skipRepo, Label: "skip", Note: room.Pick("decide later; pushing stays unproven", "push stays unproven")})
	}
	return list
}

// valuesOf names a list by what is in it: another list starts at its top.
func valuesOf(options []ui.Choice) string {
	var b strings.Builder
	for _, o := range options {
		b.WriteString(o.Value + " ")
	}
	return b.String()
}

// ofFolder is the project that this folder is a clone of, if it is on this
// GitLab and fits what was typed.
func (m *Repositories) ofFolder(room ui.Room) []ui.Choice {
	for _, r := range m.setup.Remotes {
		if r.Project != "" && r.Instance.Hostname() == m.setup.Instance.Hostname() && strings.Contains(strings.ToLower(r.Project), strings.ToLower(m.typed)) {
			return []ui.Choice{{Value: r.Project, Label: r.Project, Note: room.Pick("the project of this folder", "this folder")}}
		}
	}
	return nil
}

func targetNote(t gitlab.Target, now time.Time, room ui.Room) string {
	var parts []string
	if t.Role > 0 {
		parts = append(parts, t.Role.String())
	}
	if !t.LastActivity.IsZero() && !room.Narrow() {
		days := int(now.Sub(t.LastActivity).Hours() / 24)
		switch {
		case days <= 0:
			parts = append(parts, "active today")
		default:
			parts = append(parts, "active "+count(days, "day")+" ago")
		}
	}
	return strings.Join(parts, ", ")
}

func (m *Repositories) resultScreen(room ui.Room) ui.Screen {
	running := m.check.Running()
	list := lines(m.findings)
	for i := range list {
		switch {
		case list[i].State == ui.Wait && running:
			list[i].Since, list[i].Limit = m.started, m.world.Stack.Timeout()
		case list[i].State == ui.Wait:
			list[i].State, list[i].Text = ui.Skip, "stopped"
		}
	}
	name := m.path
	if m.current != nil && m.current.Path != "" {
		name = m.current.Path
	}
	screen := ui.Screen{
		Blocks: []ui.Block{ui.Text{S: name, Strong: true}, ui.Gap{}, list},
		Help:   help("step-repository"), Busy: running,
		Keys: []ui.Key{{Key: "enter", Does: "next"}, {Key: "a", Does: room.Pick("another repository", "another")}, {Key: "r", Does: "check again", Hidden: true}, {Key: "esc", Does: "back"}},
	}
	switch {
	case running:
		screen.Keys = []ui.Key{{Key: "esc", Does: "stop"}}
	case m.stopped:
		screen.Blocks = append(screen.Blocks, ui.Gap{}, ui.Text{S: "Stopped. Nothing was changed."})
		screen.Keys[0].Does = "check again"
	default:
		screen.Blocks = append(screen.Blocks, m.others()...)
	}
	return screen
}

// others names what was checked before in this run.
func (m *Repositories) others() []ui.Block {
	var facts ui.Facts
	for _, r := range m.setup.Repositories {
		if m.current != nil && r.Path != m.current.Path {
			facts = append(facts, ui.Fact{Label: r.Path, Text: proven(r)})
		}
	}
	if facts == nil {
		return nil
	}
	return []ui.Block{ui.Gap{}, ui.Text{S: "Checked before:"}, facts}
}

// proven says in a word or two what is known of pushing to r.
func proven(r gitlab.Repository) string {
	switch {
	case r.PushProven && r.CanPush:
		return "proven"
	case r.CanPush:
		return "allowed by your role, not proven against git"
	default:
		return "not possible"
	}
}
