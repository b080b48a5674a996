package commands

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"acp-gitlab/gitlab/problem"
)

// TestATokenStaysWithItsGitLab: GITLAB_HOST says whose token GITLAB_TOKEN is. For
// another scheme, host or port it is wrong usage, in every command that takes it,
// before any network.
func TestATokenStaysWithItsGitLab(t *testing.T) {
	t.Parallel()
	session := fileWith(t, strings.Repeat("k", 30))
	const acpAt = " --acp-url https://acp.example.com --acp-token-file SESSION"
	commands := []string{"check", "check team/app", "connect" + acpAt, "status" + acpAt, "tokens", "tokens revoke 7 --yes", "report", "rotate --token-file TOKEN" + acpAt}
	for _, tc := range []struct {
		host, url string
		refused   bool
	}{
		{"gitlab.example.com", "other.example.com", true},
		{"gitlab.example.com", "https://gitlab.example.com:8443", true},
		{"gitlab.example.com", "https://example.com/gitlab.example.com", true},
		{"127.0.0.1:3000", "http://127.0.0.1:3000", true},
		{"http://127.0.0.1:3000", "https://127.0.0.1:3000", true},
		{"https://gitlab.example.com:8443", "gitlab.example.com", true},
		{"gitlab.example.com", "git@other.example.com:team/app.git", true},
		{"no address at all", "gitlab.example.com", true},
		{"gitlab.example.com", "gitlab.example.com", false},
		{"gitlab.example.com", "https://GitLab.example.com:443/team/app/-/issues", false},
		{"https://gitlab.example.com/gitlab/", "gitlab.example.com/gitlab", false},
		{"http://127.0.0.1", "http://127.0.0.1:80/", false},
		{"", "gitlab.example.com", false},
	} {
		for _, command := range commands {
			synctest.Test(t, func(t *testing.T) {
				wire := &cutWire{}
				a := &arena{wire: wire, token: unknownToken}
				line := strings.NewReplacer("SESSION", session, "TOKEN", fileWith(t, "glpat-"+strings.Repeat("n", 20))).Replace(command)
				args := append(strings.Fields(line), "--gitlab-url", tc.url, "--json")
				o := a.call(t, "", map[string]string{"GITLAB_TOKEN": unknownToken, "GITLAB_HOST": tc.host}, args...)
				refused := o.exit == problem.ExitUsage && slices.ContainsFunc(o.doc.Usage, func(s string) bool { return strings.Contains(s, "GITLAB_TOKEN belongs to") })
				if refused != tc.refused || refused && wire.tries.Load() > 0 || !refused && wire.tries.Load() == 0 {
					t.Errorf("%s, GITLAB_HOST=%s, --gitlab-url %s: exit %d, %d requests, refused %v\n%s", command, tc.host, tc.url, o.exit, wire.tries.Load(), refused, o.stderr)
				}
			})
		}
	}
}

// TestATokenElsewhereSaysBothAndTheWaysOut names both GitLabs and what to do.
func TestATokenElsewhereSaysBothAndTheWaysOut(t *testing.T) {
	t.Parallel()
	a := &arena{wire: &cutWire{}, token: unknownToken}
	env := map[string]string{"GITLAB_TOKEN": unknownToken, "GITLAB_HOST": "gitlab.example.com"}
	o := a.call(t, "", env, "check", "--gitlab-url", "https://other.example.com/team/app")
	checkNames(t, o.stderr, []string{
		"GITLAB_TOKEN belongs to https://gitlab.example.com (GITLAB_HOST)", "--gitlab-url names https://other.example.com",
		"--token-stdin or --token-file FILE", "set GITLAB_HOST to https://other.example.com",
	}, []string{"without GITLAB_TOKEN"})
	o = a.call(t, "", env, "check", "--gitlab-url", "https://other.example.com", "--token-file", fileWith(t, "glpat-"+strings.Repeat("n", 20)))
	if o.exit == problem.ExitUsage || a.wire.(*cutWire).tries.Load() == 0 {
		t.Errorf("a token that a flag hands over is refused: %s", o.stderr)
	}
}
