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

// mostNearest is how many codes or topics are named in place of one that does
// not exist.
const mostNearest = 4

// Letters that two words have in common at their beginning, and what may follow.
const (
	shortestStem  = 4
	longestEnding = 5
)

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

// NearestTopics returns the topics of the guide that come nearest to what was
// typed in place of a name, the nearest first: those with most of its words in
// their name, title or line. A slip or two in a word is forgiven.
func NearestTopics(typed string) []GuideTopic {
	query := strings.Fields(normalise(typed))
	if len(typed) > longestQuery {
		return nil
	}
	type near struct {
		topic GuideTopic
		score int
	}
	var found []near
	for _, t := range guide() {
		if score := nearness(query, t); score > 0 {
			found = append(found, near{t, score})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(b.score, a.score) })
	topics := make([]GuideTopic, 0, mostNearest)
	for _, n := range found[:min(len(found), mostNearest)] {
		topics = append(topics, n.topic)
	}
	return topics
}

// nearness counts the words of a query that a topic knows; one of its names
// counts for more than one of its title or line.
func nearness(query []string, t GuideTopic) int {
	names := strings.Fields(normalise(t.ID + " " + strings.Join(t.Names, " ")))
	said := strings.Fields(normalise(t.Title + " " + t.Line))
	score := 0
	for _, word := range query {
		like := func(w string) bool { return len(word) >= shortestWord && (sameWord(word, w) || sameStem(word, w)) }
		switch {
		case slices.ContainsFunc(names, like):
			score += 2
		case slices.ContainsFunc(said, like):
			score++
		}
	}
	return score
}

// sameStem reports whether two words begin alike for most of their length, as
// "connecting" and "connect" do.
func sameStem(a, b string) bool {
	n := min(len(a), len(b)) - 1
	return n >= shortestStem && a[:n] == b[:n] && max(len(a), len(b)) <= n+longestEnding
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
