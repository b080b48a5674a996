package gitlab_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// selfOnly serves what /self says; /user and all others have trouble, unless
// user is not nil.
func selfOnly(t *testing.T, self, user map[string]any) *gitlab.Client {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		said := self
		if !strings.HasSuffix(r.URL.Path, "/self") {
			said = user
		}
		if said == nil {
			http.Error(w, "sorry", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(said)
	}))
	t.Cleanup(srv.Close)
	return clientAt(t, srv.URL, "glpat-"+strings.Repeat("x", 20))
}

// TestWhatHasEndedDoesNotEndSoon: one advice about the same day is enough.
func TestWhatHasEndedDoesNotEndSoon(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		expires string
		active  bool
		line    string
		want    problem.Code
	}{
		{"2026-11-23", true, "warn expires: 23 Nov 2026 at 00:00 UTC, in 1 day (token-expires-soon)", problem.TokenExpiresSoon},
		{"2026-11-23", false, "note expires: 23 Nov 2026 at 00:00 UTC, in 1 day", problem.TokenInactive},
		{"2026-11-22", true, "note expires: 22 Nov 2026 at 00:00 UTC, today", ""},
		{"2026-11-22", false, "note expires: 22 Nov 2026 at 00:00 UTC, today", problem.TokenExpired},
		{"2026-11-01", false, "note expires: 1 Nov 2026 at 00:00 UTC, 21 days ago", problem.TokenExpired},
	} {
		self := map[string]any{"id": 1, "name": "x", "active": tc.active, "scopes": []string{"api", "read_api", "read_user", "write_repository"}, "expires_at": tc.expires}
		i := selfOnly(t, self, map[string]any{"id": 42, "username": "ada"}).Inspect(t.Context(), today(), nil)
		var codes []problem.Code
		for _, p := range i.Problems {
			codes = append(codes, p.Code)
		}
		if want := slices.DeleteFunc([]problem.Code{tc.want}, func(c problem.Code) bool { return c == "" }); !slices.Equal(codes, want) {
			t.Errorf("%s, active %v: %v, want %v", tc.expires, tc.active, codes, want)
		}
		if got := lines(i.Findings); !slices.Contains(got, tc.line) {
			t.Errorf("%s, active %v: %q, want %q", tc.expires, tc.active, got, tc.line)
		}
	}
}

// TestTheKindIsTheUsers: the token of a project looks like a person's.
func TestTheKindIsTheUsers(t *testing.T) {
	t.Parallel()
	self := map[string]any{"id": 1, "name": "x", "active": true, "scopes": []string{"api", "read_api", "read_user", "write_repository"}, "expires_at": "2027-02-20"}
	i := selfOnly(t, self, nil).Inspect(t.Context(), today(), nil)
	if got := lines(i.Findings); i.Token.Kind != gitlab.KindUnknown || !slices.Contains(got, "skip type: not known: GitLab did not tell whose it is") {
		t.Errorf("kind %s: %q", i.Token.Kind, got)
	}
}

// TestNobodyIsNoMember: without the user there is no membership to ask for,
// also where a project is found by its number.
func TestNobodyIsNoMember(t *testing.T) {
	t.Parallel()
	s := start(t, gitlabtest.WithScenario("repo-slashes"))
	r := connect(t, s, s.Token()).Repository(t.Context(), "team/app", gitlab.User{}, nil)
	for _, seen := range s.Requests() {
		if strings.Contains(seen.Path, "/members/") {
			t.Errorf("asked %s", seen.Path)
		}
	}
	if !r.CanPush || r.ID == 0 {
		t.Errorf("got %+v", r)
	}
}
