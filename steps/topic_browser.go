package steps

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
)

// topic is one page of a browser.
type topic struct {
	// id is what the commands take for it, title what people read.
	id, title string
	// narrow is what stands in the list where there is little room.
	narrow string
	// note stands beside the title where there is room.
	note string
}

// topicBrowser is a list of pages that typing narrows, and the page that is read.
// The guide and the lookup of problems are such steps: they differ in values.
type topicBrowser struct {
	id, title string
	// ask is the question above the list, askBriefly its short form. askAccessible is
	// that of line mode, where a list this long is read out only once words have
	// narrowed it; "" where it is always.
	ask, askBriefly, askAccessible string
	label, hint                    string
	help                           string
	// find returns the pages that fit the words, the likeliest first, and one
	// line about them. Without words it returns all.
	find func(words string) (pages []topic, said string)
	// read returns a page, and a text that can be sent on from it, if any.
	read func(id string) (blocks []ui.Block, message string)
	// clean is what pasted words go through first; nil leaves them as they are.
	clean func(pasted string) (cleaned string, notes []string)
	// leave is the way that esc on the list takes, nil to end the flow.
	leave func() tea.Cmd

	words   string
	notes   []string // of the last paste
	reading string
	sent    bool
}

// ID implements ui.Step.
func (m *topicBrowser) ID() string { return m.id }

// Title implements ui.Step.
func (m *topicBrowser) Title() string { return m.title }

// Enter implements ui.Step. What was looked for last stands there again.
func (m *topicBrowser) Enter(context.Context) tea.Cmd {
	m.reading, m.sent = "", false
	return nil
}

// Update implements ui.Step.
func (m *topicBrowser) Update(_ context.Context, msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case ui.Edited:
		m.words, m.notes = msg.Text(), msg.Notes
	case ui.Submitted:
		m.words, m.reading, m.sent = msg.Text(), msg.Choice, false
	case ui.Pressed:
		return m.pressed(msg.Key)
	}
	return nil
}

func (m *topicBrowser) pressed(key string) tea.Cmd {
	switch key {
	case "esc", "enter":
		if m.reading == "" {
			return m.wayOut()
		}
		m.reading, m.sent = "", false
	case "n":
		m.reading, m.sent = m.next(), false
	case "c":
		if _, message := m.read(m.reading); message != "" {
			m.sent = true
			return ui.Do(ui.Copy{Text: message})
		}
	}
	return nil
}

// pages are those that fit what was typed. A slash before the words is the
// habit of those who search in other programs.
func (m *topicBrowser) pages() ([]topic, string) {
	return m.find(strings.TrimLeft(strings.TrimSpace(m.words), "/ "))
}

// next is the page after the one that is read, "" after the last.
func (m *topicBrowser) next() string {
	pages, _ := m.pages()
	for i, v := range pages {
		if v.id == m.reading && i+1 < len(pages) {
			return pages[i+1].id
		}
	}
	return ""
}

// Screen implements ui.Step.
func (m *topicBrowser) Screen(room ui.Room) ui.Screen {
	if m.reading != "" {
		return m.page(room)
	}
	pages, said := m.pages()
	ask := room.Pick(m.ask, m.askBriefly)
	if room.Lines && m.askAccessible != "" {
		ask = m.askAccessible
		if len(m.words) < fewestLetters {
			pages = nil
		}
	}
	field := ui.Field{ID: m.id + ".words", Label: m.label, Hint: room.Pick(m.hint, ""), Clean: m.clean}
	field.Below = append(field.Below, m.notes...)
	if said != "" {
		field.Below = append(field.Below, said)
	}
	list := ui.Choices{ID: m.id + ".pages " + m.words} // other words begin at the top
	for _, v := range pages {
		c := ui.Choice{Value: v.id, Label: v.title, Note: v.note}
		if room.Narrow() {
			c.Label, c.Note = v.narrow, ""
		}
		list.Options = append(list.Options, c)
	}
	blocks := []ui.Block{ui.Text{S: ask, Strong: true}, field, ui.Gap{}}
	if len(pages) > 0 || !room.Lines {
		blocks = append(blocks, list)
	}
	return ui.Screen{
		Blocks: blocks,
		Keys:   []ui.Key{{Key: "enter", Does: "read"}, {Key: "esc", Does: m.wayOutWord()}},
		Help:   m.help, Quiet: true,
	}
}

func (m *topicBrowser) wayOut() tea.Cmd {
	if m.leave == nil {
		return ui.Do(ui.Finish{})
	}
	return m.leave()
}

// wayOutWord is what the footer says of it.
func (m *topicBrowser) wayOutWord() string {
	if m.leave == nil {
		return "close"
	}
	return "back"
}

func (m *topicBrowser) page(room ui.Room) ui.Screen {
	blocks, message := m.read(m.reading)
	keys := []ui.Key{{Key: "enter", Does: room.Pick("back to the list", "list")}, {Key: "↑↓", Does: "read on"}}
	if message != "" {
		keys = append(keys, ui.Key{Key: "c", Does: room.Pick("copy the message", "copy")})
	}
	if m.next() != "" {
		keys = append(keys, ui.Key{Key: "n", Does: "next"})
	}
	if m.sent {
		blocks = append([]ui.Block{ui.Text{S: "Sent to your clipboard. Not there? The message is below.", Drawn: true, Reply: true}, ui.Gap{}}, blocks...)
	}
	return ui.Screen{
		Blocks: blocks, Quiet: true, Help: m.help,
		Keys: append(keys, ui.Key{Key: "esc", Does: "back", Hidden: true}),
	}
}
