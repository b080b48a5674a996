package commands

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/spf13/cobra"

	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
	"acp-gitlab/ui/line"
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
func (c *call) show(ctx context.Context, shell *ui.Shell) error {
	if !c.plain() {
		if err := ui.Run(ctx, shell, c.env.Stdin, c.env.screen()); err != nil || !shell.ReadsOut() {
			return err
		}
		c.flags.plain = true
	}
	in, ok := c.env.Stdin.(*os.File)
	if !ok {
		return usage("needs a terminal.")
	}
	c.explained = true
	return line.Run(ctx, shell, in, c.env.screen())
}

// leave writes what stays in the terminal after a flow. A command is never
// wrapped: it could not be copied.
func (c *call) leave(summary words.Summary) {
	if c.plain() {
		for _, l := range summary.Spoken() {
			fmt.Fprintln(c.env.Stdout, l)
		}
		return
	}
	if summary.Head == "" {
		return
	}
	cols := terminalWidth(c.env.Stdout)
	fmt.Fprintln(c.env.Stdout, "acp-gitlab: "+summary.Head)
	for _, r := range summary.Rows {
		margin := r.Margin()
		if r.Command || lipgloss.Width(margin+r.Text) <= cols {
			fmt.Fprintln(c.env.Stdout, margin+r.Text)
			continue
		}
		hang(c.env.Stdout, margin, strings.Repeat(" ", len(margin)), r.Text, max(20, cols-len(margin)))
	}
}
