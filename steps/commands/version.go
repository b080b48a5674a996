package commands

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func (c *call) versionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "version", Short: "Print the version", Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			if c.flags.json {
				return c.writeDocument("version", &Info{Program: c.env.program()})
			}
			fmt.Fprintln(c.env.Stdout, c.env.versionLine())
			return nil
		},
	}
	cmd.Flags().BoolVar(&c.flags.json, "json", false, "print one JSON document on standard output")
	return cmd
}

// ProgramResult is what `version` says.
type ProgramResult struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	// Date is the day of the commit.
	Date string `json:"date,omitempty"`
	Go   string `json:"go"`
	OS   string `json:"os"`
	Arch string `json:"arch"`
}

// program is which program this is.
func (e Env) program() *ProgramResult {
	version, commit, date := e.Version, e.Commit, e.Date
	if info, ok := debug.ReadBuildInfo(); ok {
		if version == "" && info.Main.Version != "" && info.Main.Version != "(devel)" {
			version = info.Main.Version
		}
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision" && commit == "":
				commit = s.Value[:min(12, len(s.Value))]
			case s.Key == "vcs.time" && date == "":
				date = s.Value
			}
		}
	}
	return &ProgramResult{
		Version: cmp.Or(version, "development"), Commit: cmp.Or(commit, "unknown"),
		Date: date[:min(len("2006-01-02"), len(date))],
		Go:   runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH,
	}
}

// versionLine is what `version` prints.
func (e Env) versionLine() string {
	p := e.program()
	day := ""
	if p.Date != "" {
		day = p.Date + ", "
	}
	return "acp-gitlab " + p.Version + " (" + p.Commit + ", " + day + p.Go + ", " + p.OS + "/" + p.Arch + ")"
}
