//go:build unix

package redteam_test

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// TestHangUpWithoutAControllingTerminal: no signal comes to the program then.
func TestHangUpWithoutAControllingTerminal(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		args  []string
		until string
	}{
		"the wizard":              {[]string{"--gitlab-url=http://127.0.0.1:9"}, atStep(setup.IDInstance)},
		"the wizard line by line": {[]string{"--plain", "--gitlab-url=http://127.0.0.1:9"}, "Enter alone for 1:"},
		"a hidden prompt":         {[]string{"check", "--gitlab-url=http://127.0.0.1:9"}, "then press Enter"},
		"--token-stdin":           {[]string{"check", "--token-stdin", "--gitlab-url=http://127.0.0.1:9"}, "then press Enter"},
		"a server":                {[]string{"demo", "--serve"}, "ctrl+c to stop"}, // the last that it writes
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			terminal, inside, err := pty.Open()
			if err != nil {
				t.Skip(err)
			}
			cmd := b.command(t.Context(), t, nil, tc.args...)
			cmd.Stdin, cmd.Stdout, cmd.Stderr = inside, inside, inside
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // and no terminal of its own
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			_ = inside.Close()
			var seen strings.Builder
			buf := make([]byte, 4096)
			for !strings.Contains(seen.String(), tc.until) {
				n, err := terminal.Read(buf)
				if err != nil {
					t.Fatalf("%v after %q", err, seen.String())
				}
				seen.Write(buf[:n])
			}
			_ = terminal.Close()
			_ = cmd.Wait() // the test's own limit is the limit
			want := 2
			if name == "a server" {
				want = 0 // it has no other end
			}
			if code := cmd.ProcessState.ExitCode(); code != want {
				t.Errorf("exit %d", code)
			}
		})
	}
}

// TestNohupGoesOn: whoever ignores SIGHUP at the start wants the end of it.
func TestNohupGoesOn(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	asked := make(chan struct{}, 16)
	server, err := gitlabtest.Start(gitlabtest.WithScenario("silence"), gitlabtest.OnRequest(func(gitlabtest.Seen) { asked <- struct{}{} }))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	cmd := b.command(t.Context(), t, []string{"GITLAB_TOKEN=" + server.Token()}, "-c", `trap "" HUP; exec "$@"`, "sh", "acp-gitlab", "check", "--timeout=1s", "--gitlab-url="+server.URL())
	cmd.Path, cmd.Args[0] = "/bin/sh", "/bin/sh"
	got := interrupted(t, cmd, syscall.SIGHUP, asked)
	if got.code == 2 || strings.Contains(got.stderr, "Stopped") {
		t.Errorf("exit %d\n%s", got.code, got.stderr)
	}
}

// TestAPasteThatNeverEnds gives way to ctrl+c.
func TestAPasteThatNeverEnds(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"full screen": nil, "line by line": {"--plain"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, s := atTheField(t, args...)
			s.keys("\x1b[200~" + p.token[:12])
			s.keys("\x03")
			s.see("eave?")
			s.keys("\x03")
			s.see("all said")
			s.givenBack(2)
			p.secrets.absent(t, "the terminal", s.Raw())
		})
	}
}

// TestAFloodOfAPaste is refused at once, whether it has marks or not, and what
// is pasted next is taken.
func TestAFloodOfAPaste(t *testing.T) {
	t.Parallel()
	flood := strings.Repeat("Qw3rtQw3rtQw3rtQ", 10<<20/16)
	for name, tc := range map[string]struct {
		args       []string
		paste      string
		next, word string
	}{
		"full screen":           {nil, "\x1b[200~" + flood + "\x1b[201~", "", "characters"},
		"full screen, no end":   {nil, "\x1b[200~" + flood, "", "characters"},
		"line by line":          {[]string{"--plain"}, flood + "\r", "\r", "This token works."},
		"line by line, no end":  {[]string{"--plain"}, flood, "\r", "Received"},
		"line by line, a paste": {[]string{"--plain"}, "\x1b[200~" + flood + "\x1b[201~", "\r", "This token works."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, s := atTheField(t, tc.args...)
			sent := make(chan struct{})
			go func() { // the terminal takes so much only while it is read
				defer close(sent)
				_ = s.Send(tc.paste)
			}()
			s.see("far too long")
			if strings.HasPrefix(name, "line") {
				s.after("far too long", "while you paste:")
			}
			if strings.HasSuffix(name, "no end") {
				<-sent
				s.keys("\x03")
				s.see("eave?")
				s.keys("\x03")
				s.givenBack(2)
				return
			}
			s.keys("\x1b[200~" + p.token + "\x1b[201~" + tc.next)
			s.see(tc.word)
			if tc.next != "" { // the check has begun: its screen would take the question's place
				s.after(tc.word, "Press Enter to continue:")
			}
			s.keys("\x03")
			s.see("eave?")
			s.keys("\x03")
			s.givenBack(2)
			if strings.Contains(s.Raw(), "Qw3r") {
				t.Error("it was shown")
			}
		})
	}
}

