package gitlab_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
)

// roles is a GitLab that tells about the role in various ways. Git refuses.
type roles struct {
	member, permissions, graph, oldGraph string
}

func (s roles) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := ""
	switch path := r.URL.EscapedPath(); {
	case path == "/api/v4/projects/team%2Fapp":
		body = `{"id":17,"path_with_namespace":"team/app","namespace":{"full_path":"team"},"permissions":` + s.permissions + `}`
	case strings.HasSuffix(path, "/members/all/42"):
		body = s.member
	case path == "/api/graphql":
		asked, _ := io.ReadAll(r.Body)
		if body = s.oldGraph; strings.Contains(string(asked), "maxAccessLevel") {
			body = s.graph
		}
	case strings.HasSuffix(path, "/info/refs"):
		http.Error(w, "You are not allowed to push code to this project.", http.StatusForbidden)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if body == "" {
		w.WriteHeader(http.StatusNotFound)
		body = `{"message":"404 Not found"}`
	}
	_, _ = w.Write([]byte(body))
}

func TestRoleFromWhateverTells(t *testing.T) {
	t.Parallel()
	const (
		nulls   = `{"project_access":null,"group_access":null}`
		direct  = `{"project_access":{"access_level":40},"group_access":{"access_level":30}}`
		byGroup = `{"project_access":null,"group_access":{"access_level":30}}`
		unknown = `{"errors":[{"message":"Field 'maxAccessLevel' doesn't exist on type 'Project'"}]}`
		pushes  = `{"data":{"project":{"userPermissions":{"pushCode":true}}}}`
		cannot  = `{"data":{"project":{"userPermissions":{"pushCode":false}}}}`
		nobody  = `{"data":{"project":{"maxAccessLevel":{"integerValue":0},"userPermissions":{"pushCode":false}}}}`
		admin   = `{"data":{"project":{"maxAccessLevel":{"integerValue":50},"userPermissions":{"pushCode":true}}}}`
	)
	for _, tc := range []struct {
		name string
		roles
		level gitlab.AccessLevel
		known bool
		via   string
		want  problem.Code
	}{
		{"member", roles{`{"access_level":30}`, nulls, "", ""}, 30, true, "through an invited group", problem.RepoPushRefused},
		{"member by group", roles{`{"access_level":30}`, byGroup, "", ""}, 30, true, "through the group team", problem.RepoPushRefused},
		{"member, directly", roles{`{"access_level":40}`, direct, "", ""}, 40, true, "", problem.RepoPushRefused},
		{"member too low", roles{`{"access_level":25}`, nulls, "", ""}, 25, true, "through an invited group", problem.RepoRoleTooLow},
		{"a level without a name", roles{`{"access_level":27}`, "null", "", ""}, 27, true, "", problem.RepoRoleTooLow},
		{"permissions alone", roles{"", byGroup, "", ""}, 30, true, "through the group team", problem.RepoPushRefused},
		{"permissions say more", roles{`{"access_level":20}`, byGroup, "", ""}, 30, true, "through the group team", problem.RepoPushRefused},
		{"GraphQL", roles{"", nulls, admin, ""}, 50, true, "", problem.RepoPushRefused},
		{"older GraphQL", roles{"", nulls, unknown, pushes}, 30, true, "", problem.RepoPushRefused},
		{"older GraphQL, no", roles{"", nulls, unknown, cannot}, 0, false, "", problem.RepoNotAMember},
		{"nobody there", roles{"", nulls, nobody, ""}, 0, true, "", problem.RepoNotAMember},
		{"nobody tells", roles{"", "null", "", ""}, 0, false, "", problem.RepoNotAMember},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(tc.roles)
			t.Cleanup(srv.Close)
			r := clientAt(t, srv.URL, "glpat-"+strings.Repeat("x", 20)).Repository(t.Context(), "team/app", ada, nil)
			if r.Level != tc.level || r.LevelKnown != tc.known || r.Via != tc.via || r.CanPush {
				t.Errorf("level %d, known %v, via %q, can push %v", r.Level, r.LevelKnown, r.Via, r.CanPush)
			}
			if len(r.Problems) != 1 || r.Problems[0].Code != tc.want {
				t.Errorf("got %v, want %s", r.Problems, tc.want)
			}
		})
	}
}
