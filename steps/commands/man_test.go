package commands

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"acp-gitlab/steps/memory"
)

func TestManualOfCompletion(t *testing.T) {
	t.Parallel()
	root := (&call{}).root()
	cmd, _, err := root.Find([]string{"completion"})
	if err != nil {
		t.Fatal(err)
	}
	golden.RequireEqual(t, []byte(manual{&ProgramResult{Version: "1.2.3", Date: "2026-02-03"}}.page(cmd)))
}

// request is a line that roff reads as one; those that are written on purpose.
var request = regexp.MustCompile(`^\.(TH|SH|PP|TP|nf|fi)( "[^"]*")*$`)

func TestEveryCommandHasAManualPage(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "man1")
	if got := say(t, "man", "--dir", dir); got.exit != 0 || got.out+got.err != "" {
		t.Fatalf("exit %d, %s%s", got.exit, got.out, got.err)
	}
	main, err := os.ReadFile(filepath.Join(dir, "acp-gitlab.1"))
	if err != nil {
		t.Fatal(err)
	}
	if say(t, "man").out != string(main) {
		t.Error("man prints another page than it writes")
	}
	for _, cmd := range documented((&call{}).root()) {
		page, err := os.ReadFile(filepath.Join(dir, "acp-gitlab-"+cmd.Name()+".1"))
		if err != nil {
			t.Error(err)
		}
		if !strings.Contains(string(main), `\fBacp\-gitlab\-`+cmd.Name()+`\fR(1)`) {
			t.Errorf("the main page does not name %s", cmd.Name())
		}
		for line := range strings.Lines(string(page)) {
			line = strings.TrimSuffix(line, "\n")
			if (strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'")) && !request.MatchString(line) {
				t.Errorf("%s: roff would not print %q", cmd.Name(), line)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "acp-gitlab-man.1")); err == nil {
		t.Error("a hidden command has a page")
	}
}

func TestRoffPrintsWhatItIsGiven(t *testing.T) {
	t.Parallel()
	r := &roff{}
	r.text(".profile is read")
	r.text("'quoted'")
	r.text(`C:\temp --yes`)
	r.macro("SH", `say "hi"`)
	want := "\\&.profile is read\n\\&'quoted'\nC:\\(rstemp \\-\\-yes\n.SH \"say \\(dqhi\\(dq\"\n"
	if got := r.b.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestManualGoesNowhereElse(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := say(t, "man", "--dir", file); got.exit != 64 || !strings.Contains(got.err, "--dir: ") {
		t.Errorf("exit %d, %q", got.exit, got.err)
	}
}

// TestTheManualNamesItsDayAndFiles: the day is that of the build, and the files
// are those that forget deletes, and the profile of the computer.
func TestTheManualNamesItsDayAndFiles(t *testing.T) {
	t.Parallel()
	page := manual{&ProgramResult{Version: "1.2.3", Date: "2026-02-03"}}.page((&call{}).root())
	for _, want := range []string{
		`.TH "ACP\-GITLAB" "1" "2026\-02\-03" "acp\-gitlab 1.2.3"`, `.SH "FILES"`,
		escapeRoff(".config/acp-gitlab/" + filepath.Base(memory.File(""))),
		escapeRoff(filepath.Base(memory.ConfirmedFile("")) + ", in the same folder"),
		escapeRoff("/etc/acp-gitlab/profile.yaml"), escapeRoff(`%ProgramData%\acp-gitlab\profile.yaml`),
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing in\n%s", want, page)
		}
	}
}
