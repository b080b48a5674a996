package commands

import (
	"os/exec"
	"testing"

	"acp-gitlab/ui/desktop"
)

// TestTheBrowserIsLookedForOnce: screens ask while they are drawn.
func TestTheBrowserIsLookedForOnce(t *testing.T) {
	t.Parallel()
	looks := 0
	machine := &desktop.Machine{
		GOOS: "linux", Getenv: func(string) string { return "" },
		LookPath: func(string) (string, error) { looks++; return "", exec.ErrNotFound },
		Exists:   func(path string) bool { looks++; return path == "/.dockerenv" },
	}
	b := newBrowser(machine, false)
	atStart := looks
	for range 3 {
		if may, why := b.MayOpen(); may || why != "in a container" {
			t.Errorf("%v, %q", may, why)
		}
	}
	if atStart == 0 || looks != atStart {
		t.Errorf("looked %d times at the start, %d in all", atStart, looks)
	}
}

func TestNoBrowserIsAskedWhereNoneMayBe(t *testing.T) {
	t.Parallel()
	b := newBrowser(nil, true) // would panic if it were looked at
	if may, why := b.MayOpen(); may || why != "--no-browser" {
		t.Errorf("%v, %q", may, why)
	}
	if err := b.Open("https://gitlab.example.com"); err == nil || err.Error() != "--no-browser" {
		t.Errorf("opened: %v", err)
	}
}
