// Acp-gitlab takes a person from "I have a GitLab account" to "Ambient Code
// Platform can push to my repository" in one sitting.
//
// Without arguments it starts a wizard. Each step has a command too, for scripts
// and for continuous integration:
//
//	acp-gitlab            set up a connection, step by step
//	acp-gitlab demo       the same with invented servers, on this computer
//	acp-gitlab check      check a token and the repositories it can push to
//	acp-gitlab connect    give ACP the token
//	acp-gitlab status     show the connection and when the token expires
//	acp-gitlab rotate     replace the token
//	acp-gitlab --help     all commands
//
// The packages below are parts of the program and can be read by themselves:
// gitlab and acp know the two servers, steps holds the wizard and the commands,
// ui shows them, and assets has the texts.
package main

import (
	"context"
	"io"
	"log"
	"os"

	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/commands"
	"acp-gitlab/steps/profile"
	"acp-gitlab/ui/noprobe"
)

// version, commit and date are set by the release build; the date is the
// commit's.
var version, commit, date string

func main() {
	shut()
	os.Exit(run())
}

// systemProfile is the profile that counts for everyone on this computer.
var systemProfile = profile.ThisComputer()

// run reads the environment, takes the secrets out of it before anything else
// starts, and hands over to the commands.
func run() int {
	noprobe.Restore()
	defer ansi()()
	log.SetOutput(io.Discard) // net/http would write over the screen
	secrets := map[string]secret.Text{}
	for _, name := range commands.SecretVariables {
		if v, ok := os.LookupEnv(name); ok {
			secrets[name] = secret.New(v)
			_ = os.Unsetenv(name)
		}
	}
	ctx, stop := commands.Signals(context.Background())
	defer stop()
	return commands.Run(ctx, commands.Env{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: os.Getenv, Secrets: secrets,
		Version: version, Commit: commit, Date: date, SystemProfile: systemProfile,
	})
}
