package gitlab_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// TestGitIsAskedOnceAndOnlyAboutWhatIsThere: asking about a path that does not
// exist would create a project.
func TestGitIsAskedOnceAndOnlyAboutWhatIsThere(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]int{"team/app": 1, "team/before": 1, "team/does-not-exist": 0, "ada/new": 0, "team/old": 0} {
		s := start(t)
		connect(t, s, s.Token()).Repository(t.Context(), path, ada, nil)
		asked := 0
		for _, r := range s.Requests() {
			if strings.HasSuffix(r.Path, "/info/refs") {
				asked++
			}
		}
		if asked != want || len(s.CreatedProjects()) > 0 {
			t.Errorf("%s: git was asked %d times, created %v", path, asked, s.CreatedProjects())
		}
	}
}

// TestGitIsAskedOnceWhateverComesBack: refusals are counted against the
// computer's address, and the question itself can change something.
func TestGitIsAskedOnceWhateverComesBack(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{"git-unavailable", "git-reset", "git-banned", "git-unauthorized", "git-read-only"} {
		s := start(t, gitlabtest.WithScenario(scenario))
		connect(t, s, s.Token()).Repository(t.Context(), "team/app", ada, nil)
		asked := 0
		for _, r := range s.Requests() {
			if strings.HasSuffix(r.Path, "/info/refs") {
				asked++
			}
		}
		if asked != 1 {
			t.Errorf("%s: git was asked %d times", scenario, asked)
		}
	}
}

func TestRepositoryGitSays(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		words    string
		status   int
		level    int
		want     problem.Code
		severity problem.Severity
		can      bool
	}{
		{"HTTP Basic: Access denied. If a token was provided, it was either incorrect, expired, or improperly scoped.", 401, 30, problem.RepoPushRefused, problem.Error, false},
		{"You are not allowed to upload code.", 403, 30, problem.ScopeMissing, problem.Error, false},
		{"You are not allowed to push code to this project.", 403, 30, problem.RepoPushRefused, problem.Error, false},
		{"You are not allowed to push code to this project.", 403, 20, problem.RepoRoleTooLow, problem.Error, false},
		{"You are not allowed to push code to this project.", 403, 0, problem.RepoNotAMember, problem.Error, false},
		{"You can't push code to an archived project.", 403, 40, problem.RepoArchived, problem.Error, false},
		{"The repository is temporarily read-only. Please try again later.", 403, 30, problem.GitLabUnavailable, problem.Error, false},
		{"You can't push code to a read-only GitLab instance.", 403, 30, problem.GitLabUnavailable, problem.Error, false},
		{"Pushing over HTTP is not allowed.", 403, 30, problem.RepoHTTPGitOff, problem.Error, false},
		{"Git access over HTTP is not allowed", 403, 30, problem.RepoHTTPGitOff, problem.Error, false},
		{"Access denied: This operation requires a fine-grained personal access token with the following project permissions: [Code: Push].", 403, 30, problem.RepoLegacyRefused, problem.Error, false},
		{"Cannot find valid SSO session. Please login via your group's SSO at https://gitlab.com/groups/team/-/saml/sso?token=abc", 403, 30, problem.RepoSSORequired, problem.Error, false},
		{"Too many failed authentication attempts from this IP", 403, 30, problem.GitLabRateLimited, problem.Warning, true},
		{"Your account has been blocked.", 403, 30, problem.AccountBlocked, problem.Error, false},
		{"The project you were looking for could not be found or you don't have permission to view it.", 404, 30, problem.RepoPushRefused, problem.Error, false},
		{"The project you were looking for could not be found or you don't have permission to view it.", 404, 0, problem.RepoNotAMember, problem.Error, false},
		{"A repository for this project does not exist yet.", 404, 30, problem.RepoNotReady, problem.Error, false},
		{"Your top-level group is over the user limit and has been placed in a read-only state.", 403, 30, problem.RepoReadOnly, problem.Error, false},
		{"Your push has been rejected, because this repository has exceeded its size limit of 10 MiB by 5 MiB.", 403, 30, problem.RepoReadOnly, problem.Error, false},
		{"Your subscription expired! Pushing code and creation of issues and merge requests has been disabled.", 403, 40, problem.RepoReadOnly, problem.Error, false},
		{"Project requires smartcard login. Please login to GitLab using a smartcard.", 403, 30, problem.RepoPushRefused, problem.Error, false},
		{"Git push is not allowed because this GitLab instance is currently in (read-only) maintenance mode.", 403, 30, problem.GitLabUnavailable, problem.Error, false},
		{"Could not create project: Path is too long", 422, 30, problem.RepoPushRefused, problem.Error, false},
		{"The git server, Gitaly, is not available at this time.", 500, 30, problem.GitLabUnavailable, problem.Warning, true},
		{"The git server, Gitaly, is not available at this time.", 500, 20, problem.RepoRoleTooLow, problem.Error, false},
		{"The git server, Gitaly, is not available at this time.", 500, 0, problem.GitLabUnavailable, problem.Warning, false},
		{"<html><title>Sign in</title>", 200, 30, problem.InstanceLoginPage, problem.Warning, true},
		{"# service=git-upload-pack", 200, 30, problem.GitLabBadAnswer, problem.Warning, true},
	} {
		t.Run(tc.words+" as "+gitlab.AccessLevel(tc.level).String(), func(t *testing.T) {
			t.Parallel()
			s := start(t, gitlabtest.WithProject(gitlabtest.Project{ID: 17, Path: "team/app", Level: tc.level, Public: true}),
				gitlabtest.WithGitRefusal(gitlabtest.Refusal{Status: tc.status, Body: tc.words}))
			r := connect(t, s, s.Token()).Repository(t.Context(), "team/app", ada, nil)
			i := slices.IndexFunc(r.Problems, func(p *problem.Problem) bool { return p.Code == tc.want })
			if i < 0 || r.Problems[i].Severity != tc.severity {
				t.Fatalf("got %v, want %s", r.Problems, tc.want)
			}
			if r.CanPush != tc.can || r.PushProven || strings.Contains(r.Problems[i].Error(), "abc") {
				t.Errorf("can push %v, proven %v, %v", r.CanPush, r.PushProven, r.Problems[i])
			}
			if tc.want == problem.RepoSSORequired && r.Problems[i].Facts.Target != "https://gitlab.com/groups/team/-/saml/sso" {
				t.Errorf("leads to %q", r.Problems[i].Facts.Target)
			}
		})
	}
}

