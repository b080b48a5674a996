package commands

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
)

// mixedBody is what follows the prefix of a token, made up.
const mixedBody = "aB3dEfGh1jKl" + "Mn0pQrSt"

func tree() *cobra.Command {
	return (&call{env: Env{Getenv: func(string) string { return "" }, Stdout: &bytes.Buffer{}, Stderr: &bytes.Buffer{}}}).root()
}

// TestASecretIsKnownByItsPlace judges whole calls in both directions: those of
// real life go through.
func TestASecretIsKnownByItsPlace(t *testing.T) {
	t.Parallel()
	existing := filepath.Dir(fileWith(t, ""))
	for line, want := range map[string]bool{
		// A known beginning is a secret at every place.
		"glpat-" + mixedBody:                                              true,
		"check glpat-" + mixedBody:                                        true,
		"check team/glpat-" + mixedBody:                                   true,
		"check --token=glpat-" + mixedBody:                                true,
		"check https://oauth2:glpat-" + mixedBody + "@gitlab.example.com": true,
		"check --gitlab-url=https://gitlab.example.com/?private_token=a1": true,
		"check sha256~" + mixedBody:                                       true,
		"check ghp_" + mixedBody:                                          true,
		"check 'glpat-" + mixedBody + "'":                                 true,
		"explain denied for glpat-" + mixedBody:                           true,
		"check --timeout glpat-" + mixedBody:                              true,
		"check --token-file glpat-" + mixedBody:                           true,
		"check --ca-file --strict -- glpat-" + mixedBody:                  true,
		"report --output GR1348941" + mixedBody:                           true,
		"check ATBB" + mixedBody:                                          true,
		"check xoxb-" + mixedBody:                                         true,
		"check sk-proj-" + mixedBody:                                      true,
		"check _gitlab_session=" + mixedBody:                              true,
		"__complete check glpat-" + mixedBody + " --":                     true,
		"-glpat-" + mixedBody:                                             true,
		// Without one: where words stand, every long and mixed run.
		mixedBody:                                        true,
		"status " + mixedBody:                            true,
		"tokens acme-pat-2-more-words-in-it":             true,
		"check --timeout " + mixedBody:                   true,
		"check --json=" + mixedBody:                      true,
		"check --" + mixedBody:                           true,
		"rotate --old-token-id x" + mixedBody:            true,
		"demo --scenario " + mixedBody:                   true,
		"check --accept scope-missing,acme-" + mixedBody: true,
		"__complete " + mixedBody + " ":                  true,
		// Where names stand, what is not made of words.
		"check " + mixedBody:                                        true,
		"check team/" + mixedBody:                                   true,
		"check acme-pat-" + mixedBody:                               true,
		"check --token-file " + mixedBody:                           true,
		"check --token-file=./" + mixedBody:                         true,
		"check --gitlab-url " + mixedBody:                           true,
		"check --gitlab-url acme-pat-" + strings.ToLower(mixedBody): true,
		"connect --acp-project " + mixedBody:                        true,
		// At the place of a host, a name without dots.
		"status --acp-url https://" + mixedBody:                     true,
		"status --acp-url=" + mixedBody + "/":                       true,
		"connect --acp-url https://" + mixedBody + ":8443/a":        true,
		"check --gitlab-url http:" + mixedBody:                      true,
		"check --gitlab-url https://ada@" + mixedBody + "./x":       true,
		"check team/app https://" + mixedBody + "/team/app":         true,
		"check ssh://git@" + mixedBody + "/team/app.git":            true,
		"check --gitlab-url " + strings.ToLower(mixedBody) + ":443": true,
		// Real life.
		"check team/app": false,
		"connect --acp-url http://vteam-backend:8080 https://gitlab/team/app":                                                                 false,
		"connect --acp-url http://localhost:8080 --gitlab-url https://my-gitlab-server-2024-backend1":                                         false,
		"connect --acp-url https://" + mixedBody + ".apps.example.com":                                                                        false,
		"check --gitlab-url https://[2001:db8:85a3:8d3:1319:8a2e:370:7348]:8443/gitlab":                                                       false,
		"check group/gluster-containers-and-more":                                                                                             false,
		"check team/sk-learn-recommender-service":                                                                                             false,
		"check team/app-service-2026-backend1":                                                                                                false,
		"check group/my-service-with-a-long-name-2024":                                                                                        false,
		"check platform/terraform-aws-eks-blueprints-v5 team/kubernetes-1-29-upgrade-runbook":                                                 false,
		"check team/1f0c7a52-7c1e-4c6b-9a55-0d5e8f9a1b2c":                                                                                     false,
		"check git@gitlab.example.com:group/my-service-v2-2024-api.git":                                                                       false,
		"check https://gitlab.example.com/team/app/-/commit/4f1f1b04ad3f5b1c7a2d9e8f7c6b5a4938271605":                                         false,
		"check https://gitlab.example.com/glossary-of-things/app":                                                                             false,
		"report --output=AcpGitlabReport2026Final":                                                                                            false,
		"report --output /tmp/acp-gitlab-report-2026-11-26-final":                                                                             false,
		"check --token-file " + existing + "/" + "file":                                                                                       false,
		"check --token-file my-gitlab-token-of-2026":                                                                                          false,
		"check --token-file /dev/fd/63":                                                                                                       false,
		"check --ca-file /etc/pki/ca-trust/source/anchors/company-root-2024.pem":                                                              false,
		"check --gitlab-url=https://glpat.example.com":                                                                                        false,
		"check --gitlab-url https://gitlab.example.com/oauth/authorize?client_id=4f1f1b04ad3f5b1c7a2d9e8f7c6b5a4938271605&state=" + mixedBody: false,
		"connect --acp-url https://frontend-route-ns.apps.abc123.p1.openshiftapps.com":                                                        false,
		"connect --acp-url https://a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6-1234567890.us-east-1.elb.amazonaws.com":                                   false,
		"connect --acp-project my-team-2024-ambient-code-x1":                                                                                  false,
		"explain remote: HTTP Basic: Access denied, request 01JDZ9QK3M8XYZABCDEFGH1234":                                                       false,
		"explain pre-receive hook declined 4f1f1b04ad3f5b1c7a2d9e8f7c6b5a4938271605":                                                          false,
		"rotate --old-token-id 4711 team/app":                                                                                                 false,
		"check --timeout 30s --accept scope-missing":                                                                                          false,
		"help scripts":                              false,
		"tokens revoke 4711":                        false,
		"__complete check team/ ":                   false,
		"check --gitlab https://gitlab.example.com": false,
		"": false,
	} {
		found := findMisplaced(tree(), strings.Fields(line))
		if (found != nil) != want {
			t.Errorf("%q: a secret is found: %v, want %v", line, found != nil, want)
		}
	}
}

