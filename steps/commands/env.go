// Package commands is the program without questions, and the way into the wizard.
// Flags and the environment become answers, the same checks run, and what they
// find is printed as lines or as one JSON document.
//
// [Run] takes an [Env] and returns the exit code, which says what came of it (see
// [problem.Exit]). The types whose names end in Result are the parts of the JSON
// document; assets/schema describes it, and its keys are stable. The result goes
// to standard output; questions, warnings and errors go to standard error.
package commands

import (
	"context"
	"io"
	"maps"
	"math"
	"net"
	"net/http"
	"slices"

	"golang.org/x/term"

	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/profile"
	"acp-gitlab/steps/setup"
)

// SecretVariables are the environment variables that hold secrets. They are
// read once and unset before anything else starts, so that no child process
// inherits them.
var SecretVariables = []string{"GITLAB_TOKEN", "ACP_TOKEN", "AMBIENT_TOKEN"}

// Env is what the program was started with.
type Env struct {
	Args   []string
	Stdin  io.Reader
	Stdout io.Writer
	Stderr io.Writer
	// Getenv reads the environment without the secret variables.
	Getenv func(string) string
	// Secrets are the values of SecretVariables that were set.
	Secrets map[string]secret.Text
	// Version, Commit and Date are set by release builds.
	Version, Commit, Date string
	// SystemProfile is the profile of the whole computer.
	SystemProfile profile.System

	// known takes what is secret out of what is about to be printed: one for the
	// whole run, which learns each secret where it comes in, and where it is sent.
	known *secret.Scrubber
	// plain is set by --plain.
	plain bool
	// command is the name of the command that was called, "" where it is none.
	command string
	// asks waits for Enter and reports whether it came alone: a yes. The error
	// is errCancelled.
	asks func() (bool, error)
	// hidden reads the token of --token-stdin from a terminal; see readStdin.
	hidden func(setup.Answers) (string, error)
	// config takes the place of the user's configuration directory in tests.
	config string
	// transport takes the place of the network in tests; nil is the network.
	transport http.RoundTripper
	// dial takes the place of names and connections in tests; nil is the network.
	dial func(ctx context.Context, network, address string) (net.Conn, error)
	// inMemory keeps the servers of the demo off the network, in tests where
	// time is virtual.
	inMemory bool
}

// getenv reads a variable; those with secrets come from where they were kept.
func (e Env) getenv(name string) string {
	if t, ok := e.Secrets[name]; ok {
		return t.Reveal()
	}
	return e.Getenv(name)
}

// scrubber takes the secrets of this run, and everything that looks like one,
// out of what is about to be printed.
func (e Env) scrubber() *secret.Scrubber {
	if e.known != nil {
		return e.known
	}
	return secret.NewScrubber(slices.Collect(maps.Values(e.Secrets))...)
}

// onTerminal reports whether a person sits in front of it: a question may be
// asked only where both ends are a terminal.
func (e Env) onTerminal() bool { return isTerminal(e.Stdin) && isTerminal(e.Stdout) }

func isTerminal(x any) bool {
	f := fileOf(x)
	return f != nil && term.IsTerminal(int(f.Fd()))
}

// columns is the width of the terminal, 80 where there is none.
func (e Env) columns() int {
	if cols := terminalWidth(e.Stdout); cols < math.MaxInt {
		return cols
	}
	return 80
}