// TestGitSaysYesWhateverTheRole: a custom role can push with a lower base.
func TestGitSaysYesWhateverTheRole(t *testing.T) {
	t.Parallel()
	srv := fakeProject(t, nil, 20, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", advertised)
		_, _ = io.WriteString(w, advertisement)
	})
	r := clientAt(t, srv.URL, "glpat-"+strings.Repeat("x", 20)).Repository(t.Context(), "team/app", ada, nil)
	if !r.CanPush || !r.PushProven || len(r.Problems) > 0 || r.Level != gitlab.Reporter {
		t.Errorf("got %+v", r)
	}
}

const (
	advertised = "application/x-git-receive-pack-advertisement"
	serviceIs  = "001f# service=git-receive-pack\n0000"
	commit     = "0123456789abcdef0123456789abcdef01234567"
	// advertisement is git's own answer for a repository with one branch.
	advertisement = serviceIs + "003f" + commit + " refs/heads/main\x00x\n" + "0000"
)

// packet is a line as git frames it.
func packet(text string) string { return fmt.Sprintf("%04x%s", len(text)+4, text) }

// TestOnlyAnAdvertisementIsAYes: filters, portals and other services say 200 as
// well.
func TestOnlyAnAdvertisementIsAYes(t *testing.T) {
	t.Parallel()
	var many strings.Builder // longer than what is read of it
	for range 200 {
		many.WriteString(packet(commit + " refs/heads/main\n"))
	}
	// noise goes on for longer than what is read, behind a reference.
	noise := func(begins string) string {
		return strings.TrimSuffix(advertisement, "0000") + begins + strings.Repeat("x", 8<<10)
	}
	// edge is noise that leaves n bytes of what is read for begins.
	edge := func(n int, begins string) string {
		start := strings.TrimSuffix(advertisement, "0000")
		return start + packet(strings.Repeat("y", 4<<10-len(start)-n-4)) + begins + strings.Repeat("x", 8<<10)
	}
	var squeezed bytes.Buffer
	zip := gzip.NewWriter(&squeezed)
	_, _ = io.WriteString(zip, advertisement)
	_ = zip.Close()
	for _, tc := range []struct {
		name   string
		kind   string
		body   string
		status int
		proves bool
	}{
		{"git's own", advertised, advertisement, 200, true},
		{"with a parameter", advertised + "; charset=utf-8", advertisement, 200, true},
		{"of an empty repository", advertised, serviceIs + packet(strings.Repeat("0", 40)+" capabilities^{}\x00x\n") + "0000", 200, true},
		{"of a repository with SHA-256", advertised, serviceIs + packet(strings.Repeat("a", 64)+" refs/heads/main\x00x\n") + "0000", 200, true},
		{"longer than what is read", advertised, serviceIs + many.String() + "0000", 200, true},
		{"longer, its last packet reaching past what is read", advertised, noise("f000"), 200, true},
		{"longer, broken off in a length", advertised, edge(3, "0fff"), 200, true},
		{"longer, broken off in a length's first digit", advertised, edge(1, "0fff"), 200, true},
		{"longer, broken off behind a packet", advertised, edge(0, "0fff"), 200, true},
		{"longer, a page behind a reference", advertised, noise("<html><title>Welcome</title>"), 200, false},
		{"longer, a signed length", advertised, noise("+fff"), 200, false},
		{"longer, a length that git does not have", advertised, noise("fff1"), 200, false},
		{"longer, a length of less than itself", advertised, noise("0003"), 200, false},
		{"longer, a delimiter", advertised, noise("0001"), 200, false},
		{"longer, an empty packet", advertised, noise("0004"), 200, false},
		{"longer, and going on behind the end", advertised, noise("0000"), 200, false},
		{"longer, broken off in no length", advertised, edge(3, "<ht"), 200, false},
		{"longer, broken off in an error", advertised, edge(30, "0fffERR access denied "), 200, false},
		{"longer, the service alone", advertised, serviceIs + "0fff" + strings.Repeat("x", 8<<10), 200, true},
		{"another status of the 200s", advertised, advertisement, 206, false},
		{"JSON", "application/json", `{"status":"ok"}`, 200, false},
		{"the right type, JSON in it", advertised, `{"status":"ok"}`, 200, false},
		{"the right type, nothing in it", advertised, "", 200, false},
		{"the right body, another type", "text/plain", advertisement, 200, false},
		{"the right body, no type", "", advertisement, 200, false},
		{"a type that begins alike", advertised + "s", advertisement, 200, false},
		{"another service", advertised, packet("# service=git-upload-pack\n") + "0000" + advertisement[len(serviceIs):], 200, false},
		{"a wrong length", advertised, "0020# service=git-receive-pack\n0000" + advertisement[len(serviceIs):], 200, false},
		{"no flush", advertised, serviceIs[:len(serviceIs)-4] + advertisement[len(serviceIs):], 200, false},
		{"an error in git's form", advertised, serviceIs + packet("ERR access denied\n") + "0000", 200, false},
		{"an error after a reference", advertised, strings.TrimSuffix(advertisement, "0000") + packet("ERR access denied") + "0000", 200, false},
		{"the service alone", advertised, serviceIs, 200, true},
		{"an error broken off behind the service", advertised, serviceIs + "00ffERR acc", 200, false},
		{"cut off in its first line", advertised, advertisement[:20], 200, false},
		{"cut off in a reference", advertised, advertisement[:len(serviceIs)+30], 200, true},
		{"cut off before its end", advertised, strings.TrimSuffix(advertisement, "0000"), 200, true},
		{"a page", "text/html", "<html><title>Welcome</title></html>", 200, false},
		{"a page of the right type", advertised, "<html><title>Welcome</title></html>", 200, false},
		{"compressed, and not said so", advertised, squeezed.String(), 200, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			srv := fakeProject(t, nil, 30, func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = []string{tc.kind}
				w.WriteHeader(tc.status)
				_, _ = io.WriteString(w, tc.body)
			})
			r := clientAt(t, srv.URL, "glpat-"+strings.Repeat("x", 20)).Repository(t.Context(), "team/app", ada, nil)
			if r.PushProven != tc.proves || !r.CanPush || (len(r.Problems) == 0) != tc.proves {
				t.Fatalf("proven %v, can push %v, %v", r.PushProven, r.CanPush, r.Problems)
			}
			if !tc.proves && (r.Problems[0].Code != problem.GitLabBadAnswer || r.Problems[0].Severity != problem.Warning) {
				t.Errorf("got %v, want the warning %s", r.Problems[0], problem.GitLabBadAnswer)
			}
		})
	}
}

