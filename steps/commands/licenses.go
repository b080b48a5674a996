package commands

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/assets"
	"acp-gitlab/ui"
)

func (c *call) licensesCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "licenses [MODULE]",
		Short: "List the licenses of this program and its modules",
		Long: `Without a module, lists acp-gitlab, Go's standard library (std) and every module
that is linked into the program on any platform, each with its version and license.
With a module, prints the text of its license. --all prints all texts: the notices
that go with every copy of the program.`,
		Example: `  acp-gitlab licenses
  acp-gitlab licenses github.com/spf13/cobra
  acp-gitlab licenses --all > LICENSES.txt`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: firstOnly(moduleNames),
		RunE: func(_ *cobra.Command, args []string) error {
			name := strings.Join(args, " ")
			switch {
			case all && name != "":
				return usage("--all prints every text. Use --all without a module.")
			case all:
				return c.printLicenses(c.env.licenses())
			case name != "":
				return c.license(name)
			}
			return c.listLicenses()
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "print the texts of all licenses")
	cmd.Flags().BoolVar(&c.flags.json, "json", false, "print one JSON document on standard output")
	c.flags.plainFlag(cmd)
	return cmd
}

// licenses are all licenses, with the versions of this build.
func (e Env) licenses() []assets.License {
	all := assets.Licenses()
	for i, l := range all {
		switch l.Module {
		case "acp-gitlab":
			all[i].Version = e.program().Version
		case "std":
			all[i].Version = runtime.Version()
		}
	}
	return all
}

func moduleNames() [][2]string {
	var names [][2]string
	for _, l := range assets.Licenses() {
		names = append(names, [2]string{l.Module, l.Name})
	}
	return names
}

func (c *call) listLicenses() error {
	all := c.env.licenses()
	if c.flags.json {
		return c.writeDocument("licenses", &Info{Licenses: licenseResults(all, false)})
	}
	var table ui.Table
	for _, l := range all {
		table = append(table, []string{l.Module, l.Version, l.Name})
	}
	c.env.write(table, ui.Gap{}, ui.Text{S: "acp-gitlab licenses --all prints the text of each."})
	c.env.printNext(advice{command: "acp-gitlab licenses MODULE"})
	return nil
}

func (c *call) license(name string) error {
	for _, l := range c.env.licenses() {
		if l.Module == name {
			return c.printLicenses([]assets.License{l})
		}
	}
	return usage("No module in this program has that name.", "To list them: acp-gitlab licenses")
}

// printLicenses prints the texts unchanged: not wrapped, and nothing hidden.
func (c *call) printLicenses(all []assets.License) error {
	if c.flags.json {
		return c.writeDocument("licenses", &Info{Licenses: licenseResults(all, true)})
	}
	for i, l := range all {
		if i > 0 {
			fmt.Fprint(c.env.Stdout, "\n"+strings.Repeat("-", 72)+"\n\n")
		}
		fmt.Fprintln(c.env.Stdout, strings.TrimSpace(l.Module+" "+l.Version))
		fmt.Fprintln(c.env.Stdout, "License: "+l.Name)
		if l.Source != "" {
			fmt.Fprintln(c.env.Stdout, "Source: "+l.Source)
		}
		fmt.Fprint(c.env.Stdout, "\n"+l.Text+"\n")
	}
	return nil
}

// LicenseResult is a license; Text is left out in the list of all.
type LicenseResult struct {
	Module  string `json:"module"`
	Version string `json:"version,omitempty"`
	License string `json:"license"`
	Source  string `json:"source,omitempty"`
	Text    string `json:"text,omitempty"`
}

func licenseResults(all []assets.License, whole bool) []LicenseResult {
	out := make([]LicenseResult, 0, len(all))
	for _, l := range all {
		r := LicenseResult{Module: l.Module, Version: l.Version, License: l.Name, Source: l.Source}
		if whole {
			r.Text = l.Text
		}
		out = append(out, r)
	}
	return out
}
