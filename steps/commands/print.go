package commands

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"golang.org/x/term"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/words"
)

// row is one line of a command's output: what, how it stands, what was found,
// and the code of the problem behind it.
type row struct {
	label string
	state problem.State
	text  string
	code  problem.Code
}

// labelToken begins the lines about the token.
const labelToken = "token"

// printColumns prints rows with their columns under one another.
func printColumns(w io.Writer, rows []row) {
	label, text := 0, 0
	for _, r := range rows {
		label = max(label, lipgloss.Width(r.label))
		if r.code != "" {
			text = max(text, lipgloss.Width(r.text))
		}
	}
	for _, r := range rows {
		head := pad(r.label, label) + "  " + pad(string(r.state), 4) + "  "
		line := head + r.text
		if r.code != "" {
			line = head + pad(r.text, min(text, 64)) + "  " + string(r.code)
		}
		line = strings.TrimRight(line, " ")
		if cols := terminalWidth(w); lipgloss.Width(line) > cols {
			hang(w, head, strings.Repeat(" ", lipgloss.Width(head)), r.text+" "+string(r.code), max(20, cols-lipgloss.Width(head)))
			continue
		}
		fmt.Fprintln(w, line)
	}
}

// terminalWidth is the width of the terminal that w is; what is no terminal is
// as wide as can be: a pipe gets every line whole.
func terminalWidth(w io.Writer) int {
	if f := fileOf(w); f != nil {
		if cols, _, err := term.GetSize(int(f.Fd())); err == nil && cols > 0 {
			return cols
		}
	}
	return math.MaxInt
}

// printTo prints one line; on a terminal that is too narrow it is wrapped at
// blanks, its other lines as far in as the first begins.
func printTo(w io.Writer, line string) {
	cols := terminalWidth(w)
	if lipgloss.Width(line) <= cols {
		fmt.Fprintln(w, line)
		return
	}
	text := strings.TrimLeft(line, " ")
	in := line[:len(line)-len(text)]
	hang(w, in, in, text, cols-len(in))
}

func pad(s string, n int) string { return s + strings.Repeat(" ", max(0, n-lipgloss.Width(s))) }

// rows says what the engine found, a line a thing.
func (en *runner) rows() []row {
	var out []row
	told := map[*problem.Problem]bool{}
	if r, ok := en.tokenRow(); ok {
		out = append(out, r)
	}
	var repos []row
	for _, repo := range en.setup.Repositories {
		repos = append(repos, en.repoRow(repo, told))
	}
	var last []row
	for _, p := range en.problems {
		spec, _ := problem.Lookup(p.Code)
		switch {
		case told[p] || p.Severity == problem.Note:
		case spec.Area == problem.AreaACP:
			last = append(last, en.problemRow(p))
		default:
			out = append(out, en.problemRow(p))
		}
	}
	return slices.Concat(out, repos, last)
}

func (en *runner) tokenRow() (row, bool) {
	in := en.setup.Inspected()
	if in == nil || in.User == nil {
		return row{}, false
	}
	parts := []string{"@" + in.User.Username, describeKind(in.Token.Kind)}
	if e := in.Token.ExpiresAt; e != nil {
		parts = append(parts, fmt.Sprintf("ends %s (%d days)", e.Describe(), in.Token.DaysLeft))
	}
	parts = append(parts, "from "+describeSource(en.setup.TokenFrom()))
	return row{label: labelToken, state: problem.OK, text: strings.Join(parts, ", ")}, true
}

func describeKind(k gitlab.Kind) string {
	if k == gitlab.KindPersonal {
		return "personal access token"
	}
	return string(k) + " token"
}

func (en *runner) repoRow(repo gitlab.Repository, told map[*problem.Problem]bool) row {
	r := row{label: repo.Path, state: problem.OK}
	if len(repo.Findings) == 1 && repo.Findings[0].State == problem.Skip {
		return row{label: repo.Path, state: problem.Skip, text: repo.Findings[0].Text}
	}
	for _, p := range repo.Problems {
		told[p] = true
		if r.code == "" || p.Severity == problem.Error && r.state != problem.Stop {
			r.code, r.state = p.Code, problem.StateOf(p.Severity)
			r.text = strings.TrimSuffix(words.Page(en.setup, p).Title, ".")
		}
	}
	if r.state == problem.Stop {
		return r
	}
	if r.state == problem.Info {
		r.state, r.code = problem.OK, ""
	}
	r.text = pushText(repo)
	return r
}

func pushText(repo gitlab.Repository) string {
	if !repo.CanPush {
		return "not known whether you may push"
	}
	say := "may push"
	if repo.LevelKnown {
		say = fmt.Sprintf("%s (%d), may push", repo.Level, int(repo.Level))
	}
	if !repo.PushProven {
		say += ", not proven against git"
	}
	return say
}

func (en *runner) problemRow(p *problem.Problem) row {
	text := strings.TrimSuffix(words.Page(en.setup, p).Title, ".")
	if hint := p.Facts.Hint; hint != "" {
		text += ": " + strings.TrimSuffix(hint, ".")
	}
	return row{label: areaOf(p), state: problem.StateOf(p.Severity), text: text, code: p.Code}
}

func areaOf(p *problem.Problem) string {
	spec, _ := problem.Lookup(p.Code)
	switch spec.Area {
	case problem.AreaGitLab, problem.AreaInstance:
		return "GitLab"
	}
	return spec.Area
}

// closing says how many repositories can be pushed to and how many problems
// there are.
func (en *runner) closing() string {
	var parts []string
	if n := len(en.setup.Repositories); n > 0 {
		can := 0
		for _, r := range en.setup.Repositories {
			if r.CanPush {
				can++
			}
		}
		parts = append(parts, fmt.Sprintf("%d of %d %s can be pushed to.", can, n, plural(n, "repository", "repositories")))
	}
	errors, warnings := 0, 0
	for _, p := range en.problems {
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
		parts = append(parts, fmt.Sprintf("%d %s.", errors, plural(errors, "problem", "problems")))
	case warnings > 0:
		parts = append(parts, fmt.Sprintf("No problems, %d %s.", warnings, plural(warnings, "warning", "warnings")))
	default:
		parts = append(parts, "No problems.")
	}
	return strings.Join(parts, " ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// days is "1 day", "26 days".
func days(n int) string { return fmt.Sprintf("%d %s", n, plural(n, "day", "days")) }
