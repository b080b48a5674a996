package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// Info is what the commands that only tell something add to the document.
type Info struct {
	// Explained are the problems that explain names: all of them, the one that
	// was asked for, or those that the words may come from.
	Explained []ExplainedResult `json:"explained,omitzero"`
	// WordsFrom says who uses the words that were looked up.
	WordsFrom []string `json:"words_from,omitempty"`
	// Topics are topics of the guide.
	Topics []TopicResult `json:"topics,omitzero"`
	// Scenarios are what the demo can make go wrong.
	Scenarios []ScenarioResult `json:"scenarios,omitzero"`
	// Program is which program this is.
	Program *ProgramResult `json:"program,omitempty"`
}

// ScenarioResult is one scenario of the demo.
type ScenarioResult struct {
	Name  string `json:"name"`
	About string `json:"about"`
	// Code is the problem that comes of it, "" for none.
	Code problem.Code `json:"code,omitempty"`
}

// ProgramResult is what `version` says.
type ProgramResult struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	OS      string `json:"os"`
	Arch    string `json:"arch"`
}

// ExplainedResult is the page of a problem; the texts are left out in the list
// of all.
type ExplainedResult struct {
	Code      problem.Code     `json:"code"`
	Area      string           `json:"area"`
	Severity  problem.Severity `json:"severity"`
	Exit      int              `json:"exit"`
	Retryable bool             `json:"retryable"`
	Title     string           `json:"title"`
	Fix       []string         `json:"fix,omitempty"`
	Why       string           `json:"why,omitempty"`
	Ask       string           `json:"ask,omitempty"`
	Message   string           `json:"message,omitempty"`
}

// TopicResult is a topic of the guide; Markdown is left out in the list of all.
type TopicResult struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Line     string `json:"line"`
	Markdown string `json:"markdown,omitempty"`
}

// writeDocument prints a document that only tells something: nothing was asked of
// anybody, so nothing can be wrong.
func (c *call) writeDocument(command string, r *Info) error {
	doc := document(command, &setup.State{}, nil, problem.ExitOK)
	doc.Info = r
	if err := doc.write(c.env.Stdout, c.env.scrubber()); err != nil {
		return fmt.Errorf("%w: %w", errUnexpected, err)
	}
	return nil
}

// widestPage is how wide a page is drawn at most, in columns: longer lines are
// hard to read.
const widestPage = 100

// drawsPages reports whether output may be bold and hold links. Whoever asked
// for plain output gets text.
func (e Env) drawsPages() bool { return isTerminal(e.Stdout) && !e.wantsLines() }

// page draws Markdown for where it is read: a terminal, or a file or pipe, to
// which it is plain text; or for reading out.
func (e Env) page(markdown string) string {
	if e.speaksLines() {
		return strings.Join(ui.Lines(ui.Screen{Blocks: []ui.Block{ui.Page{Markdown: markdown}}}), "\n")
	}
	return ui.Markdown(ui.NewTheme(e.Getenv, e.drawsPages()), markdown, min(e.columns(), widestPage))
}

// listing prints two columns. Where a terminal is narrow the second one is
// wrapped, and stands under the first where little is left for it; a pipe gets
// every line whole, and read out each is a sentence.
func (e Env) listing(rows [][2]string) {
	if e.speaksLines() {
		for _, r := range rows {
			e.say(ui.Text{S: strings.TrimSpace(r[0]) + ": " + r[1]})
		}
		return
	}
	label := 0
	for _, r := range rows {
		label = max(label, lipgloss.Width(r[0]))
	}
	label += 2
	room := e.columns() - label
	for _, r := range rows {
		switch {
		case !isTerminal(e.Stdout):
			fmt.Fprintln(e.Stdout, pad(r[0], label)+r[1])
		case room < label:
			fmt.Fprintln(e.Stdout, r[0])
			hang(e.Stdout, "  ", "  ", r[1], e.columns()-2)
		default:
			hang(e.Stdout, pad(r[0], label), strings.Repeat(" ", label), r[1], room)
		}
	}
}

// line prints one sentence, on a terminal wrapped at blanks.
func (e Env) line(text string) {
	if !isTerminal(e.Stdout) || e.speaksLines() {
		fmt.Fprintln(e.Stdout, text)
		return
	}
	hang(e.Stdout, "", "", text, e.columns())
}

// hang prints text behind head, its other lines behind indent.
func hang(w io.Writer, head, indent, text string, cols int) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && lipgloss.Width(line)+1+lipgloss.Width(word) > cols {
			fmt.Fprintln(w, head+line)
			head, line = indent, ""
		}
		line = strings.TrimLeft(line+" "+word, " ")
	}
	fmt.Fprintln(w, head+line)
}

// read shows a step full screen, for reading only.
func (c *call) read(ctx context.Context, step ui.Step) error {
	w := ui.New(ctx, ui.Options{
		Program: "acp-gitlab", Steps: []ui.Step{step}, Getenv: c.env.Getenv,
		Leaving: func() []string { return []string{"Nothing was changed."} },
	})
	err := ui.Run(ctx, w, c.env.Stdin, c.env.screen())
	var fault *ui.Fault
	switch {
	case errors.As(err, &fault):
		return fmt.Errorf("%w: %w", errUnexpected, fault)
	case err != nil || !w.Finished():
		c.exit = problem.ExitCancelled
	}
	return nil
}
