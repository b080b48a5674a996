package commands

import (
	"bufio"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// The bounds of a report that is read back: it comes from a stranger.
const (
	maxReport         = 1 << 20
	maxReportFacts    = 40
	maxReportProblems = 20
	maxReportText     = 300 // in characters
	maxReportPaths    = 10
)

func (c *call) reportReadCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "read FILE",
		Short: "Read a report that someone sent you",
		Long: `Shows a report again: the facts, each problem with what to do about it, and the
commands that show the same screens on your computer. Takes Markdown and JSON, also
quoted in an email. Nothing in the file is run, and nothing is sent anywhere.`,
		Example: `  acp-gitlab report read report.md`,
		Args:    cobra.ArbitraryArgs,
		RunE:    func(_ *cobra.Command, args []string) error { return c.readReport(strings.Join(args, " ")) },
	}
	cmd.Flags().BoolVar(&c.flags.json, "json", false, "print one JSON document on standard output")
	c.flags.plainFlag(cmd)
	return cmd
}

// writtenReport is what a report says. All of it was cleaned, and nothing in the
// shape of a secret is left.
type writtenReport struct {
	facts ui.Facts
	// codes are the problems that this version knows, each with what it is about.
	codes    []problem.Code
	subjects []string
	unknown  []string
	// gitlab and repositories are what it was about, where they can be read as
	// such.
	gitlab       string
	repositories []string
	holdsSecret  bool
}

func (c *call) readReport(file string) error {
	if file == "" {
		return usage("report read needs a FILE: the report that someone sent you.")
	}
	text, err := web.ReadLocalOrPipe(file, maxReport, pipeWait)
	if err != nil {
		return usage("report read: " + describeFileError(file, err))
	}
	r, ok := parseReport(string(web.Decoded(text)))
	if !ok {
		return usage(web.Clean(file)+" is not an acp-gitlab report.", `To look up the words in it: acp-gitlab explain "WORDS"`)
	}
	if r.holdsSecret {
		c.exit = problem.ExitNeedsDoing
	}
	if c.flags.json {
		doc := document("report read", &setup.State{}, nil, c.exit)
		doc.Info = &Info{ReadReport: r.result()}
		doc.NextStep, doc.NextStepDoes = r.next().command, r.next().does
		return c.document(doc)
	}
	c.env.write(r.blocks()...)
	c.env.printNext(r.next())
	return nil
}

// parseReport reads a report; false where it is none.
func parseReport(text string) (writtenReport, bool) {
	clean := secret.NewScrubber().Hide(web.CleanLines(text))
	r := writtenReport{holdsSecret: clean != web.CleanLines(text)}
	if strings.HasPrefix(strings.TrimSpace(clean), "{") {
		return r, r.readJSON(clean)
	}
	return r, r.readMarkdown(clean)
}

// readMarkdown reads the list at the top, and the list of problems. Mail
// programs put > before each line.
func (r *writtenReport) readMarkdown(text string) bool {
	section := ""
	lines := bufio.NewScanner(strings.NewReader(text))
	lines.Buffer(nil, maxReport)
	for lines.Scan() {
		line := strings.TrimLeft(lines.Text(), "> ")
		item, isItem := strings.CutPrefix(line, "- ")
		switch {
		case strings.HasPrefix(line, "#"):
			section = strings.TrimSpace(line)
		case !isItem:
		case section == words.ReportTitle:
			label, value, _ := strings.Cut(item, ": ")
			r.fact(label, value)
		case section == words.ReportProblems:
			name, about, _ := strings.Cut(item, ": ")
			name, _, _ = strings.Cut(name, " ")
			r.met(name, about)
		}
	}
	return len(r.facts) > 0
}

func (r *writtenReport) readJSON(text string) bool {
	var doc Result
	if json.Unmarshal([]byte(text), &doc) != nil || doc.Command != "report" || doc.Account == nil || doc.Report == nil {
		return false
	}
	r.holdsSecret = r.holdsSecret || hidesSecret(text)
	r.fact("program", doc.Report.Version)
	r.fact("system", doc.Report.OS+"/"+doc.Report.Arch)
	r.fact("time", doc.Report.Time)
	if doc.GitLab != nil {
		r.fact(words.ReportGitLab, strings.TrimSuffix(doc.GitLab.URL+", "+doc.GitLab.Version, ", "))
	}
	for _, repo := range doc.Repositories {
		r.fact(words.ReportRepository, repo.Path)
	}
	for _, p := range doc.Problems {
		r.met(string(p.Code), p.Subject)
	}
	return true
}

// hidesSecret reports whether a secret in JSON shows only without its escapes.
func hidesSecret(text string) bool {
	var v any
	_ = json.Unmarshal([]byte(text), &v) // it was read before
	plain, err := json.Marshal(v)
	return err != nil || secret.NewScrubber().Hide(string(plain)) != string(plain)
}

// fact takes over a line of the list at the top.
func (r *writtenReport) fact(label, value string) {
	label, value = short(label), short(value)
	if label == "" || value == "" || len(r.facts) == maxReportFacts {
		return
	}
	r.facts = append(r.facts, ui.Fact{Label: label, Text: value})
	first, _, _ := strings.Cut(value, ", ")
	switch label {
	case words.ReportGitLab:
		r.gitlab = knownAddress(first)
	case words.ReportRepository:
		if in, p := gitlab.ParseInstance(r.gitlab); p == nil && len(r.repositories) < maxReportPaths {
			if path, p := gitlab.ParseRepository(first, in); p == nil {
				r.repositories = append(r.repositories, path)
			}
		}
	}
}

// knownAddress is the address of a GitLab as this program writes it, "" for
// anything else.
func knownAddress(address string) string {
	in, p := gitlab.ParseInstance(address)
	if p != nil || isStandIn(in.Hostname()) {
		return ""
	}
	return in.URL()
}

