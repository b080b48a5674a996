package commands

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (c *call) versionCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "version", Short: "Say which version this is", Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			if c.flags.json {
				return c.writeDocument("version", &Info{Program: c.env.program()})
			}
			fmt.Fprintln(c.env.Stdout, c.env.versionLine())
			return nil
		},
	}
	cmd.Flags().BoolVar(&c.flags.json, "json", false, "print one JSON document on standard output")
	return cmd
}
