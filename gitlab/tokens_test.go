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
	all, p := c.PushTargets(t.Context(), "")
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
	found, p := c.PushTargets(t.Context(), "app-docs")
	if p != nil || len(found) != 1 || found[0].Path != "team/app-docs" || found[0].Role != gitlab.Maintainer {
		t.Errorf("found %+v, %v", found, p)
	}
	if _, p := connect(t, s, s.Mint("x", []string{"write_repository"}, "")).PushTargets(t.Context(), ""); p == nil || p.Code != problem.ScopeMissing {
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
		all, p := connect(t, s, s.Token()).PushTargets(t.Context(), "")
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
