package commands

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps"
	"acp-gitlab/steps/memory"
)

// reporting is what the command report was asked for.
type reporting struct {
	output  string
	noNames bool
}

func (c *call) reportCommand() *cobra.Command {
	var r reporting
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Print a report for support, without secrets",
		Long: `Repeats the checks of the last set-up here, or of what the flags name, without a
token unless one is given, and prints a report for support in Markdown: versions,
addresses, the way to each of them, problems, and every request with its time. No
token is in it, nor a part of one.

It cannot know what an earlier run saw.`,
		Example: `  acp-gitlab report
  acp-gitlab report --no-names --output report.md`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.report(cmd.Context(), r) },
	}
	c.flags.reach(cmd)
	c.flags.output(cmd)
	c.flags.token(cmd)
	c.flags.acp(cmd)
	cmd.Flags().StringVar(&r.output, "output", "", "write it into this file, never over one that exists; on a terminal it is shown first")
	cmd.Flags().BoolVar(&r.noNames, "no-names", false, "put host-1, user-1 and so on in place of names")
	cmd.Flags().BoolVar(&c.flags.yes, "yes", false, "write the file without asking")
	return cmd
}

func (c *call) report(ctx context.Context, r reporting) error {
	given, err := c.env.given(&c.flags, nil)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(r.output); r.output != "" && err == nil {
		return usage("--output: " + web.Clean(r.output) + " exists already; nothing was written over it.")
	}
	m := c.recalled(&given, true, true)
	if err := c.env.takeToken(&c.flags, &given); err != nil {
		return err
	}
	if strayToken(given) != nil {
		given.Token, given.TokenFrom = steps.Given{}.Token, ""
	}
	en, err := c.env.newEngine(&c.flags, given)
	if err != nil {
		return err
	}
	defer en.stack.Close()
	c.say(whatIsRepeated(given, m))
	en.repeat(ctx)
	if err := c.cut(en); err != nil {
		return err
	}
	return c.reported(ctx, en, m, r)
}

// say says something beside the output.
func (c *call) say(line string) { fmt.Fprintln(c.env.Stderr, "acp-gitlab: "+line) }

func whatIsRepeated(given steps.Given, m memory.Memory) string {
	what := "what was named"
	switch {
	case given.GitLab.IsZero() && given.ACP.IsZero():
		return "Nothing is named or remembered, so nothing is checked. --gitlab-url URL and --acp-url URL name something."
	case m.HasSetup() && given.GitLab.From == steps.FromMemory:
		what = "your last set-up"
	}
	if given.Token.IsZero() {
		return "I repeat the checks of " + what + ", without a token."
	}
	return "I repeat the checks of " + what + ", with the token from " + sourceWords(given.TokenFrom) + "."
}

// repeat runs the checks that can be run: nothing is changed anywhere, and ACP
// is only asked what it is and, with a session at hand, what it holds.
func (en *engine) repeat(ctx context.Context) {
	given := en.setup.Given
	if !given.GitLab.IsZero() {
		en.reach(ctx)
		if !en.stopped() && !given.Token.IsZero() {
			en.inspect(ctx)
			en.repositories(ctx)
		}
	}
	if given.ACP.IsZero() {
		return
	}
	if len(given.Sessions) > 0 {
		if client, _ := en.acpClient(ctx); client != nil {
			held, p := client.Status(ctx)
			en.setup.Connection = held
			if p == nil {
				en.setup.Held = &held
			}
			en.met(p)
		}
		return
	}
	place, p := acp.Find(ctx, en.stack, given.ACP.Value, func(problem.Finding) {})
	en.setup.Place = place
	en.met(p)
}

// reported prints the report and writes it where that was asked for.
func (c *call) reported(ctx context.Context, en *engine, m memory.Memory, r reporting) error {
	c.exit = problem.Exit(en.problems, c.flags.strict)
	world := &steps.World{Stack: en.stack, Now: en.now, Getenv: c.env.Getenv, Journal: en.journal, Memory: m}
	world.Host, _ = os.Hostname()
	text := steps.Report(world, en.setup, c.env.versionLine()) + rememberedReport(m)
	if c.flags.json {
		doc, err := c.reportDocument(world, en, m)
		if err != nil {
			return err
		}
		text = doc
	}
	if r.noNames {
		text = steps.Redact(world, en.setup, text)
	}
	if r.output == "" || c.flags.json || c.env.onTerminal() {
		fmt.Fprintln(c.env.Stdout, strings.TrimRight(text, "\n"))
	}
	if r.output == "" {
		return nil
	}
	return c.saved(ctx, r.output, text)
}

// saved writes the report, after a yes where it was shown to somebody.
func (c *call) saved(ctx context.Context, output, text string) error {
	if c.env.onTerminal() && !c.confirm(ctx, "save", "Type the word save and press Enter to write this to "+web.Clean(output)+". Enter alone writes nothing:") {
		c.exit = problem.ExitCancelled
		c.say("Nothing was written.")
		return nil
	}
	folder, err := steps.SaveNew(filepath.Dir(output), filepath.Base(output), text)
	switch {
	case errors.Is(err, os.ErrExist):
		return usage("--output: " + web.Clean(output) + " exists already; nothing was written over it.")
	case err != nil:
		return usage("--output: " + fileNotWritten(output, err))
	}
	c.say("Saved " + web.Clean(filepath.Join(folder, filepath.Base(output))) + ". Read it before you send it.")
	return nil
}

func fileNotWritten(path string, err error) string {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "there is no folder for " + web.Clean(path) + "."
	case errors.Is(err, os.ErrPermission):
		return "this account may not write " + web.Clean(path) + "."
	}
	return web.Clean(path) + " could not be written."
}

// rememberedReport is the part of the report about earlier runs.
func rememberedReport(m memory.Memory) string {
	var b strings.Builder
	put := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	put("\n## Remembered\n")
	if !m.HasSetup() {
		put("- no set-up that ended well")
	} else {
		put("- last set-up: %s, ACP %s, on %s", m.GitLab, orNone(m.ACP), dateWord(gitlab.DateOf(m.SetUpAt)))
		put("- its token: number %d, ends %s", m.Token.ID, dateWord(m.Token.Ends))
	}
	if i := m.Interrupted; i != nil {
		put("- interrupted set-up: %s, at the step %q, on %s", i.GitLab, i.Step, dateWord(gitlab.DateOf(i.At)))
	}
	put("\nWhat an earlier run saw is not kept anywhere, so it is not in here.")
	return b.String()
}

func dateWord(d gitlab.Date) string {
	if d.Year < 2 {
		return "not known"
	}
	return d.String()
}

func orNone(s string) string {
	if s == "" {
		return "not known"
	}
	return s
}
