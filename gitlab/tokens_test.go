package gitlab_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

func TestPushTargets(t *testing.T) {
	t.Parallel()
	s := start(t, gitlabtest.WithScenario("many-projects"))
	c := connect(t, s, s.Token())
	all, p := c.PushTargets(t.Context(), "", nil)
	if p != nil || len(all) != 20 {
		t.Fatalf("%d targets, %v", len(all), p)
	}
	for i, target := range all {
		if i > 0 && target.LastActivity.After(all[i-1].LastActivity) {
			t.Errorf("%s is not in its place", target.Path)
		}
		if target.Path == "team/reports" || target.Path == "team/old" {
			t.Errorf("nobody can push to %s", target.Path)
		}
	}
	found, p := c.PushTargets(t.Context(), "app-docs", nil)
	if p != nil || len(found) != 1 || found[0].Path != "team/app-docs" || found[0].Role != gitlab.Maintainer {
		t.Errorf("found %+v, %v", found, p)
	}
	if _, p := connect(t, s, s.Mint("x", []string{"write_repository"}, "")).PushTargets(t.Context(), "", nil); p == nil || p.Code != problem.ScopeMissing {
		t.Errorf("without a scope: %v", p)
	}
}

// TestPushTargetsTellTheEffectiveRole: the list leaves out what an ancestor, a
// share or an administrator's rights give.
func TestPushTargetsTellTheEffectiveRole(t *testing.T) {
	t.Parallel()
	admin := gitlabtest.WithProject(gitlabtest.Project{ID: 30, Path: "team/admin", Level: 50, Grant: gitlabtest.Hidden})
	for version, untold := range map[string]bool{"18.5.2-ee": false, "17.0.0": false, "16.11.4": true} {
		s := start(t, gitlabtest.WithVersion(version), admin)
		got := map[string]gitlab.AccessLevel{}
		all, p := connect(t, s, s.Token()).PushTargets(t.Context(), "", nil)
		for _, target := range all {
			got[target.Path] = target.Role
		}
		want := map[string]gitlab.AccessLevel{
			"team/app": 30, "team/app-docs": 40, "team/empty": 30, "team/admin": 50, "group/sub/app": 30, "shared/lib": 30,
		}
		if untold { // older than maxAccessLevel: better no role than a wrong one
			want["team/admin"], want["group/sub/app"], want["shared/lib"] = 0, 0, 0
		}
		if p != nil || !maps.Equal(got, want) {
			t.Errorf("%s: got %v, %v, want %v", version, got, p, want)
		}
	}
}

func TestTokensAndRevoke(t *testing.T) {
	t.Parallel()
	s := start(t, gitlabtest.WithScenario("rotation"))
	c := connect(t, s, s.Token())
	all, p := c.Tokens(t.Context(), time.Now())
	if p != nil || len(all.Tokens) != 3 || all.Cut {
		t.Fatalf("%d tokens, cut %v, %v", len(all.Tokens), all.Cut, p)
	}
	for _, f := range all.Tokens {
		if !f.Active || f.ID == 0 || f.Name == "" || f.ExpiresAt == nil {
			t.Errorf("got %+v", f)
		}
	}
	if p := c.RevokeByID(t.Context(), 4711); p != nil {
		t.Error(p)
	}
	if p := c.RevokeByID(t.Context(), 1); p == nil || p.Code != problem.TokenUnknown {
		t.Errorf("a token that is not there: %v", p)
	}
	if p := c.Revoke(t.Context()); p != nil {
		t.Error(p)
	}
	if p := c.Revoke(t.Context()); p == nil || p.Code != problem.TokenRevoked {
		t.Errorf("a second time: %v", p)
	}
}

// TestTokensOfAnAdministratorAreTheirOwn: the list would hold everybody's.
func TestTokensOfAnAdministratorAreTheirOwn(t *testing.T) {
	t.Parallel()
	s := start(t,
		gitlabtest.WithUser(gitlabtest.User{ID: 42, Username: "ada", Name: "Ada Lovelace", Admin: true}),
		gitlabtest.WithOtherToken(gitlabtest.Token{ID: 77, Name: "of somebody else", Owner: 7}))
	all, p := connect(t, s, s.Token()).Tokens(t.Context(), time.Now())
	if p != nil || len(all.Tokens) != 2 || slices.ContainsFunc(all.Tokens, func(f gitlab.TokenFacts) bool { return f.ID == 77 }) {
		t.Errorf("got %+v, %v", all, p)
	}
	asked := s.Requests()
	if last := asked[len(asked)-1]; !strings.Contains(last.Query, "user_id=42") {
		t.Errorf("asked for %q", last.Query)
	}
}

