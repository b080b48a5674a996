package gitlabtest

import (
	"net/http"
	"strings"
	"testing"
)

const receive = ".git/info/refs?service=git-receive-pack"

// TestGitProbe is the table of section 3.6 of gitlab-api.md, row by row.
func TestGitProbe(t *testing.T) {
	t.Parallel()
	denied := "HTTP Basic: Access denied. If a password was provided for Git authentication, the password was incorrect or you're required to use a token instead of a password. " +
		"If a token was provided, it was either incorrect, expired, or improperly scoped. See URL/help/topics/git/troubleshooting_git.md#error-on-git-fetch-http-basic-access-denied"
	for _, tc := range []struct {
		name   string
		opts   []Option
		repo   string
		status int
		body   string
	}{
		{"unknown token", scenarioOf("token-unknown"), app, 401, denied},
		{"expired token", scenarioOf("token-expired"), app, 401, denied},
		{"revoked token", scenarioOf("token-revoked"), app, 401, denied},
		{"token of no use for git", shaped(withScopes("read_user")), app, 401, denied},
		{"git alone refuses the token", scenarioOf("git-unauthorized"), app, 401, denied},
		{"may not push", scenarioOf("scope-read-only"), app, 403, "You are not allowed to upload code."},
		{"says so itself", scenarioOf("git-upload-refused"), app, 403, "You are not allowed to upload code."},
		{"reporter", nil, "team/reports", 403, "You are not allowed to push code to this project."},
		{"no member of a public project", nil, "open/library", 403, "You are not allowed to push code to this project."},
		{"refused in spite of the role", scenarioOf("repo-push-refused"), app, 403, "You are not allowed to push code to this project."},
		{"archived", nil, "team/old", 403, "You can't push code to an archived project."},
		{"read-only for a while", scenarioOf("git-read-only"), app, 403, "The repository is temporarily read-only. Please try again later."},
		{"read-only GitLab", scenarioOf("git-instance-read-only"), app, 403, "You can't push code to a read-only GitLab instance."},
		{"no pushes over http", scenarioOf("git-push-off"), app, 403, "Pushing over HTTP is not allowed."},
		{"no git over http", scenarioOf("repo-http-git-off"), app, 403, "Git access over HTTP is not allowed"},
		{"fine-grained", scenarioOf("permission-missing"), app, 403, "Access denied: This operation requires a fine-grained personal access token with the following project permissions: [Code: Push]."},
		{"group wants fine-grained", scenarioOf("git-fine-grained"), app, 403, "Access denied: This operation requires a fine-grained personal access token with the following project permissions: [Code: Push]."},
		{"single sign-on", scenarioOf("repo-sso-required"), app, 403, "Cannot find valid SSO session. Please login via your group's SSO at https://gitlab.example.com/groups/team/-/saml/sso?token=demo"},
		{"banned", scenarioOf("git-banned"), app, 403, "Too many failed authentication attempts from this IP"},
		{"blocked account", scenarioOf("account-blocked"), app, 403, "Your account has been blocked."},
		{"terms", scenarioOf("account-terms"), app, 403, "You (@ada) must accept the Terms of Service in order to perform this action. To accept these terms, please access GitLab from a web browser at URL."},
		{"invisible", nil, "other/private", 404, "The project you were looking for could not be found or you don't have permission to view it."},
		{"no such namespace", nil, "nobody/app", 404, "The project you were looking for could not be found or you don't have permission to view it."},
		{"no repository", scenarioOf("repo-not-created"), app, 404, "A repository for this project does not exist yet."},
		{"cannot be created", nil, "team/-app", 422, "Could not create project: Path can contain only letters, digits, '_', '-' and '.'. Cannot start with '-', end in '.git' or end in '.atom'"},
		{"git's server away", scenarioOf("git-unavailable"), app, 503, "The git server, Gitaly, is not available at this time. Please contact your administrator."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, tc.opts...)
			g := probe(t, s, tc.repo)
			want := strings.ReplaceAll(tc.body, "URL", s.URL())
			if g.status != tc.status || g.body != want {
				t.Errorf("%d %s\nwant %d %s", g.status, g.body, tc.status, want)
			}
			if tc.status == 401 && g.header.Get("Www-Authenticate") != `Basic realm="GitLab"` {
				t.Errorf("Www-Authenticate %q", g.header.Get("Www-Authenticate"))
			}
			if len(s.CreatedProjects()) > 0 {
				t.Errorf("created %v", s.CreatedProjects())
			}
		})
	}
}

func shaped(f shaper) []Option { return []Option{withShape(f)} }

func probe(t *testing.T, s *Server, repo string) got {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/"+repo+receive, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("oauth2", s.Token())
	return send(t, s, r)
}

func TestGitAdvertisement(t *testing.T) {
	t.Parallel()
	s := start(t)
	for repo, first := range map[string]string{
		app:             commitID + " refs/heads/main\x00",
		"group/sub/app": commitID + " refs/heads/main\x00",
		"shared/lib":    commitID + " refs/heads/main\x00",
		"team/before":   commitID + " refs/heads/main\x00",
		"team/empty":    strings.Repeat("0", 40) + " capabilities^{}\x00",
	} {
		g := probe(t, s, repo)
		if g.status != 200 || g.header.Get("Content-Type") != "application/x-git-receive-pack-advertisement" {
			t.Errorf("%s: %d %s", repo, g.status, g.header.Get("Content-Type"))
		}
		if want := "001f# service=git-receive-pack\n0000"; !strings.HasPrefix(g.body, want) {
			t.Errorf("%s: begins %q, want %q", repo, g.body[:min(len(g.body), 40)], want)
		}
		if !strings.Contains(g.body, first) || !strings.HasSuffix(g.body, "0000") {
			t.Errorf("%s: %q", repo, g.body)
		}
	}
}

func TestGitRefusesHead(t *testing.T) {
	t.Parallel()
	s := start(t)
	if g := ask(t, s, http.MethodHead, "/team/app"+receive, nil); g.status != 403 || g.body != "" {
		t.Errorf("%d %q, want 403 and nothing", g.status, g.body)
	}
}

func TestGitWantsBasic(t *testing.T) {
	t.Parallel()
	s := start(t)
	if g := get(t, s, "/team/app"+receive, s.Token()); g.status != 401 {
		t.Errorf("Bearer: %d, want 401", g.status)
	}
	if g := get(t, s, "/team/app/info/refs?service=git-receive-pack", ""); g.status != 301 || g.header.Get("Location") != s.URL()+"/team/app"+receive {
		t.Errorf("without .git: %d %s", g.status, g.header.Get("Location"))
	}
}

// TestProbeOfNothingCreatesAProject is the reason why git may be asked only
// about projects that the API has shown.
func TestProbeOfNothingCreatesAProject(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, repo := range []string{"team/typo", "group/sub/typo", "ada/typo"} {
		if g := probe(t, s, repo); g.status != 200 {
			t.Errorf("%s: %d %s", repo, g.status, g.body)
		}
	}
	if got := strings.Join(s.CreatedProjects(), " "); got != "team/typo group/sub/typo ada/typo" {
		t.Errorf("created %q", got)
	}
	if g := get(t, s, "/api/v4/projects/team%2Ftypo", s.Token()); g.status != 200 {
		t.Errorf("the created project: %d", g.status)
	}
}
