package acptest

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// storeWalk is a walk through the store, each call judged by its answer.
type storeWalk struct {
	t *testing.T
	s *Server
}

// calls asks for path as the owner of auth, and returns the status and the body.
func (v storeWalk) calls(auth, method, path, body string) (int, map[string]any) {
	v.t.Helper()
	path, query, found := strings.Cut(path, "?search=")
	if found {
		path += "?orderBy=created_at+asc&search=" + url.QueryEscape(query)
	}
	a := must(v.t, sent{method: method, url: v.s.GatewayURL() + storeRoot + path, body: body, auth: auth})
	var said map[string]any
	_ = json.Unmarshal([]byte(a.body), &said)
	return a.status, said
}

// items are the values of one column in a list.
func items(list map[string]any, column string) []string {
	var all []string
	rows, _ := list["items"].([]any)
	for _, r := range rows {
		text, _ := r.(map[string]any)[column].(string)
		all = append(all, text)
	}
	return all
}

func (v storeWalk) role(name string) string {
	v.t.Helper()
	_, list := v.calls(v.s.Session(), "GET", "/roles?search=name = '"+name+"'", "")
	ids := items(list, "id")
	if len(ids) != 1 {
		v.t.Fatalf("role %s: %v", name, list)
	}
	return ids[0]
}

func TestStoreRecognisesAndRefuses(t *testing.T) {
	t.Parallel()
	s := start(t, WithStore())
	for _, c := range []struct {
		name, path, auth string
		status           int
		want             string
	}{
		{"its own page", "/api/ambient", "", 200, `"id":"ambient-api-server"`},
		{"its root", storeRoot, "", 404, "doesn't exist"},
		{"health without a session", "/health", "", 401, "Unauthorized\n"},
		{"no backend behind it", "/api/auth/gitlab/status", s.Session(), 502, "backend unavailable\n"},
		{"an oc session", storeRoot + "/projects", s.OCSession(), 401, "Unauthorized\n"},
		{"an access key", storeRoot + "/projects", s.MintKey("k", sessionLife), 401, "Unauthorized\n"},
		{"nobody's JWT", storeRoot + "/projects", s.NamelessSession(), 401, `{"kind":"Error","reason":"Unauthorized"}`},
		{"a search that cannot be read", storeRoot + "/roles?search=name%3Dx", s.Session(), 400, "Failed to parse search query"},
		{"a column that is none", storeRoot + "/roles?search=nome%3D%27x%27", s.Session(), 500, "does not exist"},
		{"the probe", storeRoot + "/credentials/acp-probe-none", s.Session(), 404, `{"kind":"Error","reason":"Not Found"}`},
	} {
		if a := must(t, sent{method: "GET", url: s.URL() + c.path, auth: c.auth}); a.status != c.status || !strings.Contains(a.body, c.want) {
			t.Errorf("%s: %+v", c.name, a)
		}
	}
	open := start(t, WithStore(StoreOpen()))
	if a := must(t, sent{method: "GET", url: open.URL() + storeRoot + "/credentials/acp-probe-none", auth: open.Session()}); !strings.Contains(a.body, "ambient-api-server-7") {
		t.Errorf("open: %+v", a)
	}
}

func TestStoreKeepsItsRules(t *testing.T) {
	t.Parallel()
	s := start(t, WithStore(StoreShared()))
	v := storeWalk{t, s}
	ada, grace := s.Session(), s.ColleagueSession()
	status, made := v.calls(ada, "POST", "/credentials", `{"name":"gitlab-x","provider":"gitlab","token":"secret-secret-secret","url":"https://gitlab.example.com"}`)
	id, _ := made["id"].(string)
	if status != 201 || len(id) != 27 || made["token"] != nil {
		t.Fatalf("create: %d %v", status, made)
	}
	if status, _ := v.calls(grace, "GET", "/credentials/"+id, ""); status != 404 {
		t.Errorf("a colleague reads it: %d", status)
	}
	if status, _ := v.calls(grace, "PATCH", "/credentials/"+id, `{"token":""}`); status != 403 {
		t.Errorf("a colleague changes it: %d", status)
	}
	viewer := v.role(roleCredentialViewer)
	binding := `{"role_id":"` + viewer + `","scope":"credential","credential_id":"` + id + `","project_id":"my-team"}`
	if status, said := v.calls(grace, "POST", "/role_bindings", binding); status != 403 || said["reason"] != "insufficient privileges to grant this role" {
		t.Errorf("a colleague binds it: %d %v", status, said)
	}
	status, bound := v.calls(ada, "POST", "/role_bindings", binding)
	if status != 201 || bound["user_id"] != nil {
		t.Fatalf("bind: %d %v", status, bound)
	}
	if status, _ := v.calls(ada, "POST", "/role_bindings", binding); status != 409 {
		t.Errorf("bind again: %d", status)
	}
	_, list := v.calls(grace, "GET", "/role_bindings?search=scope = 'credential' and project_id = 'my-team'", "")
	if got := items(list, "credential_id"); !slices.Equal(got, []string{id}) {
		t.Errorf("a colleague sees %v", got)
	}
	b, _ := bound["id"].(string)
	if status, _ := v.calls(grace, "DELETE", "/role_bindings/"+b, ""); status != 204 {
		t.Errorf("an owner of the project unbinds: %d", status)
	}
	if status, _ := v.calls(ada, "DELETE", "/credentials/"+id, ""); status != 204 {
		t.Errorf("delete: %d", status)
	}
	if c := s.Credentials()[0]; !c.Deleted || !c.HasToken || c.Owner != Person {
		t.Errorf("deleting is soft, and leaves the token and the owner: %+v", c)
	}
}

func TestAmbientUILetsNoProgramThrough(t *testing.T) {
	t.Parallel()
	s := start(t, WithStore())
	for _, c := range []struct {
		path   string
		header map[string]string
		status int
		want   string
	}{
		{"/api/config", nil, 200, `"apiServerUrl"`},
		{"/api/me", nil, 200, `{"authenticated":false}`},
		{storeRoot + "/projects", nil, 401, `{"error":"Unauthorized"}`},
		{"/api/version", nil, 404, "<html>"},
		{"/", map[string]string{"Accept": "application/json"}, 401, `{"error":"Session expired"}`},
		{"/", nil, 307, ""},
	} {
		if a := must(t, sent{method: "GET", url: s.WebURL() + c.path, auth: s.Session(), header: c.header}); a.status != c.status || !strings.Contains(a.body, c.want) {
			t.Errorf("%s: %+v", c.path, a)
		}
	}
}

func TestSSOFrontendStoresForTheKeysMaker(t *testing.T) {
	t.Parallel()
	g := newGitLab(t, 200)
	s := start(t, WithSSOFrontend())
	key := s.Session()
	if a := must(t, sent{method: "GET", url: s.WebURL() + "/api/me", auth: key}); !strings.Contains(a.body, `"username":"ada"`) {
		t.Errorf("me: %+v", a)
	}
	a := must(t, sent{method: "POST", url: s.WebURL() + global + "connect", body: connectBody(token, g.URL), auth: key})
	if c, ok := s.Connection(Person); a.status != 200 || !ok || c.InstanceURL != g.URL || s.Trapped() {
		t.Errorf("connect: %+v, %+v", a, c)
	}
	down := start(t, WithSSOFrontend(), func(c *config) { c.backendDown = true })
	if a := must(t, sent{method: "GET", url: down.WebURL() + "/api/version"}); a.status != 500 || a.body != `{"error":"Failed to fetch version"}` {
		t.Errorf("down: %+v", a)
	}
}
