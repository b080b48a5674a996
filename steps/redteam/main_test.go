//go:build unix

// Package redteam_test attacks the program as it is shipped: it searches
// everything that a run leaves for a marked token, sends signals, lays baits
// and feeds hostile texts. It holds nothing but tests.
package redteam_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"acp-gitlab/steps/commands"
	"acp-gitlab/ui/noprobe"
)

// patience is how long a test waits for a text before it is called missing.
const patience = 8 * time.Second

// faulty is the name under which the tests play the program with a fault.
const faulty = "acp-gitlab-broken"

// programs is the folder of acp-gitlab, of the program with a fault, and of the
// recorders.
var programs string

// recorder stands for a browser, tmux, git or oc in a [box]: it notes its name,
// its arguments, its environment and its input, and then does as told. It
// starts no other program for that: many of them run.
const recorder = `#!/bin/sh
{ printf '%%s\n' "$0" "$@"; export -p; while read -r line; do printf '%%s\n' "$line"; done; printf '%%s\n' "$line"; } >>"$HOME/../seen/$$" 2>/dev/null
%s
`

// TestMain builds the program once, without the race detector, which would
// make each of the many starts ten times slower. The tests of steps, ui and
// gitlab run the same code under it.
func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == faulty {
		os.Exit(broken())
	}
	flag.Parse()
	_ = flag.Set("test.parallel", "8") // most of them wait for a screen
	// Under nohup a hang-up would be ignored by every program started here, as
	// ignored signals are inherited and caught ones are not.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	os.Exit(attack(m))
}

func attack(m *testing.M) int {
	var err error
	if programs, err = os.MkdirTemp("", "acp-gitlab-redteam-"); err == nil {
		defer func() { _ = os.RemoveAll(programs) }()
		err = errors.Join(build(programs), record(programs))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// build puts both programs into dir.
func build(dir string) error {
	// go test remembers results: looking at what only the program is made of
	// tells it to forget them.
	if _, err := os.Stat(filepath.Join("..", "..", "main.go")); err != nil {
		return err
	}
	out, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", filepath.Join(dir, "acp-gitlab"), "acp-gitlab").CombinedOutput()
	if err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return os.Symlink(self, filepath.Join(dir, faulty))
}

// record puts the recorders into dir. Where there is a git, the real one
// answers.
func record(dir string) error {
	git := "exit 1"
	if path, err := exec.LookPath("git"); err == nil {
		git = "exec " + path + ` "$@"`
	}
	var all error
	for name, does := range map[string]string{"browser": "", "tmux": "", "xdg-open": "", "git": git, "oc": `cat "$HOME/../in/oc"`} {
		all = errors.Join(all, os.WriteFile(filepath.Join(dir, name), fmt.Appendf(nil, recorder, does), 0o700))
	}
	return all
}

// broken is the program with a fault: reading the environment panics as soon
// as the file that $FAULT names exists, with words that no one may see. Where
// the file has a text, it names the one variable that is fatal: SSL_CERT_FILE
// is read by whichever goroutine sends the first request.
func broken() int {
	noprobe.Restore()
	ctx, stop := commands.Signals(context.Background())
	defer stop()
	return commands.Run(ctx, commands.Env{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Getenv: func(name string) string {
			only, err := os.ReadFile(os.Getenv("FAULT"))
			if err == nil && (len(only) == 0 || string(only) == name) {
				panic(stranger)
			}
			return os.Getenv(name)
		},
	})
}

func tail(s string) string { return s[max(0, len(s)-2000):] }
