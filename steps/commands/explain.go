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
)

func (c *call) explainCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain [PROBLEM|WORDS]",
		Short: "Say what a problem is and what to do, by its code or by the words of an error",
		Long: `Without an argument: every problem that this program knows, by area. With a code:
its page. With the words of an error, from GitLab, git, ACP or this program: the
page of the problem that they come from. Quotes around the words are needed only
for signs that your shell reads itself. Nothing is sent anywhere.`,
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
		return c.writeDocument("explain", &Info{Explained: explained(found.Codes), WordsFrom: found.Who})
	case len(found.Codes) > 1:
		return c.explainSeveral(found)
	}
	if found.Line != "" {
		c.env.line(found.Line)
		c.env.space()
	}
	fmt.Fprintln(c.env.Stdout, c.env.page(words.WithSupport(problemText(found.Codes[0]), contact)))
	if len(found.Others) > 0 {
		c.env.space()
		c.env.line("Less likely: " + strings.Join(found.Others, ", "))
	}
	return nil
}

// explainAll lists the codes by area, a line each.
func (c *call) explainAll() error {
	if c.flags.json {
		list := explained(problemCodes())
		for i := range list {
			list[i].Fix, list[i].Why, list[i].Ask, list[i].Message = nil, "", "", ""
		}
		return c.writeDocument("explain", &Info{Explained: list})
	}
	area := ""
	var rows [][2]string
	for _, s := range problem.All() {
		if s.Area != area {
			c.env.listing(rows)
			if area != "" {
				c.env.space()
			}
			area, rows = s.Area, nil
			fmt.Fprintln(c.env.Stdout, c.env.page("### "+area))
		}
		rows = append(rows, [2]string{"  " + pad(string(s.Code), longestCode()), titleOf(string(s.Code))})
	}
	c.env.listing(rows)
	c.env.space()
	c.env.printNext("acp-gitlab explain PROBLEM, or the words of an error")
	return nil
}

func (c *call) explainSeveral(found words.LookupResult) error {
	c.env.line(found.Line)
	var rows [][2]string
	for _, code := range found.Codes {
		rows = append(rows, [2]string{"  " + code, titleOf(code)})
	}
	c.env.listing(rows)
	c.env.printNext("acp-gitlab explain " + found.Codes[0])
	return nil
}

// problemText is the page of a problem and, under it, what its code stands for
// and how to see it happen.
func problemText(code string) string {
	page, _ := assets.Problem(code)
	spec, _ := problem.Lookup(problem.Code(code))
	text := page.Fill(nil).Markdown + "\n\n" + "Code: " + code + " (" + string(spec.Severity)
	if spec.Exit != 0 {
		text += fmt.Sprintf(", exit code %d", spec.Exit)
	}
	text += ")"
	if slices.ContainsFunc(scenarioNames(), func(n [2]string) bool { return n[0] == code }) {
		text += "\\\nSee it happen: acp-gitlab demo --scenario " + code
	}
	return text
}

func explained(codes []string) []ExplainedResult {
	out := make([]ExplainedResult, 0, len(codes))
	for _, code := range codes {
		page, _ := assets.Problem(code)
		page = page.Fill(nil)
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

func longestCode() int {
	longest := 0
	for _, code := range problemCodes() {
		longest = max(longest, len(code))
	}
	return longest
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
