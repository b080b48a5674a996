package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps"
	"acp-gitlab/ui"
	"acp-gitlab/ui/desktop"
)

// toldWait is the longest wait told by a server that the wizard waits out.
const toldWait = 60 * time.Second

func (c *call) wizard(ctx context.Context) error {
	if !c.env.onTerminal() {
		return usage("needs a terminal. Without one: acp-gitlab connect --gitlab-url URL --acp-url URL --token-stdin (and ACP_TOKEN)")
	}
	given, err := c.env.given(&c.flags, nil)
	if err != nil {
		return err
	}
	return c.runWizard(ctx, given, nil)
}

// demoWorld is what the demo puts in the place of the real surroundings.
type demoWorld struct {
	help   *steps.DemoHelp
	getenv func(string) string
	stack  func(*steps.Journal) (*web.Stack, error)
}

func (c *call) runWizard(ctx context.Context, given steps.Given, demo *demoWorld) error {
	var late []web.Exchange
	keep := func(x web.Exchange) { late = append(late, x) }
	if !c.flags.debug {
		keep = nil
	}
	journal := steps.NewJournal(keep)
	world, err := c.world(journal, demo)
	if err != nil {
		return err
	}
	setup := steps.NewSetup(given, world.Now())
	setup.CAFile = steps.Sourced{Value: c.flags.caFile, From: "--ca-file"}
	wizard := ui.New(ctx, ui.Options{
		Program: "acp-gitlab", Demo: demo != nil, Steps: steps.SettingUp(world, setup),
		Place:   func() string { return hostShown(setup) },
		Leaving: func() []string { return steps.Changed(setup) },
		Report:  func() string { return steps.Report(world, setup, c.env.versionLine()) },
		Save:    saveReport,
		Getenv:  c.env.Getenv,
	})
	err = ui.Run(ctx, wizard, c.env.Stdin, c.env.Stdout)
	world.Stack.Close()
	c.afterWizard(wizard, setup, world, err)
	setup.Wipe()
	for _, x := range late {
		fmt.Fprintln(c.env.Stderr, x.String())
	}
	return nil
}

// afterWizard leaves the summary in the terminal and sets the exit code.
func (c *call) afterWizard(w *ui.Wizard, s *steps.Setup, world *steps.World, err error) {
	var fault *ui.Fault
	if errors.As(err, &fault) {
		fmt.Fprintln(c.env.Stderr, "acp-gitlab: something in this program broke, and it is not your doing. Sorry.")
		fmt.Fprintln(c.env.Stderr, "Nothing more was sent. For a report to the makers: acp-gitlab --debug, and what follows.")
		fmt.Fprintln(c.env.Stderr, web.CleanLines(fault.Error()))
		c.exit = problem.ExitUnexpected
		return
	}
	n, of, _ := w.Step()
	left := err != nil || !w.Finished()
	c.exit = steps.Exit(s, left)
	for _, line := range steps.Summary(s, steps.Place{Step: n, Of: of}, c.env.columns(), world.Now()) {
		fmt.Fprintln(c.env.Stdout, line)
	}
}

func hostShown(s *steps.Setup) string {
	if s.Instance.IsZero() {
		return ""
	}
	return s.Instance.Host()
}

// world gathers what the steps need of this computer.
func (c *call) world(j *steps.Journal, demo *demoWorld) (*steps.World, error) {
	machine := desktop.Here()
	w := &steps.World{
		Now: time.Now, Getenv: c.env.Getenv, Journal: j,
		Browser: browser{machine, c.flags.noBrowser},
	}
	w.Host, _ = os.Hostname()
	var err error
	if demo != nil {
		w.Demo, w.Getenv = demo.help, demo.getenv
		w.Stack, err = demo.stack(j)
		return w, err
	}
	if w.Dir, err = os.Getwd(); err != nil {
		w.Dir = ""
	}
	if acp.HasOC() {
		w.OCSession = acp.OCSession
	}
	w.Stack, err = c.env.newStack(&c.flags, j, toldWait)
	return w, err
}

// browser is this computer's browser, unless --no-browser forbids it.
type browser struct {
	machine *desktop.Machine
	never   bool
}

// MayOpen implements steps.Browser.
func (b browser) MayOpen() (bool, string) {
	if b.never {
		return false, "--no-browser"
	}
	return b.machine.MayOpen()
}

// Open implements steps.Browser.
func (b browser) Open(url string) error {
	if ok, why := b.MayOpen(); !ok {
		return errors.New(why)
	}
	return b.machine.Open(context.Background(), url)
}

// saveReport writes a report into this folder, never over a file that exists.
func saveReport(text string) (string, error) {
	const name = "acp-gitlab-report.md"
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", errors.New(fileExistsWords(name, err))
	}
	_, err = io.WriteString(f, text)
	return name, errors.Join(err, f.Close())
}

func fileExistsWords(name string, err error) string {
	if os.IsExist(err) {
		return name + " exists already; nothing was written over it"
	}
	return fileWords(name, err)
}
