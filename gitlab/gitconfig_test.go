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
				if got := gitConfig(t.Context(), key); got != own {
					t.Errorf("got %q, want the user's own %q", got, own)
				}
			})
		}
	}
}