// TestOwns: what is not in the person's own list is not theirs, and a list that
// was cut does not say.
func TestOwns(t *testing.T) {
	t.Parallel()
	s := start(t,
		gitlabtest.WithUser(gitlabtest.User{ID: 42, Username: "ada", Name: "Ada Lovelace", Admin: true}),
		gitlabtest.WithOtherToken(gitlabtest.Token{ID: 77, Name: "of somebody else", Owner: 7}))
	for id, want := range map[int64]bool{3870: true, 77: false, 1: false} {
		if own, p := connect(t, s, s.Token()).Owns(t.Context(), id, time.Now()); own != want || p != nil {
			t.Errorf("%d: %v, %v", id, own, p)
		}
	}
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if strings.HasSuffix(r.URL.Path, "/user") {
			_, _ = w.Write([]byte(`{"id":42,"username":"ada"}`))
			return
		}
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		w.Header().Set("X-Next-Page", strconv.Itoa(page+1))
		_, _ = fmt.Fprintf(w, `[{"id":%d,"name":"one","active":true,"user_id":42}]`, page)
	}))
	t.Cleanup(endless.Close)
	c := clientAt(t, endless.URL, "glpat-"+strings.Repeat("x", 20))
	if own, p := c.Owns(t.Context(), 2, time.Now()); !own || p != nil {
		t.Errorf("in what was read: %v, %v", own, p)
	}
	if own, p := c.Owns(t.Context(), 4711, time.Now()); own || p == nil || p.Code != problem.GitLabBadAnswer {
		t.Errorf("behind the cut: %v, %v", own, p)
	}
}

// TestRevokeIsAskedOnce: a DELETE whose answer is lost may have worked.
func TestRevokeIsAskedOnce(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	asked := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		asked++
		w.WriteHeader(http.StatusServiceUnavailable)
	}))
	t.Cleanup(srv.Close)
	p := clientAt(t, srv.URL, "glpat-"+strings.Repeat("x", 20)).Revoke(t.Context())
	if p == nil || p.Code != problem.GitLabUnavailable || asked != 1 {
		t.Errorf("asked %d times, %v", asked, p)
	}
}

// TestOnlyGitLabsOwnYesRevokes: a portal, a filter or another service says 2xx
// as well. GitLab says 204; after another yes, what it shows decides.
func TestOnlyGitLabsOwnYesRevokes(t *testing.T) {
	t.Parallel()
	type answer struct {
		status     int
		kind, body string
	}
	const user, one, none = `{"id":42,"username":"ada"}`, `[{"id":7,"active":true,"user_id":42}]`, `[]`
	gone := answer{401, "application/json", `{"error":"invalid_token","error_description":"Token was revoked. You have to re-authorize from the user."}`}
	page := answer{200, "text/html", "<html><title>Welcome</title></html>"}
	yeses := map[string]struct {
		answer
		want problem.Code // where nothing shows that it was revoked
	}{
		"a sign-in page": {answer{200, "text/html", "<html><title>Sign in</title></html>"}, problem.InstanceLoginPage},
		"a page":         {page, problem.GitLabBadAnswer},
		"an object":      {answer{200, "application/json", `{"ok":true}`}, problem.GitLabBadAnswer},
		"text":           {answer{200, "text/plain", "OK"}, problem.GitLabBadAnswer},
		"202":            {answer{202, "", ""}, problem.GitLabBadAnswer},
	}
	for yes, said := range yeses {
		for _, tc := range []struct {
			name        string
			user, list  answer
			self, other bool // what shows that it was revoked
		}{
			{"it is there", answer{200, "application/json", user}, answer{200, "application/json", one}, false, false},
			{"it is gone from the list", answer{200, "application/json", user}, answer{200, "application/json", none}, false, true},
			{"GitLab knows the token no more", gone, gone, true, false},
			{"GitLab does not know it", answer{401, "application/json", `{"message":"401 Unauthorized"}`}, gone, true, false},
			{"somebody else's 401", answer{401, "application/json", `{"ok":false}`}, gone, false, false},
			{"a 401 that is a page", answer{401, "text/html", page.body}, gone, false, false},
			{"a page", page, page, false, false},
			{"the scope does not do", answer{403, "application/json", `{"error":"insufficient_scope","error_description":"x","scope":"read_user"}`}, gone, false, false},
			{"the list is a page", answer{200, "application/json", user}, page, false, false},
			{"the list has more", answer{200, "application/json", user}, answer{200, "application/json", "[" + strings.Repeat(`{"id":8,"active":true},`, 99) + `{"id":9}]`}, false, false},
		} {
			t.Run(yes+", "+tc.name, func(t *testing.T) {
				t.Parallel()
				var asked atomic.Int32
				srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					a := said.answer
					switch {
					case r.Method == http.MethodDelete:
						asked.Add(1)
					case strings.HasSuffix(r.URL.Path, "/user"):
						a = tc.user
					default:
						a = tc.list
					}
					w.Header()["Content-Type"] = []string{a.kind}
					w.WriteHeader(a.status)
					_, _ = fmt.Fprint(w, a.body)
				}))
				t.Cleanup(srv.Close)
				c := clientAt(t, srv.URL, "glpat-"+strings.Repeat("x", 20))
				for what, done := range map[string]bool{"self": tc.self, "7": tc.other} {
					asked.Store(0)
					var p *problem.Problem
					if what == "self" {
						p = c.Revoke(t.Context())
					} else {
						p = c.RevokeByID(t.Context(), 7)
					}
					switch {
					case asked.Load() != 1:
						t.Errorf("%s: asked %d times", what, asked.Load())
					case done && p != nil:
						t.Errorf("%s: %v, although it was revoked", what, p)
					case !done && (p == nil || p.Code != said.want || !strings.Contains(p.Evidence, "DELETE /api/v4/personal_access_tokens/"+what)):
						t.Errorf("%s: %v, want %s", what, p, said.want)
					}
				}
			})
		}
	}
}
