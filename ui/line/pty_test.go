//go:build linux

package line_test

import (
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"acp-gitlab/ui/ptytest"
	"acp-gitlab/ui/uitest"
)

// spokenInTerminal plays the tour line by line in a pseudo-terminal.
func spokenInTerminal(t *testing.T, tour, how string) *ptytest.Term {
	t.Helper()
	return uitest.Start(t, uitest.Self(t, "UI_TOUR="+tour, "UI_SHOW="+how), 200, 400)
}

// toPaste goes to the hidden prompt.
func toPaste(t *testing.T, term *ptytest.Term) {
	t.Helper()
	for _, prompt := range []string{"Enter alone for 1:", "5. Date.", "once you have copied the token:"} {
		uitest.Sees(t, term, prompt)
		uitest.Sends(t, term, "\r")
	}
	uitest.Sees(t, term, "while you paste:")
}

// TestALongSecretSurvives: a terminal that edits lines would cut it at 4,095
// bytes.
func TestALongSecretSurvives(t *testing.T) {
	t.Parallel()
	for said, secret := range map[string]string{
		"Received 26 characters.":    "glpat-" + strings.Repeat("Q", 20),
		"Received 5000 characters.":  strings.Repeat("Qw3rt", 1000),
		"Received 50000 characters.": strings.Repeat("Qw3rt", 10000),
	} {
		half := len(secret) / 2
		for _, typed := range []string{
			secret + "\r",
			"\x1b[200~" + secret[:half] + "\r" + secret[half:] + "\x1b[201~\r",
		} {
			term := spokenInTerminal(t, "1", "lines")
			toPaste(t, term)
			go func() { _ = term.Send(typed) }() // the terminal takes so much only while it is read
			uitest.Sees(t, term, said)
			if raw := term.Raw(); strings.Contains(raw, "Qw3") || strings.Contains(raw, "QQQ") || strings.Contains(raw, "\x1b") {
				t.Errorf("%s: it was shown, or an escape character was written", said)
			}
		}
	}
}

// settings are the terminal's settings.
func settings(t *testing.T, f *os.File) unix.Termios {
	t.Helper()
	s, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return *s
}

// TestEchoComesBack whichever way the hidden prompt ends.
func TestEchoComesBack(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"lines", "hidden"} {
		for name, end := range map[string]func(*exec.Cmd, *os.File){
			"SIGTERM": func(cmd *exec.Cmd, _ *os.File) { _ = cmd.Process.Signal(syscall.SIGTERM) },
			"SIGHUP":  func(cmd *exec.Cmd, _ *os.File) { _ = cmd.Process.Signal(syscall.SIGHUP) },
			"SIGINT":  func(cmd *exec.Cmd, _ *os.File) { _ = cmd.Process.Signal(syscall.SIGINT) },
			"ctrl+c":  func(_ *exec.Cmd, ptm *os.File) { _, _ = ptm.WriteString("abc\x03\x03") },
			"ctrl+d":  func(_ *exec.Cmd, ptm *os.File) { _, _ = ptm.WriteString("\x04") },
			"panic":   func(_ *exec.Cmd, ptm *os.File) { _, _ = ptm.WriteString("abc\r") },
		} {
			t.Run(how+" "+name, func(t *testing.T) {
				t.Parallel()
				ptm, tts, err := pty.Open()
				if err != nil {
					t.Fatal(err)
				}
				defer tts.Close()
				defer ptm.Close()
				before := settings(t, tts)
				cmd := uitest.Self(t, "UI_TOUR=secret", "UI_SHOW="+how)
				cmd.Stdin, cmd.Stdout, cmd.Stderr = tts, tts, tts
				cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				readUntil(t, ptm, map[string]string{"lines": "while you paste:", "hidden": "Paste the token:"}[how])
				if settings(t, tts).Lflag&unix.ECHO != 0 {
					t.Fatal("the prompt is shown while the terminal still echoes")
				}
				end(cmd, ptm)
				go func() { // so that the program is never held up by its output
					buf := make([]byte, 4096)
					for {
						if _, err := ptm.Read(buf); err != nil {
							return
						}
					}
				}()
				_ = cmd.Wait()
				if after := settings(t, tts); after != before {
					t.Errorf("the terminal was not given back: %+v, was %+v", after, before)
				}
			})
		}
	}
}

// readUntil reads what the program writes until it holds text.
func readUntil(t *testing.T, f *os.File, text string) {
	t.Helper()
	var seen strings.Builder
	buf := make([]byte, 4096)
	for !strings.Contains(seen.String(), text) {
		n, err := f.Read(buf)
		if err != nil {
			t.Fatalf("no %q in %q: %v", text, seen.String(), err)
		}
		seen.Write(buf[:n])
	}
}

// TestStoppedWhileHidden: the shell finds a terminal that echoes, and fg brings
// the hidden prompt back.
func TestStoppedWhileHidden(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	term := uitest.Start(t, uitest.Command(t, bash, "--norc", "--noprofile", "-i"), 200, 400)
	uitest.Sends(t, term, "UI_TOUR=1 UI_SHOW=lines "+self+"\r")
	toPaste(t, term)
	uitest.Sends(t, term, "QQQ\x1a")
	uitest.Sees(t, term, "Stopped")
	uitest.Sends(t, term, "stty -a | tr ' ' '\\n' | grep -c '^echo;*$'\r")
	uitest.Sees(t, term, "\n1\n")
	uitest.Sends(t, term, "fg\r")
	if err := term.Until("the prompt again", uitest.Patience, func(screen string) bool { return strings.Count(screen, "while you paste:") == 2 }); err != nil {
		t.Fatal(err)
	}
	uitest.Sends(t, term, "\x15"+strings.Repeat("Q", 26)+"\r")
	uitest.Sees(t, term, "Received 26 characters.")
	if strings.Contains(term.Raw(), "QQQ") {
		t.Error("a secret was shown")
	}
	uitest.Sees(t, term, "Your choice, Enter alone for 1:")
	uitest.Sends(t, term, "\x03")
	uitest.Sees(t, term, "Type the word leave and press Enter to leave. Enter alone stays:")
	uitest.Sends(t, term, "\x03")
	uitest.Sees(t, term, "left=true")
}
