//go:build unix

package web

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestReadLocalWaitsForNobody holds that a pipe without a writer and a device
// without an end are refused: reading either would never return.
func TestReadLocalWaitsForNobody(t *testing.T) {
	t.Parallel()
	for _, path := range []string{namedPipe(t), "/dev/zero"} {
		if data, err := ReadLocal(path, 100); !errors.Is(err, ErrNotFile) || data != nil {
			t.Errorf("%s: got %d bytes, %v; want %v", path, len(data), err, ErrNotFile)
		}
	}
	if _, err := ReadLocalOrPipe("/dev/zero", 100, time.Minute); !errors.Is(err, ErrNotFile) {
		t.Errorf("/dev/zero: %v", err)
	}
}

func TestReadLocalOrPipe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		err        error
	}{
		{"a line", "text\n", nil},
		{"nothing", "", nil},
		{"too much", strings.Repeat("x", 101), ErrFileTooLong},
	} {
		path := namedPipe(t)
		go func() {
			// Opening waits for the reader.
			if err := os.WriteFile(path, []byte(c.text), 0); err != nil {
				t.Errorf("%s: the writer: %v", c.name, err)
			}
		}()
		got, err := ReadLocalOrPipe(path, 100, time.Minute)
		if !errors.Is(err, c.err) || c.err == nil && string(got) != c.text {
			t.Errorf("%s: got %q, %v", c.name, got, err)
		}
	}
}

// TestReadLocalOrPipeGivesUp: without a writer, and with one that never ends.
func TestReadLocalOrPipeGivesUp(t *testing.T) {
	t.Parallel()
	silent := namedPipe(t)
	held, err := os.OpenFile(silent, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	for _, path := range []string{namedPipe(t), silent} {
		if _, err := ReadLocalOrPipe(path, 100, 50*time.Millisecond); !errors.Is(err, ErrPipeTooSlow) {
			t.Errorf("got %v, want %v", err, ErrPipeTooSlow)
		}
	}
}

func namedPipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip("no pipes here: ", err)
	}
	return path
}
