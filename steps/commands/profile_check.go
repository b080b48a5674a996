package commands

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/profile"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

func (c *call) profileCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "profile",
		Short: "Check a profile before you hand it out",
		Long: `A profile is a YAML file that answers the wizard's questions for everyone:
addresses, CA file, repositories, support. See acp-gitlab guide platform-teams.`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			return usage("choose one: acp-gitlab profile check FILE, or acp-gitlab profile schema")
		},
	}
	cmd.AddCommand(c.profileCheckCommand(), c.profileSchemaCommand())
	return cmd
}

func (c *call) profileCheckCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check [FILE]",
		Short: "Check every line of a profile, and say what is wrong",
		Long: `Lists every value of a profile with its line, and everything that is wrong. Without
FILE, checks the profile of this computer, and that only the administrator can
change it. Nothing is sent anywhere.

Exit codes: 0 valid, 3 something to fix (with --strict also warnings), 64 no such file.`,
		Example: `  acp-gitlab profile check acme.yaml
  acp-gitlab profile check acme.yaml --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error { return c.profileCheck(args) },
	}
	c.flags.output(cmd)
	return cmd
}

func (c *call) profileSchemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of profiles, for editors",
		Long: `Prints the JSON Schema (2020-12) of profiles. With it, editors complete and check a
