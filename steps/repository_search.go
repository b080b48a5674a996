package steps

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/sahilm/fuzzy"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
)

// searchPause is how long typing must rest before GitLab is asked.
const searchPause = 200 * time.Millisecond

// fullList is how many repositories GitLab's first answer holds at most: with
// fewer, all are known, and typing asks nobody.
const fullList = 20

// mostKnown is how many repositories are kept to search in, and mostShown how many
// are listed.
const mostKnown, mostShown = 2000, 20

// longestSearch is how long a text is that GitLab is still asked about.
const longestSearch = 255

// repositorySearch are the repositories that GitLab has listed so far. What fits
// the typed text is found among them at once; GitLab knows more, and answers later.
type repositorySearch struct {
	first    []gitlab.Target // what GitLab answers to an empty search
	known    []gitlab.Target
	place    map[string]int // in known, by path
	answered bool           // first is known, or will not come
	refused  *problem.Problem
	last     string          // the text that GitLab has searched for
	found    []gitlab.Target // what it answered
}

// take takes GitLab's answer to a search.
func (r *repositorySearch) take(ev targetsEvent) {
	if ev.problem == nil {
		r.learn(ev.targets)
	}
	if ev.search != "" {
		r.last, r.found = ev.search, ev.targets
		return
	}
	r.answered, r.first, r.refused = true, ev.targets, ev.problem
}

// learn adds targets to the known ones. A role that is not told is kept.
func (r *repositorySearch) learn(targets []gitlab.Target) {
	if r.place == nil {
		r.place = map[string]int{}
	}
	for i, t := range targets {
		at, ok := r.place[t.Path]
		switch {
		case ok && t.Role == 0:
			targets[i].Role = r.known[at].Role
		case ok:
			r.known[at] = t
		case len(r.known) < mostKnown:
			r.place[t.Path] = len(r.known)
			r.known = append(r.known, t)
		}
	}
}

// all reports whether every repository is known: then GitLab is not asked.
func (r *repositorySearch) all() bool { return r.answered && len(r.first) < fullList }

// hit is a repository that fits a text: the places in its path that do, and how
// well it fits, the least best.
type hit struct {
	target gitlab.Target
	marks  []int
	rank   int
}

// The ranks of a hit.
const (
	inName = iota // the name begins with the text
	inPath        // the text stands in the path
	inLetters
	byOther // GitLab found it by something else than its path
)

// fitting are the repositories that fit text, the best first.
func (r *repositorySearch) fitting(text string) []hit {
	var hits []hit
	if text == "" {
		for _, t := range r.first {
			hits = append(hits, hit{target: t})
		}
		return hits
	}
	paths := make([]string, len(r.known))
	for i, t := range r.known {
		paths[i] = t.Path
	}
	there := map[string]bool{}
	for _, m := range fuzzy.FindNoSort(strings.ReplaceAll(text, " ", ""), paths) {
		h := hit{target: r.known[m.Index], marks: m.MatchedIndexes, rank: inLetters}
		if at, rank := within(text, h.target.Path); at >= 0 {
			h.rank, h.marks = rank, span(at, len(text))
		} else if m.Score < 0 {
			continue // the letters are in it, but far apart
		}
		there[h.target.Path] = true
		hits = append(hits, h)
	}
	if text == r.last {
		for _, t := range r.found {
			if !there[t.Path] {
				hits = append(hits, hit{target: t, rank: byOther})
			}
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.rank, b.rank) })
	return hits[:min(len(hits), mostShown)]
}

// within is where text stands in path, the name first; -1 where it does not.
func within(text, path string) (at, rank int) {
	text, path = strings.ToLower(text), strings.ToLower(path)
	name := strings.LastIndex(path, "/") + 1
	if strings.HasPrefix(path[name:], text) {
		return name, inName
	}
	if at := strings.Index(path[name:], text); at >= 0 {
		return name + at, inPath
	}
	return strings.Index(path, text), inPath
}

func span(at, n int) []int {
	marks := make([]int, n)
	for i := range marks {
		marks[i] = at + i
	}
	return marks
}

// separated are the parts of a text that holds several paths or addresses; nil where
// it does not.
func separated(text string) []string {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" ,;\t\r\n", r) })
	for _, part := range parts {
		if !strings.ContainsAny(part, "/:") {
			return nil
		}
	}
	if len(parts) < 2 {
		return nil
	}
	return parts
}
