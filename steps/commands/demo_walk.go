package commands

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps"
)

// walk goes through the whole setup with the demo's own token and prints the
// steps.
func (c *call) walk(ctx context.Context, st *stage, stack func(*steps.Journal) (*web.Stack, error)) error {
	en := &engine{env: c.env, now: time.Now, setup: steps.NewSetup(st.given(), time.Now())}
	en.journal = steps.NewJournal(c.env.debugTo(&c.flags))
	var err error
	if en.stack, err = stack(en.journal); err != nil {
		return err
	}
	defer en.stack.Close()
	if !c.flags.json {
		fmt.Fprintln(c.env.Stdout, "DEMO: an invented GitLab and ACP on this computer.")
	}
	result := en.walkAll(ctx, st.shows)
	if err := c.cut(en); err != nil {
		return err
	}
	if c.flags.json {
		return c.finish(en, "demo", result)
	}
	c.exit = problem.Exit(en.problems, c.flags.strict)
	c.env.printRows(en.walked(result))
	if p := problem.First(en.problems); p != nil {
		page := steps.Page(en.setup, p)
		c.env.printLines("What to do:")
		for _, fix := range page.Fix {
			c.env.printLines("  - " + fix)
		}
	}
	return nil
}

// walkAll takes the steps, up to where the scenario shows.
func (en *engine) walkAll(ctx context.Context, shows string) *ACPResult {
	en.reach(ctx)
	if !en.stopped() {
		en.tokenPage(ctx)
	}
	if !en.stopped() {
		en.inspect(ctx)
		en.repositories(ctx)
	}
	if en.stopped() {
		return nil
	}
	if shows == "status" {
		return en.connection(ctx)
	}
	result := en.handOver(ctx, atOneGo)
	if shows == "disconnect" && !en.stopped() {
		return en.goodbye(ctx)
	}
	return result
}

// tokenPage looks whether one of the pages is there at which a token is made.
// Only the demo can: elsewhere they want a person who is signed in.
func (en *engine) tokenPage(ctx context.Context) {
	in := en.setup.Instance
	var last *web.Answer
	for _, page := range gitlab.TokenPages(in, "", nil) {
		answer, err := en.stack.Do(ctx, web.Request{URL: page.URL, Root: "/" + strings.Trim(in.Root(), "/"), Follow: true})
		if err != nil || answer.Status != http.StatusNotFound {
			return
		}
		last = answer
	}
	en.met(problem.New(problem.TokenPageMissing, in.Host()).Because("GET " + last.URL + ": 404"))
}

// goodbye disconnects, and reads back.
func (en *engine) goodbye(ctx context.Context) *ACPResult {
	client, place := en.acpClient(ctx)
	if client == nil {
		return nil
	}
	out := steps.Sever(ctx, client)
	if en.met(out.Problem); out.Now == nil {
		return nil
	}
	return acpResult(place.API, *out.Now)
}

// walked are the rows of the walk: the steps of the wizard, as far as they went.
func (en *engine) walked(result *ACPResult) []row {
	var out []row
	if !en.setup.Instance.IsZero() {
		out = append(out, row{label: "instance", state: problem.OK, text: en.setup.Instance.URL()})
	}
	out = append(out, en.rows()...)
	if result != nil && result.Connected && !en.stopped() {
		out = append(out, row{label: "ACP", state: problem.OK, text: "connected to " + result.InstanceURL + ", read back"})
	}
	return out
}
