package steps

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/assets"
	"acp-gitlab/lazy"
	"acp-gitlab/ui"
)

// IDGuide is the name of the guide among the steps.
const IDGuide = "guide"

// NewGuide returns the guide by topic: typing narrows the list, Enter reads. It
// serves `acp-gitlab guide` and the menu of the wizard. leave is the way that esc
// on its list takes, nil to end the flow.
func NewGuide(leave func() tea.Cmd) ui.Step {
	return &topicBrowser{
		id: IDGuide, title: "Guide", leave: leave,
		ask: "What would you like to read about?", askBriefly: "What topic?",
		label: "Search", hint: "type to narrow the list",
		help: guideHelp, find: findTopics, read: readTopic,
	}
}

const guideHelp = `# The guide

Type to narrow the list to the topics with all your words. Those with the words in their title
come first. Enter opens a topic, esc goes back.

In a shell, ` + "`acp-gitlab guide TOPIC`" + ` shows the same pages, and
` + "`acp-gitlab guide --all`" + ` shows all of them.
`

func findTopics(words string) (pages []topic, said string) {
	found := SearchGuide(words)
	if len(found) == 0 {
		return nil, "No topic matches these words. Try other words."
	}
	for _, t := range found {
		pages = append(pages, topic{id: t.ID, title: t.Title, narrow: t.Title, note: t.ID})
	}
	return pages, ""
}

func readTopic(id string) (blocks []ui.Block, message string) {
	t, _ := assets.Topic(id)
	return []ui.Block{ui.Page{Markdown: GuideText(t)}}, ""
}

// SearchGuide returns the topics that hold every one of words: first those
// that have them in a name or the title, then in their line, then anywhere.
// Without words it returns all; where no topic holds them all, the nearest.
func SearchGuide(words string) []assets.GuideTopic {
	var ranks [3][]assets.GuideTopic
	for _, t := range assets.Guide() {
		for i, text := range []string{t.ID + " " + t.Title + " " + strings.ReplaceAll(strings.Join(t.Names, " "), "-", " "), t.Line, t.Markdown} {
			if matchesAll(text, words) {
				ranks[i] = append(ranks[i], t)
				break
			}
		}
	}
	if found := slices.Concat(ranks[:]...); len(found) > 0 {
		return found
	}
	return assets.NearestTopics(words)
}

func matchesAll(text, words string) bool {
	text = strings.ToLower(text)
	for _, w := range strings.Fields(strings.ToLower(words)) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

var guideLink = lazy.Regexp(`\[([^\]]+)\]\((\d\d-[a-z-]+\.md)[^)]*\)`)

// GuideText is a topic's Markdown for a terminal: a link to another topic says
// the command that shows it.
func GuideText(t assets.GuideTopic) string {
	return guideLink().ReplaceAllStringFunc(t.Markdown, func(link string) string {
		parts := guideLink().FindStringSubmatch(link)
		to, ok := assets.Linked(parts[2])
		if !ok {
			return parts[1]
		}
		return parts[1] + " (`acp-gitlab guide " + to.ID + "`)"
	})
}
