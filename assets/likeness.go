package assets

import (
	"strings"
	"unicode"
)

// Scores. Words that hold a whole phrase beat a part of a phrase, which beats
// likeness; within a kind the longer or nearer one wins.
const (
	scoreHeld  = 1000.0
	scorePart  = 500.0
	scoreAlike = 400.0
)

const (
	shortestWord = 3   // letters of a whole word that counts as a part of a phrase
	shortestPart = 6   // letters of a quote that may begin or end inside a word
	leastAlike   = 0.6 // share of words in common that counts as likeness
)

// normalise returns the words of s in lower case, one space between them.
// Apostrophes fall away, all other signs part words.
func normalise(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case r == '\'' || r == '’':
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_':
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// matches says how well a normalised query fits p, 0 for not at all, and
// whether it does so letter for letter. A single word out of a phrase counts
// as likeness only.
func (p phrase) matches(query string) (score float64, whole bool) {
	length := len(strings.Join(p.parts, " "))
	switch {
	case p.heldBy(query):
		return scoreHeld + float64(length), true
	case len(query) >= shortestWord && p.holds(query):
		return scorePart + 100*float64(len(query))/float64(length), strings.Contains(query, " ")
	}
	if share := alike(strings.Fields(query), p.words); share >= leastAlike {
		return scoreAlike * share, false
	}
	return 0, false
}

// heldBy reports whether every part stands in query, in order, as whole words.
func (p phrase) heldBy(query string) bool {
	rest := " " + query + " "
	for _, part := range p.parts {
		_, after, ok := strings.Cut(rest, " "+part+" ")
		if !ok {
			return false
		}
		rest = " " + after
	}
	return len(p.parts) > 0
}

// holds reports whether query is a piece of one part; a short one must be made
// of whole words.
func (p phrase) holds(query string) bool {
	edge := ""
	if len(query) < shortestPart {
		edge = " "
	}
	for _, part := range p.parts {
		if strings.Contains(edge+part+edge, edge+query+edge) {
			return true
		}
	}
	return false
}

// alike returns the share of words that two texts have in common (Dice), or,
// for a phrase inside a long text, the share of the phrase's words a little
// reduced. One word in common is not enough unless it is all there is.
func alike(query, known []string) float64 {
	common, weight := 0, 0
	for _, k := range known {
		for _, q := range query {
			if sameWord(q, k) {
				common++
				weight += len(k)
				break
			}
		}
	}
	if common == 0 || (common == 1 && min(len(query), len(known)) > 1) {
		return 0
	}
	total := letters(known)
	inside := 0.0
	if len(known) > 2 {
		inside = 0.85 * float64(weight) / float64(total)
	}
	return max(2*float64(weight)/float64(letters(query)+total), inside)
}

func letters(words []string) int {
	n := 0
	for _, w := range words {
		n += len(w)
	}
	return n
}

// sameWord forgives one slip in words of five letters or more, two from ten.
func sameWord(a, b string) bool {
	if a == b {
		return true
	}
	slips := 0
	switch n := min(len(a), len(b)); {
	case n >= 10:
		slips = 2
	case n >= 5:
		slips = 1
	}
	return slips > 0 && distance(a, b, slips) <= slips
}

// distance is the number of letters to add, drop, change or swap with their
// neighbour (optimal string alignment); limit+1 when it must be more.
func distance(a, b string, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last := []int(nil), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(row[j-1]+1, last[j]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
