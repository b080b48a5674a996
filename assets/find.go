package assets

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"acp-gitlab/gitlab/problem"
)

//go:embed phrases.tsv
var phraseTable string

// Match is a problem that some words may come from.
type Match struct {
	// Code is the problem.
	Code string
	// Phrase is the known wording that comes nearest.
	Phrase string
	// Who says it: "GitLab", "git", "ACP", "the network", "acp-gitlab".
	Who string
	// Whole is set where the words hold the phrase, or are a part of it,
	// letter for letter; otherwise they are only alike.
	Whole bool
	score float64
}

// self is who says the titles of the pages and the codes.
const self = "acp-gitlab"

// Bounds of a lookup.
const (
	longestQuery = 4096 // bytes that are looked at
	mostMatches  = 8
)

// Find returns the problems that the words of an error point to, the likeliest
// first, each code once; nil where nothing comes near. Case, spaces, quotes
// and punctuation do not matter, words may be a part of the message or have
// the message somewhere in them, and small slips are forgiven. The codes and
// the first lines of the pages are known as well.
func Find(words string) []Match {
	if len(words) > longestQuery {
		words = strings.ToValidUTF8(words[:longestQuery], "")
	}
	query := normalise(words)
	if query == "" {
		return nil
	}
	best := map[string]Match{}
	order := make([]string, 0, mostMatches)
	for _, p := range phrases() {
		score, whole := p.matches(query)
		old, known := best[p.code]
		if score == 0 || (known && old.score >= score) {
			continue
		}
		if !known {
			order = append(order, p.code)
		}
		best[p.code] = Match{Code: p.code, Phrase: p.text, Who: p.who, Whole: whole, score: score}
	}
	return ranked(best, order)
}

// ranked sorts by score; codes that score alike stay in the table's order.
// Where something fits letter for letter, what is only alike is left out.
func ranked(best map[string]Match, order []string) []Match {
	matches := make([]Match, 0, len(order))
	whole := false
	for _, code := range order {
		matches = append(matches, best[code])
		whole = whole || best[code].Whole
	}
	if whole {
		matches = slices.DeleteFunc(matches, func(m Match) bool { return !m.Whole })
	}
	slices.SortStableFunc(matches, func(a, b Match) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	return matches[:min(len(matches), mostMatches)]
}

// phrase is one known wording.
type phrase struct {
	text, code, who string
	// parts are the normalised pieces between the gaps.
	parts []string
	// words are all its words, for likeness.
	words []string
}

var phrases = sync.OnceValue(func() []phrase {
	var all []phrase
	for line := range strings.Lines(phraseTable) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(cells) != 3 {
			continue
		}
		all = append(all, newPhrase(cells[0], cells[0], cells[1], cells[2]))
	}
	for _, r := range problem.Refusals() {
		all = append(all, newPhrase(r.Sentence, r.Sentence, string(r.Code), r.Who))
	}
	for _, page := range Problems() {
		gaps := fill(page.Title, nil, plain)
		all = append(all,
			newPhrase(page.Code, page.Code, page.Code, self),
			newPhrase(gaps, withGaps(page.Title), page.Code, self))
	}
	return all
})

func newPhrase(text, pattern, code, who string) phrase {
	p := phrase{text: text, code: code, who: who}
	for part := range strings.SplitSeq(pattern, "...") {
		if n := normalise(part); n != "" {
			p.parts = append(p.parts, n)
			p.words = append(p.words, strings.Fields(n)...)
		}
	}
	return p
}

// withGaps replaces the placeholders of a title by gaps.
func withGaps(title string) string {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(title, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		b.WriteString("...")
		_, title, _ = strings.Cut(after, "}")
	}
}
