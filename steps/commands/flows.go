package commands

import (
	"context"
	"errors"
	"fmt"
	"os"

	"acp-gitlab/steps"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
	"acp-gitlab/ui/line"
)

// runFlows runs the flow behind door and then, as long as the person opens
// another door, that one: with the same answers. Each leaves its summary in the
// terminal; the last one decides about the exit code.
func (c *call) runFlows(ctx context.Context, env *setup.Env, setup *setup.State, door setup.Flow) {
	env.OtherFlows = true
	for at, open := "", true; open; {
		flow := c.flow(ctx, env, setup, door, at)
		err := c.show(ctx, flow)
		left := err != nil || !flow.Finished()
		if door, at, open = setup.TakeNextFlow(); left {
			open = false
		}
		c.afterFlow(flow, setup, env, err, open)
	}
}

// flow makes the shell for the flow behind a door.
func (c *call) flow(ctx context.Context, env *setup.Env, setup *setup.State, door setup.Flow, at string) *ui.Shell {
	name, list := steps.NewFlow(door, env, setup)
	c.rotation.Store(setup.Rotation)
	return ui.New(ctx, ui.Options{
		Program: "acp-gitlab", Demo: env.Demo, Flow: name, Steps: list, Start: at, Explained: c.explained,
		Place:   func() string { return hostShown(setup) },
		Leaving: func() []string { return words.Leaving(setup, env.Now()) },
		Report:  func() string { return words.Report(env, setup, c.env.versionLine()) },
		Redact:  func(report string) string { return words.Redact(env, setup, report) },
		Save:    saving(env.Demo),
		Getenv:  c.env.Getenv,
	})
}

// afterFlow leaves the summary in the terminal and sets the exit code. opened
// says that another flow follows.
func (c *call) afterFlow(shell *ui.Shell, s *setup.State, env *setup.Env, err error, opened bool) {
	var fault *ui.Fault
	if errors.As(err, &fault) {
		c.exit = apologise(c.env, fault)
		return
	}
	if s.AwaitsAnswers() {
		c.say("One moment: the new token is being sent to ACP. Checking what ACP has now.")
	}
	s.WaitForAnswers(context.Background())
	n, of, _ := shell.Step()
	setUp := s.Flow == "" || s.Flow == setup.FlowReplace && s.Outcome() == setup.Connected
	if setUp && !opened {
		_ = setup.RememberEnd(env, s, n) // the last screen has said whether it worked
	}
	c.exit = setup.ExitOf(s, err != nil || !shell.Finished())
	c.leave(words.FlowSummary(s, words.StepPosition{Step: n, Of: of}, c.env.columns(), env.Now(), opened))
}

// plain reports whether the person wants a flow line by line.
func (c *call) plain() bool { return c.flags.plain || c.env.wantsLines() }

// show shows a flow as the person can read it: full screen, or line by line.
// Whoever changes to lines stays with them.
func (c *call) show(ctx context.Context, shell *ui.Shell) error {
	if !c.plain() {
		if err := ui.Run(ctx, shell, c.env.Stdin, c.env.screen()); err != nil || !shell.ReadsOut() {
			return err
		}
		c.flags.plain = true
	}
	in, ok := c.env.Stdin.(*os.File)
	if !ok {
		return usage("needs a terminal.")
	}
	c.explained = true
	return line.Run(ctx, shell, in, c.env.screen())
}

// leave writes what stays in the terminal after a flow. A command is never
// wrapped: it could not be copied.
func (c *call) leave(summary words.Summary) {
	if c.plain() {
		for _, l := range summary.Spoken() {
			fmt.Fprintln(c.env.Stdout, l)
		}
		return
	}
	if summary.Head == "" {
		return
	}
	sheet := c.env.sheet(c.env.Stdout)
	printLines(c.env.Stdout, sheet.Behind("acp-gitlab: ", summary.Head))
	for _, r := range summary.Rows {
		if r.Command {
			fmt.Fprintln(c.env.Stdout, r.Margin()+r.Text)
			continue
		}
		printLines(c.env.Stdout, sheet.Behind(r.Margin(), r.Text))
	}
}
