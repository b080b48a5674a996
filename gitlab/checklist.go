package gitlab

import (
	"strings"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// checklist gathers lines and problems, and emits each line as it comes. Only
// results are emitted: what is being waited for, the caller knows.
type checklist struct {
	emit     func(problem.Finding)
	findings []problem.Finding
	problems []*problem.Problem
}

// awaited are lines that have not come yet.
func awaited(ids ...string) []problem.Finding {
	out := make([]problem.Finding, len(ids))
	for i, id := range ids {
		out[i] = problem.Finding{ID: id, Label: id, State: problem.Wait}
	}
	return out
}

// line adds a line with the problems behind it, of which it shows the first. All
// are of one answer: too many of a kind become one.
func (l *checklist) line(id, label string, state problem.State, text string, ps ...*problem.Problem) {
	ps = problem.Fold(ps, web.MaxAlike)
	f := problem.Finding{ID: id, State: state, Label: label, Text: text}
	if len(ps) > 0 {
		f.Problem = merged(ps)
	}
	l.problems = append(l.problems, ps...)
	l.findings = append(l.findings, f)
	if l.emit != nil {
		l.emit(f)
	}
}

func (l *checklist) ok(id, text string)   { l.line(id, id, problem.OK, text) }
func (l *checklist) skip(id, text string) { l.line(id, id, problem.Skip, text) }

// addProblem adds a line that stands as the first of its problems does.
func (l *checklist) addProblem(id, text string, ps ...*problem.Problem) {
	l.line(id, id, problem.StateOf(ps[0].Severity), text, ps...)
}

// merged returns one problem for a line that has several of the same code:
// about all their subjects together.
func merged(ps []*problem.Problem) *problem.Problem {
	p := *ps[0]
	var subjects []string
	for _, q := range ps {
		if q.Code == p.Code {
			subjects = append(subjects, q.About())
		}
	}
	p.Subject, p.More = listed(subjects), 0
	return &p
}

// listed returns "a, b and c".
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
