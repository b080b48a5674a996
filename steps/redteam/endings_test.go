//go:build unix

package redteam_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/steps/setup"
)

// TestCommandsEndAtASignal with 2, and with no word about GitLab or ACP that
// nobody has spoken.
func TestCommandsEndAtASignal(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGABRT} {
		for name, args := range map[string][]string{
			"check": {"check"}, "check in JSON": {"check", "--json"}, "connect": {"connect", "--acp-url=http://127.0.0.1:9"}, "demo": {"demo", "--scenario=silence"},
		} {
			t.Run(name+" "+sig.String(), func(t *testing.T) {
				t.Parallel()
				b := newBox(t)
				asked := make(chan struct{}, 16)
				server, err := gitlabtest.Start(gitlabtest.WithScenario("silence"), gitlabtest.OnRequest(func(gitlabtest.Seen) { asked <- struct{}{} }))
				if err != nil {
					t.Fatal(err)
				}
				defer server.Close()
				args := append(slices.Clone(args), "--timeout=1m")
				if args[0] != "demo" {
					args = append(args, "--gitlab-url="+server.URL())
				}
				cmd := b.command(t.Context(), t, []string{"GITLAB_TOKEN=" + server.Token(), "ACP_TOKEN=" + stranger}, args...)
				got := interrupted(t, cmd, sig, asked)
				if got.code != 2 || !strings.Contains(got.stderr, "Stopped early") {
					t.Errorf("exit %d\n%s%s", got.code, got.stdout, got.stderr)
				}
				for _, bad := range []string{"stop ", "https", `"code"`, "instance-"} {
					if strings.Contains(got.stdout, bad) {
						t.Errorf("it says %q:\n%s", bad, got.stdout)
					}
				}
			})
		}
	}
}

// heard is what a program writes; first is closed when it begins.
type heard struct {
	strings.Builder
	first chan struct{}
	once  sync.Once
}

// Write implements io.Writer.
func (h *heard) Write(p []byte) (int, error) {
	h.once.Do(func() { close(h.first) })
	return h.Builder.Write(p)
}

