//go:build unix

package redteam_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"acp-gitlab/ui/ptytest"
)

// box is a computer of its own for the program.
type box struct {
	home, tmp, work string
	// in holds what the test hands to the program; it is never searched.
	in string
	// seen holds what the recorders on PATH were given.
	seen string
	env  []string
}

// newBox makes the folders.
func newBox(t *testing.T) *box {
	t.Helper()
	root := t.TempDir()
	b := &box{}
	for _, dir := range []struct {
		name string
		to   *string
	}{{"home", &b.home}, {"tmp", &b.tmp}, {"work", &b.work}, {"in", &b.in}, {"seen", &b.seen}} {
		*dir.to = filepath.Join(root, dir.name)
		if err := os.Mkdir(*dir.to, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	b.env = []string{
		"HOME=" + b.home, "TMPDIR=" + b.tmp, "LANG=C.UTF-8", "TERM=xterm-256color", "TMUX=" + b.tmp + "/tmux",
		"BROWSER=" + filepath.Join(programs, "browser") + " %s",
		// Collecting garbage and reading all the authorities of this computer
		// are half of what so short a run costs.
		"GOGC=off", "SSL_CERT_DIR=" + filepath.Join(b.home, "none"),
	}
	return b
}

// file writes something for the program to read and returns its path.
func (b *box) file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(b.in, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// config writes acpctl's configuration.
func (b *box) config(t *testing.T, text string) {
	t.Helper()
	b.env = append(b.env, "AMBIENT_CONFIG="+b.file(t, "ambient.json", text))
}

// ran is what a run of the program left.
type ran struct {
	stdout, stderr string
	code           int
}

// command is the program in the box; env comes on top of the box's own.
func (b *box) command(ctx context.Context, t *testing.T, env []string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(ctx, filepath.Join(programs, "acp-gitlab"), args...)
	cmd.Dir = b.work
	cmd.Env = append([]string{"PATH=" + programs + ":/usr/bin:/bin"}, append(b.env[:len(b.env):len(b.env)], env...)...)
	return cmd
}

// run runs the program without a terminal.
func (b *box) run(t *testing.T, stdin string, env []string, args ...string) ran {
	t.Helper()
	cmd := b.command(t.Context(), t, env, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &stdout, &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return ran{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// start runs the program in a terminal.
func (b *box) start(t *testing.T, cols, rows int, env []string, args ...string) *screen {
	t.Helper()
	return b.inTerminal(t, b.command(t.Context(), t, env, args...), cols, rows)
}

func (b *box) inTerminal(t *testing.T, cmd *exec.Cmd, cols, rows int) *screen {
	t.Helper()
	term, err := ptytest.Start(cmd, cols, rows)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(term.Kill)
	return &screen{t, term}
}

// left returns every file that the program or its children could have written,
// by name.
func (b *box) left(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, dir := range []string{b.home, b.tmp, b.work, b.seen} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			files[path] = path + "\n" + string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// screen is the program in a terminal, for a test that ends where it does not
// do as expected.
type screen struct {
	t *testing.T
	*ptytest.Term
}

func (s *screen) see(texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		if err := s.Wait(text, patience); err != nil {
			s.t.Fatal(err)
		}
	}
}

// after waits until text has been written behind first.
func (s *screen) after(first, text string) {
	s.t.Helper()
	if err := s.Until(text+" behind "+first, patience, func(string) bool {
		_, rest, _ := strings.Cut(s.Raw(), first)
		return strings.Contains(rest, text)
	}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) keys(keys string) {
	s.t.Helper()
	if err := s.Send(keys); err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) ends(want int) {
	s.t.Helper()
	code, err := s.Exit(patience)
	if err != nil {
		s.t.Fatal(err)
	}
	if code != want {
		s.t.Fatalf("exit code %d, want %d; it wrote at last:\n%s", code, want, tail(s.Raw()))
	}
}
