package uitest

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/ui/ptytest"
)

// Patience is how long a test waits for a text before it is called missing.
const Patience = 20 * time.Second

// Command is a program with the environment of a plain terminal.
func Command(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	gone := []string{"CI=", "TERM=", "LANG=", "LC_ALL=", "LC_CTYPE=", "NO_COLOR=", "TMUX=", "UI_TOUR="}
	cmd.Env = slices.DeleteFunc(os.Environ(), func(kv string) bool {
		return slices.ContainsFunc(gone, func(p string) bool { return strings.HasPrefix(kv, p) })
	})
	cmd.Env = append(cmd.Env, "TERM=xterm-256color", "LANG=C.UTF-8", "PS1=$ ")
	return cmd
}

// Self is the test binary again, which then plays a tour; env says which.
func Self(t *testing.T, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := Command(t, self)
	cmd.Env = append(cmd.Env, env...)
	cmd.Env = append(cmd.Env, "GORACE=exitcode=0 log_path="+racesTo(t))
	return cmd
}

// racesTo is where a child's race detector reports, beside the screen that is
// looked at. Its reports fail the test, but for one: stopped from outside, Bubble
// Tea 1.3 closes its cancelreader while its own loop still reads from it.
func racesTo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "race")
	t.Cleanup(func() {
		files, _ := filepath.Glob(path + ".*")
		for _, name := range files {
			report, err := os.ReadFile(name)
			if err != nil {
				t.Error(err)
			}
			for race := range strings.SplitSeq(string(report), "WARNING: DATA RACE") {
				theirs := strings.Contains(race, "muesli/cancelreader.(*") && strings.Contains(race, "CancelReader).Close()")
				if strings.Contains(race, "Previous") && !theirs {
					t.Errorf("a data race in the program:%s", race)
				}
			}
		}
	})
	return path
}

// Start starts a program in a pseudo-terminal.
func Start(t *testing.T, cmd *exec.Cmd, cols, rows int) *ptytest.Term {
	t.Helper()
	term, err := ptytest.Start(cmd, cols, rows)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(term.Kill)
	return term
}

// Sees waits for a text on the screen.
func Sees(t *testing.T, term *ptytest.Term, text string) {
	t.Helper()
	if err := term.Wait(text, Patience); err != nil {
		t.Fatal(err)
	}
}

// Sends types keys.
func Sends(t *testing.T, term *ptytest.Term, keys string) {
	t.Helper()
	if err := term.Send(keys); err != nil {
		t.Fatal(err)
	}
}