// TestGitIsAskedAtTheInstanceItself: the address that the project names would
// choose who gets the token.
func TestGitIsAskedAtTheInstanceItself(t *testing.T) {
	t.Parallel()
	evil := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the other server was asked")
	}))
	t.Cleanup(evil.Close)
	token := "glpat-" + strings.Repeat("x", 20)
	var mu sync.Mutex
	var asked []string
	srv := fakeProject(t, map[string]any{"http_url_to_repo": evil.URL + "/team/app.git"}, 30, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, r.URL.RequestURI()+" "+r.Header.Get("Authorization"))
		http.Redirect(w, r, evil.URL, http.StatusFound)
	})
	r := clientAt(t, srv.URL, token).Repository(t.Context(), "team/app", ada, nil)
	want := "/team/app.git/info/refs?service=git-receive-pack Basic " + base64.StdEncoding.EncodeToString([]byte("oauth2:"+token))
	if len(asked) != 1 || asked[0] != want {
		t.Errorf("asked %q", asked)
	}
	if len(r.Problems) != 1 || r.Problems[0].Code != problem.InstanceRedirected || r.Problems[0].Severity != problem.Warning ||
		!strings.Contains(r.Problems[0].Evidence, "GitLab names "+evil.URL+" for git") || !r.CanPush {
		t.Errorf("got %v, can push %v", r.Problems, r.CanPush)
	}
}

