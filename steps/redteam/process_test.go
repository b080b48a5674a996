//go:build linux

package redteam_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// nobody is the user that the test becomes where it is root, to whom nothing is
// closed.
const nobody = 65534

// TestTheProcessIsClosed to other programs of the same user: neither its memory
// nor the environment that it was started with can be read.
func TestTheProcessIsClosed(t *testing.T) {
	t.Parallel()
	root, err := os.MkdirTemp("", "acp-gitlab-closed-") //nolint:usetesting // others cannot enter t.TempDir
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(root) })
	program := filepath.Join(root, "acp-gitlab")
	text, err := os.ReadFile(filepath.Join(programs, "acp-gitlab"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(program, text, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	as := func(cmd *exec.Cmd) *exec.Cmd {
		cmd.Dir = "/"
		if os.Getuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		}
		return cmd
	}
	// It runs until it is told to end.
	cmd := as(exec.CommandContext(t.Context(), program, "demo", "--serve"))
	cmd.Env = []string{"GITLAB_TOKEN=" + stranger, "HOME=/nonexistent"}
	said, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Skip(err)
	}
	defer func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
	}()
	if _, err := io.ReadAtLeast(said, make([]byte, 256), 1); err != nil {
		t.Fatal(err)
	}
	of := func(name string) string { return fmt.Sprintf("/proc/%d/%s", cmd.Process.Pid, name) }
	for _, name := range []string{"environ", "mem", "maps"} {
		out, err := as(exec.CommandContext(t.Context(), "/bin/sh", "-c", "exec head -c 4096 <"+of(name))).CombinedOutput()
		if err == nil || !bytes.Contains(bytes.ToLower(out), []byte("denied")) {
			t.Errorf("%s can be opened: %v\n%.60q", name, err, out)
		}
	}
	out, err := as(exec.CommandContext(t.Context(), "cat", of("status"))).Output()
	if err != nil || !strings.Contains(string(out), "acp-gitlab") {
		t.Errorf("the program is not there any more: %v\n%s", err, out)
	}
}

// TestAClosedProcessReadsItsOwn: what stands under /proc/self is still there for
// the program, such as the pipes that a shell hands over as files.
func TestAClosedProcessReadsItsOwn(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip(err)
	}
	p := newPlay(t, "", "")
	for name, line := range map[string]string{
		"a process substitution": `acp-gitlab check --gitlab-url="$0" --token-file <(cat "$1")`,
		"/dev/stdin":             `acp-gitlab check --gitlab-url="$0" --token-file /dev/stdin <"$1"`,
		"a list":                 `acp-gitlab check --gitlab-url="$0" --token-file "$1" --repos-from <(echo team/app)`,
	} {
		cmd := p.command(t.Context(), t, nil, "-c", line, p.gitlab.URL(), filepath.Join(p.in, "token"))
		cmd.Path, cmd.Args[0] = bash, bash
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
