package steps

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

func (m *repositoryCheck) screen(room ui.Room) ui.Screen {
	switch {
	case m.problem.isOpen():
		return m.problem.screen(ui.Key{Key: "esc", Does: "back", Hidden: true})
	case m.mode == repoAsking:
		return m.askingScreen(room)
	case m.mode == repoSeveral:
		return m.severalScreen(room)
	default:
		return m.resultScreen(room)
	}
}

func (m *repositoryCheck) askingScreen(room ui.Room) ui.Screen {
	field := ui.Field{ID: "repository", Label: "Repository", Value: m.typed}
	if m.line != "" {
		field.Below = append(field.Below, m.line)
	}
	if n := len(m.picked); n > 0 {
		field.Below = append(field.Below, fmt.Sprintf("%d selected: %s", n, someOf(m.picked, room)))
	}
	if m.list.Running() && !room.Lines {
		field.Beside = "searching..."
	}
	how := room.Pick("Type to search the ones you can push to, or paste an address.", "Type to search, or paste an address.")
	switch {
	case room.Lines && len(m.picked) > 0:
		how = "Enter alone checks those selected. Type more paths or addresses to add them."
	case room.Lines:
		how = "Type to search the ones you can push to, or paste an address. Separate several with spaces or commas."
	}
	title := "Which repository will you use first?"
	if m.again() != "" {
		title = "Check the same repository again?"
	}
	blocks := []ui.Block{ui.Text{S: title, Strong: true}, ui.Text{S: how}, ui.Gap{}, field, ui.Gap{}}
	if !m.search.answered && m.first.Running() {
		blocks = append(blocks, ui.Checklist{{State: ui.Wait, Label: "your repositories"}})
	}
	options, marks := m.options(room)
	options = m.againFirst(options)
	if room.Lines && len(m.picked) > 0 {
		options = nil // a number would be taken for one of them, and Enter for the first
	}
	if (len(options) == 0 && len(m.picked) == 0 || m.search.refused != nil) && m.line == "" {
		if say := m.whyNone(); say != "" {
			blocks = append(blocks, ui.Text{S: say})
		}
	}
	screen := ui.Screen{Help: words.Help("step-repository"), Keys: []ui.Key{{Key: "enter", Does: m.enterDoes(room)}}}
	if len(options) > 0 {
		blocks = append(blocks, ui.Choices{ID: "repositories " + m.typed, Options: options, Chosen: options[0].Value, Marks: marks, Several: beforeSkip(options)})
		if !room.Lines && options[0].Value != skipRepo {
			screen.Keys = append(screen.Keys, ui.Key{Key: "tab", Does: "select"})
		}
	}
	screen.Blocks = blocks
	return screen
}

// beforeSkip is how many of the options are repositories.
func beforeSkip(options []ui.Choice) int {
	return len(slices.DeleteFunc(slices.Clone(options), func(o ui.Choice) bool { return o.Value == skipRepo }))
}

func (m *repositoryCheck) enterDoes(room ui.Room) string {
	if n := len(m.picked); n > 0 {
		return fmt.Sprintf(room.Pick("check %d selected", "check %d"), n)
	}
	return "check it"
}

