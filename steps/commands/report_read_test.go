package commands

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// sentReport is a report as somebody sends it.
func sentReport(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "report.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestAReportIsReadBack in both forms, as this program writes it.
func TestAReportIsReadBack(t *testing.T) {
	t.Parallel()
	a := open(t, false, gitlabtest.WithScenario("scope-missing"))
	for _, form := range [][]string{nil, {"--json"}, {"--no-names"}} {
		written := a.call(t, a.token, nil, append([]string{"report", "--gitlab-url", a.gitlab.URL(), "--token-stdin"}, form...)...)
		o := (&arena{}).call(t, "", nil, "report", "read", "--json", fileWith(t, written.stdout))
		if o.exit != problem.ExitOK || o.doc.ReadReport == nil {
			t.Fatalf("%v: exit code %d: %s%s", form, o.exit, o.stderr, written.stdout)
		}
		r := o.doc.ReadReport
		if len(r.Problems) != 1 || r.Problems[0].Code != problem.ScopeMissing || len(r.Problems[0].Fix) == 0 {
			t.Errorf("%v: problems %+v", form, r.Problems)
		}
		want := []string{"acp-gitlab demo --scenario scope-missing", "acp-gitlab check --gitlab-url " + a.gitlab.URL()}
		if slices.Contains(form, "--no-names") {
			want = want[:1]
		}
		if !slices.Equal(r.Commands, want) {
			t.Errorf("%v: commands %q", form, r.Commands)
		}
	}
}

func TestAReportSaysWhatToDo(t *testing.T) {
	t.Parallel()
	quoted := "> " + strings.ReplaceAll(sentReport(t), "\n", "\n> ")
	for name, text := range map[string]string{"as it is": sentReport(t), "quoted in an email": quoted, "from Windows": "\ufeff" + strings.ReplaceAll(sentReport(t), "\n", "\r\n")} {
		o := (&arena{}).call(t, "", nil, "report", "read", fileWith(t, text))
		if o.exit != problem.ExitOK {
			t.Errorf("%s: exit code %d: %s", name, o.exit, o.stderr)
		}
		checkNames(t, o.stdout, []string{
			"2 problems in this report.", "Nothing in it was run", "scope-missing", "write_repository", "1. ",
			"acp-gitlab demo --scenario scope-missing", "acp-gitlab check --gitlab-url https://gitlab.example.com team/app",
			"only if you know that address", "from-the-future", "acp-gitlab explain scope-missing",
		}, nil)
	}
}

// TestAReportOfAStrangerIsCleanAndShort: what is shown is clean and short, and what is
// there to be copied has nothing in it that a shell would run.
func TestAReportOfAStrangerIsCleanAndShort(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"escape sequences":       strings.Replace(sentReport(t), "xterm", "\x1b]52;c;ZXZpbA==\x07\x1b[2J\u202exterm", 1),
		"a command as a name":    strings.Replace(sentReport(t), "- scope-missing", "- $(reboot)", 1),
		"a command as a path":    strings.Replace(sentReport(t), "team/app", "team/$(reboot)", 1),
		"a command as address":   strings.Replace(sentReport(t), "https://gitlab.example.com", "https://$(reboot).example.com", 1),
		"a flag as a path":       strings.Replace(sentReport(t), "team/app", "--yes", 1),
		"an address with a user": strings.Replace(sentReport(t), "gitlab.example.com", "me:pass@gitlab.example.com", 1),
		"endless lines":          strings.Replace(sentReport(t), "team/app", strings.Repeat("x", 200_000), 1),
		"endless problems":       strings.Replace(sentReport(t), "- scope-missing", strings.Repeat("- x-y-z: 1\n", 20_000)+"- scope-missing", 1),
		"endless facts":          strings.Replace(sentReport(t), "- time", strings.Repeat("- a: b\n", 20_000)+"- time", 1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := (&arena{}).call(t, "", nil, "report", "read", fileWith(t, text))
			if o.exit != problem.ExitOK || len(o.stdout) > 30_000 {
				t.Errorf("exit code %d, %d bytes: %s", o.exit, len(o.stdout), o.stderr)
			}
			if strings.ContainsAny(o.stdout, "\x1b\x07\u202e") || strings.Contains(o.stdout, ":pass@") {
				t.Errorf("not clean: %q", o.stdout)
			}
			for line := range strings.Lines(o.stdout) {
				if strings.HasPrefix(line, "  acp-gitlab ") && (strings.Contains(line, "reboot") || strings.Contains(line, "--yes")) {
					t.Errorf("there to be copied: %s", line)
				}
			}
		})
	}
}

func TestASecretInAReportIsSaidAndNotRepeated(t *testing.T) {
	t.Parallel()
	o := (&arena{}).call(t, "", nil, "report", "read", fileWith(t, strings.Replace(sentReport(t), "team/app", unknownToken, 1)))
	if o.exit != problem.ExitNeedsDoing || !strings.Contains(o.stdout, "revoke it") || strings.Contains(o.stdout, unknownToken[6:]) {
		t.Errorf("exit code %d: %s", o.exit, o.stdout)
	}
}

// TestASecretInEscapesIsOneToo: JSON has more than one way to write a letter.
func TestASecretInEscapesIsOneToo(t *testing.T) {
	t.Parallel()
	text := `{"command":"report","account":{},"report":{"version":"1"},"problems":[{"code":"scope-missing","subject":"\u0067lpat-` + mixedBody + `"}]}`
	o := (&arena{}).call(t, "", nil, "report", "read", "--json", fileWith(t, text))
	if o.doc.ReadReport == nil || !o.doc.ReadReport.HoldsSecret || o.exit != problem.ExitNeedsDoing {
		t.Errorf("exit code %d: %s", o.exit, o.stdout)
	}
	checkNames(t, o.stdout, nil, []string{mixedBody})
}

func TestWhatIsNoReportIsAWrongCall(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"other text":   fileWith(t, "# Shopping\n\n- milk: 1\n"),
		"other JSON":   fileWith(t, `{"command": "check"}`),
		"empty":        fileWith(t, ""),
		"too long":     fileWith(t, sentReport(t)+strings.Repeat("x", maxReport)),
		"no such file": filepath.Join(t.TempDir(), "none"),
		"a folder":     t.TempDir(),
		"none given":   "",
	} {
		if o := (&arena{}).call(t, "", nil, "report", "read", file); o.exit != problem.ExitUsage || o.stdout != "" {
			t.Errorf("%s: exit code %d: %s", name, o.exit, o.stdout)
		}
	}
}
