package commands

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps"
	"acp-gitlab/ui"
)

func (c *call) guideCommand() *cobra.Command {
	var all bool
	cmd := &cobra.Command{
		Use:   "guide [TOPIC]",
		Short: "Read the guide by topic",
		Long: `Without a topic, shows a list on a terminal: type to narrow it, Enter to read, esc
to go back. In a pipe, prints the list of topics, or the whole guide with --all.`,
		Example: `  acp-gitlab guide
  acp-gitlab guide scopes
  acp-gitlab guide --all > guide.txt`,
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: firstOnly(topicNames),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := strings.Join(args, " ")
			switch {
			case all && name != "":
				return usage("--all prints the whole guide. Leave out the topic, or --all.")
			case all:
				return c.printTopics(assets.Guide())
			case name != "":
				return c.guideTopic(name)
			case c.env.onTerminal() && !c.env.wantsLines() && !c.flags.json:
				return c.read(cmd.Context(), steps.NewGuide(nil))
			}
			return c.listTopics()
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "print the whole guide")
	cmd.Flags().BoolVar(&c.flags.json, "json", false, "print one JSON document on standard output")
	c.flags.plainFlag(cmd)
	return cmd
}

func (c *call) listTopics() error {
	topics := assets.Guide()
	if c.flags.json {
		return c.writeDocument("guide", &Info{Topics: topicResults(topics, false)})
	}
	var table ui.Table
	for _, t := range topics {
		table = append(table, []string{t.ID, t.Title})
	}
	c.env.write(table, ui.Gap{}, ui.Text{S: "acp-gitlab guide --all prints all of it."})
	c.env.printNext(advice{command: "acp-gitlab guide TOPIC"})
	return nil
}

func (c *call) guideTopic(name string) error {
	t, near := topicNamed(name)
	if t.ID == "" {
		return usage("No topic has that name."+nearest(near), "All of them: acp-gitlab guide")
	}
	return c.printTopics([]assets.GuideTopic{t})
}

func (c *call) printTopics(topics []assets.GuideTopic) error {
	if c.flags.json {
		return c.writeDocument("guide", &Info{Topics: topicResults(topics, true)})
	}
	for i, t := range topics {
		if i > 0 {
			fmt.Fprint(c.env.Stdout, "\n\n")
		}
		c.env.write(ui.Page{Markdown: steps.GuideText(t)})
	}
	return nil
}

// nearest names the topics that come near.
func nearest(topics []string) string {
	if len(topics) == 0 {
		return ""
	}
	return " The nearest: " + strings.Join(topics, ", ") + "."
}

// mostNear is how many topics are named in place of one that does not exist.
const mostNear = 4

// topicNamed finds a topic by its name, its title, or the words that only its
// name or title holds; otherwise the names of those that come near.
func topicNamed(name string) (t assets.GuideTopic, near []string) {
	id := strings.Join(strings.Fields(strings.ToLower(name)), "-")
	if t, ok := assets.Topic(id); ok {
		return t, nil
	}
	var named []assets.GuideTopic
	found := steps.SearchGuide(name)
	for _, t := range found {
		if strings.EqualFold(t.Title, name) {
			return t, nil
		}
		if strings.Contains(t.ID, id) {
			named = append(named, t)
		}
	}
	if len(named) == 1 {
		return named[0], nil
	}
	return assets.GuideTopic{}, nearestNames(append(assets.NearestTopics(name), found...))
}

// nearestNames are the names of the first few topics, each once.
func nearestNames(topics []assets.GuideTopic) []string {
	var names []string
	for _, t := range topics {
		if len(names) < mostNear && !slices.Contains(names, t.ID) {
			names = append(names, t.ID)
		}
	}
	return names
}

// TopicResult is a topic of the guide; Markdown is left out in the list of all.
type TopicResult struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Line     string `json:"line"`
	Markdown string `json:"markdown,omitempty"`
}

func topicResults(topics []assets.GuideTopic, whole bool) []TopicResult {
	out := make([]TopicResult, 0, len(topics))
	for _, t := range topics {
		r := TopicResult{ID: t.ID, Title: t.Title, Line: t.Line}
		if whole {
			r.Markdown = steps.GuideText(t)
		}
		out = append(out, r)
	}
	return out
}

// read shows a step full screen, for reading only.
func (c *call) read(ctx context.Context, step ui.Step) error {
	shell := ui.New(ctx, ui.Options{
		Program: "acp-gitlab", Steps: []ui.Step{step}, Getenv: c.env.Getenv,
		Leaving: func() []string { return []string{"Nothing was changed."} },
	})
	err := ui.Run(ctx, shell, c.env.Stdin, c.env.screen())
	var fault *ui.Fault
	switch {
	case errors.As(err, &fault):
		return fmt.Errorf("%w: %w", errUnexpected, fault)
	case err != nil || !shell.Finished():
		c.exit = problem.ExitCancelled
	}
	return nil
}
