package commands

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// call is one run of one command.
type call struct {
	env   Env
	flags flags
	exit  int
	// asksFirst names a command that asks before it acts, "" for the others.
	asksFirst string
	// asksFor is which token the command needs, "the token to check".
	asksFor string
	// named are the repositories among its arguments.
	named []string
	// explained is set once line mode has said how it works.
	explained bool
	// interrupted reports whether a signal has ended the run.
	interrupted func() bool
	// rotation is what has to come to its end before the program does.
	rotation atomic.Pointer[setup.Rotation]
}

// Run runs the program and returns its exit code. What breaks on the way, in
// whatever goroutine, is apologised for.
func Run(ctx context.Context, env Env) int {
	env.known = env.scrubber()
	out := &output{to: env.Stdout}
	env.Stdout = out
	var exit int
	if p := web.Catch(func() { exit = run(ctx, env) }); p != nil {
		exit = broken(env, asksForJSON(env.Args), apologise(env, ui.NewFault(p)))
	}
	return out.settle(exit, env.Stderr)
}

func run(ctx context.Context, env Env) int {
	asJSON := asksForJSON(env.Args)
	c := &call{env: env, interrupted: func() bool { return ctx.Err() != nil }}
	c.env.asks = func() (bool, error) { return c.env.enter(ctx) }
	c.env.hidden = func(g setup.Answers) (string, error) { return c.env.readStdin(ctx, c.asksFor, g) }
	root := c.root()
	if found := findMisplaced(root, env.Args); found != nil {
		return refuse(env, asJSON, found.refused(root, env.Args))
	}
	root.SetArgs(env.Args)
	env.command = commandOf(root, env.Args)
	err := execute(ctx, root, func() { c.rotation.Load().Wait(context.WithoutCancel(ctx)) })
	var wrong *usageError
	var fault *ui.Fault
	switch {
	case err == nil:
		return c.exit
	case errors.Is(err, errCancelled):
		return cancelled(env, asJSON, err)
	case errors.As(err, &fault):
		return broken(env, asJSON, apologise(env, fault))
	case errors.As(err, &wrong):
		return refuse(env, asJSON, wrong)
	case errors.Is(err, errUnexpected):
		env.complain(env.scrubber().Scrub(web.Clean(err.Error())))
		return broken(env, asJSON, problem.ExitUnexpected)
	default:
		return refuseCall(env, asJSON, sentence(web.Clean(err.Error())))
	}
}

// errUnexpected marks what is a fault of this program, not of the call.
var errUnexpected = errors.New("something went wrong in this program")

func sentence(s string) string {
	s = strings.TrimSuffix(s, ".")
	return strings.ToUpper(s[:1]) + s[1:] + ". See acp-gitlab help."
}

// refuseCall says what was wrong or missing in the call itself: exit 64. What
// it repeats of the call may hold a password.
func refuseCall(env Env, asJSON bool, lines ...string) int {
	return refuse(env, asJSON, &usageError{lines: lines})
}

func refuse(env Env, asJSON bool, wrong *usageError) int {
	lines := slices.Clone(wrong.lines)
	for i, l := range lines {
		lines[i] = env.scrubber().Scrub(l)
		env.complain(lines[i])
	}
	if wrong.command != "" {
		command := env.scrubber().Scrub(wrong.command)
		lines = append(lines, command)
		fmt.Fprintln(env.Stderr, "  "+command) // whole: it is there to be copied
	}
	if asJSON {
		r := document(env.commandName(), &setup.State{}, wrong.problems, problem.ExitUsage)
		r.Usage = lines
		_ = r.write(env.Stdout, env.scrubber())
	}
	return problem.ExitUsage
}

// commandOf is the command that args call: "tokens revoke"; "" where there is none.
func commandOf(root *cobra.Command, args []string) string {
	cmd, _, err := root.Find(args)
	if err != nil || cmd == root {
		return ""
	}
	return strings.TrimPrefix(cmd.CommandPath(), root.Name()+" ")
}

// commandName is the command that was asked for, as it may be repeated.
func (e Env) commandName() string {
	if e.command != "" {
		return e.command
	}
	if len(e.Args) == 0 || strings.HasPrefix(e.Args[0], "-") || secret.MayBe(e.Args[0]) {
		return "acp-gitlab"
	}
	return e.scrubber().Scrub(web.Clean(e.Args[0]))
}

func (c *call) root() *cobra.Command {
	var version bool
	root := &cobra.Command{
		Use:   "acp-gitlab",
		Short: "Connect GitLab to Ambient Code Platform",
		Long: `Using a screen reader? Start with acp-gitlab --plain.

acp-gitlab connects your GitLab account to Ambient Code Platform (ACP), so that ACP
can push to your repositories. Without a command it is a wizard: it opens the page
where you create a GitLab token, takes the token without showing it, checks that it
works and can push, connects it to ACP, and confirms the connection.

Try it without an account: acp-gitlab demo
Exit codes and variables for scripts: acp-gitlab help scripts`,
		Args:          noArguments,
		SilenceErrors: true, SilenceUsage: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if version {
				fmt.Fprintln(c.env.Stdout, c.env.versionLine())
				return nil
			}
			return c.wizard(cmd.Context())
		},
	}
	// Not cobra's own flag: its template package keeps every method of the
	// program alive, which makes the binary 6 MB larger.
	root.Flags().BoolVarP(&version, "version", "v", false, "print the version")
	root.PersistentPreRun = func(cmd *cobra.Command, _ []string) {
		c.env.plain = c.flags.plain
		c.env.outlives(cmd)
	}
	root.SetFlagErrorFunc(wrongFlag)
	root.SuggestionsMinimumDistance = 2
	root.SetHelpCommand(c.helpCommand())
	root.SetOut(c.env.Stdout)
	root.SetErr(c.env.Stderr)
	root.CompletionOptions.HiddenDefaultCmd = true
	c.flags.reach(root)
	c.flags.token(root)
	c.flags.acp(root)
	c.flags.noBrowserFlag(root)
	c.flags.plainFlag(root)
	c.addCommands(root)
	return root
}

// addCommands adds the commands in groups: by what a person wants.
func (c *call) addCommands(root *cobra.Command) {
	for _, group := range []struct {
		id, title string
		commands  []*cobra.Command
	}{
		{"setup", "Set up:", []*cobra.Command{c.connectCommand(), c.checkCommand(), c.demoCommand()}},
		{"look", "Look:", []*cobra.Command{c.statusCommand(), c.tokensCommand()}},
		{"replace", "Replace and remove:", []*cobra.Command{c.rotateCommand(), c.revokeCommand(), c.disconnectCommand(), c.forgetCommand()}},
		{groupHelp, "Help and support:", []*cobra.Command{
			c.guideCommand(), c.explainCommand(), c.reportCommand(), c.profileCommand(), c.completionCommand(), c.manCommand(), c.licensesCommand(), c.versionCommand(),
		}},
	} {
		root.AddGroup(&cobra.Group{ID: group.id, Title: group.title})
		for _, cmd := range group.commands {
			cmd.GroupID = group.id
			root.AddCommand(cmd)
		}
	}
	root.SetHelpCommandGroupID(groupHelp)
}

// groupHelp is the group of the commands that only tell something.
const groupHelp = "help"
