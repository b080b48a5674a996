package steps

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/ui"
)

// IDLookup is the name of the look-up among the steps.
const IDLookup = "lookup"

// Lookup is "Something does not work": the words that a person sees are looked
// up, and the page of the problem is shown.
type Lookup struct{ shelf }

// NewLookup returns the look-up; leave is the way that esc on its list takes, nil
// to end the flow.
func NewLookup(leave func() tea.Cmd) *Lookup {
	return &Lookup{shelf{
		name: IDLookup, leave: leave,
		ask: "Which words do you see? Type or paste some of them.", askBriefly: "Which words do you see?",
		askAloud: "Which words do you see? Type or paste some of them, or a code. The word all lists every problem.",
		label:    "Words", hint: "of an error, or a code",
		help: lookupHelp, find: findProblems, read: readProblem, clean: withoutToken,
	}}
}

// withoutToken keeps a token that stands in pasted words off the screen.
func withoutToken(pasted string) (cleaned string, notes []string) {
	pasted = strings.TrimSpace(pasted)
	cleaned = secret.NewScrubber().Scrub(pasted)
	if cleaned != pasted {
		notes = []string{"What looks like a secret was left out."}
	}
	return cleaned, notes
}

const lookupHelp = `# Something does not work

Type or paste the words that you see: those of GitLab, of git, of ACP, of this program, or a code
such as ` + "`scope-missing`" + `. The likeliest problem stands first; Enter reads its page. Nothing is sent
anywhere.

In a shell: ` + "`acp-gitlab explain WORDS`" + `.
`

// ID implements ui.Step.
func (*Lookup) ID() string { return IDLookup }

// Title implements ui.Step.
func (*Lookup) Title() string { return "Something does not work" }

// fewestLetters is how much must be typed before it is looked up.
const fewestLetters = 3

func findProblems(text string) (pages []volume, said string) {
	if len(text) < fewestLetters || strings.EqualFold(text, "all") {
		for _, s := range problem.All() {
			pages = append(pages, problemVolume(string(s.Code)))
		}
		return pages, ""
	}
	found := Recognise(text)
	for _, code := range slices.Concat(found.Codes, found.Others) {
		pages = append(pages, problemVolume(code))
	}
	return pages, found.Line
}

func problemVolume(code string) volume {
	page, _ := assets.Problem(code)
	return volume{id: code, title: code, narrow: code, note: page.Fill(nil).Title}
}

func readProblem(code string) (blocks []ui.Block, message string) {
	page, _ := assets.Problem(code)
	page = page.Fill(nil)
	return []ui.Block{ui.Page{Markdown: page.Markdown}, ui.Gap{}, ui.Facts{{Label: "Code", Text: code}}}, page.Message
}

// Recognised is what the words of an error, or a code, point to.
type Recognised struct {
	// Known is false where nothing fits; Codes are then only the nearest.
	Known bool
	// Line says whose words they are, in one sentence or two; "" for a code.
	Line string
	// Codes are the problems that are equally likely, Others less likely ones.
	Codes, Others []string
	// Who says such words: "ACP", "git"; nil for a code.
	Who []string
}

var codeLike = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`) })

// Recognise looks words up: a code, the name of an area of codes, or the words
// of an error, whole or in part.
func Recognise(words string) Recognised {
	name := strings.Trim(strings.ToLower(strings.TrimSpace(words)), `.,:;()[]"'`+"`")
	if _, ok := problem.Lookup(problem.Code(name)); ok {
		return Recognised{Known: true, Codes: []string{name}}
	}
	if codes := areaCodes(name); codes != nil {
		return Recognised{Known: true, Codes: codes, Line: "These are the problems of this area."}
	}
	matches := assets.Find(words)
	if codeLike().MatchString(name) && (len(matches) == 0 || !matches[0].Whole) {
		return unknownCode(name, matches)
	}
	if len(matches) == 0 {
		return unknownCode(name, nil)
	}
	first, rest := assets.Likeliest(matches)
	r := Recognised{Known: true, Codes: codesOf(first), Others: codesOf(rest)}
	for _, m := range first {
		if !slices.Contains(r.Who, m.Who) {
			r.Who = append(r.Who, m.Who)
		}
	}
	r.Line = whoseWords(r, first[0].Whole)
	return r
}

func areaCodes(name string) []string {
	var codes []string
	for _, s := range problem.All() {
		if strings.EqualFold(s.Area, name) {
			codes = append(codes, string(s.Code))
		}
	}
	return codes
}

func codesOf(matches []assets.Match) []string {
	var codes []string
	for _, m := range matches {
		codes = append(codes, m.Code)
	}
	return codes
}

// unknownCode names the nearest codes.
func unknownCode(name string, matches []assets.Match) Recognised {
	r := Recognised{Codes: assets.Nearest(name), Line: "Not a code that I know, and no words that I know."}
	for _, code := range codesOf(matches) {
		if !slices.Contains(r.Codes, code) {
			r.Codes = append(r.Codes, code)
		}
	}
	if len(r.Codes) > 0 {
		r.Codes = r.Codes[:min(len(r.Codes), 4)]
		r.Line = "Not a code that I know. The nearest: " + strings.Join(r.Codes, ", ") + "."
	}
	return r
}

// whoseWords says where the words come from and what they mean most likely.
func whoseWords(r Recognised, whole bool) string {
	speakers := slices.Clone(r.Who)
	for i, who := range speakers {
		if who == "acp-gitlab" {
			speakers[i] = "this program"
		}
	}
	who := strings.Join(speakers, " or ")
	switch several := len(r.Codes) > 1; {
	case several && whole:
		return "These words come from " + who + ". One of these:"
	case several:
		return "Several messages are like that. One of these:"
	case whole:
		return "These words come from " + who + ". Most likely: " + r.Codes[0] + "."
	}
	return "Close to what " + who + " says. Most likely: " + r.Codes[0] + "."
}
