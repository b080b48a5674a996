package gitlabtest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// whole is the query of section 9 of gitlab-api.md.
const whole = `query($after:String,$q:String){
  currentUser{ username }
  projects(membership:true, minAccessLevel:DEVELOPER, search:$q, sort:"latest_activity_desc", first:50, after:$after){
    pageInfo{ hasNextPage endCursor }
    nodes{ id fullPath name archived httpUrlToRepo visibility
      repository{ rootRef empty }
      maxAccessLevel{ integerValue }
      userPermissions{ pushCode createMergeRequestIn } } }
  queryComplexity{ score limit } }`

func query(t *testing.T, s *Server, text string, vars ...string) string {
	t.Helper()
	asked := map[string]any{"query": text}
	if len(vars) > 0 {
		asked["variables"] = map[string]any{vars[0]: vars[1]}
	}
	body, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	return ask(t, s, http.MethodPost, "/api/graphql", strings.NewReader(string(body)), "Authorization", "Bearer "+s.Token()).body
}

func TestGraphQL(t *testing.T) {
	t.Parallel()
	newer := WithVersion("17.4.0")
	for _, tc := range []struct {
		name, query string
		vars        []string
		opts        []Option
		want        string
	}{
		{"whose token", `{ currentUser { username } }`, nil, nil, `{"data":{"currentUser":{"username":"ada"}}}`},
		{
			"one project", `query($p: ID!) { project(fullPath: $p) { fullPath level: maxAccessLevel { integerValue } userPermissions { pushCode } } }`,
			[]string{"p", "shared/lib"},
			[]Option{newer},
			`{"data":{"project":{"fullPath":"shared/lib","level":{"integerValue":30},"userPermissions":{"pushCode":true}}}}`,
		},
		{"archived", `{project(fullPath:"team/old"){archived userPermissions{pushCode}}}`, nil, nil, `{"data":{"project":{"archived":true,"userPermissions":{"pushCode":false}}}}`},
		{"invisible", `{project(fullPath:"other/private"){fullPath}}`, nil, nil, `{"data":{"project":null}}`},
		{"first page", `{projects(membership:true,sort:"latest_activity_desc",first:2){nodes{fullPath}pageInfo{hasNextPage endCursor}}}`, nil, nil, `{"data":{"projects":{"nodes":[{"fullPath":"team/app"},{"fullPath":"team/app-docs"}],"pageInfo":{"endCursor":"Mg==","hasNextPage":true}}}}`},
		{"next page", `query($after:String){projects(membership:true,sort:"latest_activity_desc",first:2,after:$after){nodes{fullPath}}}`, []string{"after", "Mg=="}, nil, `{"data":{"projects":{"nodes":[{"fullPath":"group/sub/app"},{"fullPath":"shared/lib"}]}}}`},
		{"by id", `{projects(ids:["gid://gitlab/Project/18"]){nodes{fullPath}}}`, nil, nil, `{"data":{"projects":{"nodes":[{"fullPath":"team/app-docs"}]}}}`},
		{
			"by path, the old one of a moved project is not found",
			`{projects(fullPaths:["team/app-docs","team/before","other/private","Team/App"],first:50){nodes{fullPath importStatus mergeRequestsEnabled repository{rootRef}}}}`,
			nil,
			[]Option{newer},
			`{"data":{"projects":{"nodes":[{"fullPath":"team/app","importStatus":"none","mergeRequestsEnabled":true,"repository":{"rootRef":"main"}},{"fullPath":"team/app-docs","importStatus":"none","mergeRequestsEnabled":true,"repository":{"rootRef":"main"}}]}}}`,
		},
		{"too many paths", `{projects(fullPaths:[` + strings.Repeat(`"a/b",`, 50) + `"a/c"]){nodes{fullPath}}}`, nil, []Option{newer}, `{"errors":[{"message":"Argument 'fullPaths' on Field 'projects' takes at most 50 paths"}]}`},
		{"too complex", `{projects(fullPaths:["team/app"],first:50){nodes{fullPath repository{rootRef empty}}}}`, nil, []Option{newer, WithComplexityLimit(5)}, `{"errors":[{"message":"Query has complexity of 6, which exceeds max complexity of 5"}]}`},
		{"paths in older versions", `{projects(fullPaths:["team/app"]){nodes{fullPath}}}`, nil, []Option{WithVersion("15.11.0")}, `{"errors":[{"message":"Field 'projects' doesn't accept argument 'fullPaths'"}]}`},
		{"repository switched off", `{project(fullPath:"team/off"){repository{empty}}}`, nil, []Option{WithProject(Project{ID: 90, Path: "team/off", Level: 40, Disabled: true})}, `{"data":{"project":{"repository":null}}}`},
		{"field of newer versions", `{project(fullPath:"team/app"){maxAccessLevel{integerValue}}}`, nil, nil, `{"errors":[{"message":"Field 'maxAccessLevel' doesn't exist on type 'Project'"}]}`},
		{"argument of newer versions", `{projects(minAccessLevel:DEVELOPER){nodes{fullPath}}}`, nil, nil, `{"errors":[{"message":"Field 'projects' doesn't accept argument 'minAccessLevel'"}]}`},
		{"typing error", `{currentUser{usrname}}`, nil, nil, `{"errors":[{"message":"Field 'usrname' doesn't exist on type 'CurrentUser'"}]}`},
		{"no end", `{currentUser{username}`, nil, nil, `{"errors":[{"message":"Unexpected end of document"}]}`},
		{"unknown token", `{currentUser{username}}`, nil, scenarioOf("token-unknown"), `{"errors":[{"message":"Invalid token"}]}`},
		{"scope missing", `{currentUser{username}}`, nil, scenarioOf("scope-only-write"), `{"errors":[{"message":"Invalid token"}]}`},
		{"blocked", `{currentUser{username}}`, nil, scenarioOf("account-blocked"), `{"errors":[{"message":"API not accessible for user"}]}`},
		{"fine-grained", `{currentUser{username}}`, nil, scenarioOf("token-fine-grained"), `{"errors":[{"message":"Access denied: This operation doesn't support fine-grained personal access tokens."}]}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if got := query(t, start(t, tc.opts...), tc.query, tc.vars...); got != tc.want {
				t.Errorf("%s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestGraphQLWholeQuery(t *testing.T) {
	t.Parallel()
	s := start(t, WithVersion("18.5.2-ee"))
	var v struct {
		Data struct {
			Projects struct {
				Nodes []struct {
					FullPath   string
					Repository struct{ RootRef *string }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(query(t, s, whole, "q", "team")), &v); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, n := range v.Data.Projects.Nodes {
		got = append(got, n.FullPath)
	}
	if want := "team/app team/app-docs team/empty team/old"; strings.Join(got, " ") != want {
		t.Errorf("%q, want %q", got, want)
	}
}