// isStandIn reports whether a host is what report --no-names puts in the place of
// its name: host-1.
func isStandIn(host string) bool {
	no, ok := strings.CutPrefix(host, "host-")
	_, err := strconv.Atoi(no)
	return ok && err == nil
}

// met takes over a problem.
func (r *writtenReport) met(name, about string) {
	name, about = short(name), short(about)
	_, known := problem.Lookup(problem.Code(name))
	switch {
	case name == "" || name == "none" || len(r.codes)+len(r.unknown) == maxReportProblems:
	case !known:
		r.unknown = append(r.unknown, name)
	case !slices.Contains(r.codes, problem.Code(name)):
		r.codes, r.subjects = append(r.codes, problem.Code(name)), append(r.subjects, about)
	}
}

// short is a value as it may be shown: of a bounded length, and without the user
// info and the query of an address.
func short(s string) string {
	s = secret.NewScrubber().Scrub(strings.TrimSpace(web.Clean(s)))
	if all := []rune(s); len(all) > maxReportText {
		return string(all[:maxReportText])
	}
	return s
}

func (r writtenReport) blocks() []ui.Block {
	title := "No problem in this report."
	if n := len(r.codes) + len(r.unknown); n > 0 {
		title = words.Count(n, "problem") + " in this report."
	}
	blocks := []ui.Block{
		ui.Text{S: title, Strong: true},
		ui.Text{S: "Someone else wrote it. Nothing in it was run, and none of its addresses was contacted."},
	}
	if r.holdsSecret {
		blocks = append(blocks, ui.Checklist{{State: ui.Stop, Label: "secret", Text: "Something in it looks like a token. Ask the sender to revoke it, then delete the file."}})
	}
	blocks = append(blocks, ui.Gap{}, r.facts)
	for i, code := range r.codes {
		page, _ := assets.Problem(string(code))
		page = page.Fill(nil)
		blocks = append(blocks, ui.Gap{}, ui.Checklist{{State: stateOf(code), Label: string(code), Text: page.Title}})
		if r.subjects[i] != "" {
			blocks = append(blocks, ui.Facts{{Label: "About", Text: r.subjects[i]}})
		}
		blocks = append(blocks, ui.Page{Markdown: "1. " + strings.Join(page.Fix, "\n1. ")})
	}
	if len(r.unknown) > 0 {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "Not known to this version: " + strings.Join(r.unknown, ", ") + ". A newer acp-gitlab may know more."})
	}
	if commands := r.commands(); len(commands) > 0 {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "See the same on your computer:"})
		for _, command := range commands {
			blocks = append(blocks, ui.Table{{"  " + command}})
		}
	}
	if r.gitlab != "" {
		blocks = append(blocks, ui.Text{S: "check asks for your token, and sends it to the address in the report. Run it only if you know that address."})
	}
	return append(blocks, ui.Gap{})
}

func stateOf(code problem.Code) ui.State {
	spec, _ := problem.Lookup(code)
	switch spec.Severity {
	case problem.Error:
		return ui.Stop
	case problem.Warning:
		return ui.Warn
	}
	return ui.Note
}

func hasScenario(code problem.Code) bool {
	return slices.ContainsFunc(scenarioNames(), func(n [2]string) bool { return n[0] == string(code) })
}

// commands show the same screens, and repeat the checks.
func (r writtenReport) commands() []string {
	var all []string
	for _, code := range r.codes {
		if hasScenario(code) {
			all = append(all, "acp-gitlab demo --scenario "+string(code))
		}
	}
	if r.gitlab != "" {
		check := []string{"acp-gitlab check --gitlab-url", setup.Quoted(r.gitlab)}
		for _, path := range r.repositories {
			check = append(check, setup.Quoted(path))
		}
		all = append(all, strings.Join(check, " "))
	}
	return all
}

func (r writtenReport) next() advice {
	if len(r.codes) == 0 {
		return advice{command: "acp-gitlab guide support", does: "the steps of a support call"}
	}
	return advice{command: fmt.Sprintf("acp-gitlab explain %s", r.codes[0]), does: "what to do, whom to ask, a text to send"}
}

// ReadReportResult is what report read finds in a report.
type ReadReportResult struct {
	Facts       []FactResult        `json:"facts"`
	Problems    []ReadProblemResult `json:"problems"`
	Unknown     []string            `json:"unknown"`
	Commands    []string            `json:"commands"`
	HoldsSecret bool                `json:"holds_secret"`
}

// FactResult is a line of a report.
type FactResult struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// ReadProblemResult is a problem of a report that was read.
type ReadProblemResult struct {
	Code     problem.Code     `json:"code"`
	Severity problem.Severity `json:"severity"`
	Title    string           `json:"title"`
	Subject  string           `json:"subject,omitempty"`
	Fix      []string         `json:"fix"`
	// Scenario says that the demo shows it.
	Scenario bool `json:"scenario"`
}

func (r writtenReport) result() *ReadReportResult {
	out := &ReadReportResult{
		Facts: []FactResult{}, Problems: []ReadProblemResult{},
		Unknown: append([]string{}, r.unknown...), Commands: append([]string{}, r.commands()...), HoldsSecret: r.holdsSecret,
	}
	for _, f := range r.facts {
		out.Facts = append(out.Facts, FactResult(f))
	}
	for i, code := range r.codes {
		page, _ := assets.Problem(string(code))
		page = page.Fill(nil)
		spec, _ := problem.Lookup(code)
		out.Problems = append(out.Problems, ReadProblemResult{code, spec.Severity, page.Title, r.subjects[i], page.Fix, hasScenario(code)})
	}
	return out
}
