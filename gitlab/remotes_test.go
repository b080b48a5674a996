package gitlab

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repository makes a folder with a git configuration of its own.
func repository(t *testing.T, config string) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("needs git")
	}
	dir := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "git", "init", "-q", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	f, err := os.OpenFile(filepath.Join(dir, ".git", "config"), os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(config); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestRemoteAddresses(t *testing.T) {
	t.Parallel()
	token := "glpat-" + strings.Repeat("x", 20)
	dir := repository(t, `
[remote "mirror"]
	url = https://oauth2:`+token+`@git.example.org:8443/gitlab/team/app.git
[remote "up`+"\x1b[31m"+`stream"]
	url = ssh://git@gitlab.example.com:2222/up/app.git
[remote "twice"]
	url = https://gitlab.example.com/team/app
[remote "origin"]
	url = git@gitlab.example.com:team/app.git
[remote "hub"]
	url = https://github.com/team/app.git
[remote "disk"]
	url = /srv/git/app.git
[remote "old"]
	url = http://gitlab.example.net/team/app
`)
	var got []string
	for _, r := range RemoteAddresses(t.Context(), dir) {
		got = append(got, fmt.Sprintf("%s %s %s %s", r.Name, r.Host, r.Instance, r.Project))
	}
	want := []string{
		"origin gitlab.example.com https://gitlab.example.com team/app",
		"mirror git.example.org https://git.example.org:8443 gitlab/team/app",
		"upstream gitlab.example.com https://gitlab.example.com up/app",
		"old gitlab.example.net https://gitlab.example.net team/app",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

func TestNoRemotes(t *testing.T) {
	t.Parallel()
	for name, dir := range map[string]string{"no repository": t.TempDir(), "no remote": repository(t, ""), "no folder": "/does/not/exist"} {
		if got := RemoteAddresses(t.Context(), dir); got != nil {
			t.Errorf("%s: %v", name, got)
		}
	}
}
