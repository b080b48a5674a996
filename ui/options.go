package ui

import "io"

// Options are what a wizard is made of. Steps is required; every function may
// be nil.
type Options struct {
	// Program stands first in the header; default "acp-gitlab".
	Program string
	// Flow names a flow other than the first one: "check" makes the header
	// say "check · 2 of 4", "rotate · step" makes it "rotate · step 2 of 8".
	Flow string
	// Demo puts DEMO first in the header.
	Demo bool
	// Steps are the steps in their order.
	Steps []Step
	// Start is the ID of the step to begin with; default the first.
	Start string
	// Place is the host for the header, "" while there is none.
	Place func() string
	// Leaving are the sentences of the leave screen: what has been changed.
	Leaving func() []string
	// Report is the report for support, in Markdown, shown by ctrl+r.
	Report func() string
	// Redact puts stand-ins for names into a report (h on the report screen).
	Redact func(report string) string
	// Save writes a report and says where (s on the report screen).
	Save func(report string) (path string, err error)
	// Theme is how things look; default [NewTheme] for Getenv on a terminal.
	Theme Theme
	// ASCII is set where the locale is not UTF-8, whatever the theme says.
	ASCII bool
	// Output is where sequences for the clipboard go; default the output that
	// [Run] was given.
	Output io.Writer
	// Getenv reads the environment; default os.Getenv.
	Getenv func(string) string
	// Clip sends a text to the clipboard; default the terminal's (OSC 52) and
	// tmux's.
	Clip func(text string) error
}
