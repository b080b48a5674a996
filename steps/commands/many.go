package commands

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
	"acp-gitlab/ui/typeset"
)

// manyRows is from how many repositories on their rows are printed as they come.
const manyRows = 5

// liveRows prints the rows of many repositories as they come, and on a terminal a
// line below them that says how far it is.
type liveRows struct {
	env   Env
	setup *setup.State
	began time.Time
	done  int
	of    int
	// widest is the longest path: the rows share their columns.
	widest string
	// shown is when the line below was drawn last.
	shown time.Time
}

// live returns what prints rows as they come; nil where they come all at once: in
// JSON, and where there are few.
func (c *call) live(r *runner) *liveRows {
	n := len(r.setup.Answers.Repositories)
	if c.flags.json || n < manyRows {
		return nil
	}
	l := &liveRows{env: c.env, setup: r.setup, began: time.Now(), of: n}
	for _, path := range r.setup.Answers.Repositories {
		if typeset.Width(path) > typeset.Width(l.widest) {
			l.widest = path
		}
	}
	return l
}

// begin prints what stands above the rows.
func (l *liveRows) begin(met []*problem.Problem) {
	l.env.write(words.Rest(l.setup, met))
	l.progress()
}

// row prints one row.
func (l *liveRows) row(repo gitlab.Repository) {
	l.done++
	line := words.RepositoryRow(l.setup, repo)
	l.clear()
	if l.env.speaksLines() {
		l.env.write(ui.Checklist{line})
	} else {
		// Drawn together with the longest, which is not printed, it has the same
		// columns as all others.
		sheet, longest := l.env.sheet(l.env.Stdout), ui.Line{Label: l.widest, State: ui.Skip, Text: "-"}
		lines := sheet.Lines(l.env.hideValues([]ui.Block{ui.Checklist{line, longest}})...)
		printLines(l.env.Stdout, lines[:len(lines)-len(sheet.Lines(ui.Checklist{longest}))])
	}
	l.progress()
}

// moves reports whether there is a line that can be drawn anew.
func (l *liveRows) moves() bool { return l.env.draws(l.env.Stdout) }

// progressEvery is how often the line below the rows is drawn at most.
const progressEvery = 100 * time.Millisecond

func (l *liveRows) progress() {
	if now := time.Now(); l.moves() && (now.Sub(l.shown) >= progressEvery || l.done == 0) {
		l.shown = now
		fmt.Fprint(l.env.Stdout, "\r\x1b[K"+words.ManyProgress(l.done, l.of, now.Sub(l.began))+"\r")
	}
}

// resume leaves the time since a moment out of the rate: nothing was asked.
func (l *liveRows) resume(since time.Time) {
	l.began = l.began.Add(time.Since(since))
	l.progress()
}

// clear takes the line below away: a row takes its place.
func (l *liveRows) clear() {
	if l.moves() {
		fmt.Fprint(l.env.Stdout, "\r\x1b[K")
		l.shown = time.Time{}
	}
}

// wereLive is what is left to say where the rows have been printed: the problems of
// the run itself that came behind them, and the summary.
func (r *runner) wereLive() []ui.Block {
	var late ui.Checklist
	for _, p := range r.problems[r.above:] {
		own := func(repo gitlab.Repository) bool { return slices.Contains(repo.Problems, p) }
		if p.Severity != problem.Note && !slices.ContainsFunc(r.setup.Repositories, own) {
			late = append(late, words.ProblemRow(r.setup, p))
		}
	}
	for _, repo := range r.setup.Repositories {
		if repo.Unasked && len(repo.Problems) == 0 {
			late = append(late, words.RepositoryRow(r.setup, repo))
		}
	}
	blocks := []ui.Block{late}
	if sum := words.ByProblem(r.setup.Repositories, r.setup); len(sum) > 0 {
		blocks = append(blocks, ui.Gap{}, sum)
	}
	return blocks
}

// shortEnough is up to how many repositories a command names them.
const shortEnough = 20

// again is the command that asks about the repositories that were not asked about;
// the zero value where all were. Many of a file are asked about by its name, from the
// first of them on.
func (c *call) again(r *runner) advice {
	left := setup.Rest(r.setup.Repositories)
	if len(left) == 0 || r.setup.Instance.IsZero() {
		return advice{}
	}
	var say strings.Builder
	say.WriteString("acp-gitlab check --gitlab-url " + setup.Quoted(r.setup.Instance.URL()))
	add := func(flag, value string) {
		if value != "" {
			say.WriteString(" " + flag + " " + setup.Quoted(value))
		}
	}
	add("--profile", c.flags.profile)
	add("--ca-file", c.flags.caFile)
	if c.flags.branches {
		say.WriteString(" --branches")
	}
	if len(left) > shortEnough && isFile(c.flags.reposFrom) && len(c.named) <= shortEnough {
		left = c.named
		add("--repos-from", c.flags.reposFrom)
		add("--after", c.lastAsked(r.setup))
	}
	for _, path := range left {
		say.WriteString(" " + setup.Quoted(path))
	}
	return advice{command: say.String()}
}

// isFile reports whether a list can be read once more: a pipe cannot.
func isFile(name string) bool {
	info, err := os.Stat(name)
	return name != "" && err == nil && info.Mode().IsRegular()
}

// lastAsked is the repository of the list, as it is written there, in front of the
// first that was not asked about; "" for the list's beginning. Some behind it may have
// been asked about: questions end in another order than they began in.
func (c *call) lastAsked(s *setup.State) string {
	last := c.flags.after
	left := setup.Rest(s.Repositories)
	for _, text := range s.Answers.Repositories {
		path, p := gitlab.ParseRepository(text, s.Instance)
		if p == nil && slices.Contains(left, path) {
			break
		}
		last = text
	}
	return last
}

// asked reports whether something was found out about a repository.
func (r *runner) asked() bool {
	return slices.ContainsFunc(r.setup.Repositories, func(repo gitlab.Repository) bool { return !repo.Unasked && len(repo.Findings) > 0 })
}
