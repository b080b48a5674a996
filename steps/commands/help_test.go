package commands

import (
	"strings"
	"testing"
	"testing/synctest"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

func TestVersionIsAFlagAsWell(t *testing.T) {
	t.Parallel()
	want := (&arena{}).call(t, "", nil, "version").stdout
	for _, flag := range []string{"--version", "-v"} {
		if o := (&arena{}).call(t, "", nil, flag); o.exit != problem.ExitOK || o.stdout != want {
			t.Errorf("%s: exit %d, %q, want %q", flag, o.exit, o.stdout, want)
		}
	}
}

// TestHelpIsGroupedByWhatAPersonWants: no command stands outside the groups.
func TestHelpIsGroupedByWhatAPersonWants(t *testing.T) {
	t.Parallel()
	help := (&arena{}).call(t, "", nil, "--help").stdout
	at := 0
	for _, title := range []string{"Set up:", "Look:", "Replace and remove:", "Help and support:", "Flags:"} {
		i := strings.Index(help, "\n"+title)
		if i < at {
			t.Errorf("%q is at %d, after %d", title, i, at)
		}
		at = i
	}
	for _, no := range []string{"Additional", "Available Commands"} {
		if strings.Contains(help, no) {
			t.Errorf("it says %q:\n%s", no, help)
		}
	}
}

// TestExamplesCanBePasted into any shell: one line, no comment, nothing behind it,
// no variable in front.
func TestExamplesCanBePasted(t *testing.T) {
	t.Parallel()
	c := &call{env: Env{Getenv: func(string) string { return "" }}}
	examples := 0
	for _, cmd := range append(withJSON(), c.root().Commands()...) {
		for line := range strings.Lines(cmd.Example) {
			examples++
			line = strings.TrimSpace(line)
			if !strings.HasPrefix(line, "acp-gitlab") || strings.ContainsAny(line, "#()\\") || strings.Contains(line, "...") {
				t.Errorf("%s: %q", cmd.Name(), line)
			}
		}
	}
	if examples < 20 {
		t.Errorf("only %d examples were read", examples)
	}
}

// TestTheGitLabOfTheLastSetupIsOffered, and not used unasked: the same call with
// its address.
func TestTheGitLabOfTheLastSetupIsOffered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		wire := &cutWire{}
		a := &arena{wire: wire, config: t.TempDir()}
		if err := memory.Save(a.config, memory.Memory{Setup: memory.Setup{GitLab: "https://git.example.com"}}); err != nil {
			t.Fatal(err)
		}
		o := a.call(t, unknownToken, nil, "check", "--token-stdin", "team/my app")
		want := "\n  acp-gitlab check --token-stdin 'team/my app' --gitlab-url https://git.example.com\n"
		if o.exit != problem.ExitUsage || !strings.HasSuffix(o.stderr, want) || wire.tries.Load() > 0 {
			t.Errorf("exit %d, %d requests, %q", o.exit, wire.tries.Load(), o.stderr)
		}
	})
}

// TestAPromptSaysWhichTokenIsMeant, and at which GitLab.
func TestAPromptSaysWhichTokenIsMeant(t *testing.T) {
	t.Parallel()
	given := setup.Answers{GitLab: setup.Value{Value: "https://git.example.com/team/app"}}
	for which, want := range map[string]string{
		"the token to check": "Paste the token to check at git.example.com, then press Enter. It stays hidden: ",
		"":                   "Paste the token at git.example.com, then press Enter. It stays hidden: ",
	} {
		if got := tokenPrompt(which, given); got != want {
			t.Errorf("%q: %q", which, got)
		}
	}
}
