package steps

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// IDLookup is the name of the lookup among the steps.
const IDLookup = "lookup"

// NewLookup returns "Something does not work": the words that a person sees are
// looked up, and the page of the problem is shown. leave is the way that esc on
// its list takes, nil to end the flow.
func NewLookup(leave func() tea.Cmd) ui.Step {
	return &topicBrowser{
		id: IDLookup, title: "Something does not work", leave: leave,
		ask: "What does the error say? Type or paste some of its words.", askBriefly: "What does the error say?",
		askAccessible: "What does the error say? Type or paste some of them, or a code. The word all lists every problem.",
		label:         "Words", hint: "of an error, or a code",
		help: lookupHelp, find: findProblems, read: readProblem, clean: withoutToken,
	}
}

// withoutToken keeps a token that stands in pasted words off the screen.
func withoutToken(pasted string) (cleaned string, notes []string) {
	pasted = strings.TrimSpace(pasted)
	cleaned = secret.NewScrubber().Scrub(pasted)
	if cleaned != pasted {
		notes = []string{"Text that looks like a secret was left out."}
	}
	return cleaned, notes
}

const lookupHelp = `# Something does not work

Type or paste the words that you see: those of GitLab, of git, of ACP, of this program, or a code
such as ` + "`scope-missing`" + `. The most likely problem comes first; Enter opens its page. Nothing is sent
anywhere.

In a shell: ` + "`acp-gitlab explain WORDS`" + `.
`

// fewestLetters is how much must be typed before it is looked up.
const fewestLetters = 3

func findProblems(text string) (pages []topic, said string) {
	if len(text) < fewestLetters || strings.EqualFold(text, "all") {
		for _, s := range problem.All() {
			pages = append(pages, problemTopic(string(s.Code)))
		}
		return pages, ""
	}
	found := words.Lookup(text)
	for _, code := range slices.Concat(found.Codes, found.Others) {
		pages = append(pages, problemTopic(code))
	}
	return pages, found.Line
}

func problemTopic(code string) topic {
	page, _ := assets.Problem(code)
	return topic{id: code, title: code, narrow: code, note: page.Fill(nil).Title}
}

func readProblem(code string) (blocks []ui.Block, message string) {
	page, _ := assets.Problem(code)
	page = page.Fill(nil)
	return []ui.Block{ui.Page{Markdown: page.Markdown}, ui.Gap{}, ui.Facts{{Label: "Code", Text: code}}}, page.Message
}
