package steps

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// severalRepositories are those that are checked at a time.
type severalRepositories struct {
	// asked are the paths of the question under way, and rows what is known of all,
	// in their order.
	asked []string
	rows  []gitlab.Repository
	began time.Time
	early bool             // the person stopped it
	limit *problem.Problem // GitLab stopped it
	waits int              // the pause that is waited out, by its number; 0 for none
	pause int              // how many pauses there were
}

type severalEvent struct {
	row  *gitlab.Repository // one that is known
	all  []gitlab.Repository
	stop *problem.Problem
}

type waitedMsg struct{ pause int }

// startSeveral checks several repositories. Those of rows that were checked before
// keep their places.
func (m *repositoryCheck) startSeveral(ctx context.Context, paths []string) tea.Cmd {
	m.several = severalRepositories{}
	for _, path := range paths {
		m.several.rows = append(m.several.rows, gitlab.Repository{Path: path, Asked: path, Unasked: true})
	}
	return m.askSeveral(ctx)
}

// askSeveral asks about those that were not asked about.
func (m *repositoryCheck) askSeveral(ctx context.Context) tea.Cmd {
	m.problem.close()
	m.mode, m.current, m.stopped = repoSeveral, nil, false
	s := &m.several
	s.asked, s.early, s.limit, s.waits, s.began = setup.Rest(s.rows), false, nil, 0, ui.Now()
	question, p := m.setup.Question(m.env.Stack, s.asked)
	if p != nil {
		m.problem.open(m.env, m.setup, p)
		return nil
	}
	return m.many.Start(ctx, func(ctx context.Context, emit func(severalEvent)) {
		all, stop := question.Ask(ctx, func(r gitlab.Repository) { emit(severalEvent{row: &r}) })
		emit(severalEvent{all: all, stop: stop})
	})
}

// done is how many of the question under way are known.
func (s *severalRepositories) done() int { return len(s.asked) - len(setup.Rest(s.rows)) }

// put puts what is known of a repository in its place.
func (s *severalRepositories) put(repo gitlab.Repository) {
	if i := slices.IndexFunc(s.rows, func(r gitlab.Repository) bool { return strings.EqualFold(r.Asked, repo.Asked) }); i >= 0 {
		s.rows[i] = repo
	}
}

func (m *repositoryCheck) tookSeveral(ev severalEvent) {
	if ev.row != nil {
		m.several.put(*ev.row)
		return
	}
	for _, r := range ev.all {
		m.several.put(r)
	}
	m.several.limit = ev.stop
	m.env.Journal.Problem(ev.stop)
	m.endSeveral(ev.all)
}

// endSeveral keeps what is known, once nothing more comes. Two paths of one project
// are one repository: all says which of them it goes by.
func (m *repositoryCheck) endSeveral(all []gitlab.Repository) {
	s := &m.several
	if all != nil {
		s.rows = slices.DeleteFunc(s.rows, func(r gitlab.Repository) bool {
			other := func(o gitlab.Repository) bool { return strings.EqualFold(o.Asked, r.Asked) }
			return slices.Contains(s.asked, r.Asked) && !slices.ContainsFunc(all, other)
		})
	}
	m.setup.Refused = nil
	for _, r := range s.rows {
		m.keep(r)
	}
}

// showSeveral shows what is known of several: going back and forth asks nothing anew.
func (m *repositoryCheck) showSeveral(repos []gitlab.Repository) {
	m.mode, m.current, m.stopped = repoSeveral, nil, false
	if len(m.several.rows) == 0 {
		m.several.rows = slices.Clone(repos)
	}
}

func (m *repositoryCheck) pressedSeveral(ctx context.Context, key string) tea.Cmd {
	s := &m.several
	switch {
	case key == "esc" && m.many.Running():
		m.many.Cancel()
		s.early = true
		m.endSeveral(nil)
	case key == "esc" && s.waits > 0:
		s.waits = 0
	case key == "esc":
		return ui.Do(ui.Back{})
	case key == "w" && m.pauseLeft() > 0:
		s.pause++
		s.waits = s.pause
		pause := s.pause
		return tea.Tick(m.pauseLeft(), func(time.Time) tea.Msg { return waitedMsg{pause} })
	case key == "a":
		return m.askFor(ctx, "")
	case key == "r" && len(setup.Rest(s.rows)) > 0:
		return m.askSeveral(ctx)
	case key == "r":
		var paths []string
		for _, r := range s.rows {
			paths = append(paths, r.Asked)
		}
		return m.startSeveral(ctx, paths)
	case key == "enter":
		return m.next()
	}
	return nil
}

// pauseLeft is how long GitLab wants to be left alone, where it is little enough to
// wait for; 0 otherwise.
func (m *repositoryCheck) pauseLeft() time.Duration {
	return setup.Pause(m.several.limit, ui.Now())
}

// waited goes on behind a pause that nobody has broken off.
func (m *repositoryCheck) waited(ctx context.Context, msg waitedMsg) tea.Cmd {
	if msg.pause != m.several.waits {
		return nil
	}
	return m.askSeveral(ctx)
}
