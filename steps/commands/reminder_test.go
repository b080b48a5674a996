package commands

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// TestAReminderCanBeHadLater: status and connect write the calendar file, from
// what was checked now or from what the last setup left.
func TestAReminderCanBeHadLater(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		command    string
		atHand     bool
		remembered int // days; 0 for nothing
		exit       int
		text       string // in the file; "" for no file
		says       string
	}{
		"connect":                   {command: "connect", atHand: true, text: "DTSTART:", says: "Saved "},
		"status, checked now":       {command: "status", atHand: true, text: "DTSTART:", says: "Saved "},
		"status, remembered":        {command: "status", remembered: 40, text: "DTSTART:", says: "Saved "},
		"status, nothing is known":  {command: "status", exit: problem.ExitNeedsDoing, says: "no expiration date is known"},
		"status, it has expired":    {command: "status", remembered: -1, exit: problem.ExitNeedsDoing, says: "has already expired"},
		"status, no such directory": {command: "status", remembered: 40, exit: problem.ExitNeedsDoing, says: "Not saved"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := open(t, true, gitlabtest.WithNow(time.Now))
				a.join(t, acptest.WithNow(time.Now), acptest.WithConnection(a.gitlab.URL()))
				if tc.remembered != 0 {
					a.remembersEnd(t, gitlab.EndDate(time.Now(), tc.remembered))
				}
				file := filepath.Join(t.TempDir(), "later.ics")
				if strings.Contains(name, "directory") {
					file = filepath.Join(file, "later.ics")
				}
				args, stdin := []string{tc.command, "--acp-url", a.acp.URL(), "--reminder", file}, ""
				if tc.atHand {
					stdin = a.gitlab.Mint("at hand", nil, gitlab.EndDate(time.Now(), 60).String())
					args = append(args, "--token-stdin", "--gitlab-url", a.gitlab.URL())
				}
				o := a.call(t, stdin, a.keys(), args...)
				written, _ := os.ReadFile(file)
				if o.exit != tc.exit || !strings.Contains(o.stderr, tc.says) || (len(written) > 0) != (tc.text != "") || !strings.Contains(string(written), tc.text) {
					t.Fatalf("exit %d, %q, wrote %q\n%s", o.exit, o.stderr, written, o.stdout)
				}
				if tc.text == "" {
					return
				}
				if o := a.call(t, stdin, a.keys(), args...); o.exit != problem.ExitUsage || !strings.Contains(o.stderr, "already exists and was not overwritten") {
					t.Errorf("a second time: exit %d, %q", o.exit, o.stderr)
				}
			})
		})
	}
}
