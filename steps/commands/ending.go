package commands

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// errCancelled says that the person, or whoever sent the signal, ended the run.
var errCancelled = errors.New("stopped")

// errUnsure is errCancelled while the token was on its way to ACP.
var errUnsure = fmt.Errorf("%w while connecting", errCancelled)

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

// conclusion is what a command ends with. Columns, sentences and the document are
// made from it.
type conclusion struct {
	command string
	// said is what people read.
	said []ui.Block
	next advice
	// acp is what ACP holds; nil where it is not known.
	acp      *acp.Connection
	account  *Account
	rotation *RotationResult
}

// conclude prints how a command has ended: the JSON document, or what people
// read.
func (c *call) conclude(r *runner, end conclusion) error {
	if c.flags.json {
		doc := document(end.command, r.setup, r.problems, c.exit)
		if end.acp != nil {
			doc.ACP = acpResult(r.setup.Endpoint.API, *end.acp)
		}
		for _, held := range r.stores {
			doc.ACPStores = append(doc.ACPStores, acpResult(r.setup.Endpoint.API, held))
		}
		doc.NextStep, doc.NextStepDoes, doc.Account, doc.Rotation = end.next.command, end.next.does, end.account, end.rotation
		return c.document(doc)
	}
	c.env.write(end.said...)
	c.env.printNext(end.next)
	return nil
}

// finishAccount ends a command about tokens or the connection: what was said, the
// problems below it, and the next step. With an account something was decided or
// done, which is told also after a signal.
func (c *call) finishAccount(command string, r *runner, account *Account, next string, said ...ui.Block) error {
	if account == nil {
		if err := c.interruptedErr(r); err != nil {
			return err
		}
	}
	c.settleExit(r)
	return c.conclude(r, conclusion{
		command: command, account: account, next: r.advise(next),
		said: append(said, words.ProblemRows(r.setup, r.problems)),
	})
}

// texts are lines that people read, each a sentence.
func texts(lines ...string) []ui.Block {
	blocks := make([]ui.Block, 0, len(lines))
	for _, l := range lines {
		blocks = append(blocks, ui.Text{S: l})
	}
	return blocks
}

// interruptedErr is the error of a run in which a signal came before there was a
// result: what was found by then says nothing about GitLab or ACP. Only a run
// that had sent the token says that ACP may have taken it.
func (c *call) interruptedErr(r *runner) error {
	switch {
	case !c.interrupted(), r.setup.Outcome() == setup.Connected:
		return nil
	case !r.setup.HandedOver():
		return errCancelled
	}
	return errUnsure
}

// settleExit adds what the problems make of the exit code. What was cancelled
// stays so, whatever warnings there were.
func (c *call) settleExit(r *runner) {
	if c.exit != problem.ExitCancelled {
		c.exit = max(c.exit, problem.Exit(r.problems, c.flags.strict))
	}
}

// perhapsEnded ends a run that a signal stopped while GitLab was asked to end a
// token. GitLab is not to blame for the answer that nobody waited for.
func (c *call) perhapsEnded(command string, r *runner, tells string) error {
	c.exit = problem.ExitCancelled
	say := "Stopped early. It may have been revoked already. To find out: " + tells
	return c.finishAccount(command, r, &Account{Note: say}, tells, ui.Text{S: say})
}

// checkAgain is the command that tells whether a token still works.
func checkAgain(in gitlab.Instance) string {
	return "acp-gitlab check --gitlab-url " + setup.Quoted(in.URL())
}

// cancelled ends a run that was stopped from outside.
func cancelled(env Env, asJSON bool, err error) int {
	say := "Stopped early."
	if errors.Is(err, errUnsure) {
		say += " ACP may have the token. To find out: acp-gitlab status"
	}
	env.complain(say)
	if asJSON {
		r := &Result{SchemaVersion: 1, Command: env.commandName(), Problems: []ProblemResult{}, Usage: []string{say}}
		_ = r.write(env.Stdout, env.scrubber())
	}
	return problem.ExitCancelled
}

// apologise says that the program is broken, and how to tell its makers. The
// fault names neither what was typed nor what was received.
func apologise(env Env, fault *ui.Fault) int {
	env.complain("something went wrong in this program. It was not your fault.")
	fmt.Fprintln(env.Stderr, "Nothing more was sent. To report it, run acp-gitlab report and include this line:")
	fmt.Fprintln(env.Stderr, env.scrubber().Scrub(web.Clean(fault.Error())))
	return problem.ExitUnexpected
}

// broken writes the document of a run that this program is to blame for.
func broken(env Env, asJSON bool, exit int) int {
	if asJSON {
		r := document(env.commandName(), &setup.State{}, nil, exit)
		r.Account = &Account{Note: "Something went wrong in this program. See standard error."}
		_ = r.write(env.Stdout, env.scrubber())
	}
	return exit
}
