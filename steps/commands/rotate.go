package commands

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// rotating is what the command rotate takes beside the flags of all commands.
type rotating struct {
	// oldID is the number of the old token, 0 for the last setup's.
	oldID int64
	// revoke ends the old token once the new one has been read back.
	revoke bool
}

func (c *call) rotateCommand() *cobra.Command {
	var r rotating
	cmd := &cobra.Command{
		Use:   "rotate [REPO...]",
		Short: "Replace the token: the new one first, the old one last",
		Long: `Puts a new token into ACP in the place of the old one. The new one is checked,
also that it is the same person's and can push where the old one could, connected
and read back; only then the old one may be ended. At the end, also of a rotation
that was stopped, it says which token ACP has.

On a terminal it is a wizard. With --token-stdin or --token-file it asks nothing;
GITLAB_TOKEN is never taken as the new token. Without REPO the repositories of the
last set-up are checked.`,
		Example: `  acp-gitlab rotate
  acp-gitlab rotate --gitlab-url https://gitlab.example.com --acp-url https://acp.example.com \
    --token-file new.txt --old-token-id 4711 --revoke-old    (with ACP_TOKEN set)`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.rotate(cmd.Context(), r, args) },
	}
	c.flags.checking(cmd)
	c.flags.acp(cmd)
	c.flags.replacing(cmd)
	c.flags.noBrowserFlag(cmd)
	c.flags.plainFlag(cmd)
	cmd.Flags().Int64Var(&r.oldID, "old-token-id", 0, "number of the old token at GitLab (acp-gitlab tokens lists them)")
	cmd.Flags().BoolVar(&r.revoke, "revoke-old", false, "revoke the old token, one of your own, once the new one is confirmed")
	return cmd
}

func (c *call) rotate(ctx context.Context, r rotating, repositories []string) error {
	if r.oldID < 0 {
		return usage("--old-token-id takes the number of a token. acp-gitlab tokens lists them.")
	}
	if c.env.onTerminal() && !c.flags.tokenStdin && c.flags.tokenFile == "" && !c.flags.json {
		return c.rotateWizard(ctx, r, repositories)
	}
	given, err := c.env.given(&c.flags, repositories)
	if err != nil {
		return err
	}
	if !given.TokenByFlag {
		given.Token = secret.Text{} // never GITLAB_TOKEN: it may be the old one
	}
	m := c.recalled(&given, true, true)
	old, err := c.env.oldAtHand(given)
	if err != nil {
		return err
	}
	rotation := setup.NewRotation(m)
	if r.oldID != 0 {
		rotation.Named(r.oldID)
	}
	if err := c.completeRotation(given, r, rotation); err != nil {
		return err
	}
	if err := c.env.takeToken(&c.flags, &given); err != nil {
		return err
	}
	en, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return err
	}
	defer en.stack.Close()
	en.setup.Flow, en.setup.Rotation = setup.FlowReplace, rotation
	c.rotation.Store(rotation)
	rotation.Have(old)
	return c.carryOut(ctx, en, r)
}

// rotateWizard opens the flow in the terminal.
func (c *call) rotateWizard(ctx context.Context, r rotating, repositories []string) error {
	given, err := c.env.offered(&c.flags)
	if err != nil {
		return err
	}
	if len(repositories) > 0 {
		given.Repositories = repositories
	}
	given.OldToken = r.oldID
	return c.runWizardAt(ctx, given, nil, setup.FlowReplace)
}

// oldAtHand is the token of the environment, which may be the old one: it is
// put back where nothing else would be left to ACP, and only if GitLab says
// that its number is the old one's. It must have been named with its GitLab, and
// GITLAB_HOST may name no other.
func (e Env) oldAtHand(given setup.Answers) (secret.Text, error) {
	cleaned, _ := gitlab.CleanToken(e.getenv("GITLAB_TOKEN"))
	if cleaned == "" || given.GitLab.From == setup.FromMemory {
		return secret.Text{}, nil
	}
	given.TokenHost = e.tokenHost()
	if setup.OtherGitLab(given.TokenHost, given.GitLab.Value) {
		return secret.Text{}, tokenElsewhere(given)
	}
	return secret.New(cleaned), nil
}

// completeRotation names everything that is missing.
func (c *call) completeRotation(given setup.Answers, r rotating, rotation *setup.Rotation) error {
	var missing missingInputs
	missing.gitlab(given)
	if !hasToken(given) {
		missing.add("no new token. Give --token-stdin or --token-file FILE; GITLAB_TOKEN is not taken as the new one.")
	}
	if in, p := gitlab.ParseInstance(given.GitLab.Value); r.revoke && p == nil && rotation.OldID(in) == 0 {
		missing.add("no number of the old token, which --revoke-old ends. Give --old-token-id N; acp-gitlab tokens lists them.")
	}
	missing.acp(c.env, given)
	return missing.err()
}

