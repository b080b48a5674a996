package gitlabtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestWhatIsThereAtTheStart(t *testing.T) {
	t.Parallel()
	s := start(t)
	user := get(t, s, theUser, s.Token()).json(t)
	if user["username"] != "ada" || user["name"] != "Ada Lovelace" || user["id"] != 42.0 || user["bot"] != false {
		t.Errorf("user %v", user)
	}
	if v := get(t, s, "/api/v4/metadata", s.Token()).json(t); v["version"] != "16.11.4" {
		t.Errorf("version %v", v)
	}
	token := get(t, s, self, s.Token()).json(t)
	if token["name"] != TokenName || token["expires_at"] != "2027-02-20" || token["active"] != true || token["revoked"] != false || token["user_id"] != 42.0 {
		t.Errorf("token %v", token)
	}
	if got := fmt.Sprint(token["scopes"]); got != "[api read_api read_user write_repository]" {
		t.Errorf("scopes %s", got)
	}
}

// TestRoles: where REST tells the role, and where it hides it.
func TestRoles(t *testing.T) {
	t.Parallel()
	s := start(t, WithProject(Project{ID: 30, Path: "shared/hidden", Level: 30, Grant: Hidden}))
	for _, tc := range []struct {
		path, single, list string
		member             int // 0: 404
		graphql            float64
	}{
		{app, "project - group 30", "project - group 30", 30, 30},
		{"team/app-docs", "project 40 group -", "project 40 group -", 40, 40},
		{"team/reports", "project 20 group -", "project 20 group -", 20, 20},
		{"group/sub/app", "project - group 30", "project - group -", 30, 30},
		{"shared/lib", "project - group -", "project - group -", 30, 30},
		{"shared/hidden", "project - group -", "project - group -", 0, 30},
		{"open/library", "project - group -", "project - group -", 0, 0},
	} {
		id := strings.ReplaceAll(tc.path, "/", "%2F")
		if got := permissions(get(t, s, "/api/v4/projects/"+id, s.Token()).json(t)); got != tc.single {
			t.Errorf("%s: %s, want %s", tc.path, got, tc.single)
		}
		if got := permissions(inList(t, s, tc.path)); got != tc.list {
			t.Errorf("%s in the list: %s, want %s", tc.path, got, tc.list)
		}
		g := get(t, s, "/api/v4/projects/"+id+"/members/all/42", s.Token())
		if tc.member == 0 && g.status != 404 || tc.member > 0 && g.json(t)["access_level"] != float64(tc.member) {
			t.Errorf("%s: member %d %s", tc.path, g.status, g.body)
		}
		newer := start(t, WithVersion("17.4.0"), WithProject(Project{ID: 30, Path: "shared/hidden", Level: 30, Grant: Hidden}))
		data := query(t, newer, `{project(fullPath:"`+tc.path+`"){maxAccessLevel{integerValue}}}`)
		if want := fmt.Sprintf(`{"data":{"project":{"maxAccessLevel":{"integerValue":%v}}}}`, tc.graphql); data != want {
			t.Errorf("%s: %s, want %s", tc.path, data, want)
		}
	}
}

func permissions(project map[string]any) string {
	p, _ := project["permissions"].(map[string]any)
	level := func(name string) any {
		if access, ok := p[name].(map[string]any); ok {
			return access["access_level"]
		}
		return "-"
	}
	return fmt.Sprintf("project %v group %v", level("project_access"), level("group_access"))
}

func inList(t *testing.T, s *Server, path string) map[string]any {
	t.Helper()
	for _, p := range list(t, get(t, s, "/api/v4/projects", s.Token())) {
		if p["path_with_namespace"] == path {
			return p
		}
	}
	t.Fatalf("%s is not in the list", path)
	return nil
}

func list(t *testing.T, g got) []map[string]any {
	t.Helper()
	var out []map[string]any
	if err := json.Unmarshal([]byte(g.body), &out); err != nil {
		t.Fatalf("%d %s: %v", g.status, g.body, err)
	}
	return out
}

func paths(t *testing.T, g got) string {
	t.Helper()
	var out []string
	for _, p := range list(t, g) {
		out = append(out, p["path_with_namespace"].(string))
	}
	return strings.Join(out, " ")
}