profile while you write it: see acp-gitlab guide profile.`,
		Example:           `  acp-gitlab profile schema`,
		Args:              noArguments,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(c.env.Stdout, strings.TrimSpace(string(assets.ProfileSchema())))
			return nil
		},
	}
}

// profileVerdict is what there is to say about a profile.
type profileVerdict struct {
	profile.Checked
	file string
	// open is set where others than the administrator can change the profile of
	// the computer.
	open bool
	// ofComputer is set where it is the profile of the computer.
	ofComputer bool
	warnings   []profileWarning
}

// profileWarning is what works, and yet is worth a look; key is the key, "" for
// none.
type profileWarning struct{ key, text string }

func (c *call) profileCheck(args []string) error {
	file := strings.Join(args, " ")
	v, err := c.judgeProfile(file)
	if err != nil {
		return err
	}
	switch {
	case len(v.Errors) > 0, v.open, c.flags.strict && len(v.warnings) > 0:
		c.exit = problem.ExitNeedsDoing
	}
	if c.flags.json {
		doc := document("profile check", &setup.State{}, nil, c.exit)
		doc.Info = &Info{Profile: v.result()}
		doc.NextStep = v.next().command
		return c.document(doc)
	}
	c.env.write(ui.Text{S: v.title(), Strong: true}, ui.Gap{}, v.rows(c.env.SystemProfile))
	c.env.printNext(v.next())
	return nil
}

// judgeProfile checks a file, or the profile of the computer.
func (c *call) judgeProfile(file string) (profileVerdict, error) {
	v := profileVerdict{file: file}
	if file == "" {
		v.file = c.env.SystemProfile.File
		if v.file == "" {
			return v, usage("profile check needs a FILE: this system has no profile for the whole computer.")
		}
	}
	v.Checked = profile.Check(v.file)
	if v.Profile == nil && len(v.Errors) > 0 && v.Errors[0].Line == 0 {
		return v, usage(v.Errors[0].Error())
	}
	if file == "" {
		protected, err := c.env.SystemProfile.Protected()
		v.ofComputer, v.open = true, err != nil || !protected
	}
	if len(v.Errors) == 0 {
		v.warnings = c.profileWarnings(v.Profile)
	}
	return v, nil
}

// profileWarnings are what is missing in a valid profile, or cannot be used here.
func (c *call) profileWarnings(p *profile.Profile) []profileWarning {
	var all []profileWarning
	if p.CAFile != "" {
		f := flags{timeout: defaultTimeout}
		stack, err := c.env.stackWith(&f, authority{file: p.CAFile, hosts: p.Hosts(), from: "ca_file"}, setup.NewJournal(nil), 0)
		var wrong *usageError
		switch {
		case err == nil:
			stack.Close()
		case errors.As(err, &wrong):
			all = append(all, profileWarning{"ca_file", strings.Join(wrong.lines, " ") + ". Hand out the file as well."})
		}
	}
	if p.GitLabURL == "" {
		all = append(all, profileWarning{"gitlab_url", "gitlab_url is not set: everyone is asked for their GitLab."})
	}
	if p.Support.IsZero() {
		all = append(all, profileWarning{"support", "support is not set: no one knows whom to ask."})
	}
	return all
}

func (v profileVerdict) title() string {
	switch n := len(v.Errors); {
	case n > 0:
		return words.Count(n, "thing") + " to fix in " + web.Clean(v.file) + "."
	case v.open:
		return web.Clean(v.file) + " is valid, but it is ignored."
	case len(v.warnings) > 0:
		return web.Clean(v.file) + " is valid. " + words.Count(len(v.warnings), "thing") + " to know."
	}
	return web.Clean(v.file) + " is valid."
}

// rows are the lines of the file, right and wrong, and below them what has no
// line.
func (v profileVerdict) rows(s profile.System) ui.Checklist {
	type numbered struct {
		no int
		ui.Line
	}
	var all []numbered
	for _, e := range v.Entries {
		all = append(all, numbered{e.Line, ui.Line{State: ui.OK, Label: fmt.Sprintf("line %d", e.Line), Text: e.String()}})
	}
	for _, e := range v.Errors {
		label := fmt.Sprintf("line %d", e.Line)
		if e.Column > 0 {
			label += fmt.Sprintf(", column %d", e.Column)
		}
		all = append(all, numbered{e.Line, ui.Line{State: ui.Stop, Label: label, Text: e.Words}})
	}
	slices.SortStableFunc(all, func(a, b numbered) int { return cmp.Compare(a.no, b.no) })
	rows := make(ui.Checklist, 0, len(all))
	for _, l := range all {
		rows = append(rows, l.Line)
	}
	for _, w := range v.warnings {
		rows = append(rows, ui.Line{State: ui.Warn, Label: w.key, Text: w.text})
	}
	if v.open {
		rows = append(rows, ui.Line{State: ui.Stop, Label: "file", Text: "Someone other than the administrator can change it. " + s.HowToProtect()})
	}
	return rows
}

// next shows what people see, or how to go on.
func (v profileVerdict) next() advice {
	if len(v.Errors) > 0 || v.open {
		return advice{command: "acp-gitlab guide profile", does: "every key of a profile"}
	}
	return advice{command: "acp-gitlab --profile " + setup.Quoted(v.file), does: "shows what people are asked"}
}

// ProfileResult is what profile check finds.
type ProfileResult struct {
	File  string `json:"file"`
	Valid bool   `json:"valid"`
	// Protected is only said of the profile of the computer: false where others
	// than the administrator can change it, so that it does not count.
	Protected *bool                `json:"protected,omitempty"`
	Values    []ProfileValueResult `json:"values"`
	Faults    []ProfileFaultResult `json:"faults"`
	Warnings  []string             `json:"warnings"`
}

// ProfileValueResult is one value of a profile.
type ProfileValueResult struct {
	Line  int    `json:"line"`
	Key   string `json:"key"`
	Value string `json:"value"`
}

// ProfileFaultResult is one thing that is wrong with a profile; without a column
// the whole line is meant.
type ProfileFaultResult struct {
	Line   int    `json:"line"`
	Column int    `json:"column,omitempty"`
	Text   string `json:"text"`
}

func (v profileVerdict) result() *ProfileResult {
	out := &ProfileResult{
		File: web.Clean(v.file), Valid: len(v.Errors) == 0,
		Values: []ProfileValueResult{}, Faults: []ProfileFaultResult{}, Warnings: []string{},
	}
	if protected := !v.open; v.ofComputer {
		out.Protected = &protected
	}
	for _, e := range v.Entries {
		out.Values = append(out.Values, ProfileValueResult(e))
	}
	for _, e := range v.Errors {
		out.Faults = append(out.Faults, ProfileFaultResult{e.Line, e.Column, e.Words})
	}
	for _, w := range v.warnings {
		out.Warnings = append(out.Warnings, w.text)
	}
	return out
}
