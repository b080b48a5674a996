package words

import (
	"fmt"
	"slices"
	"strings"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// LabelToken begins the lines about the token.
const LabelToken = "token"

// CheckRows says what a check has found, a line a thing: the token, what is
// wrong with it or with GitLab, the repositories, and what is wrong with ACP.
// after is said behind the line of the token, "" for nothing.
func CheckRows(s *setup.State, met []*problem.Problem, after string) ui.Checklist {
	var out, repos, last ui.Checklist
	told := map[*problem.Problem]bool{}
	if l, ok := tokenRow(s, after); ok {
		out = append(out, l)
	}
	for _, repo := range s.Repositories {
		repos = append(repos, RepositoryRow(s, repo))
		for _, p := range repo.Problems {
			told[p] = !skipped(repo) // a skip has no problem of its own, it names another's
		}
	}
	for _, p := range met {
		spec, _ := problem.Lookup(p.Code)
		switch {
		case told[p] || p.Severity == problem.Note:
		case spec.Area == problem.AreaACP:
			last = append(last, ProblemRow(s, p))
		default:
			out = append(out, ProblemRow(s, p))
		}
	}
	return slices.Concat(out, repos, last)
}

// ProblemRows are the lines of problems alone; what is only a note is left out.
func ProblemRows(s *setup.State, met []*problem.Problem) ui.Checklist {
	var out ui.Checklist
	for _, p := range met {
		if p.Severity != problem.Note {
			out = append(out, ProblemRow(s, p))
		}
	}
	return out
}

// ProblemRow is the line of a problem: its area, the title of its page, and its
// hint.
func ProblemRow(s *setup.State, p *problem.Problem) ui.Line {
	text := strings.TrimSuffix(Page(s, p).Title, ".")
	if hint := p.Facts.Hint; hint != "" {
		text += ": " + strings.TrimSuffix(hint, ".")
	}
	return ui.Line{Label: describeArea(p), State: ui.State(problem.StateOf(p.Severity)), Text: text, Code: string(p.Code)}
}

func describeArea(p *problem.Problem) string {
	spec, _ := problem.Lookup(p.Code)
	switch spec.Area {
	case problem.AreaGitLab, problem.AreaInstance:
		return "GitLab"
	}
	return spec.Area
}

func tokenRow(s *setup.State, after string) (ui.Line, bool) {
	in := s.Inspected()
	if in == nil || in.User == nil {
		return ui.Line{}, false
	}
	parts := []string{"@" + in.User.Username, describeKind(in.Token.Kind)}
	if e := in.Token.ExpiresAt; e != nil {
		parts = append(parts, fmt.Sprintf("expires %s (%d days)", e.Describe(), in.Token.DaysLeft))
	}
	parts = append(parts, "from "+Source(s.TokenFrom()))
	return ui.Line{Label: LabelToken, State: ui.OK, Text: strings.Join(parts, ", ") + after}, true
}

func describeKind(k gitlab.Kind) string {
	if k == gitlab.KindPersonal {
		return "personal access token"
	}
	return string(k) + " token"
}

// Source says a token's source as people write it.
func Source(from string) string {
	switch from {
	case "stdin":
		return "--token-stdin"
	case "file":
		return "--token-file"
	}
	return from
}

// skipped reports whether GitLab was not asked about a repository.
func skipped(repo gitlab.Repository) bool {
	return len(repo.Findings) == 1 && repo.Findings[0].State == problem.Skip
}

// RepositoryRow is the line of a repository: the worst that was found, and what
// it may do all the same where that does not stop it.
func RepositoryRow(s *setup.State, repo gitlab.Repository) ui.Line {
	if skipped(repo) {
		return ui.Line{Label: repo.Path, State: ui.Skip, Text: repo.Findings[0].Text}
	}
	if repo.Unasked {
		return ui.Line{Label: repo.Path, State: ui.Skip, Text: "not asked"}
	}
	l := ui.Line{Label: repo.Path, State: ui.OK}
	for _, p := range repo.Problems {
		if l.Code == "" || p.Severity == problem.Error && l.State != ui.Stop {
			l.Code, l.State = string(p.Code), ui.State(problem.StateOf(p.Severity))
			l.Text = strings.TrimSuffix(Page(s, p).Title, ".")
		}
	}
	switch l.State {
	case ui.Stop:
		return l
	case ui.Note:
		l.State, l.Code = ui.OK, ""
	}
	role := ""
	if repo.LevelKnown {
		role = fmt.Sprintf("%s (%d)", repo.Level, int(repo.Level))
	}
	l.Text = pushing(repo, role)
	return l
}

// Verdict says how many repositories can be pushed to and how many problems there
// are.
func Verdict(s *setup.State, met []*problem.Problem) string {
	var parts []string
	left := len(setup.Rest(s.Repositories))
	if n := len(s.Repositories) - left; n > 0 {
		can := 0
		for _, r := range s.Repositories {
			if r.CanPush {
				can++
			}
		}
		parts = append(parts, fmt.Sprintf("You can push to %d of %s.", can, Repositories(n)))
	}
	if left > 0 {
		parts = append(parts, fmt.Sprintf("%d not asked.", left))
	}
	errors, warnings := 0, 0
	for _, p := range met {
		switch p.Severity {
		case problem.Error:
			errors += 1 + p.More
		case problem.Warning:
			warnings += 1 + p.More
		case problem.Note:
		}
	}
	switch {
	case errors > 0:
		parts = append(parts, Count(errors, "problem")+".")
	case warnings > 0:
		parts = append(parts, "No problems, "+Count(warnings, "warning")+".")
	default:
		parts = append(parts, "No problems.")
	}
	return strings.Join(parts, " ")
}

// Repositories is "1 repository" or "3 repositories".
func Repositories(n int) string {
	if n == 1 {
		return "1 repository"
	}
	return fmt.Sprintf("%d repositories", n)
}
