//go:build linux

package ui_test

import (
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"acp-gitlab/ui/ptytest"
)

// patience is how long a test waits for a text before it is called missing.
const patience = 20 * time.Second

// command starts this test binary again, as the tour.
func command(t *testing.T, name string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	gone := []string{"CI=", "TERM=", "LANG=", "LC_ALL=", "LC_CTYPE=", "NO_COLOR=", "TMUX=", "UI_TOUR="}
	cmd.Env = slices.DeleteFunc(os.Environ(), func(kv string) bool {
		return slices.ContainsFunc(gone, func(p string) bool { return strings.HasPrefix(kv, p) })
	})
	cmd.Env = append(cmd.Env, "TERM=xterm-256color", "LANG=C.UTF-8", "PS1=$ ")
	return cmd
}

// inTerminal plays a tour in a pseudo-terminal.
func inTerminal(t *testing.T, tour string, cols, rows int) *ptytest.Term {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := command(t, self)
	cmd.Env = append(cmd.Env, "UI_TOUR="+tour)
	return started(t, cmd, cols, rows)
}

func started(t *testing.T, cmd *exec.Cmd, cols, rows int) *ptytest.Term {
	t.Helper()
	term, err := ptytest.Start(cmd, cols, rows)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(term.Kill)
	return term
}

func sees(t *testing.T, term *ptytest.Term, text string) {
	t.Helper()
	if err := term.Wait(text, patience); err != nil {
		t.Fatal(err)
	}
}

func sends(t *testing.T, term *ptytest.Term, keys string) {
	t.Helper()
	if err := term.Send(keys); err != nil {
		t.Fatal(err)
	}
}

// TestNothingIsAskedOfTheTerminal: a question blocks the start for five
// seconds where nothing answers (style.md 2.1: OSC 11, then CSI 6n).
func TestNothingIsAskedOfTheTerminal(t *testing.T) {
	t.Parallel()
	term := inTerminal(t, "1", 80, 24)
	sees(t, term, "step 1 of 8")
	sends(t, term, "\r")
	sees(t, term, "step 2 of 8")
	sends(t, term, "\r")
	sees(t, term, "step 3 of 8")
	sends(t, term, " \r")
	sees(t, term, "step 4 of 8")
	sends(t, term, "\x03\x03")
	if _, err := term.Exit(patience); err != nil {
		t.Fatal(err)
	}
	for _, question := range []string{"\x1b]11;?", "\x1b]10;?", "\x1b[6n", "\x1b[c", "\x1b[0c", "\x1b[>c", "\x1bP+q"} {
		if strings.Contains(term.Raw(), question) {
			t.Errorf("the terminal was asked %q", question)
		}
	}
}

// TestTerminalIsGivenBack whichever way the program ends.
func TestTerminalIsGivenBack(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		tour string
		end  func(t *testing.T, term *ptytest.Term)
		exit int
		says string
	}{
		"left":    {"1", func(t *testing.T, term *ptytest.Term) { t.Helper(); sends(t, term, "\x03y") }, 0, "left=true"},
		"SIGTERM": {"1", func(_ *testing.T, term *ptytest.Term) { _ = term.Signal(syscall.SIGTERM) }, 1, "err="},
		"SIGHUP":  {"1", func(_ *testing.T, term *ptytest.Term) { _ = term.Signal(syscall.SIGHUP) }, 1, "err="},
		"SIGINT":  {"1", func(_ *testing.T, term *ptytest.Term) { _ = term.Signal(syscall.SIGINT) }, 1, "err="},
		"panic":   {"panic", nil, 1, "err=unexpected fault (string)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := inTerminal(t, tc.tour, 80, 24)
			if tc.end != nil {
				sees(t, term, "step 1 of 8")
				tc.end(t, term)
			}
			sees(t, term, "ended at")
			code, err := term.Exit(patience)
			if err != nil || code != tc.exit {
				t.Fatalf("exit %d, %v", code, err)
			}
			raw := term.Raw()
			if !strings.Contains(raw, tc.says) || strings.Contains(raw, "Caught panic") || strings.Contains(raw, "secret words") {
				t.Errorf("it wrote %q", raw[max(0, len(raw)-400):])
			}
			for _, pair := range [][2]string{{"\x1b[?1049h", "\x1b[?1049l"}, {"\x1b[?25l", "\x1b[?25h"}, {"\x1b[?2004h", "\x1b[?2004l"}} {
				if strings.LastIndex(raw, pair[0]) >= strings.LastIndex(raw, pair[1]) {
					t.Errorf("%q was not undone", pair[0])
				}
			}
		})
	}
}

