//go:build unix

package commands

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"acp-gitlab/gitlab/problem"
)

// TestFilesThatArePipes: --token-file, --acp-token-file and --repos-from also take
// what a shell makes for <(command).
func TestFilesThatArePipes(t *testing.T) {
	t.Parallel()
	a := open(t, false)
	a.join(t)
	pipe := func(text string) string {
		name := filepath.Join(t.TempDir(), "pipe")
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Skip("no pipes here: ", err)
		}
		go func() { // opening waits for the reader
			if err := os.WriteFile(name, []byte(text), 0); err != nil {
				t.Errorf("the writer: %v", err)
			}
		}()
		return name
	}
	args := []string{
		"connect", "--gitlab-url", a.gitlab.URL(), "--token-file", pipe(a.token + "\n"), "--repos-from", pipe("team/app\n"),
		"--acp-token-file", pipe(a.session),
	}
	if o := a.call(t, "", nil, a.onACP(args...)...); o.exit != problem.ExitOK || len(o.doc.Repositories) != 1 {
		t.Errorf("exit %d, repositories %v\n%s", o.exit, o.doc.Repositories, o.stderr)
	}
	// The shell's own form: a pipe that is open already.
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	if _, err := write.WriteString(a.token); err != nil || write.Close() != nil {
		t.Fatal("the pipe cannot be written")
	}
	name := fmt.Sprintf("/dev/fd/%d", read.Fd())
	if _, err := os.Stat(name); err != nil {
		t.Skip("no /dev/fd here: ", err)
	}
	if o := a.call(t, "", nil, "check", "--gitlab-url", a.gitlab.URL(), "--token-file", name, "--json"); o.exit != problem.ExitOK {
		t.Errorf("%s: exit %d\n%s", name, o.exit, o.stderr)
	}
}

// TestFilesThatAreNone: folders, devices without an end and sockets are refused
// with a word by everything that names a file, at once; the null device is an
// empty file.
func TestFilesThatAreNone(t *testing.T) {
	t.Parallel()
	const here = "http://127.0.0.1:1"
	folder := t.TempDir()
	socket := filepath.Join(folder, "socket")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Skip("no sockets here: ", err)
	}
	defer listener.Close()
	long := fileWith(t, strings.Repeat("x", maxList+1))
	for flag, empty := range map[string]string{
		"--token-file":     "--token-file is empty",
		"--acp-token-file": "The session from --acp-token-file is empty",
		"--repos-from":     "", // an empty list
		"--profile":        "the profile is empty",
	} {
		for file, want := range map[string]string{folder: "cannot be read", "/dev/zero": "cannot be read", socket: "cannot be read", long: "too long", os.DevNull: empty} {
			token := fileWith(t, unknownToken)
			args := []string{"connect", "--gitlab-url", here, "--acp-url", here, "--timeout", "1s", flag, file}
			if flag != "--token-file" {
				args = append(args, "--token-file", token)
			}
			if flag != "--acp-token-file" {
				args = append(args, "--acp-token-file", fileWith(t, strings.Repeat("k", 30)))
			}
			wire := &cutWire{}
			o := (&arena{wire: wire, token: unknownToken}).call(t, "", nil, args...)
			if want == "" {
				if o.exit == problem.ExitUsage {
					t.Errorf("%s %s: exit %d\n%s", flag, file, o.exit, o.stderr)
				}
				continue
			}
			if o.exit != problem.ExitUsage || wire.tries.Load() > 0 {
				t.Errorf("%s %s: exit %d, %d requests", flag, file, o.exit, wire.tries.Load())
			}
			checkNames(t, o.stderr, []string{want}, nil)
		}
	}
}

// TestAListThatIsATokenIsNotShown: a file was mistaken for another.
func TestAListThatIsATokenIsNotShown(t *testing.T) {
	t.Parallel()
	for _, value := range []string{unknownToken, mixedBody, "acme-pat-" + mixedBody} {
		wire := &cutWire{}
		o := (&arena{wire: wire}).call(t, "", nil, "check", "--gitlab-url", "gitlab.example.com", "--token-file", fileWith(t, unknownToken),
			"--repos-from", fileWith(t, "team/app\n"+value+"\n"))
		if o.exit != problem.ExitUsage || wire.tries.Load() > 0 {
			t.Errorf("exit %d, %d requests", o.exit, wire.tries.Load())
		}
		checkNames(t, o.stderr, []string{"line 2", "looks like a token"}, []string{value})
	}
}
