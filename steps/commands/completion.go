package commands

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/assets"
)

// shells are those that completions are written for.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func (c *call) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Print shell completions",
		Long: `Prints a script that lets your shell complete commands, flags, the problems of
explain, the topics of guide and the scenarios of demo. To install it:

bash (with the package bash-completion), for new shells
  acp-gitlab completion bash > ~/.local/share/bash-completion/completions/acp-gitlab

zsh (with compinit in ~/.zshrc), in a folder of $fpath
  acp-gitlab completion zsh > "${fpath[1]}/_acp-gitlab"

fish
  acp-gitlab completion fish > ~/.config/fish/completions/acp-gitlab.fish

PowerShell, in this session; the same line in $PROFILE for all
  acp-gitlab completion powershell | Out-String | Invoke-Expression`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: firstOnly(func() [][2]string { return [][2]string{{"bash"}, {"zsh"}, {"fish"}, {"powershell"}} }),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || !slices.Contains(shells, args[0]) {
				return usage("completion takes one of bash, zsh, fish, powershell. acp-gitlab completion --help says how to install it.")
			}
			if err := c.writeCompletion(cmd.Root(), args[0]); err != nil {
				return fmt.Errorf("%w: write the completions: %w", errUnexpected, err)
			}
			return nil
		},
	}
}

func (c *call) writeCompletion(root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(c.env.Stdout, true)
	case "zsh":
		return root.GenZshCompletion(c.env.Stdout)
	case "fish":
		return root.GenFishCompletion(c.env.Stdout, true)
	}
	return root.GenPowerShellCompletionWithDesc(c.env.Stdout)
}

// completer is what cobra asks for the words that may stand at a place.
type completer = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective)

// complete completes with names and what each is about; never with files. The
// names are made only when a shell asks.
func complete(names func() [][2]string) completer {
	return func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		var out []string
		for _, n := range names() {
			if strings.HasPrefix(n[0], begun) {
				out = append(out, strings.TrimSuffix(n[0]+"\t"+n[1], "\t"))
			}
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}
}

// firstOnly completes the first argument, and nothing after it.
func firstOnly(names func() [][2]string) completer {
	return func(cmd *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return complete(names)(cmd, args, begun)
	}
}

// completesFlag completes the value of a flag with names.
func completesFlag(cmd *cobra.Command, flag string, names func() [][2]string) {
	// It can only fail for a flag that does not exist: a test holds that.
	_ = cmd.RegisterFlagCompletionFunc(flag, complete(names))
}

func problemNames() [][2]string {
	codes := problemCodes()
	names := make([][2]string, len(codes))
	for i, code := range codes {
		names[i] = [2]string{code, titleOf(code)}
	}
	return names
}

func topicNames() [][2]string {
	var names [][2]string
	for _, t := range assets.Guide() {
		names = append(names, [2]string{t.ID, t.Title})
	}
	return names
}

func acceptableNames() [][2]string {
	var names [][2]string
	for _, code := range acceptable {
		names = append(names, [2]string{string(code), titleOf(string(code))})
	}
	return names
}