// atTheField is the wizard where the token is pasted.
func atTheField(t *testing.T, args ...string) (*play, *screen) {
	t.Helper()
	p := newPlay(t, "", "")
	s := p.shell(t, nil, "sh", append([]string{"-c", afterwards, "sh", "acp-gitlab", "--no-browser", "--gitlab-url=" + p.gitlab.URL()}, args...)...)
	if len(args) > 0 {
		s.see("Enter alone for 1:")
		s.keys("\r")
		s.see("Press Enter to continue:")
		s.keys("\r")
		s.see(words.Capital(atStep(setup.IDTokenPage)))
		s.keys("t\r")
		s.see("while you paste:")
		return p, s
	}
	s.see(atStep(setup.IDInstance))
	s.keys("\r")
	s.see("This computer can reach")
	s.keys("\r")
	s.see(atStep(setup.IDTokenPage))
	s.keys("t")
	s.see("Paste the token")
	return p, s
}

// TestTokenStdinOnATerminal is a question that shows nothing: on standard
// error, whatever standard output is.
func TestTokenStdinOnATerminal(t *testing.T) {
	t.Parallel()
	commands := map[string]string{
		"check": "check", "connect": "connect --yes --acp-url=ACP", "status": "status --acp-url=ACP",
		"tokens": "tokens", "revoke": "revoke --yes", "report": "report", "tokens revoke": "tokens revoke 1 --yes",
		"rotate": "rotate --yes --acp-url=ACP", "the wizard": "",
	}
	type ending struct {
		keys string
		code int // -1: whatever comes of the token
	}
	endings := map[string]ending{
		"pasted":         {"\x1b[200~TOKEN\x1b[201~\r", -1},
		"typed, ctrl+d":  {"TOKEN\x04", -1},
		"ctrl+c":         {"glpat-half\x03", 2},
		"an empty line":  {"\r", 64},
		"the end of all": {"\x04", 64},
	}
	for command, line := range commands {
		for how, end := range endings {
			if command != "check" && how != "pasted" && how != "ctrl+c" || command == "the wizard" && how == "pasted" {
				continue
			}
			for _, to := range []string{"", " >out.json"} {
				if to != "" && command == "the wizard" {
					continue
				}
				t.Run(command+to+", "+how, func(t *testing.T) {
					t.Parallel()
					p := newPlay(t, "", "")
					args := strings.Fields(strings.ReplaceAll(line, "ACP", p.acp.URL()))
					args = append(args, "--token-stdin", "--gitlab-url="+p.gitlab.URL())
					if to != "" {
						args = append(args, "--json")
					}
					script := strings.Replace(afterwards, `sh "$@"`, `sh "$@"`+to, 1)
					s := p.shell(t, []string{"ACP_TOKEN=" + p.session}, "sh", append([]string{"-c", script, "sh", "acp-gitlab"}, args...)...)
					s.see("Paste ", " at "+strings.TrimPrefix(p.gitlab.URL(), "http://")[:9], "It stays hidden")
					s.keys(strings.ReplaceAll(end.keys, "TOKEN", p.token))
					s.see("all said")
					if end.code >= 0 {
						s.givenBack(end.code)
					}
					_, state, _ := strings.Cut(s.Raw(), "ended=")
					s.cooked(state)
					p.secrets.absent(t, "the terminal", s.Raw())
					if strings.Contains(s.Raw(), "glpat-half") {
						t.Error("it shows what is typed")
					}
					if how == "pasted" && command == "check" && to != "" && !strings.Contains(p.left(t)[p.work+"/out.json"], `"ok": true`) {
						t.Errorf("out.json: %s", p.left(t)[p.work+"/out.json"])
					}
				})
			}
		}
	}
}