// TestNoWordOfThisProgramMayBeASecret: codes, topics, scenarios and commands are
// judged as words.
func TestNoWordOfThisProgramMayBeASecret(t *testing.T) {
	t.Parallel()
	names := append(scenarioNames(), topicNames()...)
	for _, s := range problem.All() {
		names = append(names, [2]string{string(s.Code)})
	}
	for _, n := range names {
		if secret.MayBe(n[0]) {
			t.Errorf("%s is taken for a secret", n[0])
		}
	}
}

// everyPlace are all calls that have a text at one place: as the value of each
// flag of each command, glued to it or not, and as an argument of each command.
func everyPlace(cmd *cobra.Command, text string) [][]string {
	path := strings.Fields(cmd.CommandPath())[1:]
	call := func(args ...string) []string { return append(append([]string{}, path...), args...) }
	calls := [][]string{call(text), call("x", text), call("--", text), call("--" + text), call("-" + text), call("--no-such-flag", text), call("--no-such-flag=" + text)}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		calls = append(calls, call("--"+f.Name+"="+text), call("--"+f.Name, text))
	})
	calls = append(calls, append([]string{"help"}, call(text)...))
	for _, sub := range cmd.Commands() {
		calls = append(calls, everyPlace(sub, text)...)
	}
	return calls
}

