package commands

import (
	"context"
	"fmt"
	"time"

	"acp-gitlab/gitlab/web"
)

// offersPause returns what asks whether to wait for GitLab; nil where nobody sits in
// front of it, or where a program reads what comes out.
func (c *call) offersPause() func(context.Context, time.Time) bool {
	if !c.env.onTerminal() || c.flags.json {
		return nil
	}
	return c.pause
}

// pause offers to wait until GitLab answers again. Waiting needs a key: Enter alone,
// like every other answer, ends with what is there. --yes does not stand for it.
func (c *call) pause(ctx context.Context, until time.Time) bool {
	c.env.writeTo(c.env.Stderr, texts(fmt.Sprintf("GitLab's limit was reached. It answers again in %d s.", seconds(time.Until(until))))...)
	fmt.Fprint(c.env.Stderr, "Type w and press Enter to wait. Enter alone stops here: ")
	answer := web.Aside(func() string { return readAnswer(c.env.Stdin) })
	select {
	case typed := <-answer:
		if typed.Value() != "w" {
			return false
		}
	case <-ctx.Done():
		fmt.Fprintln(c.env.Stderr)
		return false
	}
	return c.countDown(ctx, until)
}

// countDown waits, and says how long it will be: each second where the line can be
// drawn anew, else once. false where ctx ends before.
func (c *call) countDown(ctx context.Context, until time.Time) bool {
	moves := c.env.draws(c.env.Stderr)
	if !moves {
		fmt.Fprintf(c.env.Stderr, "Waiting %d s. Ctrl+C stops.\n", seconds(time.Until(until)))
	}
	for {
		left := time.Until(until)
		if moves {
			fmt.Fprint(c.env.Stderr, "\r\x1b[K")
		}
		if left <= 0 {
			return true
		}
		if moves {
			fmt.Fprintf(c.env.Stderr, "GitLab's limit: %d s to go. Ctrl+C stops.", seconds(left))
		}
		select {
		case <-time.After((left-1)%time.Second + 1):
		case <-ctx.Done():
			fmt.Fprintln(c.env.Stderr)
			return false
		}
	}
}

// seconds are whole ones, rounded up.
func seconds(d time.Duration) int { return int(max(0, (d+time.Second-1)/time.Second)) }
