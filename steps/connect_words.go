package steps

import (
	"slices"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// lookUp shows the likeliest problem of the words that ACP's page says. It is
// not written down as one of this run: the person has seen it, not the program.
func (m *Connect) lookUp(text string) {
	m.words = nil
	if text == "" {
		m.words = []ui.Block{ui.Text{S: "Type some of the words that ACP shows, then Enter."}}
		return
	}
	matches := assets.Find(text)
	if len(matches) == 0 {
		m.words = []ui.Block{ui.Text{S: "These words are not known to me. Your ACP team can help; ctrl+r shows a report for them."}}
		return
	}
	said, _ := withoutToken(text)
	p := problem.New(problem.Code(matches[0].Code), "").With(problem.Facts{Words: said})
	m.panel = problemScreen{problem: p, support: m.setup.Answers.Support.String(), page: words.Page(m.setup, p)}
	m.panel.remedies = []action{{"r", actRetry, "back to the steps in ACP, to try again", "try again"}}
	if m.panel.page.Message != "" {
		m.panel.remedies = append(m.panel.remedies, copyMessage(p.Code))
	}
	if !coveredInBrowser(p.Code) {
		for _, f := range m.panel.page.Fix {
			m.words = append(m.words, ui.Text{S: "- " + f, Indent: 1})
		}
	}
}

// copyMessage is the remedy that copies the message, in the words of the other
// panels where they have one.
func copyMessage(code problem.Code) action {
	for _, r := range actionsByCode[code] {
		if r.act == actCopy {
			return r
		}
	}
	return copyFor("the message")
}

// coveredInBrowser reports whether trying again and copying the message are all
// that can be done on the browser way; otherwise the page's list is shown too.
func coveredInBrowser(code problem.Code) bool {
	list, known := actionsByCode[code]
	return known && !slices.ContainsFunc(list, func(r action) bool {
		return r.act != actRetry && r.act != actLook && r.act != actCopy && r.act != actBrowserWay
	})
}

// foundScreen is the panel of what was looked up.
func (m *Connect) foundScreen() ui.Screen {
	screen := m.panel.screen(ui.Key{Key: "esc", Does: "other words"})
	if len(m.words) > 0 {
		screen.Blocks = append(screen.Blocks, ui.Gap{})
	}
	screen.Blocks = append(screen.Blocks, m.words...)
	return screen
}

func (m *Connect) wordsScreen() ui.Screen {
	blocks := []ui.Block{
		ui.Text{S: "What does it say? Type or paste its words.", Strong: true},
		ui.Gap{},
		ui.Field{ID: "acp-words", Label: "It says"},
	}
	if len(m.words) > 0 {
		blocks = append(blocks, ui.Gap{})
	}
	return ui.Screen{
		Blocks: append(blocks, m.words...), Help: words.Help("step-connect"),
		Keys: []ui.Key{{Key: "enter", Does: "look it up"}, {Key: "esc", Does: "back"}},
	}
}