func TestListOfProjects(t *testing.T) {
	t.Parallel()
	s := start(t)
	const mine = "/api/v4/projects?membership=true&order_by=last_activity_at&"
	for query, want := range map[string]string{
		"":                                   "team/app team/app-docs group/sub/app shared/lib team/reports team/empty team/old",
		"min_access_level=30&archived=false": "team/app team/app-docs group/sub/app shared/lib team/empty",
		"min_access_level=40":                "team/app-docs",
		"search=app":                         "team/app team/app-docs group/sub/app",
		"search=sub":                         "",
		"search=sub&search_namespaces=true":  "group/sub/app",
		"archived=true":                      "team/old",
		"per_page=2&page=2":                  "group/sub/app shared/lib",
		"sort=asc&per_page=1":                "team/old",
		"active=true&search=o&simple=true":   "team/app-docs team/reports",
	} {
		if got := paths(t, get(t, s, mine+query, s.Token())); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	if got := paths(t, get(t, s, "/api/v4/projects", "")); got != "open/library" {
		t.Errorf("without a token: %q", got)
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario("many-projects"))
	seen := map[string]bool{}
	next := "?membership=true&per_page=100"
	for pages := 0; next != ""; pages++ {
		if pages > 5 {
			t.Fatal("the pages do not end")
		}
		g := get(t, s, "/api/v4/projects"+next, s.Token())
		for path := range strings.FieldsSeq(paths(t, g)) {
			seen[path] = true
		}
		next = nextQuery(g.header.Get("Link"))
		if (next == "") != (g.header.Get("X-Next-Page") == "") || g.header.Get("X-Total") != "257" {
			t.Errorf("headers %v", g.header)
		}
	}
	if len(seen) != 257 {
		t.Errorf("%d projects, want 257", len(seen))
	}
	g := get(t, s, "/api/v4/projects?pagination=keyset&order_by=id&sort=asc&per_page=100", s.Token())
	if g.header.Get("X-Total") != "" || !strings.Contains(nextQuery(g.header.Get("Link")), "id_after=191") {
		t.Errorf("keyset: %v", g.header)
	}
}

// nextQuery takes the query of the next page out of a Link header.
func nextQuery(link string) string {
	for l := range strings.SplitSeq(link, ", ") {
		if address, ok := strings.CutSuffix(l, `>; rel="next"`); ok {
			_, query, _ := strings.Cut(address, "?")
			return "?" + query
		}
	}
	return ""
}

func TestBranch(t *testing.T) {
	t.Parallel()
	s := start(t)
	for path, want := range map[string]bool{"team%2Fapp": false, "team%2Fapp-docs": true, "group%2Fsub%2Fapp": true, "open%2Flibrary": false} {
		b := get(t, s, "/api/v4/projects/"+path+"/repository/branches/main", s.Token()).json(t)
		if b["can_push"] != want || b["default"] != true || b["protected"] != (path == "team%2Fapp") {
			t.Errorf("%s: %v, want can_push %v", path, b, want)
		}
	}
}

func TestKindsOfTokens(t *testing.T) {
	t.Parallel()
	s := start(t)
	for kind, want := range map[TokenKind]string{
		ProjectBot: "project_17_bot_", GroupBot: "group_3_bot_", ServiceAccount: "service_account_",
	} {
		token := s.Add(Token{Kind: kind})
		user := get(t, s, theUser, token).json(t)
		if name := user["username"].(string); !strings.HasPrefix(name, want) || user["bot"] != true {
			t.Errorf("%s: %s, bot %v", kind, name, user["bot"])
		}
	}
	if got := paths(t, get(t, s, "/api/v4/projects?membership=true", s.Add(Token{Kind: ProjectBot}))); got != app {
		t.Errorf("the project's token reaches %q", got)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario("rotation"))
	names := func(query string) (out []string) {
		for _, v := range list(t, get(t, s, "/api/v4/personal_access_tokens"+query, s.Token())) {
			out = append(out, fmt.Sprintf("%v %v %v", v["id"], v["name"], v["expires_at"]))
		}
		return out
	}
	want := []string{"4902 Ambient Code Platform Integration (Nov 2026) 2027-02-20", "4711 Ambient Code Platform Integration 2026-11-29", "3870 laptop 2027-01-03"}
	if got := names(""); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := names("?search=LAPTOP"); !slices.Equal(got, want[2:]) {
		t.Errorf("search: %q", got)
	}
	if g := ask(t, s, http.MethodDelete, "/api/v4/personal_access_tokens/4711", nil, "Private-Token", s.Token()); g.status != 204 || g.body != "" {
		t.Errorf("revoke: %d %q", g.status, g.body)
	}
	if g := get(t, s, self, s.Value(4711)); g.status != 401 || !strings.Contains(g.body, "revoked") {
		t.Errorf("the revoked token: %d %s", g.status, g.body)
	}
	if got := names("?state=active"); len(got) != 2 {
		t.Errorf("active: %q", got)
	}
	if g := ask(t, s, http.MethodDelete, "/api/v4/personal_access_tokens/1", nil, "Private-Token", s.Token()); g.status != 404 {
		t.Errorf("revoke of nothing: %d", g.status)
	}
	if g := get(t, s, "/api/v4/personal_access_tokens?user_id=7", s.Token()); g.status != 401 {
		t.Errorf("the tokens of another: %d", g.status)
	}
}

func TestRevokeSelf(t *testing.T) {
	t.Parallel()
	s := start(t)
	if g := ask(t, s, http.MethodDelete, self, nil, "Private-Token", s.Token()); g.status != 204 {
		t.Errorf("%d %s", g.status, g.body)
	}
	if g := ask(t, s, http.MethodDelete, self, nil, "Private-Token", s.Token()); g.status != 401 {
		t.Errorf("again: %d %s", g.status, g.body)
	}
}

// TestRotate: the old one ends at once, and using it again ends the new one.
func TestRotate(t *testing.T) {
	t.Parallel()
	s := start(t)
	rotate := func(token, body string) got {
		return ask(t, s, http.MethodPost, self+"/rotate", strings.NewReader(body), "Private-Token", token, "Content-Type", "application/json")
	}
	if g := rotate(s.Token(), `{"expires_at":"2030-01-01"}`); g.status != 400 || !strings.Contains(g.body, "must be before 2027-11-22") {
		t.Errorf("too late: %d %s", g.status, g.body)
	}
	fresh := rotate(s.Token(), "").json(t)
	token, _ := fresh["token"].(string)
	if fresh["expires_at"] != "2026-11-29" || !s.Knows(token) {
		t.Errorf("rotated %v", fresh["expires_at"])
	}
	if g := get(t, s, self, s.Token()); g.status != 401 {
		t.Errorf("the old one: %d", g.status)
	}
	if g := get(t, s, self, token); g.status != 200 {
		t.Errorf("the new one: %d", g.status)
	}
	if g := rotate(s.Token(), ""); g.status != 401 {
		t.Errorf("rotating a revoked one: %d", g.status)
	}
	if g := get(t, s, self, token); g.status != 401 {
		t.Errorf("the new one after the old was used again: %d", g.status)
	}
}

func TestAssociations(t *testing.T) {
	t.Parallel()
	s := start(t, WithVersion("17.4.0"))
	token := s.Mint("git only", []string{"write_repository"}, "")
	v := get(t, s, self+"/associations?min_access_level=30&per_page=3", token).json(t)
	if p, g := v["projects"].([]any), v["groups"].([]any); len(p) != 3 || len(g) != 1 {
		t.Errorf("%d projects, %d groups", len(p), len(g))
	}
	v = get(t, s, self+"/associations?min_access_level=30&per_page=3&page=3", token).json(t)
	if p, g := v["projects"].([]any), v["groups"].([]any); len(p) != 0 || len(g) != 0 {
		t.Errorf("after the end: %v", v)
	}
}

func TestSlashesThatAProxyDecodes(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario("repo-slashes"))
	if g := get(t, s, theApp, s.Token()); g.status != 404 || g.body != `{"error":"404 Not Found"}` {
		t.Errorf("by path: %d %s", g.status, g.body)
	}
	if g := get(t, s, "/api/v4/projects/17", s.Token()); g.status != 200 {
		t.Errorf("by number: %d", g.status)
	}
}