// someOf names some paths, and counts the others.
func someOf(paths []string, room ui.Room) string {
	shown := 4
	if room.Narrow() {
		shown = 1
	}
	if len(paths) <= shown {
		return strings.Join(paths, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(paths[:shown], ", "), len(paths)-shown)
}

// whyNone says why nothing is listed; "" where more is to come, or where a path is
// being typed.
func (m *repositoryCheck) whyNone() string {
	p := m.search.refused
	switch {
	case !m.search.answered || m.list.Running() || strings.ContainsAny(m.typed, "/:"):
		return ""
	case p == nil:
		return "No match among repositories you can push to. A full path, such as team/app, also works."
	}
	if spec, _ := problem.Lookup(p.Code); spec.Area == problem.AreaScopes || p.Code == problem.PermissionMissing {
		return "This token cannot list repositories. Type a full path, such as team/app."
	}
	return "GitLab did not list your repositories. Type a full path, such as team/app."
}

// options are the repositories that fit what was typed, the folder's own
// first, and the way to skip.
func (m *repositoryCheck) options(room ui.Room) (list []ui.Choice, marks map[string][]int) {
	if separated(m.typed) != nil {
		return nil, nil // they are meant as they stand
	}
	list, marks = m.ofFolder(room), map[string][]int{}
	own := len(list) > 0
	for _, h := range m.search.fitting(m.typed) {
		note := targetNote(h.target, m.env.Now(), room)
		marks[h.target.Path] = h.marks
		if own && h.target.Path == list[0].Value {
			list[0].Note = note + ", this folder"
			continue
		}
		list = append(list, ui.Choice{Value: h.target.Path, Label: h.target.Path, Note: note})
	}
	if m.typed == "" {
		list = m.topFirst(list)
	}
	for i, o := range list {
		if m.isPicked(o.Value) {
			list[i].Note = strings.TrimSuffix("selected, "+o.Note, ", ")
		}
	}
	if m.search.answered && len(m.picked) == 0 && (m.typed == "" && len(m.setup.Repositories) == 0 || len(list) > 0) {
		list = append(list, ui.Choice{Value: skipRepo, Label: "skip", Note: room.Pick("for now; push access is not checked", "push not checked")})
	}
	return list, marks
}

// topFirst is the list with what was selected before it was shown at its top.
func (m *repositoryCheck) topFirst(list []ui.Choice) []ui.Choice {
	var out []ui.Choice
	for _, path := range m.top {
		is := func(o ui.Choice) bool { return strings.EqualFold(o.Value, path) }
		if i := slices.IndexFunc(list, is); i >= 0 {
			out, list = append(out, list[i]), slices.Delete(slices.Clone(list), i, i+1)
		} else {
			out = append(out, ui.Choice{Value: path, Label: path})
		}
	}
	return append(out, list...)
}

// ofFolder is the project that this folder is a clone of, if it is on this
// GitLab and fits what was typed.
func (m *repositoryCheck) ofFolder(room ui.Room) []ui.Choice {
	for _, r := range m.setup.Remotes {
		if r.Project != "" && r.Instance.Hostname() == m.setup.Instance.Hostname() && strings.Contains(strings.ToLower(r.Project), strings.ToLower(m.typed)) {
			return []ui.Choice{{Value: r.Project, Label: r.Project, Note: room.Pick("this folder's project", "this folder")}}
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
			parts = append(parts, "active "+words.Count(days, "day")+" ago")
		}
	}
	return strings.Join(parts, ", ")
}

func (m *repositoryCheck) resultScreen(room ui.Room) ui.Screen {
	running := m.check.Running()
	list := m.work.lines(running, m.env.Stack.Timeout())
	name := m.path
	if m.current != nil && m.current.Path != "" {
		name = m.current.Path
	}
	title := "Checking " + name + "..."
	if m.current != nil && !running && !room.Ticking {
		title = words.CanPushTo(*m.current)
	}
	screen := ui.Screen{
		Blocks: []ui.Block{ui.Text{S: title, Strong: true}, ui.Gap{}, list},
		Help:   words.Help("step-repository"), Busy: running, Paced: true,
		Keys: []ui.Key{{Key: "enter", Does: "continue"}, {Key: "a", Does: room.Pick("another repository", "another")}, {Key: "r", Does: "check again", Hidden: true}, {Key: "esc", Does: "back"}},
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
func (m *repositoryCheck) others() []ui.Block {
	var facts ui.Facts
	for _, r := range m.setup.Repositories {
		if m.current != nil && r.Path != m.current.Path {
			facts = append(facts, ui.Fact{Label: r.Path, Text: words.Proven(r)})
		}
	}
	if facts == nil {
		return nil
	}
	return []ui.Block{ui.Gap{}, ui.Text{S: "Checked before:"}, facts}
}
