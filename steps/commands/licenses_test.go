package commands

import (
	"strings"
	"testing"

	"acp-gitlab/assets"
)

func TestLicensesAreListedAndPrinted(t *testing.T) {
	t.Parallel()
	all := assets.Licenses()
	list := say(t, "licenses").out
	for _, l := range all {
		if !strings.Contains(list, l.Module) || l.Version != "" && !strings.Contains(list, l.Version) {
			t.Errorf("%s %s is not on the list", l.Module, l.Version)
		}
	}
	whole := say(t, "licenses", "--all").out
	for _, l := range all {
		if !strings.Contains(whole, "\n"+l.Text+"\n") {
			t.Errorf("the text of %s is missing, or changed", l.Module)
		}
	}
	one := say(t, "licenses", "github.com/hashicorp/go-cleanhttp").out
	if !strings.Contains(one, "Mozilla Public License") || !strings.Contains(one, "\nSource: https://") || strings.Contains(one, "Apache") {
		t.Errorf("the license of one module:\n%s", one)
	}
}

func TestLicensesOfSomethingElse(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"example.com/other": "No module in this program has that name.", "std --all": "Use --all without a module",
	} {
		if got := say(t, append([]string{"licenses"}, strings.Fields(args)...)...); got.exit != 64 || !strings.Contains(got.err, want) || got.out != "" {
			t.Errorf("%s: exit %d, %q", args, got.exit, got.err)
		}
	}
}
