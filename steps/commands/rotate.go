package commands

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps"
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
	rotation := steps.NewRotation(m)
	if r.oldID != 0 {
		rotation.Named(r.oldID)
	}
	if err := c.completeRotation(given, r, rotation); err != nil {
		return err
	}
	if err := c.env.takeToken(&c.flags, &given); err != nil {
		return err
	}
	en, err := c.env.newEngine(&c.flags, given)
	if err != nil {
		return err
	}
	defer en.stack.Close()
	en.setup.Flow, en.setup.Rotation = steps.DoorReplace, rotation
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
	return c.runWizardAt(ctx, given, nil, steps.DoorReplace)
}

// oldAtHand is the token of the environment, which may be the old one: it is
// put back where nothing else would be left to ACP, and only if GitLab says
// that its number is the old one's. It must have been named with its GitLab, and
// GITLAB_HOST may name no other.
func (e Env) oldAtHand(given steps.Given) (secret.Text, error) {
	cleaned, _ := gitlab.CleanToken(e.getenv("GITLAB_TOKEN"))
	if cleaned == "" || given.GitLab.From == steps.FromMemory {
		return secret.Text{}, nil
	}
	given.TokenHost = e.tokenHost()
	if steps.OtherGitLab(given.TokenHost, given.GitLab.Value) {
		return secret.Text{}, tokenElsewhere(given)
	}
	return secret.New(cleaned), nil
}

// completeRotation names everything that is missing.
func (c *call) completeRotation(given steps.Given, r rotating, rotation *steps.Rotation) error {
	var missing lack
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
func (c *call) carryOut(ctx context.Context, en *engine, r rotating) error {
	rotation := en.setup.Rotation
	en.checks(ctx)
	if ctx.Err() != nil {
		en.setup.Inspected, en.setup.Repositories, en.problems = nil, nil, nil // half an answer says nothing
	}
	done := rotated{}
	if in := en.setup.Inspected; !en.stopped() && ctx.Err() == nil && in != nil {
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
			done.acp = en.handOver(ctx, func(job steps.Handover) handing { return rotation.Taking(job, in) })
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
func (c *call) ownOld(ctx context.Context, en *engine, r rotating, done *rotated) error {
	id := en.setup.Rotation.OldID(en.setup.Instance)
	if !r.revoke || id == 0 || en.stopped() {
		return nil
	}
	why, p := en.setup.Rotation.Own(ctx, en.stack, en.setup.Instance, en.setup.Token, id)
	switch {
	case ctx.Err() != nil:
	case p != nil:
		en.met(p)
		done.ending = steps.Ending{Why: why, Problem: p}
	case why != "" && r.oldID != 0:
		return usage(why)
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
