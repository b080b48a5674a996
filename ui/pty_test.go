//go:build linux

package ui_test

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"acp-gitlab/ui/ptytest"
	"acp-gitlab/ui/uitest"
)

// inTerminal plays a tour in a pseudo-terminal.
func inTerminal(t *testing.T, tour string, cols, rows int) *ptytest.Term {
	t.Helper()
	return uitest.Start(t, uitest.Self(t, "UI_TOUR="+tour), cols, rows)
}

// TestNothingIsAskedOfTheTerminal: a question blocks the start for five
// seconds where nothing answers (style.md 2.1: OSC 11, then CSI 6n).
func TestNothingIsAskedOfTheTerminal(t *testing.T) {
	t.Parallel()
	term := inTerminal(t, "1", 80, 24)
	uitest.Sees(t, term, atStep(1))
	uitest.Sends(t, term, "\r")
	uitest.Sees(t, term, atStep(2))
	uitest.Sends(t, term, "\r")
	uitest.Sees(t, term, atStep(3))
	uitest.Sends(t, term, " \r")
	uitest.Sees(t, term, atStep(4))
	uitest.Sends(t, term, "\x03\x03")
	if _, err := term.Exit(uitest.Patience); err != nil {
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
		"left":    {"1", func(t *testing.T, term *ptytest.Term) { t.Helper(); uitest.Sends(t, term, "\x03y") }, 0, "left=true"},
		"SIGTERM": {"1", func(_ *testing.T, term *ptytest.Term) { _ = term.Signal(syscall.SIGTERM) }, 1, "err="},
		"SIGHUP":  {"1", func(_ *testing.T, term *ptytest.Term) { _ = term.Signal(syscall.SIGHUP) }, 1, "err="},
		"SIGINT":  {"1", func(_ *testing.T, term *ptytest.Term) { _ = term.Signal(syscall.SIGINT) }, 1, "err="},
		"panic":   {"panic", nil, 1, "err=unexpected fault (string)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := inTerminal(t, tc.tour, 80, 24)
			if tc.end != nil {
				uitest.Sees(t, term, atStep(1))
				tc.end(t, term)
			}
			uitest.Sees(t, term, "ended at")
			code, err := term.Exit(uitest.Patience)
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
	term := uitest.Start(t, uitest.Command(t, bash, "--norc", "--noprofile", "-i"), 80, 24)
	uitest.Sends(t, term, "UI_TOUR=1 "+self+"\r")
	uitest.Sees(t, term, atStep(1))
	for _, stop := range []string{"\x1a", "TSTP"} {
		if stop == "TSTP" {
			out, err := exec.CommandContext(t.Context(), "pgrep", "-P", strconv.Itoa(term.Pid())).Output()
			if err != nil {
				t.Skip("no pgrep")
			}
			_ = exec.CommandContext(t.Context(), "kill", "-TSTP", strings.TrimSpace(string(out))).Run()
		} else {
			uitest.Sends(t, term, stop)
		}
		uitest.Sees(t, term, "Stopped")
		uitest.Sends(t, term, "echo $((6*7))\r")
		uitest.Sees(t, term, "\n42")
		uitest.Sends(t, term, "fg\r")
		uitest.Sees(t, term, "Where is your GitLab?")
		uitest.Sends(t, term, "clear-me") // unknown letters do nothing
	}
	uitest.Sends(t, term, "\r")
	uitest.Sees(t, term, atStep(2))
	uitest.Sends(t, term, "\x03\x03")
	uitest.Sees(t, term, "left=true")
}

// TestCtrlZWithoutAShell: where nothing would continue the program, it does
// not stop.
func TestCtrlZWithoutAShell(t *testing.T) {
	t.Parallel()
	term := inTerminal(t, "1", 80, 24)
	uitest.Sees(t, term, atStep(1))
	_ = term.Signal(syscall.SIGTSTP)
	uitest.Sends(t, term, "\x1a")
	uitest.Sends(t, term, "\r")
	uitest.Sees(t, term, atStep(2))
	if n := strings.Count(term.Raw(), "\x1b[?1049l"); n != 0 {
		t.Errorf("the full screen was left %d times", n)
	}
}

// TestPrintedAddressIsOneLine: the terminal wraps it, not the program.
func TestPrintedAddressIsOneLine(t *testing.T) {
	t.Parallel()
	term := inTerminal(t, "1", 40, 12)
	uitest.Sees(t, term, atStep(1))
	uitest.Sends(t, term, "\r")
	uitest.Sees(t, term, atStep(2))
	uitest.Sends(t, term, "p")
	uitest.Sees(t, term, "Press Enter to return to step 2.")
	if !strings.Contains(term.Raw(), uitest.PageURL+"\r\n") {
		t.Error("the address was not printed in one piece")
	}
	uitest.Sends(t, term, "\r")
	uitest.Sees(t, term, "enter open page")
}

// TestTheLastLineSurvivesAPrintedAddress: what is written at the end stands on a
// line of its own, below what was printed, with nothing of the prompt behind it.
func TestTheLastLineSurvivesAPrintedAddress(t *testing.T) {
	t.Parallel()
	for name, keys := range map[string][]string{
		"after Enter":        {"p", "\r"},
		"printed twice":      {"p", "\r", "p", "\r"},
		"while it is shown":  {"p"},
		"nothing is printed": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := inTerminal(t, "1", 80, 24)
			uitest.Sees(t, term, atStep(1))
			uitest.Sends(t, term, "\r")
			uitest.Sees(t, term, atStep(2))
			prints := 0
			for _, key := range keys {
				uitest.Sends(t, term, key)
				if key != "p" {
					uitest.Sees(t, term, "enter open page")
					continue
				}
				prints++
				err := term.Until("the printed address", uitest.Patience, func(screen string) bool {
					return strings.Count(term.Raw(), "on one line:") == prints && strings.Contains(screen, "Press Enter to return to step 2.")
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			_ = term.Signal(syscall.SIGTERM)
			uitest.Sees(t, term, "ended at 2 of")
			if _, err := term.Exit(uitest.Patience); err != nil {
				t.Fatal(err)
			}
			left := term.Screen()
			if !regexp.MustCompile(`(?m)^over *\nended at 2 of`).MatchString(left) || strings.Contains(left, "Press Enter") {
				t.Errorf("the terminal shows\n%s", left)
			}
			if got := strings.Count(left, "on one line:"); got != prints {
				t.Errorf("the address is left behind %d times:\n%s", got, left)
			}
		})
	}
}

// TestCopyReachesTheTerminal as OSC 52 (base64 of the address).
func TestCopyReachesTheTerminal(t *testing.T) {
	t.Parallel()
	term := inTerminal(t, "1", 80, 24)
	uitest.Sees(t, term, atStep(1))
	uitest.Sends(t, term, "\r")
	uitest.Sees(t, term, atStep(2))
	uitest.Sends(t, term, "c")
	err := term.Until("OSC 52", uitest.Patience, func(string) bool {
		return strings.Contains(term.Raw(), "\x1b]52;c;aHR0cHM6Ly9naXRsYWIuZXhhbXBsZS5jb20v")
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestResizeAndSizeless(t *testing.T) {
	t.Parallel()
	term := inTerminal(t, "1", 80, 24)
	uitest.Sees(t, term, "from GITLAB_HOST")
	for _, size := range [][2]int{{40, 12}, {120, 40}, {30, 8}, {80, 24}} {
		if err := term.Resize(size[0], size[1]); err != nil {
			t.Fatal(err)
		}
		want := map[int]string{40: "enter choose   ↑↓   ? help", 120: "━━━━━━━━━━━ ───────────", 30: "acp-gitlab needs 40 x 12", 80: " enter choose   ↑↓ move"}[size[0]]
		uitest.Sees(t, term, want)
	}
}

func TestColoursOnARealScreen(t *testing.T) {
	t.Parallel()
	term := inTerminal(t, "dns", 80, 24)
	uitest.Sees(t, term, "? more about this")
	for text, want := range map[string]struct {
		bold bool
		fg   int
	}{"✗": {true, 1}, "❯": {false, 5}, "Correct": {true, -1}, "instance-dns": {false, -1}, "Try": {false, -1}} {
		x, y, ok := term.Find(text)
		if c := term.Cell(x, y); !ok || c.Bold != want.bold || c.FG != want.fg || c.BG != -1 {
			t.Errorf("%s: %+v", text, c)
		}
	}
	if _, _, visible := term.Cursor(); visible {
		t.Error("the terminal's own cursor is shown")
	}
}
