package gitlab_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

func address(t *testing.T, typed string) gitlab.Address {
	t.Helper()
	a, p := gitlab.ParseAddress(typed)
	if p != nil {
		t.Fatal(p)
	}
	return a
}

// probe probes typed with a stack that knows no proxy.
func probe(t *testing.T, typed string) gitlab.Found {
	t.Helper()
	st, err := web.New(web.Options{Timeout: timeLimit, Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	return gitlab.Probe(t.Context(), st, address(t, typed), time.Now, nil)
}

// knocks answers as GitLab does to who does not say who it is.
func knocks(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Gitlab-Meta", `{"correlation_id":"01JDA8","version":"1"}`)
	w.WriteHeader(http.StatusUnauthorized)
	_, _ = w.Write([]byte(`{"message":"401 Unauthorized"}`))
}

// at answers at some paths, and with a page that is not found at all others.
func at(paths map[string]http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h, ok := paths[r.URL.Path]; ok {
			h(w, r)
			return
		}
		w.Header().Set("X-Gitlab-Meta", "{}") // GitLab's pages have it as well
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte("<title>404</title>"))
	})
}

func asGitLab(w http.ResponseWriter, _ *http.Request) { knocks(w) }

func to(where string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, where, http.StatusFound) }
}

func TestProbeFindsTheRoot(t *testing.T) {
	t.Parallel()
	issuer := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"issuer":"https://other.example.com/gitlab"}`))
	}
	for _, tc := range []struct {
		name, typed, root string
		paths             map[string]http.HandlerFunc
	}{
		{"at the top", "", "", map[string]http.HandlerFunc{"/api/v4/version": asGitLab}},
		{"a project's page", "/team/app/-/issues", "", map[string]http.HandlerFunc{"/api/v4/version": asGitLab}},
		{"under a path", "/gitlab/team/app", "/gitlab", map[string]http.HandlerFunc{"/gitlab/api/v4/version": asGitLab}},
		{"under two", "/a/b/team/app", "/a/b", map[string]http.HandlerFunc{"/a/b/api/v4/version": asGitLab}},
		{"the longest wins", "/gitlab/team/app", "/gitlab", map[string]http.HandlerFunc{"/api/v4/version": asGitLab, "/gitlab/api/v4/version": asGitLab}},
		{"the start page leads there", "", "/gitlab", map[string]http.HandlerFunc{
			"/": to("/gitlab/users/sign_in"), "/gitlab/users/sign_in": asGitLab, "/gitlab/api/v4/version": asGitLab,
		}},
		{"GitLab's own name for itself", "/users/sign_in", "/gitlab", map[string]http.HandlerFunc{
			"/.well-known/openid-configuration": issuer, "/gitlab/api/v4/version": asGitLab,
		}},
		{"the API leads there", "", "/gitlab", map[string]http.HandlerFunc{
			"/api/v4/version": to("/gitlab/api/v4/version"), "/gitlab/api/v4/version": asGitLab,
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(at(tc.paths))
			t.Cleanup(srv.Close)
			f := probe(t, srv.URL+tc.typed)
			if f.Instance.URL() != srv.URL+tc.root || problem.Stops(f.Problems) {
				t.Errorf("found %q, %v", f.Instance.URL(), f.Problems)
			}
		})
	}
}

func TestProbeVerdicts(t *testing.T) {
	t.Parallel()
	says := func(status int, kind, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	const login, page = `<title>x</title><input type="password">`, "<title>Welcome</title>"
	for _, tc := range []struct {
		name string
		h    http.HandlerFunc
		want problem.Code
	}{
		{"a page in the place of a 401", says(401, "text/html", page), problem.InstanceNotGitLab},
		{"a gateway's 401", says(401, "application/json", `{"message":"Unauthorized"}`), problem.InstanceNotGitLab},
		{"something with a version", says(200, "application/json", `{"version":"1.2"}`), problem.InstanceNotGitLab},
		{"a form in a 403", says(403, "text/html", login), problem.InstanceLoginPage},
		{"a page in a 403", says(403, "text/html", page), problem.InstanceAPIDisabled},
		{"403", says(403, "application/json", `{"message":"403 Forbidden"}`), problem.InstanceAPIDisabled},
		{"410", says(410, "text/plain", "gone"), problem.InstanceAPIDisabled},
		{"a form in a 200", says(200, "text/html", login), problem.InstanceLoginPage},
		{"a form in a 500", says(500, "text/html", login), problem.GitLabUnavailable},
		{"429", says(429, "text/plain", "Retry later"), problem.GitLabRateLimited},
		{"to another origin", to("https://git.example.org/"), problem.InstanceRedirected},
		{"to a sign-in elsewhere", to("https://login.example.org/"), problem.InstanceLoginPage},
		{"in a circle", to("/api/v4/version"), problem.InstanceNotGitLab},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(tc.h)
			t.Cleanup(srv.Close)
			f := probe(t, srv.URL+"/some/path")
			if len(f.Problems) != 1 || f.Problems[0].Code != tc.want || !f.Instance.IsZero() {
				t.Errorf("got %v, found %q", f.Problems, f.Instance)
			}
			last := f.Findings[len(f.Findings)-1]
			if last.ID != "gitlab" || last.State != problem.Stop || last.Problem == nil {
				t.Errorf("the last line is %+v", last)
			}
		})
	}
}

// TestProbePrefersTheTellingAnswer: a GitLab that is down under its root is not
// "no GitLab" because the page above it is another one.
func TestProbePrefersTheTellingAnswer(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(at(map[string]http.HandlerFunc{"/gitlab/api/v4/version": func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
	}}))
	t.Cleanup(srv.Close)
	f := probe(t, srv.URL+"/gitlab/team/app")
	if len(f.Problems) != 1 || f.Problems[0].Code != problem.GitLabUnavailable {
		t.Errorf("got %v", f.Problems)
	}
}

func TestProbeAsksAllRootsAtOnce(t *testing.T) {
	t.Parallel()
	s := start(t, gitlabtest.WithRoot("/gitlab"))
	top := s.Hold("/api/v4/version")
	st := stack(t, s, false)
	done := make(chan gitlab.Found)
	go func() {
		done <- gitlab.Probe(context.WithoutCancel(t.Context()), st, address(t, s.URL()+"/team/app"), time.Now, nil)
	}()
	<-top.Reached()
	top.Release()
	if f := <-done; f.Instance.URL() != s.URL() {
		t.Errorf("found %q, %v", f.Instance, f.Problems)
	}
	for _, r := range s.Requests() {
		if r.HasToken() || r.HasHeader("Authorization") || r.HasHeader("Private-Token") || r.HasHeader("Cookie") {
			t.Errorf("a secret in %s %s", r.Method, r.Path)
		}
	}
}

func TestProbeIsSilentWhenLeft(t *testing.T) {
	t.Parallel()
	s := start(t)
	gate := s.Hold("/api/v4/version")
	st := stack(t, s, false)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-gate.Reached()
		cancel()
	}()
	f := gitlab.Probe(ctx, st, address(t, s.URL()), time.Now, func(f problem.Finding) { t.Errorf("emitted %+v", f) })
	if len(f.Findings)+len(f.Problems) > 0 || !f.Instance.IsZero() {
		t.Errorf("got %+v", f)
	}
}

func TestProbeLines(t *testing.T) {
	t.Parallel()
	s := start(t, gitlabtest.WithName("gitlab.example.com"))
	var got []string
	f := gitlab.Probe(t.Context(), stack(t, s, true), address(t, "gitlab.example.com/team/app"), time.Now, func(f problem.Finding) {
		got = append(got, strings.Join([]string{string(f.State), f.Label, f.Text}, "|"))
	})
	want := []string{
		"skip|name|the proxy looks up gitlab.example.com",
		"ok|connection|through the proxy " + strings.TrimPrefix(s.ProxyURL(), "http://") + " (HTTPS_PROXY)",
		"ok|certificate|issued by Example Root CA, valid to 3 Mar 2099",
		"ok|GitLab|its API answers; the version is shown after sign-in",
		"ok|address|https://gitlab.example.com",
	}
	if !slices.Equal(got, want) || len(f.Findings) != len(want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	if f.Issuer != "Example Root CA" {
		t.Errorf("issuer %q", f.Issuer)
	}
}

// TestProbeOffersTheCAThatFits uses the variable that git reads.
func TestProbeOffersTheCAThatFits(t *testing.T) {
	s := start(t, gitlabtest.WithTLS(gitlabtest.TLSOwnCA))
	file := filepath.Join(t.TempDir(), "root.pem")
	if err := os.WriteFile(file, s.CAPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_SSL_CAINFO", file)
	f := gitlab.Probe(t.Context(), stack(t, s, false), address(t, s.URL()), time.Now, nil)
	if len(f.Problems) != 1 || f.Problems[0].Code != problem.InstanceTLSUntrusted || f.CAFile != file {
		t.Errorf("got %v and %q", f.Problems, f.CAFile)
	}
	if f.Issuer == "" || f.Issuer != f.Problems[0].Facts.Issuer {
		t.Errorf("issuer %q", f.Issuer)
	}
	t.Setenv("GIT_SSL_CAINFO", "")
	if f := gitlab.Probe(t.Context(), stack(t, s, false), address(t, s.URL()), time.Now, nil); f.CAFile != "" {
		t.Errorf("offers %q", f.CAFile)
	}
}

func TestClockOff(t *testing.T) {
	t.Parallel()
	s := start(t)
	for ahead, warns := range map[time.Duration]bool{0: false, 4 * time.Minute: false, 6 * time.Minute: true, -3 * time.Hour: true} {
		f := gitlab.Probe(t.Context(), stack(t, s, false), address(t, s.URL()), func() time.Time { return time.Now().Add(ahead) }, nil)
		i := slices.IndexFunc(f.Problems, func(p *problem.Problem) bool { return p.Code == problem.ClockOff })
		if warns != (i >= 0) {
			t.Errorf("%s ahead: %v", ahead, f.Problems)
		}
		if d := (f.Skew + ahead).Abs(); d > time.Minute {
			t.Errorf("%s ahead: skew %s", ahead, f.Skew)
		}
	}
}
