package commands

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// errCancelled says that the person, or whoever sent the signal, ended the run.
var errCancelled = errors.New("stopped")

// errUnsure is errCancelled while the token was on its way to ACP.
var errUnsure = fmt.Errorf("%w while handing over", errCancelled)

// shutdownGrace is how long a command may take to end after a signal. What it reads
// from standard input or from a pipe cannot be called back.
const shutdownGrace = time.Second

// execute runs the command so that it ends in every case: its panic is raised
// again here, and soon after a signal whatever it waits for; but what settle waits
// for comes to its end.
func execute(ctx context.Context, root *cobra.Command, settle func()) error {
	done := web.Aside(func() error { return root.ExecuteContext(ctx) })
	select {
	case err := <-done:
		return err.Value()
	case <-ctx.Done():
	}
	settle()
	limit := time.NewTimer(shutdownGrace)
	defer limit.Stop()
	select {
	case err := <-done:
		return err.Value()
	case <-limit.C:
		return errCancelled
	}
}

// interruptedErr is the error of a run in which a signal came before there was a
// result: what was found by then says nothing about GitLab or ACP. Only a run
// that had sent the token says that ACP may have taken it.
func (c *call) interruptedErr(en *runner) error {
	switch {
	case !c.interrupted(), en.setup.Outcome() == setup.Connected:
		return nil
	case !en.setup.HandedOver():
		return errCancelled
	}
	return errUnsure
}

// settleExit adds what the problems make of the exit code. What was cancelled
// stays so, whatever warnings there were.
func (c *call) settleExit(en *runner) {
	if c.exit != problem.ExitCancelled {
		c.exit = max(c.exit, problem.Exit(en.problems, c.flags.strict))
	}
}

// perhapsEnded ends a run that a signal stopped while GitLab was asked to end a
// token. GitLab is not to blame for the answer that nobody waited for.
func (c *call) perhapsEnded(command string, en *runner, tells string) error {
	c.exit = problem.ExitCancelled
	say := "Stopped before the end. It may have ended already: " + tells + " tells."
	return c.finishAccount(command, en, &Account{Note: say}, tells, say)
}

// checkAgain is the command that tells whether a token still works.
func checkAgain(in gitlab.Instance) string {
	return "acp-gitlab check --gitlab-url " + setup.Quoted(in.URL())
}

// cancelled ends a run that was stopped from outside.
func cancelled(env Env, asJSON bool, err error) int {
	say := "Stopped before the end."
	if errors.Is(err, errUnsure) {
		say += " ACP may have taken the token: acp-gitlab status tells."
	}
	fmt.Fprintln(env.Stderr, "acp-gitlab: "+say)
	if asJSON {
		r := &Result{SchemaVersion: 1, Command: env.commandName(), Problems: []ProblemResult{}, Usage: []string{say}}
		_ = r.write(env.Stdout, env.scrubber())
	}
	return problem.ExitCancelled
}

// apologise says that the program is broken, and how to tell its makers. The
// fault names neither what was typed nor what was received.
func apologise(env Env, fault *ui.Fault) int {
	fmt.Fprintln(env.Stderr, "acp-gitlab: something in this program broke, and it is not your doing. Sorry.")
	fmt.Fprintln(env.Stderr, "Nothing more was sent. For a report to the makers: acp-gitlab report, and this line:")
	fmt.Fprintln(env.Stderr, env.scrubber().Scrub(web.Clean(fault.Error())))
	return problem.ExitUnexpected
}

// broken writes the document of a run that this program is to blame for.
func broken(env Env, asJSON bool, exit int) int {
	if asJSON {
		r := document(env.commandName(), &setup.State{}, nil, exit)
		r.Account = &Account{Note: "Something in this program broke; standard error says what."}
		_ = r.write(env.Stdout, env.scrubber())
	}
	return exit
}
