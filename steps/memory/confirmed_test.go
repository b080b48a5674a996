package memory_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"acp-gitlab/steps/memory"
)

// digest is the digest of the nth profile.
func digest(n int) string { return fmt.Sprintf("%064x", n) }

func confirm(t *testing.T, dir string, n int) {
	t.Helper()
	if err := memory.Confirm(dir, digest(n)); err != nil {
		t.Fatal(err)
	}
}

func TestConfirmedProfilesAreKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if got := memory.Confirmed(dir); len(got) > 0 {
		t.Errorf("from the start: %v", got)
	}
	for _, n := range []int{1, 2, 1} {
		confirm(t, dir, n)
	}
	if got := memory.Confirmed(dir); !slices.Equal(got, []string{digest(1), digest(2)}) {
		t.Errorf("kept: %v", got)
	}
	if info, err := os.Stat(memory.ConfirmedFile(dir)); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
	save(t, dir, example())
	if got := memory.Confirmed(dir); len(got) != 2 {
		t.Errorf("after a setup: %v", got)
	}
	for n := range 60 {
		confirm(t, dir, n)
	}
	if got := memory.Confirmed(dir); len(got) != 50 || got[49] != digest(59) {
		t.Errorf("%d are kept, the last is %v", len(got), got[len(got)-1])
	}
}

func TestOnlyDigestsAreKept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, no := range []string{"", "acme.yaml", strings.Repeat("G", 64)} {
		if err := memory.Confirm(dir, no); err != nil || len(memory.Confirmed(dir)) > 0 {
			t.Errorf("%q: %v, kept %v", no, err, memory.Confirmed(dir))
		}
	}
	if err := memory.Confirm("", digest(1)); err != nil || memory.Confirmed("") != nil {
		t.Errorf("without a folder: %v, %v", err, memory.Confirmed(""))
	}
}

// TestAConfirmationThatCannotBeReadIsAskedAgain, and the file of a newer program
// stays.
func TestAConfirmationThatCannotBeReadIsAskedAgain(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text  string
		stays bool
	}{
		"newer":            {`{"version": 2, "confirmed_profiles": ["` + digest(1) + `"]}`, true},
		"no JSON":          {"yes", true},
		"of ours, damaged": {`{"version": 1, "confirmed_profiles": "all"}`, false},
		"not a digest":     {`{"version": 1, "confirmed_profiles": ["*"]}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			file := memory.ConfirmedFile(dir)
			if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(tc.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := memory.Confirmed(dir); len(got) > 0 {
				t.Errorf("believed: %v", got)
			}
			if err := memory.Confirm(dir, digest(7)); (err != nil) != tc.stays {
				t.Errorf("confirming: %v", err)
			}
			if text, err := os.ReadFile(file); err != nil || (string(text) == tc.text) != tc.stays {
				t.Errorf("the file became %q, %v", text, err)
			}
		})
	}
}

func TestForgetForgetsWhatWasConfirmed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	confirm(t, dir, 1)
	if was, err := memory.Forget(dir); !was || err != nil || memory.Confirmed(dir) != nil {
		t.Errorf("forget: %v, %v, left %v", was, err, memory.Confirmed(dir))
	}
	if _, err := os.Stat(filepath.Dir(memory.File(dir))); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
}
