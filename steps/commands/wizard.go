package commands

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui/desktop"
)

// toldWait is the longest wait told by a server that the wizard waits out.
const toldWait = 60 * time.Second

func (c *call) wizard(ctx context.Context) error {
	if !c.env.onTerminal() {
		return usage("needs a terminal. Without one: acp-gitlab connect --gitlab-url URL --acp-url URL --token-stdin (and ACP_TOKEN)")
	}
	given, err := c.env.offered(&c.flags)
	if err != nil {
		return err
	}
	return c.runWizard(ctx, given, nil)
}

// demoEnv is what the demo puts in the place of the real surroundings.
type demoEnv struct {
	getenv func(string) string
	stack  func(*setup.Journal) (*web.Stack, error)
}

func (c *call) runWizard(ctx context.Context, given setup.Answers, demo *demoEnv) error {
	return c.runWizardAt(ctx, given, demo, setup.FlowSetUp)
}

// runWizardAt begins with the flow behind door.
func (c *call) runWizardAt(ctx context.Context, given setup.Answers, demo *demoEnv, door setup.Flow) error {
	keep, tellLate := c.debugLater()
	journal := setup.NewJournal(keep)
	ca := c.flags.authority(given)
	env, err := c.newEnv(journal, ca, demo)
	if err != nil {
		return err
	}
	env.Recall(&given)
	state := setup.New(given, env.Now())
	state.CAFile = setup.Value{Value: ca.file, From: ca.from}
	c.runFlows(ctx, env, state, door)
	env.Stack.Close()
	state.Wipe()
	tellLate()
	return nil
}

// debugLater keeps the lines of --debug until the full screen has gone; nil
// without --debug. Requests that were cancelled may still add to them.
func (c *call) debugLater() (keep func(web.Exchange), tell func()) {
	if !c.flags.debug {
		return nil, func() {}
	}
	var mu sync.Mutex
	var late []web.Exchange
	keep = func(x web.Exchange) {
		mu.Lock()
		defer mu.Unlock()
		late = append(late, x)
	}
	return keep, func() {
		mu.Lock()
		defer mu.Unlock()
		for _, x := range late {
			fmt.Fprintln(c.env.Stderr, c.env.scrubber().Scrub(x.String()))
		}
	}
}

func hostShown(s *setup.State) string {
	if s.Instance.IsZero() {
		return ""
	}
	return s.Instance.Host()
}

// newEnv gathers what the steps need of this computer.
func (c *call) newEnv(j *setup.Journal, ca authority, demo *demoEnv) (*setup.Env, error) {
	machine := desktop.Here()
	w := &setup.Env{
		Now: time.Now, Getenv: c.env.Getenv, Journal: j,
		Browser: newBrowser(machine, c.flags.noBrowser),
	}
	w.Host, _ = os.Hostname()
	var err error
	if demo != nil {
		w.Demo, w.Getenv = true, demo.getenv
		w.Stack, err = demo.stack(j)
		return w, err
	}
	if w.Dir, err = os.Getwd(); err != nil {
		w.Dir = ""
	}
	w.Folder, w.Config = w.Dir, c.env.configDir()
	var note string
	switch w.Memory, note = memory.Load(w.Config); note {
	case "":
	case memory.Newer:
		w.MemoryNote = note
	default:
		c.say(note)
	}
	if acp.HasOC() {
		w.OCSession = acp.OCSession
	}
	w.Stack, err = c.env.stackWith(&c.flags, ca, j, toldWait)
	return w, err
}

// browser is this computer's browser, unless --no-browser forbids it.
type browser struct {
	machine *desktop.Machine
	may     bool
	why     string
}

// newBrowser looks once whether there is a browser: screens ask on every frame,
// and looking means files.
func newBrowser(machine *desktop.Machine, never bool) browser {
	if never {
		return browser{why: "--no-browser"}
	}
	may, why := machine.MayOpen()
	return browser{machine, may, why}
}

// MayOpen implements setup.Browser.
func (b browser) MayOpen() (bool, string) { return b.may, b.why }

// Open implements setup.Browser.
func (b browser) Open(url string) error {
	if !b.may {
		return errors.New(b.why)
	}
	return b.machine.Open(context.Background(), url)
}

// saving is how a report is saved; the demo writes nothing.
func saving(demo bool) func(string) (string, error) {
	if demo {
		return func(string) (string, error) {
			return "", errors.New("the demo writes nothing; c sends the report to your clipboard")
		}
	}
	return saveReport
}

// saveReport writes a report into this folder, never over a file that exists.
func saveReport(text string) (string, error) {
	const name = "acp-gitlab-report.md"
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", errors.New(describeExistingFile(name, err))
	}
	_, err = io.WriteString(f, text)
	return name, errors.Join(err, f.Close())
}

func describeExistingFile(name string, err error) string {
	if os.IsExist(err) {
		return name + " already exists and was not overwritten"
	}
	return describeFileError(name, err)
}
