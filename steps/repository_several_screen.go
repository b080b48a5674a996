package steps

import (
	"fmt"
	"slices"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// fewRows is up to how many repositories their rows say all: with more, a summary by
// problem stands before them.
const fewRows = 8

func (m *repositoryCheck) severalScreen(room ui.Room) ui.Screen {
	screen := ui.Screen{Help: words.Help("step-repository")}
	if m.many.Running() {
		screen.Busy, screen.Keys = true, []ui.Key{{Key: "esc", Does: "stop"}}
		screen.Blocks = []ui.Block{
			ui.Text{S: "Checking " + words.Repositories(len(m.several.asked)) + "...", Strong: true}, ui.Gap{}, m.rowsSoFar(room),
		}
		return screen
	}
	title, state := words.CanPushToSeveral(m.several.rows)
	if m.several.early {
		title, state = "Stopped. "+title, ui.Note
	}
	screen.Blocks = []ui.Block{ui.Text{S: title, Strong: true, State: state}}
	screen.Keys = m.severalKeys(room)
	screen.Blocks = append(screen.Blocks, m.limited(room)...)
	if m.several.waits > 0 {
		screen.Busy, screen.Keys = true, []ui.Key{{Key: "esc", Does: "stop waiting"}}
	}
	sum := words.ByProblem(m.several.rows, m.setup)
	few := len(m.several.rows) <= fewRows
	if !few && len(sum) > 0 {
		screen.Blocks = append(screen.Blocks, ui.Gap{}, sum)
	}
	var list ui.Checklist
	for _, r := range m.several.rows {
		list = append(list, words.RepositoryRow(m.setup, r))
	}
	screen.Blocks = append(screen.Blocks, ui.Gap{}, list)
	if warned := warnings(sum); few && len(warned) > 0 {
		screen.Blocks = append(screen.Blocks, ui.Gap{}, warned)
	}
	return screen
}

// warnings are the lines of a summary that the rows do not say: a row that can be
// pushed to has only the name of its warning.
func warnings(sum ui.Checklist) ui.Checklist {
	return slices.DeleteFunc(slices.Clone(sum), func(l ui.Line) bool { return l.State != ui.Warn })
}

func (m *repositoryCheck) severalKeys(room ui.Room) []ui.Key {
	keys := []ui.Key{{Key: "enter", Does: "continue"}}
	again := ui.Key{Key: "r", Does: room.Pick("check again", "again"), Hidden: room.Narrow()}
	if len(setup.Rest(m.several.rows)) > 0 {
		again = ui.Key{Key: "r", Does: room.Pick("check the rest", "the rest")}
	}
	if left := m.pauseLeft(); left > 0 {
		keys = append(keys, ui.Key{Key: "w", Does: room.Pick("wait, then check the rest", "wait")})
		again.Hidden = true
	}
	return append(keys, again, ui.Key{Key: "a", Does: room.Pick("other repositories", "others")}, ui.Key{Key: "esc", Does: "back"})
}

// limited says that GitLab asks for a pause, and how long it is.
func (m *repositoryCheck) limited(room ui.Room) []ui.Block {
	p := m.several.limit
	switch left := m.pauseLeft(); {
	case p == nil:
		return nil
	case m.several.waits > 0:
		return []ui.Block{ui.Gap{}, ui.Checklist{{State: ui.Wait, Label: "GitLab's limit", Until: p.RetryAt}}}
	case left > 0 && room.Lines:
		return []ui.Block{ui.Text{S: "GitLab's limit was reached. It answers again at " + setup.ClockTime(p.RetryAt) + "."}}
	case left > 0:
		say := room.Pick("GitLab's limit was reached. It answers again at %s; w waits for it.", "GitLab's limit. w waits until %s.")
		return []ui.Block{ui.Text{S: fmt.Sprintf(say, setup.ClockTime(p.RetryAt))}}
	case p.Code == problem.GitLabRateLimited && p.RetryAt.After(ui.Now()):
		return []ui.Block{ui.Text{S: "GitLab's limit was reached. It answers again at " + setup.ClockTime(p.RetryAt) + "."}}
	}
	return []ui.Block{ui.Text{S: words.Page(m.setup, p).Title}}
}

// rowsSoFar are the last rows that are known, as many as there is room for, and how
// far it is.
func (m *repositoryCheck) rowsSoFar(room ui.Room) ui.Checklist {
	s := &m.several
	var list ui.Checklist
	for _, r := range s.rows {
		if !r.Unasked {
			list = append(list, words.RepositoryRow(m.setup, r))
		}
	}
	if fits := max(3, room.Rows-6); !room.Lines && len(list) > fits {
		list = list[len(list)-fits:]
	}
	done := words.ManyProgress(s.done(), len(s.asked), ui.Now().Sub(s.began))
	return append(list, ui.Line{State: ui.Wait, Label: "repositories", Text: done})
}
