package gitlab_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// TestGitsOwnAuthorityIsOffered: the CA file that git has for this address, or for
// all, completes the chain and is offered.
//
//nolint:paralleltest // it sets variables
func TestGitsOwnAuthorityIsOffered(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	s := start(t, gitlabtest.WithTLS(gitlabtest.TLSOwnCA))
	home := t.TempDir()
	for name, value := range map[string]string{"HOME": home, "XDG_CONFIG_HOME": home, "GIT_CONFIG_NOSYSTEM": "1", "SSL_CERT_FILE": ""} {
		t.Setenv(name, value)
	}
	file := filepath.Join(home, "own.pem")
	if err := os.WriteFile(file, s.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct{ section, want string }{
		"K17-slash":         {`http "` + s.URL() + `/"`, file},
		"without a slash":   {`http "` + s.URL() + `"`, file},
		"R-sslcainfo":       {"http", file},
		"another address":   {`http "https://git.example.com/"`, ""},
		"another port":      {`http "https://127.0.0.1:1/"`, ""},
		"a path below root": {`http "` + s.URL() + `/gitlab"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			config := "[" + tc.section + "]\n\tsslCAInfo = " + file + "\n"
			if err := os.WriteFile(filepath.Join(home, ".gitconfig"), []byte(config), 0o600); err != nil {
				t.Fatal(err)
			}
			found := probe(t, s.URL())
			if len(found.Problems) != 1 || found.Problems[0].Code != problem.InstanceTLSUntrusted || found.CAFile != tc.want {
				t.Errorf("offered %q, want %q; %v", found.CAFile, tc.want, found.Problems)
			}
		})
	}
}
