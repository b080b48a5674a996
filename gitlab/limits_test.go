package gitlab_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

// answering serves one JSON value for each path; the rest is not found.
func answering(t *testing.T, answers map[string]any) *gitlab.Client {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, ok := answers[r.URL.EscapedPath()]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if serve, ok := v.(http.HandlerFunc); ok {
			serve(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}))
	t.Cleanup(srv.Close)
	return clientAt(t, srv.URL, "glpat-"+strings.Repeat("x", 20))
}

const (
	pathSelf   = "/api/v4/personal_access_tokens/self"
	pathTokens = "/api/v4/personal_access_tokens"
	pathUser   = "/api/v4/user"
)

func withScopes(t *testing.T, scopes []string) *gitlab.Client {
	t.Helper()
	return answering(t, map[string]any{
		pathSelf: map[string]any{"id": 1, "name": "x", "active": true, "scopes": scopes, "expires_at": "2027-02-20"},
		pathUser: map[string]any{"id": 42, "username": "ada"},
	})
}

func scopesNamed(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = "scope_" + strconv.Itoa(i)
	}
	return all
}

// TestScopesAsManyAsThereAre: as many as GitLab has make a problem each, more
// are folded into one, and what no GitLab sends is not known, never missing.
func TestScopesAsManyAsThereAre(t *testing.T) {
	t.Parallel()
	four := []string{"api", "read_api", "read_user", "write_repository"}
	for _, tc := range []struct {
		extra    int
		known    bool
		problems []string
	}{
		{0, true, nil},
		{2, true, []string{"scope-excess: scope_0", "scope-excess: scope_1"}},
		{60, true, []string{"scope-excess: scope_0 and 59 more"}},
		{200, false, []string{"gitlab-bad-answer"}},
		{8_000, false, []string{"gitlab-bad-answer"}},
		{40_000, false, []string{"gitlab-bad-answer"}},
	} {
		c := withScopes(t, slices.Concat(scopesNamed(tc.extra), four))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		i := c.Inspect(t.Context(), today(), func(problem.Finding) {})
		runtime.ReadMemStats(&after)
		var got []string
		for _, p := range i.Problems {
			say, _, _ := strings.Cut(p.Error(), " (")
			if p.Code == problem.GitLabBadAnswer {
				say = string(p.Code)
			}
			got = append(got, say)
			if p.Severity == problem.Error {
				t.Errorf("%d: an error: %v", tc.extra, p)
			}
		}
		if i.Token.ScopesKnown != tc.known || i.Token.ScopesCut == tc.known || !slices.Equal(got, tc.problems) {
			t.Errorf("%d extra: known %v, %q; want %v, %q", tc.extra, i.Token.ScopesKnown, got, tc.known, tc.problems)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
			t.Errorf("%d extra: %d MB", tc.extra, used>>20)
		}
		if !tc.known && (i.Token.Scopes != nil || i.Token.Missing != nil || i.Token.Excess != nil) {
			t.Errorf("%d extra: a part is told: %+v", tc.extra, i.Token)
		}
		for _, f := range i.Findings {
			if utf8.RuneCountInString(f.Text) > 2000 {
				t.Errorf("%d extra: the line %s has %d characters", tc.extra, f.ID, len(f.Text))
			}
		}
	}
}

