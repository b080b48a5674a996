//go:build unix

package gitlab

import (
	"os/exec"
	"strings"
	"testing"
)

// TestGitSaysNoMoreThanItsConfiguration: a program of that name may print, or
// wait, without an end.
func TestGitSaysNoMoreThanItsConfiguration(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"printf hello":                      "hello",
		"exit 1":                            "",
		"head -c 1048576 /dev/zero":         strings.Repeat("\x00", gitOutput),
		"head -c 1048577 /dev/zero":         "",
		"while :; do printf aaaaaaaa; done": "",
	} {
		out, ok := outputOf(exec.CommandContext(t.Context(), "/bin/sh", "-c", script))
		if out != want || ok != (want != "") {
			t.Errorf("%s: %d bytes, %v", script, len(out), ok)
		}
	}
}
