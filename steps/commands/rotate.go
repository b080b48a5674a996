package commands

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// rotateOptions is what the command rotate takes beside the flags of all commands.
type rotateOptions struct {
	// oldID is the number of the old token, 0 for the last setup's.
	oldID int64
	// revoke ends the old token once the new one has been read back.
	revoke bool
}

func (c *call) rotateCommand() *cobra.Command {
	var o rotateOptions
	cmd := &cobra.Command{
		Use:   "rotate [REPO...]",
		Short: "Replace the token: connect a new one, then revoke the old one",
		Long: `Gives ACP a new token in place of the old one. The new token is checked first: it
must belong to the same person and be able to push where the old one could. It is
then connected and confirmed, and only after that can the old one be revoked. At
the end, even of a rotation that was stopped, it says which token ACP has.

On a terminal, this is a wizard. With --token-stdin or --token-file it asks
nothing. GITLAB_TOKEN is never used as the new token. Without REPO, the
repositories of your last setup are checked.`,
		Example: `  acp-gitlab rotate
  acp-gitlab rotate --token-file new.txt --old-token-id 4711 --revoke-old --acp-token-file key.txt`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.rotate(cmd.Context(), o, args) },
	}
	c.flags.checking(cmd)
	c.flags.acp(cmd)
	c.flags.replacing(cmd)
	c.flags.noBrowserFlag(cmd)
	c.flags.plainFlag(cmd)
	cmd.Flags().Int64Var(&o.oldID, "old-token-id", 0, "number of the old token at GitLab (acp-gitlab tokens lists them)")
	cmd.Flags().BoolVar(&o.revoke, "revoke-old", false, "revoke the old token, one of your own, once the new one is confirmed")
	return cmd
}

func (c *call) rotate(ctx context.Context, o rotateOptions, repositories []string) error {
	if o.oldID < 0 {
		return usage("--old-token-id takes a token number. acp-gitlab tokens lists them.")
	}
	if c.env.onTerminal() && !c.flags.tokenStdin && c.flags.tokenFile == "" && !c.flags.json {
		return c.rotateWizard(ctx, o, repositories)
	}
	c.asksFor = "the new token"
	c.named = repositories
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
	if o.oldID != 0 {
		rotation.Named(o.oldID)
	}
	if err := c.completeRotation(given, o, rotation); err != nil {
		return err
	}
	if err := c.env.takeToken(&c.flags, &given); err != nil {
		return err
	}
	r, err := c.env.newRunner(&c.flags, given)
	if err != nil {
		return err
	}
	defer r.stack.Close()
	r.setup.Flow, r.setup.Rotation = setup.FlowReplace, rotation
	r.live, r.pause, r.changes = c.live(r), c.offersPause(), whereBound
	c.rotation.Store(rotation)
	rotation.Have(old)
	return c.carryOut(ctx, r, o)
}

// rotateWizard opens the flow in the terminal.
func (c *call) rotateWizard(ctx context.Context, o rotateOptions, repositories []string) error {
	given, err := c.env.offered(&c.flags)
	if err != nil {
		return err
	}
	if len(repositories) > 0 {
		given.Repositories = repositories
	}
	given.OldToken = o.oldID
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
		return secret.Text{}, tokenElsewhere(given, "To rotate without it, unset GITLAB_TOKEN.")
	}
	return secret.New(cleaned), nil
}

// completeRotation names everything that is missing.
func (c *call) completeRotation(given setup.Answers, o rotateOptions, rotation *setup.Rotation) error {
	var missing missingInputs
	missing.gitlab(given)
	if !hasToken(given) {
		missing.add("no new token. Give --token-stdin or --token-file FILE; GITLAB_TOKEN is not used as the new one.")
	}
	if in, p := gitlab.ParseInstance(given.GitLab.Value); o.revoke && p == nil && rotation.OldID(in) == 0 {
		missing.add("--revoke-old needs the number of the old token. Give --old-token-id N; acp-gitlab tokens lists them.")
	}
	missing.acp(c.env, given)
	return missing.err()
}

// carryOut checks the new token, connects it, and ends the old one if that is
// wanted.
func (c *call) carryOut(ctx context.Context, r *runner, o rotateOptions) error {
	rotation := r.setup.Rotation
	r.checks(ctx)
	if ctx.Err() != nil {
		r.forgetHalf()
	}
	done := rotated{}
	if in := r.setup.Inspected(); !r.stopped() && ctx.Err() == nil && in != nil {
		if in.Token.ID != 0 && in.Token.ID == rotation.OldID(r.setup.Instance) {
			if o.oldID != 0 || o.revoke {
				return usage(fmt.Sprintf("number %d is the new token, not the old one. acp-gitlab tokens lists them.", in.Token.ID))
			}
			rotation.Named(0)
			done.same = true
		}
		r.met(rotation.SamePerson(r.setup.Instance, in))
		if err := c.ownOld(ctx, r, o, &done); err != nil {
			return err
		}
		if !r.stopped() && ctx.Err() == nil {
			done.acp = r.handOver(ctx)
		}
		if r.missing != nil {
			return r.missing
		}
	}
	if o.revoke && done.acp != nil && done.acp.Connected && !r.stopped() {
		done.ending = rotation.End(ctx, r.stack, r.setup.Instance, rotation.OldID(r.setup.Instance))
		r.met(done.ending.Problem)
	}
	c.remember(r)
	return c.finishRotation(ctx, r, o, done)
}

