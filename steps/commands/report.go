package commands

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// reportOptions is what the command report was asked for.
type reportOptions struct {
	output  string
	noNames bool
}

func (c *call) reportCommand() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Print a report for support, without secrets",
		Long: `Repeats the checks of your last setup, or of what the flags name, without a token
unless you give one. Prints a Markdown report for support: versions, addresses,
how each one is reached, problems, and every request with its time. It never
contains a token or part of one.

It does not include what an earlier run saw.`,
		Example: `  acp-gitlab report
  acp-gitlab report --no-names --output report.md`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.report(cmd.Context(), o) },
	}
	c.flags.reach(cmd)
	c.flags.output(cmd)
	c.flags.token(cmd)
	c.flags.acp(cmd)
	cmd.Flags().StringVar(&o.output, "output", "", "write the report to this file (never overwrites one); on a terminal, it is shown first")
	cmd.Flags().BoolVar(&o.noNames, "no-names", false, "replace names with host-1, user-1 and so on")
	cmd.Flags().BoolVar(&c.flags.yes, "yes", false, "write the file without asking")
	cmd.AddCommand(c.reportReadCommand())
	return cmd
}

func (c *call) report(ctx context.Context, o reportOptions) error {
	given, err := c.env.given(&c.flags, nil)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(o.output); o.output != "" && err == nil {
		return usage("--output: " + web.Clean(o.output) + " already exists and was not overwritten.")
	}
	m := c.recalled(&given, true, true)
	if err := c.env.takeToken(&c.flags, &given); err != nil {
		return err
	}
	if given.Stray() {
		given.Token, given.TokenFrom = setup.Answers{}.Token, ""
	}
	r, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return err
	}
	defer r.stack.Close()
	c.say(whatIsRepeated(given, m))
	r.repeat(ctx)
	if err := c.interruptedErr(r); err != nil {
		return err
	}
	return c.reported(ctx, r, m, o)
}

// say says something beside the output.
func (c *call) say(line string) { c.env.complain(line) }

func whatIsRepeated(given setup.Answers, m memory.Memory) string {
	what := "what you named"
	switch {
	case given.GitLab.IsZero() && given.ACP.IsZero():
		return "Nothing to check: no address was given or saved. Use --gitlab-url URL and --acp-url URL."
	case m.HasSetup() && given.GitLab.From == setup.FromMemory:
		what = "your last setup"
	}
	if given.Token.IsZero() {
		return "Repeating the checks of " + what + ", without a token."
	}
	return "Repeating the checks of " + what + ", with the token from " + words.Source(given.TokenFrom) + "."
}

// repeat runs the checks that can be run: nothing is changed anywhere, and ACP
// is only asked what it is and, with a session at hand, what it holds.
func (r *runner) repeat(ctx context.Context) {
	given := r.setup.Answers
	if !given.GitLab.IsZero() {
		r.reach(ctx)
		if !r.stopped() && !given.Token.IsZero() {
			r.inspect(ctx)
			r.repositories(ctx)
		}
	}
	if given.ACP.IsZero() {
		return
	}
	if len(given.Sessions) > 0 {
		if client := r.acpClient(ctx); client != nil {
			held, p := client.Status(ctx)
			if p == nil {
				r.setup.SetHeld(held)
			}
			r.met(p)
		}
		return
	}
	found := setup.FindACP(ctx, r.stack, given.ACP.Value, nil)
	r.setup.Endpoint = found.Endpoint
	r.met(found.Problem)
}

// reported prints the report and writes it where that was asked for.
func (c *call) reported(ctx context.Context, r *runner, m memory.Memory, o reportOptions) error {
	c.exit = problem.Exit(r.problems, c.flags.strict)
	env := &setup.Env{Stack: r.stack, Now: r.now, Getenv: c.env.Getenv, Journal: r.journal, Memory: m}
	env.Host, _ = os.Hostname()
	text := words.Report(env, r.setup, c.env.versionLine()) + rememberedReport(m)
	if c.flags.json {
		doc, err := c.reportDocument(env, r, m)
		if err != nil {
			return err
		}
		text = doc
	}
	if o.noNames {
		text = words.Redact(env, r.setup, text)
	}
	if o.output == "" || c.flags.json || c.env.onTerminal() {
		fmt.Fprintln(c.env.Stdout, strings.TrimRight(text, "\n"))
	}
	if o.output == "" {
		return nil
	}
	return c.saved(ctx, o.output, text)
}

