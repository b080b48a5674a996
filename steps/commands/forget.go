package commands

import (
	"fmt"

	"github.com/spf13/cobra"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

func (c *call) forgetCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "forget",
		Short: "Delete what was saved on this computer",
		Long: `Deletes what a setup saved on this computer: addresses, repositories, the
token's number, name and expiration date, and which profiles you confirmed. The
token itself is never saved. It stays as it is at GitLab, and ACP keeps its
connection.

Asks you to type forget. Add --yes to skip that.`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.forget(cmd) },
	}
	cmd.Flags().BoolVar(&c.flags.yes, "yes", false, "skip the confirmation")
	cmd.Flags().BoolVar(&c.flags.json, "json", false, "print one JSON document on standard output")
	c.flags.plainFlag(cmd)
	return cmd
}

func (c *call) forget(cmd *cobra.Command) error {
	dir := c.env.configDir()
	m, note := memory.Load(dir)
	profiles := memory.HasConfirmed(dir)
	if m.IsZero() && note == "" && !profiles {
		return c.forgotten("Nothing is saved on this computer.")
	}
	if err := c.mustAsk("forget"); err != nil {
		return err
	}
	if !c.confirm(cmd.Context(), "forget", "Type the word forget and press Enter to delete it. Enter alone keeps it:", kept(m, dir, note, profiles)...) {
		c.exit = problem.ExitCancelled
		return c.forgotten("Nothing was deleted.")
	}
	if _, err := memory.Forget(dir); err != nil {
		return fmt.Errorf("%w: %s could not be deleted", errUnexpected, web.Clean(memory.File(dir)))
	}
	var deleted []string
	switch {
	case note == memory.Newer:
		deleted = append(deleted, web.Clean(memory.File(dir))+", which a newer acp-gitlab had saved")
	case !m.IsZero() || note != "":
		deleted = append(deleted, web.Clean(memory.File(dir)))
	}
	if profiles {
		deleted = append(deleted, web.Clean(memory.ConfirmedFile(dir)))
	}
	return c.forgotten("Deleted: " + words.All(deleted) + ". Nothing changed at GitLab or in ACP.")
}

// kept says what there is to delete: the setup, and which profiles the person has
// confirmed.
func kept(m memory.Memory, dir, note string, profiles bool) []ui.Block {
	var all []ui.Block
	if !m.IsZero() || note != "" {
		all = keptSetup(m, dir, note)
	}
	if profiles {
		all = append(all, ui.Text{S: "Saved in " + web.Clean(memory.ConfirmedFile(dir)) + ": which profiles you confirmed."})
	}
	return all
}

func keptSetup(m memory.Memory, dir, note string) []ui.Block {
	file := "Saved in " + web.Clean(memory.File(dir))
	var held ui.Table
	say := func(label, value string) {
		if value != "" {
			held = append(held, []string{"  " + label, value})
		}
	}
	for _, s := range setups(m) {
		say("GitLab", s.GitLab)
		say("ACP", s.ACP)
		for _, r := range s.Repositories {
			say("", r)
		}
	}
	if m.Token.Name != "" {
		end := ""
		if !m.Token.Ends.IsZero() {
			end = ", expires " + m.Token.Ends.Describe()
		}
		say("token", fmt.Sprintf("its name %q, number %d%s. Not the token itself.", m.Token.Name, m.Token.ID, end))
	}
	switch {
	case note == memory.Newer:
		return texts(file + " is a setup saved by a newer acp-gitlab, which may still need it. This version cannot read it.")
	case held == nil:
		return texts(file + " cannot be read.")
	}
	return append(texts(file+":"), held)
}

func setups(m memory.Memory) []memory.Setup {
	all := []memory.Setup{m.Setup}
	if m.Interrupted != nil {
		all = append(all, m.Interrupted.Setup)
	}
	return all
}

func (c *call) forgotten(say string) error {
	if c.flags.json {
		doc := document("forget", &setup.State{}, nil, c.exit)
		doc.Account = &Account{Note: say}
		return c.document(doc)
	}
	fmt.Fprintln(c.env.Stdout, say)
	return nil
}
