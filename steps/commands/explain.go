package commands

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/assets"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

func (c *call) explainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain [PROBLEM|WORDS]",
		Short: "Explain a problem by its name or by the words of an error",
		Long: `Without an argument, lists every known problem by area. With a name, shows its
page. With the words of an error from GitLab, git, ACP or this program, finds the
problem behind them. Quote the words if they contain characters that are special
in your shell. Nothing is sent anywhere.`,
		Example: `  acp-gitlab explain
  acp-gitlab explain scope-missing
  acp-gitlab explain "failed to authenticate with the provided Personal Access Token"`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: firstOnly(problemNames),
		RunE:              func(_ *cobra.Command, args []string) error { return c.explain(strings.Join(args, " ")) },
	}
	cmd.Flags().BoolVar(&c.flags.json, "json", false, "print one JSON document on standard output")
	c.flags.fromProfile(cmd)
	c.flags.plainFlag(cmd)
	return cmd
}

func (c *call) explain(text string) error {
	contact, err := c.env.support(&c.flags)
	if err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		return c.explainAll()
	}
	found := words.Lookup(text)
	switch {
	case !found.Known:
		return usage(found.Line, "All of them: acp-gitlab explain")
	case c.flags.json:
		return c.writeDocument("explain", &Info{Explained: explained(found.Codes, text), WordsFrom: found.Who})
	case len(found.Codes) > 1:
		return c.explainSeveral(found)
	}
	var blocks []ui.Block
	if found.Line != "" {
		blocks = append(blocks, ui.Text{S: found.Line}, ui.Gap{})
	}
	blocks = append(blocks, ui.Page{Markdown: words.WithSupport(problemText(found.Codes[0], text), contact)})
	if len(found.Others) > 0 {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: "Less likely: " + strings.Join(found.Others, ", ")})
	}
	c.env.write(blocks...)
	return nil
}

// explainAll lists the codes by area, a line each.
func (c *call) explainAll() error {
	if c.flags.json {
		list := explained(problemCodes(), "")
		for i := range list {
			list[i].Fix, list[i].Why, list[i].Ask, list[i].Message = nil, "", "", ""
		}
		return c.writeDocument("explain", &Info{Explained: list})
	}
	var blocks []ui.Block
	var table ui.Table
	area := ""
	for _, s := range problem.All() {
		if s.Area != area {
			if area != "" {
				blocks = append(blocks, table, ui.Gap{})
			}
			area, table = s.Area, nil
			blocks = append(blocks, ui.Page{Markdown: "### " + area})
		}
		table = append(table, []string{"  " + string(s.Code), titleOf(string(s.Code))})
	}
	c.env.write(append(blocks, table, ui.Gap{}, ui.Text{S: "Each problem has a page. You can also search by the words of an error."})...)
	c.env.printNext(advice{command: "acp-gitlab explain PROBLEM"})
	return nil
}

func (c *call) explainSeveral(found words.LookupResult) error {
	var table ui.Table
	for _, code := range found.Codes {
		table = append(table, []string{"  " + code, titleOf(code)})
	}
	c.env.write(ui.Text{S: found.Line}, table)
	c.env.printNext(advice{command: "acp-gitlab explain " + found.Codes[0]})
	return nil
}

// problemText is the page of a problem for the words that led to it and, under
// it, what its code stands for and how to see it happen.
func problemText(code, said string) string {
	spec, _ := problem.Lookup(problem.Code(code))
	text := words.PageFor(code, said).Markdown + "\n\n" + "Code: " + code + " (" + string(spec.Severity)
	if spec.Exit != 0 {
		text += fmt.Sprintf(", exit code %d", spec.Exit)
	}
	text += ")"
	if slices.ContainsFunc(scenarioNames(), func(n [2]string) bool { return n[0] == code }) {
		text += "\\\nSee it happen: acp-gitlab demo --scenario " + code
	}
	return text
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

func explained(codes []string, said string) []ExplainedResult {
	out := make([]ExplainedResult, 0, len(codes))
	for _, code := range codes {
		page := words.PageFor(code, said)
		spec, _ := problem.Lookup(problem.Code(code))
		out = append(out, ExplainedResult{
			Code: spec.Code, Area: spec.Area, Severity: spec.Severity, Exit: spec.Exit, Retryable: spec.Retryable,
			Title: page.Title, Fix: page.Fix, Why: page.Why, Ask: page.Ask, Message: page.Message,
		})
	}
	return out
}

func problemCodes() []string {
	var codes []string
	for _, s := range problem.All() {
		codes = append(codes, string(s.Code))
	}
	return codes
}

func titleOf(code string) string {
	page, _ := assets.Problem(code)
	return page.Fill(nil).Title
}

// scenarioNames are the demo's scenarios and what each is about.
func scenarioNames() [][2]string {
	var names [][2]string
	for _, s := range gitlabtest.Scenarios() {
		names = append(names, [2]string{s.Name, s.About})
	}
	for _, s := range acptest.Scenarios() {
		names = append(names, [2]string{s.Name, s.About})
	}
	return names
}