// carryOut checks the new token, connects it, and ends the old one if that is
// wanted.
func (c *call) carryOut(ctx context.Context, en *runner, r rotating) error {
	rotation := en.setup.Rotation
	en.checks(ctx)
	if ctx.Err() != nil {
		en.setup.Rechecking() // half an answer says nothing
		en.setup.Repositories, en.problems = nil, nil
	}
	done := rotated{}
	if in := en.setup.Inspected(); !en.stopped() && ctx.Err() == nil && in != nil {
		if in.Token.ID != 0 && in.Token.ID == rotation.OldID(en.setup.Instance) {
			if r.oldID != 0 || r.revoke {
				return usage(fmt.Sprintf("number %d is the new token itself. The old one is another: acp-gitlab tokens lists them.", in.Token.ID))
			}
			rotation.Named(0)
			done.same = true
		}
		en.met(rotation.SamePerson(en.setup.Instance, in))
		if err := c.ownOld(ctx, en, r, &done); err != nil {
			return err
		}
		if !en.stopped() && ctx.Err() == nil {
			done.acp = en.handOver(ctx, func(job setup.Handover) handing { return rotation.Taking(job, in) })
		}
	}
	if r.revoke && done.acp != nil && done.acp.Connected && !en.stopped() {
		done.ending = rotation.End(ctx, en.stack, en.setup.Instance, rotation.OldID(en.setup.Instance))
		en.met(done.ending.Problem)
	}
	c.remember(en)
	return c.finishRotation(ctx, en, r, done)
}

// ownOld makes sure, before anything is changed, that the old token which is to
// be revoked is the person's own: a number that was given and is not is wrong
// usage, as in tokens revoke. One that an earlier setup left may have expired.
func (c *call) ownOld(ctx context.Context, en *runner, r rotating, done *rotated) error {
	id := en.setup.Rotation.OldID(en.setup.Instance)
	if !r.revoke || id == 0 || en.stopped() {
		return nil
	}
	why, p := en.setup.Rotation.Own(ctx, en.stack, en.setup.Instance, en.setup.Token(), id)
	switch {
	case ctx.Err() != nil:
	case p != nil:
		en.met(p)
		done.ending = setup.Ending{Why: why, ID: id, Problem: p}
	case why != setup.EndAllowed && r.oldID != 0:
		return usage(words.WhyNotEnded(why, id))
	}
	return nil
}

// nextInRotation is nextStep in the words of a rotation.
func nextInRotation(next string) string {
	if rest, ok := strings.CutPrefix(next, "acp-gitlab"); ok && (rest == "" || strings.HasPrefix(rest, " --")) {
		return "acp-gitlab rotate" + rest
	}
	return next
}

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
	ending setup.Ending
}

// exitOfRotation is 2 where it was stopped before all was done, and 3 where the
// old token was to be ended and was not.
func (c *call) exitOfRotation(ctx context.Context, en *runner, r rotating) int {
	state := en.setup.Rotation.State()
	complete := state.Active == setup.ActiveNew && !state.ReadBack.IsZero() && (state.Ended || !r.revoke)
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

func (c *call) finishRotation(ctx context.Context, en *runner, r rotating, done rotated) error {
	c.exit = c.exitOfRotation(ctx, en, r)
	whyNot := words.WhyNotEnded(done.ending.Why, done.ending.ID)
	words, next := words.DescribeRotation(en.setup, en.now()), en.afterRotation()
	if done.same && en.setup.Rotation.State().Active == setup.ActiveNew {
		words = "Live in ACP: the token that was given. A set-up here had connected it before; no other one was replaced."
		next.command, next.aside, next.when = "acp-gitlab tokens", "", ""
	}
	note := words
	if whyNot != "" {
		note += " The old token was not revoked: " + whyNot
	}
	if next.when != "" {
		note += " The next step: " + next.when + "."
	}
	state := en.setup.Rotation.State()
	if c.flags.json {
		doc := document("rotate", en.setup, en.problems, c.exit)
		doc.ACP, doc.NextStep, doc.Account = done.acp, next.command, &Account{Note: note}
		doc.Rotation = &RotationResult{
			Live: state.Active.String(), ReadBack: !state.ReadBack.IsZero(),
			OldTokenID: en.setup.Rotation.OldID(en.setup.Instance), OldEnded: state.Ended,
		}
		return c.document(doc)
	}
	rows := en.rows()
	if !state.ReadBack.IsZero() {
		rows = append(rows, row{label: "ACP", state: problem.OK, text: "has the new token, read back"})
	}
	c.env.printRows(rows)
	if whyNot != "" {
		c.env.printLines("The old token was not revoked: " + whyNot)
	}
	c.env.printLines(words)
	c.env.printNext(next.describe())
	return nil
}

// nextAdvice is what helps most now: a command, "" for none, and what people read
// behind it, or in its place; when says what to wait for before.
type nextAdvice struct{ command, aside, when string }

func (n nextAdvice) describe() string {
	if n.when == "" {
		return n.command + n.aside
	}
	return n.command + "," + n.aside + " " + n.when
}

// afterRotation is what helps most now.
func (en *runner) afterRotation() nextAdvice {
	const works = "once a session in ACP works"
	state, old := en.setup.Rotation.State(), en.setup.Rotation.OldID(en.setup.Instance)
	switch {
	case state.Active == setup.ActiveNew && state.Ended:
		return nextAdvice{aside: "nothing."}
	case state.Active == setup.ActiveNew && !state.ReadBack.IsZero() && old != 0 && !state.Stray:
		return nextAdvice{command: fmt.Sprintf("acp-gitlab tokens revoke %d", old), when: works}
	case state.Active == setup.ActiveNew && !state.ReadBack.IsZero():
		return nextAdvice{command: "acp-gitlab tokens", aside: " to end the old one", when: works}
	}
	if command := nextInRotation(en.nextStep()); command != "" {
		return nextAdvice{command: command}
	}
	if later := en.describeNext(""); later != "" {
		return nextAdvice{aside: later}
	}
	return nextAdvice{command: "acp-gitlab rotate"}
}
