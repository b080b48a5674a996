package assets

import (
	"cmp"
	"slices"
	"strings"
)

// Likeliest splits what [Find] returned into the problems that are as likely
// as the first one, and the rest. A single word that only stands somewhere in
// several messages speaks for none of them: then all are equally likely.
func Likeliest(matches []Match) (first, rest []Match) {
	if len(matches) == 0 {
		return nil, nil
	}
	best, n := matches[0], 1
	for n < len(matches) && (matches[n].score >= best.score || partOfMany(best) && matches[n].score > scorePart) {
		n++
	}
	return matches[:n:n], matches[n:]
}

// partOfMany reports whether m was found by a word that is a part of a phrase.
func partOfMany(m Match) bool { return !m.Whole && m.score > scorePart }

// mostNearest is how many codes are named in place of one that does not exist.
const mostNearest = 4

// Nearest returns the codes that come nearest to what was typed in place of
// one, the nearest first.
func Nearest(typed string) []string {
	query := normalise(typed)
	if query == "" || len(query) > longestQuery {
		return nil
	}
	type near struct {
		code string
		far  int
	}
	var found []near
	for _, code := range problemCodes() {
		if far, ok := farness(query, code); ok {
			found = append(found, near{code, far})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.far, b.far) })
	codes := make([]string, 0, mostNearest)
	for _, n := range found[:min(len(found), mostNearest)] {
		codes = append(codes, n.code)
	}
	return codes
}

// farness is the number of slips between a query and a code, or a word of it;
// a third of the letters may differ.
func farness(query, code string) (int, bool) {
	words := normalise(code)
	best, ok := 0, false
	for _, w := range append([]string{words}, strings.Fields(words)...) {
		limit := min(len(query), len(w)) / 3
		if d := distance(query, w, limit); d <= limit && (!ok || d < best) {
			best, ok = d, true
		}
	}
	return best, ok
}
