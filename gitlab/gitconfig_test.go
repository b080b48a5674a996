package gitlab

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestNoFolderChoosesAnAuthority: neither a repository that a variable names,
// nor one around the temporary folder, nor a variable with a setting.
//
//nolint:paralleltest // it sets variables
func TestNoFolderChoosesAnAuthority(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("no git")
	}
	const key = "http.sslCAInfo"
	home, bait := t.TempDir(), t.TempDir()
	for name, value := range map[string]string{
		"HOME": home, "XDG_CONFIG_HOME": home, "GIT_CONFIG_NOSYSTEM": "1",
	} {
		t.Setenv(name, value)
	}
	for _, args := range [][]string{{"init", "-q"}, {"config", key, "/bait.pem"}} {
		cmd := exec.CommandContext(t.Context(), git, args...)
		cmd.Dir = bait
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %s", args, out)
		}
	}
	file := filepath.Join(bait, ".git", "config")
	for name, env := range map[string]map[string]string{
		"GIT_DIR":    {"GIT_DIR": filepath.Join(bait, ".git")},
		"TMPDIR":     {"TMPDIR": bait},
		"GIT_CONFIG": {"GIT_CONFIG": file},
		"a setting":  {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": key, "GIT_CONFIG_VALUE_0": "/bait.pem"},
	} {
		for _, own := range []string{"", "/own.pem"} {
			t.Run(name+" "+own, func(t *testing.T) {
				text := ""
				if own != "" {
					text = "[http]\n\tsslCAInfo = " + own + "\n"
				}
				if err := os.WriteFile(filepath.Join(home, ".gitconfig"), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				for name, value := range env {
					t.Setenv(name, value)
				}
				if got := gitConfig(t.Context(), key, "https://git.example.com/"); got != own {
					t.Errorf("got %q, want the user's own %q", got, own)
				}
			})
		}
	}
}

// TestAnAuthorityCountsForItsAddress: git's own matching decides, with port,
// path and wildcards.
//
//nolint:paralleltest // it sets variables
func TestAnAuthorityCountsForItsAddress(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	home := t.TempDir()
	for name, value := range map[string]string{"HOME": home, "XDG_CONFIG_HOME": home, "GIT_CONFIG_NOSYSTEM": "1"} {
		t.Setenv(name, value)
	}
	more := filepath.Join(home, "more")
	for file, text := range map[string]string{
		".gitconfig": "[http]\n\tsslCAInfo = /all.pem\n[http \"https://git.example.com:8443/\"]\n\tsslCAInfo = /port.pem\n" +
			"[http \"https://*.corp.example\"]\n\tsslCAInfo = /corp.pem\n[include]\n\tpath = " + more + "\n",
		"more": "[http \"https://inc.example.com/gitlab\"]\n\tsslCAInfo = /included.pem\n",
	} {
		if err := os.WriteFile(filepath.Join(home, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for address, want := range map[string]string{
		"https://git.example.com:8443/":   "/port.pem",
		"https://git.example.com/":        "/all.pem",
		"https://git.corp.example/":       "/corp.pem",
		"https://inc.example.com/gitlab/": "/included.pem",
		"https://inc.example.com/other/":  "/all.pem",
	} {
		if got := gitConfig(t.Context(), "http.sslCAInfo", address); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}
