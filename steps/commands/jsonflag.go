package commands

import (
	"slices"
	"strconv"
	"strings"
)

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
