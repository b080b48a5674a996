package commands

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// tokenLike finds an argument that looks like a token of GitLab, GitHub, ACP
// or OpenShift, alone or behind a flag. GitLab docs: "Token prefixes".
var tokenLike = regexp.MustCompile(`(^|[=:/@])(gl[a-z]{2,5}-[A-Za-z0-9_.-]{12,}|gh[a-z]_[A-Za-z0-9]{16,}|github_pat_\w{16,}|sha256~\S{16,}|eyJ[\w-]{10,}\.[\w-]{10,}\S*)`)

// call is one run of one command.
type call struct {
	env   Env
	flags flags
	exit  int
}

// Run runs the program and returns its exit code.
func Run(ctx context.Context, env Env) int {
	wantsJSON := slices.Contains(env.Args, "--json")
	if slices.ContainsFunc(env.Args, tokenLike.MatchString) {
		return refuseCall(env, wantsJSON, "An argument looks like a token. It is now in your shell history: revoke it at GitLab.",
			"Hand a token over with --token-stdin, --token-file FILE or GITLAB_TOKEN.")
	}
	c := &call{env: env}
	root := c.root()
	root.SetArgs(env.Args)
	err := root.ExecuteContext(ctx)
	var wrong *usageError
	switch {
	case err == nil:
		return c.exit
	case errors.As(err, &wrong):
		return refuseCall(env, wantsJSON, wrong.lines...)
	case errors.Is(err, errUnexpected):
		fmt.Fprintln(env.Stderr, "acp-gitlab: "+web.Clean(err.Error()))
		return problem.ExitUnexpected
	default:
		return refuseCall(env, wantsJSON, sentence(web.Clean(err.Error())))
	}
}

// errUnexpected marks what is a fault of this program, not of the call.
var errUnexpected = errors.New("something went wrong in this program")

func sentence(s string) string {
	s = strings.TrimSuffix(s, ".")
	return strings.ToUpper(s[:1]) + s[1:] + ". acp-gitlab help shows what there is."
}

// refuseCall says what was wrong or missing in the call itself: exit 64.
func refuseCall(env Env, asJSON bool, lines ...string) int {
	for _, l := range lines {
		fmt.Fprintln(env.Stderr, "acp-gitlab: "+l)
	}
	if asJSON {
		name := "acp-gitlab"
		if len(env.Args) > 0 && !strings.HasPrefix(env.Args[0], "-") && !tokenLike.MatchString(env.Args[0]) {
			name = web.Clean(env.Args[0])
		}
		r := &Result{SchemaVersion: 1, Command: name, Problems: []ProblemResult{}, Usage: lines}
		_ = r.write(env.Stdout)
	}
	return problem.ExitUsage
}

func (c *call) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "acp-gitlab",
		Short: "Connect GitLab to Ambient Code Platform",
		Long: `acp-gitlab takes you from "I have a GitLab account" to "Ambient Code Platform
can push to my repository". Without a command it is a wizard: it opens the page
where GitLab makes a token, takes the token without showing it, proves that it
works and may push, connects it to ACP, and reads the connection back.

Try it without an account: acp-gitlab demo`,
		Args:          cobra.NoArgs,
		SilenceErrors: true, SilenceUsage: true,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.wizard(cmd.Context()) },
	}
	root.SetOut(c.env.Stdout)
	root.SetErr(c.env.Stderr)
	root.CompletionOptions.HiddenDefaultCmd = true
	c.flags.reach(root)
	c.flags.token(root)
	c.flags.acp(root)
	c.flags.noBrowserFlag(root)
	root.AddCommand(
		c.checkCommand(),
		c.connectCommand(),
		c.statusCommand(),
		c.demoCommand(),
		c.versionCommand(),
	)
	return root
}

func (c *call) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Say which version this is", Args: cobra.NoArgs,
		Run: func(*cobra.Command, []string) { fmt.Fprintln(c.env.Stdout, c.env.versionLine()) },
	}
}