// TestNamesAreBounded: what is shown of a name is as long as GitLab's own.
func TestNamesAreBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", 100_000)
	c := answering(t, map[string]any{
		pathSelf:           map[string]any{"id": 1, "name": long, "active": true, "scopes": []string{long, "api"}, "expires_at": "2027-02-20", "last_used_ips": []string{long}},
		pathUser:           map[string]any{"id": 42, "username": long, "name": long},
		"/api/v4/metadata": map[string]any{"version": long},
		"/api/v4/projects": []any{map[string]any{"id": 1, "path_with_namespace": "team/" + strings.Repeat("a", 100_000)}},
		"/api/v4/projects/team%2Fapp": map[string]any{
			"id": 17, "path_with_namespace": "team/app", "default_branch": long, "web_url": "https://git.example/" + strings.Repeat("a", 100_000),
			"namespace": map[string]any{"full_path": long}, "permissions": map[string]any{"group_access": map[string]any{"access_level": 30}},
		},
	})
	i := c.Inspect(t.Context(), today(), nil)
	for name, tc := range map[string]struct {
		text string
		most int
	}{
		"token": {i.Token.Name, web.MaxName}, "user": {i.User.Name, web.MaxName}, "user name": {i.User.Username, web.MaxName},
		"version": {i.Version, web.MaxVersion}, "scope": {i.Token.Scopes[0], web.MaxScope}, "address": {c.LastUsedFrom(t.Context())[0], web.MaxScope},
	} {
		if n := utf8.RuneCountInString(tc.text); n != tc.most+1 || !strings.HasSuffix(tc.text, "…") {
			t.Errorf("%s: %d characters", name, n)
		}
	}
	r := c.Repository(t.Context(), "team/app", ada, nil)
	if r.DefaultBranch != "" || r.WebURL != "" || utf8.RuneCountInString(r.Via) > 2*web.MaxPath {
		t.Errorf("branch of %d, address of %d, way of %d bytes", len(r.DefaultBranch), len(r.WebURL), len(r.Via))
	}
	if found, p := c.PushTargets(t.Context(), "", nil); p != nil || len(found) != 0 {
		t.Errorf("%d targets, %v", len(found), p)
	}
}

// TestAProjectWithoutAPathIsNone: one that is longer than any cannot be named.
func TestAProjectWithoutAPathIsNone(t *testing.T) {
	t.Parallel()
	c := answering(t, map[string]any{"/api/v4/projects/team%2Fapp": map[string]any{
		"id": 17, "path_with_namespace": "team/" + strings.Repeat("a", web.MaxPath),
	}})
	r := c.Repository(t.Context(), "team/app", ada, nil)
	if len(r.Problems) != 1 || r.Problems[0].Code != problem.GitLabBadAnswer || r.Path != "team/app" {
		t.Errorf("%v, path of %d bytes", r.Problems, len(r.Path))
	}
}

// TestAListThatWasCutProvesNothing: a token may be there and not in it.
func TestAListThatWasCutProvesNothing(t *testing.T) {
	t.Parallel()
	page := func(from, n int, next string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			at, _ := strconv.Atoi(r.URL.Query().Get("page"))
			switch next {
			case "more":
				w.Header().Set("X-Next-Page", strconv.Itoa(at+1))
			case "none":
				w.Header().Set("X-Next-Page", "")
			}
			var tokens []string
			for i := range n {
				tokens = append(tokens, fmt.Sprintf(`{"id":%d,"active":true}`, from+at*1_000_000+i))
			}
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Per-Page", "100")
			_, _ = fmt.Fprint(w, "["+strings.Join(tokens, ",")+"]")
		}
	}
	for _, tc := range []struct {
		name  string
		serve http.HandlerFunc
		count int
		cut   bool
	}{
		{"one page", page(1, 3, "none"), 3, false},
		{"one page, no headers", page(1, 3, ""), 3, false},
		{"a full page", page(1, 100, "none"), 100, false},
		{"a full page, no headers", page(1, 100, ""), 100, true},
		{"pages without an end", page(1, 100, "more"), web.MaxTokens, true},
		{"small pages without an end", page(1, 1, "more"), 10, true},
		{"empty pages without an end", page(1, 0, "more"), 0, true},
		{"one page with too many", page(1, 5_000, "none"), web.MaxTokens, true},
	} {
		c := answering(t, map[string]any{pathTokens: tc.serve, pathUser: map[string]any{"id": 42, "username": "ada"}})
		all, p := c.Tokens(t.Context(), time.Now())
		if p != nil || len(all.Tokens) != tc.count || all.Cut != tc.cut {
			t.Errorf("%s: %d tokens, cut %v, %v; want %d, %v", tc.name, len(all.Tokens), all.Cut, p, tc.count, tc.cut)
		}
		if all.Lacks(7) == tc.cut {
			t.Errorf("%s: proves that token 7 is gone: %v", tc.name, all.Lacks(7))
		}
		if len(all.Tokens) > 0 && all.Lacks(all.Tokens[0].ID) {
			t.Errorf("%s: proves that a token in it is gone", tc.name)
		}
	}
}

