//go:build unix

package redteam_test

import (
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// shell runs a line of a shell in a terminal of the box.
func (b *box) shell(t *testing.T, env []string, name string, args ...string) *screen {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip("no " + name)
	}
	cmd := b.command(t.Context(), t, append(env, "PS1=$ "), args...)
	cmd.Path, cmd.Args[0] = path, path
	return b.inTerminal(t, cmd, 80, 24)
}

// afterwards is how a program is run so that the state of the terminal can be
// read when it has ended.
const afterwards = `sh -c 'echo pid=$$; exec "$@"' sh "$@"; echo ended=$?; stty -a; echo all said`

var pidLine = regexp.MustCompile(`pid=(\d+)\r?\n`)

// pid is the process that afterwards has started.
func (s *screen) pid() int {
	s.t.Helper()
	m := pidLine.FindStringSubmatch(s.Raw())
	if m == nil {
		s.t.Fatal("no process number in the terminal")
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// givenBack checks that the program ended with code and that the terminal is
// as it was: full screen left, cursor shown, lines and echo on.
func (s *screen) givenBack(code int) {
	s.t.Helper()
	s.see("all said")
	raw := s.Raw()
	if !strings.Contains(raw, "ended="+strconv.Itoa(code)+"\r") {
		s.t.Errorf("it did not end with %d; it wrote at last:\n%s", code, tail(raw))
	}
	for _, pair := range [][2]string{{"\x1b[?1049h", "\x1b[?1049l"}, {"\x1b[?25l", "\x1b[?25h"}, {"\x1b[?2004h", "\x1b[?2004l"}} {
		if strings.LastIndex(raw, pair[0]) > strings.LastIndex(raw, pair[1]) {
			s.t.Errorf("%q was not undone", pair[0])
		}
	}
	_, state, _ := strings.Cut(raw, "ended=")
	s.cooked(state)
	if _, _, visible := s.Cursor(); !visible {
		s.t.Error("the cursor is not shown")
	}
}

// cooked checks what stty says: lines, echo and ctrl+c are the terminal's.
func (s *screen) cooked(state string) {
	s.t.Helper()
	words := strings.Fields(strings.ReplaceAll(state, ";", " "))
	for _, want := range []string{"icanon", "echo", "isig", "icrnl", "opost"} {
		if !slices.Contains(words, want) {
			s.t.Errorf("the terminal is left without %s:\n%s", want, state)
		}
	}
}

// TestTheTerminalIsGivenBack whatever ends the wizard, and wherever it stands.
func TestTheTerminalIsGivenBack(t *testing.T) {
	t.Parallel()
	ends := map[string]func(*screen){
		"SIGTERM":      func(s *screen) { _ = syscall.Kill(s.pid(), syscall.SIGTERM) },
		"SIGHUP":       func(s *screen) { _ = syscall.Kill(s.pid(), syscall.SIGHUP) },
		"SIGQUIT":      func(s *screen) { _ = syscall.Kill(s.pid(), syscall.SIGQUIT) },
		"SIGABRT":      func(s *screen) { _ = syscall.Kill(s.pid(), syscall.SIGABRT) },
		"SIGINT":       func(s *screen) { _ = syscall.Kill(s.pid(), syscall.SIGINT) },
		"ctrl+c twice": func(s *screen) { s.keys("\x03"); s.see("Leave?"); s.keys("\x03") },
	}
	places := map[string]struct {
		scenario string
		goTo     func(*play, *screen)
	}{
		"at the first question": {"", func(_ *play, s *screen) { s.see(atStep(setup.IDInstance)) }},
		"while GitLab is silent": {"silence", func(_ *play, s *screen) {
			s.see(atStep(setup.IDInstance))
			s.keys("\r")
			s.see("esc stop")
		}},
		"in the field of the token": {"", func(p *play, s *screen) {
			s.see(atStep(setup.IDInstance))
			s.keys("\r")
			s.see("This computer can reach")
			s.keys("\r")
			s.see(atStep(setup.IDTokenPage))
			s.keys("t")
			s.see("Paste the token")
			s.keys(p.token[:12])
			s.see("12 characters")
		}},
		"line by line": {"", func(_ *play, s *screen) { s.see("Enter alone for 1:") }},
		"line by line, in the field of the token": {"", func(_ *play, s *screen) {
			s.see("Enter alone for 1:")
			s.keys("\r")
			s.see("Press Enter to continue:")
			s.keys("\r")
			s.see(words.Capital(atStep(setup.IDTokenPage)))
			s.keys("t\r")
			s.see("while you paste:") // no word tells that keys have been read
		}},
		"beside the printed address": {"", func(_ *play, s *screen) {
			s.see(atStep(setup.IDInstance))
			s.keys("\r")
			s.see("This computer can reach")
			s.keys("\r")
			s.see(atStep(setup.IDTokenPage))
			s.keys("p")
			s.see("Press Enter to return")
		}},
	}
	for where, place := range places {
		for how, end := range ends {
			t.Run(how+" "+where, func(t *testing.T) {
				t.Parallel()
				p := newPlay(t, place.scenario, "")
				args := []string{"-c", afterwards, "sh", "acp-gitlab", "--no-browser", "--gitlab-url=" + p.gitlab.URL()}
				if strings.HasPrefix(where, "line by line") {
					args = append(args, "--plain")
				}
				s := p.shell(t, nil, "sh", args...)
				place.goTo(p, s)
				end(s)
				s.givenBack(2)
				p.secrets.absent(t, "the terminal", s.Raw())
				if strings.Contains(s.Raw(), "goroutine ") {
					t.Error("it dumps what it does")
				}
				raw := s.Raw() // a prompt may stand before it on its row, and wrap it
				if !strings.Contains(raw[max(0, strings.LastIndex(raw, "\x1b[?1049l")):], "acp-gitlab: left at step") {
					t.Errorf("nothing says where it was left:\n%s", s.Screen())
				}
			})
		}
	}
}

// TestStoppedAndContinued: ctrl+z and a SIGTSTP from outside give the terminal
// to the shell, and fg draws the screen again. It runs before the others, alone:
// a shell of jobs, a program that starts in the background and dozens of busy
// programs beside them are more than it is about.
func TestStoppedAndContinued(t *testing.T) { //nolint:paralleltest // see above
	p := newPlay(t, "", "")
	s := p.shell(t, nil, "bash", "--norc", "--noprofile", "-i")
	s.keys("acp-gitlab --no-browser --gitlab-url=" + p.gitlab.URL() + " & echo pid=$!; fg\r")
	s.see(atStep(setup.IDInstance))
	for n, stop := range []func(){
		func() { s.keys("\x1a") },
		func() { _ = syscall.Kill(s.pid(), syscall.SIGTSTP) },
	} {
		stop()
		s.see("Stopped")
		s.keys("stty -a; echo said $((n" + strconv.Itoa(n) + "=40+2))\r")
		s.see("said 42")
		s.cooked(s.Raw()[strings.LastIndex(s.Raw(), "Stopped"):])
		if raw := s.Raw(); strings.LastIndex(raw, "\x1b[?1049h") > strings.LastIndex(raw, "\x1b[?1049l") || strings.LastIndex(raw, "\x1b[?25l") > strings.LastIndex(raw, "\x1b[?25h") {
			t.Error("the full screen was not left")
		}
		s.keys("clear; fg\r")
		s.see("Where is your GitLab?", atStep(setup.IDInstance))
	}
	// Stopped by somebody who does not ask, and continued: drawn again, too.
	before := len(s.Raw())
	_ = syscall.Kill(s.pid(), syscall.SIGCONT)
	if err := s.Until("the screen drawn again", patience, func(string) bool {
		return strings.Contains(s.Raw()[before:], "Where is your GitLab?")
	}); err != nil {
		t.Fatal(err)
	}
	s.keys("\r")
	s.see("This computer can reach")
	s.keys("\x03\x03")
	s.see("acp-gitlab: left at step 1")
	s.keys("exit\r")
	s.ends(2)
}