// ownOld makes sure, before anything is changed, that the old token which is to
// be revoked is the person's own: a number that was given and is not is wrong
// usage, as in tokens revoke. One that an earlier setup left may have expired.
func (c *call) ownOld(ctx context.Context, r *runner, o rotateOptions, done *rotated) error {
	id := r.setup.Rotation.OldID(r.setup.Instance)
	if !o.revoke || id == 0 || r.stopped() {
		return nil
	}
	why, p := r.setup.Rotation.Own(ctx, r.stack, r.setup.Instance, r.setup.Token(), id)
	switch {
	case ctx.Err() != nil:
	case p != nil:
		r.met(p)
		done.ending = setup.Ending{Why: why, ID: id, Problem: p}
	case why != setup.EndAllowed && o.oldID != 0:
		return usage(words.WhyNotEnded(why, id))
	}
	return nil //nolint:nilerr // a problem of GitLab is met, and ends the run by its own exit code
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
	acp *acp.Connection
	// same says that a set-up here had connected the very token before: nothing
	// came in the place of anything.
	same   bool
	ending setup.Ending
}

// exitOfRotation is 2 where it was stopped before all was done, and 3 where the
// old token was to be ended and was not.
func (c *call) exitOfRotation(ctx context.Context, r *runner, o rotateOptions) int {
	state := r.setup.Rotation.State()
	complete := state.Active == setup.ActiveNew && !state.ReadBack.IsZero() && (state.Ended || !o.revoke)
	exit := problem.Exit(r.problems, c.flags.strict)
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

func (c *call) finishRotation(ctx context.Context, r *runner, o rotateOptions, done rotated) error {
	c.exit = c.exitOfRotation(ctx, r, o)
	live, next := words.DescribeRotation(r.setup, r.now()), r.afterRotation()
	state := r.setup.Rotation.State()
	if done.same && state.Active == setup.ActiveNew {
		live = "In ACP now: the token that was given. A setup here had already connected it; no other one was replaced."
		next = advice{command: "acp-gitlab tokens"}
	}
	rows := words.CheckRows(r.setup, r.problems, "")
	var above []ui.Block
	if r.live != nil && r.live.done > 0 {
		rows, above = nil, r.wereLive()
	}
	if !state.ReadBack.IsZero() {
		rows = append(rows, ui.Line{Label: "ACP", State: ui.OK, Text: "has the new token, confirmed"})
		if done.acp != nil {
			rows = append(rows, words.BesideRows(*done.acp)...)
		}
	}
	if state.Ended && state.Active == setup.ActiveNew {
		live += " " + runningFail
	}
	said, note := slices.Concat(above, []ui.Block{rows}), live
	if why := words.WhyNotEnded(done.ending.Why, done.ending.ID); why != "" {
		why = "The old token was not revoked: " + why
		said, note = append(said, ui.Text{S: why}), note+" "+why
	}
	if next.when != "" {
		note += " Do the next step " + next.when + "."
	}
	return c.conclude(r, conclusion{
		command: "rotate", acp: done.acp, next: next, account: &Account{Note: note},
		said: append(said, ui.Text{S: live}),
		rotation: &RotationResult{
			Live: state.Active.String(), ReadBack: !state.ReadBack.IsZero(),
			OldTokenID: r.setup.Rotation.OldID(r.setup.Instance), OldEnded: state.Ended,
		},
	})
}

// runningFail is what revoking the old token means at once. ACP: a session takes
// the token anew before each run.
const runningFail = "ACP sessions that are running have no access to GitLab until their next run."

// afterRotation is what helps most now.
func (r *runner) afterRotation() advice {
	const works = "once a session in ACP works"
	state, old := r.setup.Rotation.State(), r.setup.Rotation.OldID(r.setup.Instance)
	switch {
	case state.Active == setup.ActiveNew && state.Ended:
		return advice{aside: "nothing."}
	case state.Active == setup.ActiveNew && !state.ReadBack.IsZero() && old != 0 && !state.Stray:
		return advice{command: fmt.Sprintf("acp-gitlab tokens revoke %d", old), when: works}
	case state.Active == setup.ActiveNew && !state.ReadBack.IsZero():
		return advice{command: "acp-gitlab tokens", does: "lists your tokens, to revoke the old one", when: works}
	}
	if command := nextInRotation(r.nextStep()); command != "" {
		return advice{command: command}
	}
	if later := r.advise(""); later != (advice{}) {
		return later
	}
	return advice{command: "acp-gitlab rotate"}
}