// saved writes the report, after a yes where it was shown to somebody.
func (c *call) saved(ctx context.Context, output, text string) error {
	if c.env.onTerminal() && !c.confirm(ctx, "save", "Type the word save and press Enter to write this to "+web.Clean(output)+". Enter alone writes nothing:") {
		c.exit = problem.ExitCancelled
		c.say("Nothing was written.")
		return nil
	}
	folder, err := setup.SaveNew(filepath.Dir(output), filepath.Base(output), text)
	switch {
	case errors.Is(err, os.ErrExist):
		return usage("--output: " + web.Clean(output) + " already exists and was not overwritten.")
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
		return "you do not have permission to write " + web.Clean(path) + "."
	}
	return web.Clean(path) + " could not be written."
}

// rememberedReport is the part of the report about earlier runs.
func rememberedReport(m memory.Memory) string {
	var b strings.Builder
	put := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	put("\n## Remembered\n")
	if !m.HasSetup() {
		put("- no finished setup")
	} else {
		put("- last setup: %s, ACP %s, on %s", m.GitLab, orNone(m.ACP), dateWord(gitlab.DateOf(m.SetUpAt)))
		put("- its token: number %d, expires %s", m.Token.ID, dateWord(m.Token.Ends))
	}
	if i := m.Interrupted; i != nil {
		put("- unfinished setup: %s, at the step %q, on %s", i.GitLab, i.Step, dateWord(gitlab.DateOf(i.At)))
	}
	put("\nWhat an earlier run saw is not saved anywhere, so it is not included.")
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

// ReportResult is what the command report adds: this computer, the ways to the
// servers, and every request.
type ReportResult struct {
	Version  string `json:"version"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
	Terminal string `json:"terminal,omitempty"`
	Locale   string `json:"locale,omitempty"`
	Time     string `json:"time"`
	// Around are the things around the terminal that matter: "tmux", "ssh".
	Around   []string        `json:"around,omitempty"`
	Ways     []WayResult     `json:"ways,omitempty"`
	CAFile   string          `json:"ca_file,omitempty"`
	Profile  string          `json:"profile,omitempty"`
	Support  string          `json:"support,omitempty"`
	Requests []RequestResult `json:"requests"`
}

// WayResult is the way to one server.
type WayResult struct {
	URL string `json:"url"`
	// Proxy is empty on the direct way.
	Proxy  string `json:"proxy,omitempty"`
	Source string `json:"source,omitempty"`
	Reason string `json:"reason,omitempty"`
	// Certificate says what came of the server's certificate.
	Certificate string `json:"certificate,omitempty"`
}

// RequestResult is one request on the wire.
type RequestResult struct {
	At        string `json:"at"`
	Method    string `json:"method"`
	Host      string `json:"host"`
	Path      string `json:"path"`
	Status    int    `json:"status,omitempty"`
	Failure   string `json:"failure,omitempty"`
	Millis    int64  `json:"milliseconds"`
	RequestID string `json:"request_id,omitempty"`
}

// reportDocument is the report as the JSON document.
func (c *call) reportDocument(w *setup.Env, r *runner, m memory.Memory) (string, error) {
	doc := document("report", r.setup, r.problems, c.exit)
	if held := r.setup.Held(); held != nil {
		doc.ACP = acpResult(r.setup.Endpoint.API, *held)
	}
	doc.Account = &Account{Remembered: rememberedResult(m, r.now()), Report: c.reportResult(w, r)}
	var b strings.Builder
	if err := doc.write(&b, c.env.scrubber()); err != nil {
		return "", errUnexpected
	}
	return b.String(), nil
}

func (c *call) reportResult(w *setup.Env, r *runner) *ReportResult {
	out := &ReportResult{
		Version: c.env.versionLine(), OS: runtime.GOOS, Arch: runtime.GOARCH, Time: stamp(w.Now()),
		Around:   words.Surroundings(w.Getenv),
		Terminal: web.Clean(w.Getenv("TERM")), Locale: web.Clean(words.Locale(w.Getenv)), CAFile: r.setup.CAFile.Value, Requests: []RequestResult{},
	}
	if p := r.setup.Answers.Profile; p != nil {
		out.Profile, out.Support = p.File, p.Support.String()
	}
	for _, way := range words.Ways(w, r.setup) {
		out.Ways = append(out.Ways, WayResult{
			URL: way.URL, Proxy: way.Proxy.URL, Source: way.Proxy.Source, Reason: string(way.Proxy.Reason), Certificate: way.Certificate,
		})
	}
	scrubber := secret.NewScrubber(r.setup.Token(), r.setup.Answers.Token)
	for _, s := range r.setup.Answers.Sessions {
		scrubber.Add(s.Bearer)
	}
	for _, x := range w.Journal.Exchanges() {
		out.Requests = append(out.Requests, RequestResult{
			At: stamp(x.At), Method: x.Method, Host: x.Host, Path: cmp.Or(scrubber.Scrub(x.Path), "/"), Status: x.Status,
			Failure: x.Failure, Millis: x.Took.Milliseconds(), RequestID: scrubber.Scrub(x.RequestID),
		})
	}
	return out
}