// interrupted runs a command and sends it a signal when something happens, or
// at its first word.
func interrupted(t *testing.T, cmd *exec.Cmd, sig os.Signal, when <-chan struct{}) ran {
	t.Helper()
	stdout, stderr := heard{first: make(chan struct{})}, heard{first: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-when:
	case <-stdout.first:
	}
	_ = cmd.Process.Signal(sig)
	var exit *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return ran{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// TestReadingEndsAtASignal: what never ends is not waited for.
func TestReadingEndsAtASignal(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	s := b.shell(t, nil, "sh", "-c", afterwards, "sh", "acp-gitlab", "check", "--gitlab-url=http://127.0.0.1:9")
	s.see("Paste the token")
	_ = syscall.Kill(s.pid(), syscall.SIGTERM)
	s.givenBack(2)
	s = b.shell(t, nil, "sh", "-c", afterwards, "sh", "acp-gitlab", "check", "--gitlab-url=http://127.0.0.1:9")
	s.see("Paste the token")
	s.keys("glpat-half\x03")
	s.givenBack(2)
	if strings.Contains(s.Raw(), "glpat-half") {
		t.Error("the prompt shows what is typed")
	}
}

// TestAPipeThatNobodyWritesTo keeps no command from ending.
func TestAPipeThatNobodyWritesTo(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	pipe := filepath.Join(b.in, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	opened := make(chan struct{})
	go func() {
		if f, err := os.OpenFile(pipe, os.O_WRONLY, 0); err == nil { // waits for the reader
			t.Cleanup(func() { _ = f.Close() })
		}
		close(opened)
	}()
	got := interrupted(t, b.command(t.Context(), t, nil, "check", "--gitlab-url=http://127.0.0.1:9", "--token-file="+pipe), syscall.SIGINT, opened)
	if got.code != 2 {
		t.Errorf("exit %d\n%s", got.code, got.stderr)
	}
}

// TestASignalWhileHandingOver says that ACP may have the token.
func TestASignalWhileHandingOver(t *testing.T) {
	t.Parallel()
	p := newPlay(t, "", "silent-connect")
	cmd := p.command(t.Context(), t, []string{"GITLAB_TOKEN=" + p.token, "ACP_TOKEN=" + p.session}, "connect", "--gitlab-url="+p.gitlab.URL(), "--acp-url="+p.acp.URL(), "--timeout=1m")
	got := interrupted(t, cmd, syscall.SIGTERM, p.handed)
	if got.code != 2 || !strings.Contains(got.stderr, "ACP may have the token") {
		t.Errorf("exit %d\n%s", got.code, got.stderr)
	}
}

// TestTheTerminalGoesAway: the program ends with it.
func TestTheTerminalGoesAway(t *testing.T) {
	t.Parallel()
	b := newBox(t)
	cmd := b.command(t.Context(), t, nil, "--gitlab-url=http://127.0.0.1:9")
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 80, Rows: 24})
	if err != nil {
		t.Fatal(err)
	}
	seen := make([]byte, 1)
	if _, err := terminal.Read(seen); err != nil {
		t.Fatal(err)
	}
	_ = terminal.Close()
	_ = cmd.Wait() // the test's own limit is the limit
	if code := cmd.ProcessState.ExitCode(); code == 0 {
		t.Errorf("exit %d", code)
	}
}

// TestAFaultIsApologisedFor: a panic in the full screen and one in a command.
func TestAFaultIsApologisedFor(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		args []string
		do   func(s *screen, fault string)
	}{
		"in the wizard": {[]string{faulty, "--gitlab-url=http://127.0.0.1:9"}, func(s *screen, fault string) {
			s.see(atStep(setup.IDInstance))
			_ = os.WriteFile(fault, nil, 0o600)
			s.keys("\x12")
		}},
		"in a worker of the wizard": {[]string{faulty, "--gitlab-url=http://127.0.0.1:9"}, func(s *screen, fault string) {
			s.see(atStep(setup.IDInstance))
			_ = os.WriteFile(fault, []byte("SSL_CERT_FILE"), 0o600)
			s.keys("\r")
		}},
		"in a worker, line by line": {[]string{faulty, "--plain", "--gitlab-url=http://127.0.0.1:9"}, func(s *screen, fault string) {
			s.see("Enter alone for 1:")
			_ = os.WriteFile(fault, []byte("SSL_CERT_FILE"), 0o600)
			s.keys("\r")
		}},
		"in a worker of a command": {[]string{faulty, "check", "--gitlab-url=http://127.0.0.1:9"}, func(s *screen, fault string) {
			s.see("Paste the token")
			_ = os.WriteFile(fault, []byte("SSL_CERT_FILE"), 0o600)
			s.keys("glpat-" + stranger + "\r")
		}},
		"in a command": {[]string{faulty, "check", "--gitlab-url=http://127.0.0.1:9"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBox(t)
			fault := filepath.Join(b.in, "fault")
			if tc.do == nil {
				b.file(t, "fault", "")
			}
			s := b.shell(t, []string{"FAULT=" + fault}, "sh", append([]string{"-c", afterwards, "sh"}, tc.args...)...)
			if tc.do != nil {
				tc.do(s, fault)
			}
			s.givenBack(1)
			raw := s.Raw()
			for _, want := range []string{"not your fault", "acp-gitlab report", "unexpected fault"} {
				if !strings.Contains(raw, want) {
					t.Errorf("no %q:\n%s", want, tail(raw))
				}
			}
			for _, bad := range []string{stranger, "goroutine ", "Caught panic", ".go:"} {
				if strings.Contains(raw, bad) {
					t.Errorf("it shows %q", bad)
				}
			}
		})
	}
}
