package commands

import (
	"context"
	"errors"

	"acp-gitlab/steps"
	"acp-gitlab/ui"
)

// runFlows runs the flow behind door and then, as long as the person opens
// another door, that one: with the same answers. Each leaves its summary in the
// terminal; the last one decides about the exit code.
func (c *call) runFlows(ctx context.Context, world *steps.World, setup *steps.Setup, door steps.Door) {
	world.Doors = true
	for at, open := "", true; open; {
		flow := c.flow(ctx, world, setup, door, at)
		err := c.show(ctx, flow)
		left := err != nil || !flow.Finished()
		if door, at, open = setup.TakeDoor(); left {
			open = false
		}
		c.afterFlow(flow, setup, world, err, open)
	}
}

// flow makes the shell for the flow behind a door.
func (c *call) flow(ctx context.Context, world *steps.World, setup *steps.Setup, door steps.Door, at string) *ui.Wizard {
	name, list := steps.Flow(door, world, setup)
	c.rotation.Store(setup.Rotation)
	return ui.New(ctx, ui.Options{
		Program: "acp-gitlab", Demo: world.Demo, Flow: name, Steps: list, Start: at,
		Place:   func() string { return hostShown(setup) },
		Leaving: func() []string { return steps.Leaving(setup, world.Now()) },
		Report:  func() string { return steps.Report(world, setup, c.env.versionLine()) },
		Redact:  func(report string) string { return steps.Redact(world, setup, report) },
		Save:    saving(world.Demo),
		Getenv:  c.env.Getenv,
	})
}

// afterFlow leaves the summary in the terminal and sets the exit code. opened
// says that another flow follows.
func (c *call) afterFlow(w *ui.Wizard, s *steps.Setup, world *steps.World, err error, opened bool) {
	var fault *ui.Fault
	if errors.As(err, &fault) {
		c.exit = apologise(c.env, fault)
		return
	}
	if s.Settles() {
		c.say("One moment: the new token is on its way to ACP, and I look what it holds.")
	}
	s.Settle(context.Background())
	n, of, _ := w.Step()
	setUp := s.Flow == "" || s.Flow == steps.DoorReplace && s.Outcome == steps.Connected
	if setUp && !opened {
		_ = steps.RememberEnd(world, s, n) // the last screen has said whether it worked
	}
	c.exit = steps.ExitOf(s, err != nil || !w.Finished())
	c.leave(steps.FlowSummary(s, steps.Place{Step: n, Of: of}, c.env.columns(), world.Now(), opened))
}
