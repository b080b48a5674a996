// Command acp-gitlab takes a person from "I have a GitLab account" to "Ambient
// Code Platform can push to my repository" in one sitting.
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