// TestASearchThatWasCutIsNoMissingRepository: behind a proxy that decodes %2F
// the project is looked for by name.
func TestASearchThatWasCutIsNoMissingRepository(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]problem.Code{3: problem.RepoNotFound, 100: problem.GitLabBadAnswer} {
		var found []any
		for i := range n {
			found = append(found, map[string]any{"id": i + 1, "path_with_namespace": fmt.Sprintf("other/app-%d", i)})
		}
		c := answering(t, map[string]any{
			"/api/v4/projects": found,
			"/api/v4/projects/team%2Fapp": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusNotFound)
				_, _ = fmt.Fprint(w, `{"error":"404 Not Found"}`)
			}),
		})
		r := c.Repository(t.Context(), "team/app", ada, nil)
		if len(r.Problems) != 1 || r.Problems[0].Code != want {
			t.Errorf("%d found: %v, want %s", n, r.Problems, want)
		}
	}
}

// TestASearchThatFailedIsNoMissingRepository: nor is one that has more pages
// than the one that was read.
func TestASearchThatFailedIsNoMissingRepository(t *testing.T) {
	t.Parallel()
	said := func(status int, kind, body string, pairs ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", kind)
			for i := 0; i < len(pairs); i += 2 {
				w.Header().Set(pairs[i], pairs[i+1])
			}
			w.WriteHeader(status)
			_, _ = fmt.Fprint(w, body)
		}
	}
	const few = `[{"id":1,"path_with_namespace":"other/app"}]`
	link := `<https://gitlab.example.com/api/v4/projects?page=2>; rel="next", <https://gitlab.example.com/api/v4/projects?page=1>; rel="first"`
	for name, tc := range map[string]struct {
		search http.HandlerFunc
		want   problem.Code
	}{
		"all of them":                 {said(200, "application/json", few, "X-Next-Page", ""), problem.RepoNotFound},
		"the last by its Link":        {said(200, "application/json", few, "Link", `<https://gitlab.example.com/x>; rel="first"`), problem.RepoNotFound},
		"a page of more":              {said(200, "application/json", few, "X-Next-Page", "2"), problem.GitLabBadAnswer},
		"a page of more, by its Link": {said(200, "application/json", few, "Link", link), problem.GitLabBadAnswer},
		"too long":                    {said(200, "application/json", "["+strings.Repeat(" ", 9<<20)+"]"), problem.GitLabBadAnswer},
		"no list":                     {said(200, "application/json", `{"ok":true}`), problem.GitLabBadAnswer},
		"a page":                      {said(200, "text/html", "<html><title>Welcome</title></html>"), problem.GitLabBadAnswer},
		"a sign-in page":              {said(200, "text/html", "<html><title>Sign in</title></html>"), problem.InstanceLoginPage},
		"500":                         {said(500, "application/json", `{"message":"500 Internal Server Error"}`), problem.GitLabUnavailable},
		"429":                         {said(429, "text/plain", "Retry later"), problem.GitLabRateLimited},
		"403":                         {said(403, "application/json", `{"message":"403 Forbidden"}`), problem.GitLabForbidden},
		"404":                         {said(404, "application/json", `{"error":"404 Not Found"}`), problem.GitLabBadAnswer},
		"a scope is missing":          {said(403, "application/json", `{"error":"insufficient_scope","error_description":"x","scope":"api read_api"}`), problem.ScopeMissing},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := answering(t, map[string]any{
				"/api/v4/projects":            tc.search,
				"/api/v4/projects/team%2Fapp": said(404, "application/json", `{"error":"404 Not Found"}`),
			})
			r := c.Repository(t.Context(), "team/app", ada, nil)
			if len(r.Problems) != 1 || r.Problems[0].Code != tc.want || r.CanPush {
				t.Errorf("%v, want %s", r.Problems, tc.want)
			}
		})
	}
}

// TestTargetsAreTheFirst: a server that counts otherwise sends more.
func TestTargetsAreTheFirst(t *testing.T) {
	t.Parallel()
	var found []any
	for i := range 3_000 {
		found = append(found, map[string]any{"id": i + 1, "path_with_namespace": fmt.Sprintf("team/app-%d", i)})
	}
	c := answering(t, map[string]any{"/api/v4/projects": found})
	if got, p := c.PushTargets(t.Context(), "", nil); p != nil || len(got) != 20 {
		t.Errorf("%d targets, %v", len(got), p)
	}
}