// TestCtrlZInAShell: the shell shows its prompt in a terminal that echoes, and
// fg brings the screen back.
func TestCtrlZInAShell(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	term := started(t, command(t, bash, "--norc", "--noprofile", "-i"), 80, 24)
	sends(t, term, "UI_TOUR=1 "+self+"\r")
	sees(t, term, "step 1 of 8")
	for _, stop := range []string{"\x1a", "TSTP"} {
		if stop == "TSTP" {
			out, err := exec.CommandContext(t.Context(), "pgrep", "-P", strconv.Itoa(term.Pid())).Output()
			if err != nil {
				t.Skip("no pgrep")
			}
			_ = exec.CommandContext(t.Context(), "kill", "-TSTP", strings.TrimSpace(string(out))).Run()
		} else {
			sends(t, term, stop)
		}
		sees(t, term, "Stopped")
		sends(t, term, "echo $((6*7))\r")
		sees(t, term, "\n42")
		sends(t, term, "fg\r")
		sees(t, term, "Where are the repositories")
		sends(t, term, "clear-me") // unknown letters do nothing
	}
	sends(t, term, "\r")
	sees(t, term, "step 2 of 8")
	sends(t, term, "\x03\x03")
	sees(t, term, "left=true")
}

// TestCtrlZWithoutAShell: where nothing would continue the program, it does
// not stop.
func TestCtrlZWithoutAShell(t *testing.T) {
	t.Parallel()
	term := inTerminal(t, "1", 80, 24)
	sees(t, term, "step 1 of 8")
	_ = term.Signal(syscall.SIGTSTP)
	sends(t, term, "\x1a")
	sends(t, term, "\r")
	sees(t, term, "step 2 of 8")
	if n := strings.Count(term.Raw(), "\x1b[?1049l"); n != 0 {
		t.Errorf("the full screen was left %d times", n)
	}
}

// TestPrintedAddressIsOneLine: the terminal wraps it, not the program.
func TestPrintedAddressIsOneLine(t *testing.T) {
	t.Parallel()
	term := inTerminal(t, "1", 40, 12)
	sees(t, term, "step 1 of 8")
	sends(t, term, "\r")
	sees(t, term, "step 2 of 8")
	sends(t, term, "p")
	sees(t, term, "Press Enter to return to step 2.")
	if !strings.Contains(term.Raw(), pageURL+"\r\n") {
		t.Error("the address was not printed in one piece")
	}
	sends(t, term, "\r")
	sees(t, term, "enter open, go on")
}

// TestCopyReachesTheTerminal as OSC 52 (base64 of the address).
func TestCopyReachesTheTerminal(t *testing.T) {
	t.Parallel()
	term := inTerminal(t, "1", 80, 24)
	sees(t, term, "step 1 of 8")
	sends(t, term, "\r")
	sees(t, term, "step 2 of 8")
	sends(t, term, "c")
	err := term.Until("OSC 52", patience, func(string) bool {
		return strings.Contains(term.Raw(), "\x1b]52;c;aHR0cHM6Ly9naXRsYWIuZXhhbXBsZS5jb20v")
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestResizeAndSizeless(t *testing.T) {
	t.Parallel()
	term := inTerminal(t, "1", 80, 24)
	sees(t, term, "from GITLAB_HOST")
	for _, size := range [][2]int{{40, 12}, {120, 40}, {30, 8}, {80, 24}} {
		if err := term.Resize(size[0], size[1]); err != nil {
			t.Fatal(err)
		}
		want := map[int]string{40: "enter choose · ↑↓ · ? help", 120: "> Your GitLab", 30: "acp-gitlab needs 40 x 12", 80: " enter choose · ↑↓ move"}[size[0]]
		sees(t, term, want)
	}
}

func TestColoursOnARealScreen(t *testing.T) {
	t.Parallel()
	term := inTerminal(t, "dns", 80, 24)
	sees(t, term, "? more about this")
	for text, want := range map[string]struct {
		bold bool
		fg   int
	}{"stop": {true, 1}, "> enter": {true, -1}, "instance-dns": {false, -1}, "r      try": {false, -1}} {
		x, y, ok := term.Find(text)
		if c := term.Cell(x, y); !ok || c.Bold != want.bold || c.FG != want.fg || c.BG != -1 {
			t.Errorf("%s: %+v", text, c)
		}
	}
	if _, _, visible := term.Cursor(); visible {
		t.Error("the terminal's own cursor is shown")
	}
}
