//go:build unix

package commands

import (
	"io"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/creack/pty"

	"acp-gitlab/gitlab/problem"
)

// shown runs the program with its output on a terminal of this width, and
// returns what it wrote there.
func shown(t *testing.T, cols uint16, environ map[string]string, args ...string) string {
	t.Helper()
	outside, inside, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer outside.Close()
	if err := pty.Setsize(inside, &pty.Winsize{Cols: cols, Rows: 24}); err != nil {
		t.Fatal(err)
	}
	written := make(chan string)
	go func() {
		all, _ := io.ReadAll(outside) // ends with an error once the other side is closed
		written <- string(all)
	}()
	exit := Run(t.Context(), Env{
		Args: args, Stdin: strings.NewReader(""), Stdout: inside, Stderr: io.Discard,
		Getenv: func(name string) string { return environ[name] },
	})
	inside.Close()
	if exit != 0 {
		t.Errorf("exit %d", exit)
	}
	return strings.ReplaceAll(<-written, "\r\n", "\n")
}

func TestPageOfAProblemOnATerminal(t *testing.T) {
	t.Parallel()
	golden.RequireEqual(t, []byte(shown(t, 60, map[string]string{"TERM": "xterm", "LANG": "C.UTF-8"}, "explain", "scope-missing")))
}

func TestPagesAreTextForThoseWhoAskForIt(t *testing.T) {
	t.Parallel()
	for name, environ := range map[string]map[string]string{
		"dumb terminal": {"TERM": "dumb"}, "screen reader": {"TERM": "xterm", "ACCESSIBLE": "1"},
	} {
		if out := shown(t, 60, environ, "guide", "where-to-ask"); strings.Contains(out, "\x1b") || !strings.Contains(out, "Troubleshooting and help.\nFind") {
			t.Errorf("%s: %q", name, out)
		}
	}
	if out := shown(t, 60, map[string]string{"TERM": "xterm"}, "guide", "where-to-ask"); !strings.Contains(out, "\x1b[1m") {
		t.Errorf("nothing is bold: %q", out)
	}
}

func TestListsFitTheTerminal(t *testing.T) {
	t.Parallel()
	for _, cols := range []uint16{40, 60, 80, 120} {
		for _, args := range [][]string{{"explain"}, {"guide"}, {"explain", "403 Forbidden"}} {
			for line := range strings.Lines(shown(t, cols, map[string]string{"TERM": "xterm", "LANG": "C.UTF-8", "NO_COLOR": "1"}, args...)) {
				if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > int(cols) && !strings.HasPrefix(line, "Next: ") {
					t.Errorf("%v: %d columns of %d: %q", args, n, cols, line)
				}
			}
		}
	}
}

// TestACallThatLacksSomethingOnATerminal names the wizard first, and is wrapped at
// words.
func TestACallThatLacksSomethingOnATerminal(t *testing.T) {
	t.Parallel()
	outside, inside, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer outside.Close()
	if err := pty.Setsize(inside, &pty.Winsize{Cols: 40, Rows: 24}); err != nil {
		t.Fatal(err)
	}
	written := make(chan string)
	go func() {
		all, _ := io.ReadAll(outside) // ends with an error once the other side is closed
		written <- string(all)
	}()
	exit := Run(t.Context(), Env{
		Args: []string{"connect"}, Stdin: inside, Stdout: inside, Stderr: inside, config: t.TempDir(),
		Getenv: func(name string) string { return map[string]string{"TERM": "xterm"}[name] },
	})
	inside.Close()
	said := strings.ReplaceAll(<-written, "\r\n", "\n")
	if exit != problem.ExitUsage || !strings.HasPrefix(said, "acp-gitlab: the wizard asks for") {
		t.Errorf("exit %d:\n%s", exit, said)
	}
	for line := range strings.Lines(said) {
		if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > 40 {
			t.Errorf("%d columns of 40: %q", n, line)
		}
	}
	if words := strings.Join(strings.Fields(said), " "); !strings.Contains(words, "no GitLab address. Give --gitlab-url URL or GITLAB_HOST.") {
		t.Errorf("it says\n%s", said)
	}
}
