package commands

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/spf13/cobra"

	"acp-gitlab/ui"
)

func (f *flags) plainFlag(c *cobra.Command) {
	if c.Flags().Lookup("plain") == nil {
		c.Flags().BoolVar(&f.plain, "plain", false, "line by line: for screen readers and simple terminals (also ACCESSIBLE=1, TERM=dumb)")
	}
}

// plain reports whether the person wants a flow line by line.
func (c *call) plain() bool { return c.flags.plain || c.env.wantsLines() }

// show shows a flow as the person can read it: full screen, or line by line.
// Whoever changes to lines stays with them.
func (c *call) show(ctx context.Context, w *ui.Wizard) error {
	if !c.plain() {
		if err := ui.Run(ctx, w, c.env.Stdin, c.env.screen()); err != nil || !w.ReadsOut() {
			return err
		}
		c.flags.plain = true
	}
	in, ok := c.env.Stdin.(*os.File)
	if !ok {
		return usage("needs a terminal.")
	}
	if c.explained {
		w.Explained()
	}
	c.explained = true
	return ui.RunLines(ctx, w, in, c.env.screen())
}

// leave writes what stays in the terminal after a flow.
func (c *call) leave(summary []string) {
	if c.plain() {
		summary = spokenSummary(summary)
	}
	cols := terminalWidth(c.env.Stdout)
	for _, line := range summary {
		m := labelled.FindStringSubmatch(line)
		if m == nil || m[1] == "Again" || lipgloss.Width(line) <= cols { // a wrapped command could not be copied
			fmt.Fprintln(c.env.Stdout, line)
			continue
		}
		head := strings.TrimSuffix(line, m[2])
		hang(c.env.Stdout, head, strings.Repeat(" ", len(head)), m[2], max(20, cols-len(head)))
	}
}

// labelled is a row of a summary: "  GitLab  https://gitlab.example.com".
var labelled = regexp.MustCompile(`^  ([A-Z][A-Za-z]+) +(\S.*)$`)

// spokenSummary says a summary in sentences. A command stands alone on its line.
func spokenSummary(rows []string) []string {
	var out []string
	say := func(b ui.Block) { out = append(out, ui.Lines(ui.Screen{Blocks: []ui.Block{b}})...) }
	for _, row := range rows {
		m := labelled.FindStringSubmatch(row)
		switch {
		case m != nil && m[1] == "Again":
			out = append(out, "The same once more is this command, on one line:", strings.TrimSpace(m[2]))
		case m != nil && len(row) > 9 && strings.TrimSpace(row[2:10]) == m[1]:
			say(ui.Facts{{Label: m[1], Text: m[2]}})
		case strings.HasPrefix(row, "  acp-gitlab "):
			out = append(out, strings.TrimSpace(row))
		default:
			say(ui.Text{S: strings.TrimSpace(row)})
		}
	}
	return out
}
