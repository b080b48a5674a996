package commands

import (
	"context"
	"fmt"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps"
)

// RotationResult is what became of the two tokens of a rotation.
type RotationResult struct {
	// Live is what ACP holds: "old", "new" or "none"; several joined by "-or-"
	// where ACP did not tell.
	Live string `json:"live"`
	// ReadBack says that the new connection is confirmed.
	ReadBack bool `json:"read_back"`
	// OldTokenID is the number of the old token, where it is known.
	OldTokenID int64 `json:"old_token_id,omitempty"`
	// OldEnded says that the old token was ended at GitLab.
	OldEnded bool `json:"old_ended"`
}

// rotated is what came of a rotation.
type rotated struct {
	acp *ACPResult
	// same says that a set-up here had connected the very token before: nothing
	// came in the place of anything.
	same   bool
	ending steps.Ending
}

// exitOfRotation is 2 where it was stopped before all was done, and 3 where the
// old token was to be ended and was not.
func (c *call) exitOfRotation(ctx context.Context, en *engine, r rotating) int {
	state := en.setup.Rotation.State()
	complete := state.Live == steps.LiveNew && !state.ReadBack.IsZero() && (state.Ended || !r.revoke)
	exit := problem.Exit(en.problems, c.flags.strict)
	switch {
	case complete:
		return exit
	case ctx.Err() != nil:
		return problem.ExitCancelled
	case exit == problem.ExitOK:
		return problem.ExitNeedsDoing
	}
	return exit
}

func (c *call) finishRotation(ctx context.Context, en *engine, r rotating, done rotated) error {
	c.exit = c.exitOfRotation(ctx, en, r)
	words, next := steps.RotationWords(en.setup, en.now()), en.afterRotation()
	if done.same && en.setup.Rotation.State().Live == steps.LiveNew {
		words = "Live in ACP: the token that was given. A set-up here had connected it before; no other one was replaced."
		next.command, next.aside, next.when = "acp-gitlab tokens", "", ""
	}
	note := words
	if done.ending.Why != "" {
		note += " The old token was not revoked: " + done.ending.Why
	}
	if next.when != "" {
		note += " The next step: " + next.when + "."
	}
	state := en.setup.Rotation.State()
	if c.flags.json {
		doc := document("rotate", en.setup, en.problems, c.exit)
		doc.ACP, doc.NextStep, doc.Account = done.acp, next.command, &Account{Note: note}
		doc.Rotation = &RotationResult{
			Live: state.Live.String(), ReadBack: !state.ReadBack.IsZero(),
			OldTokenID: en.setup.Rotation.OldID(en.setup.Instance), OldEnded: state.Ended,
		}
		return c.document(doc)
	}
	rows := en.rows()
	if !state.ReadBack.IsZero() {
		rows = append(rows, row{label: "ACP", state: problem.OK, text: "has the new token, read back"})
	}
	c.env.printRows(rows)
	if done.ending.Why != "" {
		c.env.printLines("The old token was not revoked: " + done.ending.Why)
	}
	c.env.printLines(words)
	c.env.printNext(next.words())
	return nil
}

// next is what helps most now: a command, "" for none, and what people read
// behind it, or in its place; when says what to wait for before.
type next struct{ command, aside, when string }

func (n next) words() string {
	if n.when == "" {
		return n.command + n.aside
	}
	return n.command + "," + n.aside + " " + n.when
}

// afterRotation is what helps most now.
func (en *engine) afterRotation() next {
	const works = "once a session in ACP works"
	state, old := en.setup.Rotation.State(), en.setup.Rotation.OldID(en.setup.Instance)
	switch {
	case state.Live == steps.LiveNew && state.Ended:
		return next{aside: "nothing."}
	case state.Live == steps.LiveNew && !state.ReadBack.IsZero() && old != 0 && !state.Stray:
		return next{command: fmt.Sprintf("acp-gitlab tokens revoke %d", old), when: works}
	case state.Live == steps.LiveNew && !state.ReadBack.IsZero():
		return next{command: "acp-gitlab tokens", aside: " to end the old one", when: works}
	}
	if command := nextInRotation(en.nextStep()); command != "" {
		return next{command: command}
	}
	if later := en.nextWords(""); later != "" {
		return next{aside: later}
	}
	return next{command: "acp-gitlab rotate"}
}