// TestAClosedPipe ends what only tells something, in silence; what changes
// something comes to its end first, and says that it could not say so.
func TestAClosedPipe(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"explain": "explain", "help": "--help", "guide": "guide", "check": "check --gitlab-url=GITLAB", "check in JSON": "check --json --gitlab-url=GITLAB",
		"connect": "connect --yes --gitlab-url=GITLAB --acp-url=ACP", "connect in JSON": "connect --json --yes --gitlab-url=GITLAB --acp-url=ACP",
		"forget": "forget --yes",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t, "", "")
			args := strings.Fields(strings.NewReplacer("GITLAB", p.gitlab.URL(), "ACP", p.acp.URL()).Replace(line))
			cmd := p.command(t.Context(), t, []string{"GITLAB_TOKEN=" + p.token, "ACP_TOKEN=" + p.session}, args...)
			read, write, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			_ = read.Close()
			var stderr strings.Builder
			cmd.Stdout, cmd.Stderr = write, &stderr
			_ = cmd.Run()
			_ = write.Close()
			status, _ := cmd.ProcessState.Sys().(syscall.WaitStatus)
			changes := strings.HasPrefix(name, "connect") || name == "forget"
			switch {
			case !changes && (!status.Signaled() || status.Signal() != syscall.SIGPIPE || stderr.Len() > 0):
				t.Errorf("%v\n%s", cmd.ProcessState, stderr.String())
			case changes && (cmd.ProcessState.ExitCode() != 1 || strings.Count(stderr.String(), "\n") != 1 || !strings.Contains(stderr.String(), "cannot be written")):
				t.Errorf("%v\n%s", cmd.ProcessState, stderr.String())
			}
			if strings.HasPrefix(name, "connect") && !p.acp.Holds(p.gitlab.URL(), func(token string) bool { return token == p.token }) {
				t.Error("ACP does not hold the token")
			}
			p.holds(t)
		})
	}
}

// TestAClosedPipeTakesNoFileAway: what was to be written into a file is there,
// whoever reads standard output.
func TestAClosedPipeTakesNoFileAway(t *testing.T) {
	t.Parallel()
	p := newPlay(t, "", "")
	cmd := p.command(t.Context(), t, nil, "report", "--json", "--output=out.json", "--gitlab-url="+p.gitlab.URL())
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = read.Close()
	var stderr strings.Builder
	cmd.Stdout, cmd.Stderr = write, &stderr
	_ = cmd.Run()
	_ = write.Close()
	if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(stderr.String(), "standard output cannot be written") {
		t.Errorf("%v\n%s", cmd.ProcessState, stderr.String())
	}
	if text := p.left(t)[p.work+"/out.json"]; !strings.HasSuffix(strings.TrimSpace(text), "}") {
		t.Errorf("out.json: %q", text)
	}
	p.holds(t)
}

// TestAFullDisk is one line on standard error, and a failure.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	for name, line := range map[string]string{
		"explain": "explain", "version": "version", "check": "check --gitlab-url=GITLAB", "check in JSON": "check --json --gitlab-url=GITLAB", "wrong usage in JSON": "check --json",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlay(t, "", "")
			full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
			if err != nil {
				t.Skip(err)
			}
			defer full.Close()
			cmd := p.command(t.Context(), t, []string{"GITLAB_TOKEN=" + p.token}, strings.Fields(strings.ReplaceAll(line, "GITLAB", p.gitlab.URL()))...)
			var stderr strings.Builder
			cmd.Stdout, cmd.Stderr = full, &stderr
			_ = cmd.Run()
			said := strings.Count(stderr.String(), "cannot be written")
			if cmd.ProcessState.ExitCode() != 1 || said != 1 || !strings.HasPrefix(name, "wrong") && strings.Count(stderr.String(), "\n") != 1 {
				t.Errorf("%v\n%s", cmd.ProcessState, stderr.String())
			}
		})
	}
}
