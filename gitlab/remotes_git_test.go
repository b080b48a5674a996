package gitlab

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// home makes the person's own settings of git and ssh.
func home(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, value := range map[string]string{"HOME": dir, "XDG_CONFIG_HOME": dir, "GIT_CONFIG_NOSYSTEM": "1"} {
		t.Setenv(name, value)
	}
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func offered(t *testing.T, dir string) string {
	t.Helper()
	var all []string
	for _, r := range RemoteAddresses(t.Context(), dir) {
		all = append(all, r.Instance.URL()+" "+r.Project)
	}
	return strings.Join(all, ", ")
}

// TestRemotesAsGitSeesThem: what is offered is where git would go.
//
//nolint:paralleltest // it sets variables
func TestRemotesAsGitSeesThem(t *testing.T) {
	token := "glpat-" + strings.Repeat("x", 20)
	origin := func(url string) string { return "[remote \"origin\"]\n\turl = " + url + "\n" }
	for name, tc := range map[string]struct {
		global, ssh, config string
		want                string
	}{
		"K16-instead-https": {
			"[url \"git@gitlab.example.com:\"]\n\tinsteadOf = https://gl/\n", "", origin("https://gl/team/app"),
			"https://gitlab.example.com team/app",
		},
		"K16-scp-ipv6":      {"", "", origin("[git@2001:db8::1]:team/app.git"), "https://[2001:db8::1] team/app"},
		"in brackets, port": {"", "", origin("[git@gitlab.example.com:2222]:team/app.git"), "https://gitlab.example.com team/app"},
		"R-instead-internal": {
			"[url \"git@gitlab-internal:my-org/\"]\n\tinsteadOf = git@gitlab.corp.example:my-org/\n", "",
			origin("git@gitlab.corp.example:my-org/app.git"), "https://gitlab.corp.example my-org/app",
		},
		"R-remote-port":   {"", "", origin("ssh://git@gitlab.example.com:10022/team/app.git"), "https://gitlab.example.com team/app"},
		"R-remote-secret": {"", "", origin("https://oauth2:" + token + "@gitlab.example.com/team/app.git"), "https://gitlab.example.com team/app"},
		"R-remote-github": {"", "", origin("https://github.com/team/app.git"), ""},
		"pushInsteadOf": {
			"[url \"https://push.example.com/\"]\n\tpushInsteadOf = https://fetch.example.com/\n", "", origin("https://fetch.example.com/team/app"),
			"https://fetch.example.com team/app, https://push.example.com team/app",
		},
		"pushurl": {"", "", origin("https://github.com/team/app") + "\tpushurl = git@gitlab.example.com:team/app\n", "https://gitlab.example.com team/app"},
		"K16-ssh-alias, resolved": {
			"", "Host beer*\n  User git\n  HostName = gitlab.example.com\n", origin("git@beer.gitlab.invalid-cheese:team/app.git"),
			"https://gitlab.example.com team/app",
		},
		"an alias that leads to GitHub":   {"", "Host gl\n  HostName github.com\n", origin("git@gl:team/app"), ""},
		"an alias that nobody knows":      {"", "Host other\n  HostName gitlab.example.com\n", origin("git@gl:team/app"), ""},
		"an alias that hangs on a Match":  {"", "Match user git\n  HostName gitlab.example.com\n", origin("git@work.gl:team/app"), ""},
		"an alias with a token":           {"", "Host *.gl\n  HostName %h.example.com\n", origin("git@work.gl:team/app"), ""},
		"an alias that is denied":         {"", "Host * !gl\n  HostName wrong.example.com\nMatch all\n  HostName \"gitlab.example.com\"\n", origin("git@gl:team/app"), "https://gitlab.example.com team/app"},
		"an alias in an included file":    {"", "Include conf.d/*\n", origin("git@inc:team/app"), "https://gitlab.example.com team/app"},
		"includes of the folder":          {"", "", "[include]\n\tpath = more\n", "https://gitlab.example.com team/more"},
		"a remote whose name is a switch": {"", "", "[remote \"--push\"]\n\turl = https://gitlab.example.com/team/app\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			home(t, map[string]string{".gitconfig": tc.global, ".ssh/config": tc.ssh, ".ssh/conf.d/a": "Host inc\nHostname gitlab.example.com\n"})
			dir := repository(t, tc.config)
			if err := os.WriteFile(filepath.Join(dir, ".git", "more"), []byte("[remote \"origin\"]\n\turl = https://gitlab.example.com/team/more\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := offered(t, dir); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestRemotesOfALinkedWorktree: its settings stand in another folder (R-worktree).
//
//nolint:paralleltest // it sets variables
func TestRemotesOfALinkedWorktree(t *testing.T) {
	home(t, nil)
	dir := repository(t, "[remote \"origin\"]\n\turl = https://gitlab.example.com/team/app\n[user]\n\tname = a\n\temail = a@example.com\n")
	linked := filepath.Join(t.TempDir(), "linked")
	for _, args := range [][]string{{"commit", "-q", "--allow-empty", "-m", "x"}, {"worktree", "add", "-q", linked}} {
		cmd := exec.CommandContext(t.Context(), "git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %s", args, out)
		}
	}
	if got := offered(t, linked); got != "https://gitlab.example.com team/app" {
		t.Errorf("got %q", got)
	}
}

// TestNothingOfAFolderIsRun: its settings may name programs.
//
//nolint:paralleltest // it sets variables
func TestNothingOfAFolderIsRun(t *testing.T) {
	home(t, nil)
	mark := filepath.Join(t.TempDir(), "ran")
	run := "touch " + mark
	dir := repository(t, "[core]\n\tfsmonitor = "+run+"\n\tsshCommand = "+run+"\n\tpager = "+run+"\n\teditor = "+run+"\n\tgitProxy = "+run+
		"\n[pager]\n\tconfig = "+run+"\n\tremote = "+run+"\n[alias]\n\tremote = !"+run+"\n\tconfig = !"+run+
		"\n[credential]\n\thelper = !"+run+"\n[http]\n\tsslCAInfo = /bait.pem\n"+
		"[remote \"origin\"]\n\turl = ext::sh -c '"+run+"'\n\tvcs = ext\n[remote \"b\"]\n\turl = https://gitlab.example.com/team/app\n")
	if got := offered(t, dir); got != "https://gitlab.example.com team/app" {
		t.Errorf("got %q", got)
	}
	if _, err := os.Stat(mark); err == nil {
		t.Error("something of the folder was run")
	}
}
