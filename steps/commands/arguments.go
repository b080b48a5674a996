package commands

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// noArguments refuses arguments in words that say where to look; for the root
// an argument is a command that does not exist.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	word := web.Clean(args[0])
	if cmd.HasParent() {
		return usage(fmt.Sprintf("%s takes no argument, but got %q. See %s --help.", nameIn(cmd), word, cmd.CommandPath()))
	}
	line := fmt.Sprintf("there is no command %q.", word)
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		line += " Did you mean " + strings.Join(near, " or ") + "?"
	}
	return usage(line + " See acp-gitlab help.")
}

// nameIn is the command as it is called behind the program's name.
func nameIn(cmd *cobra.Command) string {
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ")
}

// wrongFlag says what is wrong with a flag, and names the one that was meant.
// A value is not repeated: it may be a password.
func wrongFlag(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var value *pflag.InvalidValueError
	var missing *pflag.ValueRequiredError
	line := "could not read the command line."
	if !secret.MayBe(err.Error()) {
		line = web.Clean(err.Error())
	}
	switch {
	case errors.As(err, &value):
		line = "--" + value.GetFlag().Name + " takes " + kindOfValue(value.GetFlag().Value.Type()) + "."
	case errors.As(err, &missing):
		line = "--" + missing.GetSpecifiedName() + " needs a value."
	case errors.As(err, &unknown):
		line = "there is no flag --" + web.Clean(unknown.GetSpecifiedName()) + "."
		if near := flagNear(cmd, unknown.GetSpecifiedName()); near != "" {
			line += " Did you mean --" + near + "?"
		}
	}
	return usage(line + " " + cmd.CommandPath() + " --help lists the flags.")
}

func kindOfValue(kind string) string {
	switch kind {
	case "duration":
		return "a duration: 10s, 1m"
	case "bool":
		return "true or false"
	case "int64":
		return "a number"
	}
	return "another value"
}

// flagNear is a flag of cmd that begins with name or that name begins with.
func flagNear(cmd *cobra.Command, name string) string {
	name, _, _ = strings.Cut(name, "=")
	near := ""
	for line := range strings.Lines(cmd.Flags().FlagUsages()) {
		flag, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		flag = strings.TrimPrefix(flag, "--")
		if near == "" && len(name) > 1 && flag != "" && (strings.HasPrefix(flag, name) || strings.HasPrefix(name, flag)) {
			near = flag
		}
	}
	return near
}

// asksForJSON reports whether args ask for the document, also where they cannot
// be read otherwise: wrong usage is answered with one as well.
func asksForJSON(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return slices.ContainsFunc(args, func(arg string) bool {
		value, found := strings.CutPrefix(arg, "--json=")
		yes, err := strconv.ParseBool(value)
		return arg == "--json" || found && err == nil && yes
	})
}

// helpCommand shows the help of a command; what is no command is looked for in
// the guide and among the problems.
func (c *call) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND|TOPIC|PROBLEM]",
		Short: "Show the help of a command, a topic of the guide or a problem",
		Args:  cobra.ArbitraryArgs,
		ValidArgsFunction: firstOnly(func() [][2]string {
			var names [][2]string
			for _, sub := range documented(c.root()) {
				names = append(names, [2]string{sub.Name(), sub.Short})
			}
			return append(names, topicNames()...)
		}),
		RunE: func(cmd *cobra.Command, args []string) error { return c.help(cmd.Root(), args) },
	}
}

func (c *call) help(root *cobra.Command, args []string) error {
	found, rest, err := root.Find(args)
	if err == nil && len(rest) == 0 {
		found.InitDefaultHelpFlag()
		return found.Help()
	}
	name := strings.Join(args, " ")
	topic, near := topicNamed(name)
	if topic.ID != "" {
		return c.printTopics([]assets.GuideTopic{topic})
	}
	if _, known := problem.Lookup(problem.Code(name)); known {
		return c.explain(name)
	}
	return usage(fmt.Sprintf("No command, topic or problem is named %q.", web.Clean(name))+nearest(near),
		"All of them: acp-gitlab help, acp-gitlab guide, acp-gitlab explain")
}
