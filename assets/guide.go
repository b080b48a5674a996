package assets

import (
	"embed"
	"strings"
	"sync"
)

//go:embed guide/*.md
var guideFiles embed.FS

// GuideTopic is one topic of the guide.
type GuideTopic struct {
	// ID is what `acp-gitlab guide` takes: the file's name without number and
	// ending. The pages of the wizard's steps begin with "step-".
	ID string
	// Title is the topic's heading.
	Title string
	// Line says in one line what the topic tells.
	Line string
	// Markdown is the whole topic, with title and line.
	Markdown string
	// File is its name in the guide's folder, by which topics link.
	File string
}

// ForStep reports whether the topic explains a step of the wizard.
func (t GuideTopic) ForStep() bool { return strings.HasPrefix(t.ID, "step-") }

// Guide returns the topics in their order; those of the wizard's steps come
// last.
func Guide() []GuideTopic { return append([]GuideTopic(nil), guide()...) }

// Topic returns the topic with this id; false where there is none.
func Topic(id string) (GuideTopic, bool) {
	for _, t := range guide() {
		if t.ID == id {
			return t, true
		}
	}
	return GuideTopic{}, false
}

// Linked returns the topic that a link inside the guide leads to, such as
// "04-scopes.md"; false for any other link.
func Linked(link string) (GuideTopic, bool) {
	file, _, _ := strings.Cut(link, "#")
	for _, t := range guide() {
		if t.File == file {
			return t, true
		}
	}
	return GuideTopic{}, false
}

var guide = sync.OnceValue(func() []GuideTopic {
	entries, err := guideFiles.ReadDir("guide")
	if err != nil {
		return nil
	}
	topics := make([]GuideTopic, 0, len(entries))
	for _, e := range entries {
		raw, err := guideFiles.ReadFile("guide/" + e.Name())
		if err != nil {
			continue
		}
		topics = append(topics, parseTopic(e.Name(), string(raw)))
	}
	return topics
})

// parseTopic reads the title, the line under it, and the id in the name.
func parseTopic(file, markdown string) GuideTopic {
	_, id, _ := strings.Cut(strings.TrimSuffix(file, ".md"), "-")
	title, rest, _ := strings.Cut(markdown, "\n")
	line, _, _ := strings.Cut(strings.TrimSpace(rest), "\n\n")
	return GuideTopic{
		ID: id, File: file, Markdown: markdown,
		Title: strings.TrimPrefix(title, "# "),
		Line:  oneLine(line),
	}
}
