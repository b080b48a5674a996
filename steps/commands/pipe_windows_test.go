package commands

import (
	"os"
	"strings"
	"testing"

	"acp-gitlab/gitlab/problem"
)

// TestTheReaderIsGone: who read enough of a guide is told nothing; what changes
// something says that it could not say so.
func TestTheReaderIsGone(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		outlives bool
		exit     int
		want     int
		says     string
	}{
		"tells":              {exit: problem.ExitOK, want: problem.ExitUnexpected},
		"tells, canceled":    {exit: problem.ExitCancelled, want: problem.ExitCancelled},
		"changes":            {outlives: true, exit: problem.ExitOK, want: problem.ExitUnexpected, says: "cannot be written"},
		"changes, and fails": {outlives: true, exit: problem.ExitUsage, want: problem.ExitUnexpected, says: "cannot be written"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read, write, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = write.Close() }()
			if err := read.Close(); err != nil {
				t.Fatal(err)
			}
			o := &output{to: write, outlives: tc.outlives}
			for range 3 {
				if n, err := o.Write([]byte("line\n")); n != 5 || err != nil {
					t.Fatalf("%d, %v", n, err)
				}
			}
			var stderr strings.Builder
			if got := o.settle(tc.exit, &stderr); got != tc.want || !strings.Contains(stderr.String(), tc.says) || strings.Contains(stderr.String(), "..") || tc.says == "" && stderr.Len() > 0 {
				t.Errorf("exit %d, want %d, %q", got, tc.want, stderr.String())
			}
		})
	}
}
