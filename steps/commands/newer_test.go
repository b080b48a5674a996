package commands

import (
	"os"
	"path/filepath"
	"testing"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
)

// TestASetupOfANewerProgramStays: no command uses it or writes over it, each says
// so, and forget says what it deletes.
func TestASetupOfANewerProgramStays(t *testing.T) {
	t.Parallel()
	a := open(t, false)
	a.join(t)
	file := memory.File(a.config)
	const text = `{"version": 2, "gitlab_url": "https://gitlab.elsewhere.example"}`
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	stays := func(after string) {
		t.Helper()
		if now, err := os.ReadFile(file); err != nil || string(now) != text {
			t.Errorf("after %s it is %q, %v", after, now, err)
		}
	}
	o := a.call(t, a.token, a.keys(), a.onACP(a.onGitLab("connect", "team/app")...)...)
	if o.exit != problem.ExitOK {
		t.Fatalf("connect: exit %d\n%s", o.exit, o.stderr)
	}
	checkNames(t, o.stderr, []string{"ACP has the token.", memory.Newer}, nil)
	stays("connect")
	o = a.call(t, "", a.keys(), a.onACP("status")...)
	checkNames(t, o.stderr+o.stdout, []string{memory.Newer}, []string{"elsewhere"})
	o = a.call(t, "", nil, "report")
	checkNames(t, o.stderr+o.stdout, []string{memory.Newer}, []string{"elsewhere"})
	stays("status and report")
	o = a.call(t, "", nil, "forget")
	if o.exit != problem.ExitUsage {
		t.Errorf("forget without a yes: exit %d", o.exit)
	}
	stays("forget without a yes")
	o = a.call(t, "", nil, "forget", "--yes")
	checkNames(t, o.stdout, []string{"Deleted: " + file + ", which a newer acp-gitlab had saved."}, nil)
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
	if lines := drawn(kept(memory.Memory{}, a.config, memory.Newer, false)); len(lines) != 1 {
		t.Errorf("forget asks about %q", lines)
	} else {
		checkNames(t, lines[0], []string{"a newer acp-gitlab"}, []string{"cannot be read"})
	}
}