// TestHostilePathIsNotAsked: what a server calls a project does not become
// part of an address unless it is a path.
func TestHostilePathIsNotAsked(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"../../evil", "team/app?x", "team/app/../../y", "@evil.example/app", "team/app\x1b[31m"} {
		srv := fakeProject(t, map[string]any{"path_with_namespace": path}, 30, func(http.ResponseWriter, *http.Request) {
			t.Errorf("git was asked about %q", path)
		})
		r := clientAt(t, srv.URL, "glpat-"+strings.Repeat("x", 20)).Repository(t.Context(), "team/app", ada, nil)
		if r.PushProven || strings.ContainsRune(r.Path, '\x1b') {
			t.Errorf("%q: %+v", path, r)
		}
	}
}

// fakeProject serves one project, in which ada has a level.
func fakeProject(t *testing.T, extra map[string]any, level int, git http.HandlerFunc) *httptest.Server {
	t.Helper()
	project := map[string]any{"id": 17, "path_with_namespace": "team/app", "default_branch": "", "permissions": nil}
	for k, v := range extra {
		project[k] = v
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var v any
		switch path := r.URL.EscapedPath(); {
		case path == "/api/v4/projects/team%2Fapp":
			v = project
		case strings.HasSuffix(path, "/members/all/42"):
			v = map[string]any{"id": 42, "access_level": level}
		case strings.HasSuffix(path, "/info/refs"):
			git(w, r)
			return
		default:
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}))
	t.Cleanup(srv.Close)
	return srv
}
