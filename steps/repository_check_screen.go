package steps

import (
	"fmt"
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

func (m *repositoryCheck) screen(room ui.Room) ui.Screen {
	switch {
	case m.problem.isOpen():
		return m.problem.screen(ui.Key{Key: "esc", Does: "back", Hidden: true})
	case m.mode == repoAsking:
		return m.askingScreen(room)
	default:
		return m.resultScreen(room)
	}
}

func (m *repositoryCheck) askingScreen(room ui.Room) ui.Screen {
	field := ui.Field{ID: "repository", Label: "Repository", Value: m.typed}
	if m.line != "" {
		field.Below = []string{m.line}
	}
	title := "Which repository will you use first?"
	if m.again() != "" {
		title = "Check the same repository again?"
	}
	if n, of := m.turn(); of > 1 && n <= of {
		title = fmt.Sprintf("Repository %d of %d", n, of)
	}
	blocks := []ui.Block{
		ui.Text{S: title, Strong: true},
		ui.Text{S: room.Pick("Type to search the ones you can push to, or paste an address.", "Type to search, or paste an address.")},
		ui.Gap{},
		field,
		ui.Gap{},
	}
	if !m.answered && m.list.Running() {
		blocks = append(blocks, ui.Checklist{{State: ui.Wait, Label: "your repositories"}})
	}
	options := m.againFirst(m.options(room))
	if len(options) == 0 && m.answered && m.line == "" && !m.list.Running() && !strings.Contains(m.typed, "/") {
		blocks = append(blocks, ui.Text{S: "No match among repositories you can push to. A full path, such as team/app, also works."})
	}
	if len(options) > 0 {
		blocks = append(blocks, ui.Choices{ID: "repositories " + valuesOf(options), Options: options, Chosen: options[0].Value})
	}
	return ui.Screen{
		Blocks: blocks, Help: words.Help("step-repository"),
		Keys: []ui.Key{{Key: "enter", Does: "check it"}},
	}
}

// options are the repositories that fit what was typed, the folder's own
// first, and the way to skip.
func (m *repositoryCheck) options(room ui.Room) []ui.Choice {
	list := m.ofFolder(room)
	own := len(list) > 0
	for _, t := range m.targets {
		if own && t.Path == list[0].Value {
			list[0].Note = targetNote(t, m.env.Now(), room) + ", this folder"
			continue
		}
		if m.typed != "" && !strings.Contains(strings.ToLower(t.Path), strings.ToLower(m.typed)) {
			continue
		}
		list = append(list, ui.Choice{Value: t.Path, Label: t.Path, Note: targetNote(t, m.env.Now(), room)})
	}
	if m.answered && (m.typed == "" && len(m.setup.Repositories) == 0 || len(list) > 0) {
		list = append(list, ui.Choice{Value: skipRepo, Label: "skip", Note: room.Pick("for now; push access is not checked", "push not checked")})
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