// TestNoPlaceRepeatsASecret puts secrets, known and not known by their beginning,
// at every place of every command.
func TestNoPlaceRepeatsASecret(t *testing.T) {
	t.Parallel()
	hexes := strings.Repeat("0a1b2c3d", 4)
	for _, value := range []string{"glpat-" + mixedBody, mixedBody, "acme-pat-" + mixedBody, hexes} {
		hidden := value[max(0, len(value)-12):]
		for _, args := range everyPlace(tree(), value) {
			wire := &cutWire{}
			for _, form := range [][]string{args, append(slices.Clone(args), "--json")} {
				e := Env{Args: form, Stdin: strings.NewReader(""), config: t.TempDir(), transport: wire, Secrets: map[string]secret.Text{}}
				e.Getenv = func(string) string { return "" }
				var out, errs bytes.Buffer
				e.Stdout, e.Stderr = &out, &errs
				exit := Run(t.Context(), e)
				if strings.Contains(out.String()+errs.String(), hidden) {
					t.Errorf("%q repeats it: exit %d\n%s%s", form, exit, out.String(), errs.String())
				}
				if looked := args[0] == "explain" || args[0] == "help"; !looked && exit != problem.ExitUsage {
					t.Errorf("%q: exit %d\n%s%s", form, exit, out.String(), errs.String())
				}
			}
			if wire.tries.Load() > 0 {
				t.Errorf("%q reaches the network", args)
			}
		}
	}
}

// TestWhatLooksLikeATokenSaysWhatToDo in the words that fit its place.
func TestWhatLooksLikeATokenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for line, want := range map[string][]string{
		"check glpat-" + mixedBody:        {"An argument looks like a token.", "shell history. Revoke it: acp-gitlab revoke", "--token-stdin"},
		"check --token-file " + mixedBody: {"The value of --token-file may be a token", "shell history. Revoke it", "there is no such file"},
		"status " + mixedBody:             {"An argument may be a token", "shell history. Revoke it", "acp-gitlab status --help"},
		mixedBody:                         {"An argument may be a token", "shell history. Revoke it", "acp-gitlab help"},
		"explain HTTP Basic: Access denied glpat-" + mixedBody: {"looks like a token", "What the other words mean: acp-gitlab explain "},
	} {
		o := (&arena{}).call(t, "", nil, strings.Fields(line)...)
		if o.exit != problem.ExitUsage {
			t.Errorf("%q: exit %d", line, o.exit)
		}
		checkNames(t, o.stderr, want, []string{mixedBody})
	}
}

// TestAnAddressIsRepeatedWithoutItsSecrets, and leads to the same place.
func TestAnAddressIsRepeatedWithoutItsSecrets(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://gitlab.example.com/team/app":                                 "https://gitlab.example.com/team/app",
		"gitlab.example.com/team/my-service-with-a-long-name-2024/-/issues/1": "gitlab.example.com/team/my-service-with-a-long-name-2024/-/issues/1",
		"https://gitlab.example.com/a?state=" + mixedBody:                     "https://gitlab.example.com/a",
		"https://gitlab.example.com/a#access_token=" + mixedBody:              "https://gitlab.example.com/a",
		"https://gitlab.example.com/a/" + mixedBody + "/b":                    "https://gitlab.example.com/a/",
		"https://ada:" + mixedBody + "@gitlab.example.com":                    "https://hidden@gitlab.example.com",
		"https://" + mixedBody + ":8443/a":                                    "https://[redacted]",
		"http://ada@" + mixedBody:                                             "https://[redacted]",
		mixedBody:                                                             "https://[redacted]",
		"git@gitlab.example.com:team/app.git":                                 "git@gitlab.example.com:team/app.git",
		"https://a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6-1.elb.example.com/x":        "https://a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6-1.elb.example.com/x",
	} {
		got := withoutSecrets(address)
		if got != want {
			t.Errorf("%q becomes %q, want %q", address, got, want)
		}
		before, _ := acp.ParseAddress(address)
		if strings.Contains(got, secret.Redacted) {
			before = ""
		}
		if after, _ := acp.ParseAddress(got); !strings.Contains(got, "hidden@") && after != before {
			t.Errorf("%q leads to %q, not to %q", got, after, before)
		}
	}
}
