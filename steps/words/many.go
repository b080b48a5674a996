package words

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// Rest are the lines of [CheckRows] without the repositories.
func Rest(s *setup.State, met []*problem.Problem) ui.Checklist {
	bare := *s
	bare.Repositories = nil
	var own []*problem.Problem
	for _, r := range s.Repositories {
		own = append(own, r.Problems...)
	}
	others := slices.DeleteFunc(slices.Clone(met), func(p *problem.Problem) bool { return slices.Contains(own, p) })
	return CheckRows(&bare, others, "")
}

// ByProblem are the lines of a summary: each problem with how many repositories
// have it, the most frequent first.
func ByProblem(repos []gitlab.Repository, s *setup.State) ui.Checklist {
	first, count := map[problem.Code]*problem.Problem{}, map[problem.Code]int{}
	var codes []problem.Code
	for _, r := range repos {
		for _, p := range r.Problems {
			if p.Severity == problem.Note {
				continue
			}
			if first[p.Code] == nil {
				first[p.Code] = p
				codes = append(codes, p.Code)
			}
			count[p.Code]++
		}
	}
	slices.SortStableFunc(codes, func(a, b problem.Code) int { return cmp.Compare(count[b], count[a]) })
	var out ui.Checklist
	for _, code := range codes {
		p, page := first[code], Page(s, first[code])
		if count[code] > 1 { // in the words that name none of them
			page = Page(s, problem.New(code, ""))
		}
		out = append(out, ui.Line{
			Label: Repositories(count[code]), State: ui.State(problem.StateOf(p.Severity)),
			Text: strings.TrimSuffix(page.Title, "."), Code: string(code),
		})
	}
	return out
}

// ManyProgress is how far a check of many repositories is: "213 of 1000 · 410/s · 2 s
// left".
func ManyProgress(done, of int, took time.Duration) string {
	text := fmt.Sprintf("%d of %d", done, of)
	if done == 0 || took < time.Second/2 {
		return text
	}
	rate := float64(done) / took.Seconds()
	left := time.Duration(float64(of-done) / rate * float64(time.Second))
	return fmt.Sprintf("%s · %.0f/s · %d s left", text, rate, int(left.Seconds()+0.5))
}
