package gitlabtest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// grantForm is the form for fine-grained tokens, filled in as ACP needs it.
func grantForm(csrf string) url.Values {
	return url.Values{
		"authenticity_token": {csrf}, "name": {"Made here"}, "description": {"For ACP"}, "expires_at": {"2027-02-20"},
		"access": {accessSelected}, "spaces[]": {"team"},
		"project[]": {"Project: Read", "Member: Read", "Branch: Read", "Code: Download", "Code: Push", "Merge Request: Create", "Merge Request: Read"},
		"user[]":    {"User: Read", "Personal Access Token: Read"},
	}
}

// gitAt asks git whether the token may push to a repository.
func gitAt(t *testing.T, s *Server, repo, token string) got {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/"+repo+".git/info/refs?service="+receivePack, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("oauth2", token)
	return send(t, s, r)
}

// TestCreateFineGrainedToken: what was selected on the page opens what it is for,
// and nothing else, and nothing elsewhere.
func TestCreateFineGrainedToken(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario("repo-legacy-token-refused"))
	page := submit(t, s, pageGranular, func(url.Values) {})
	token := shown(t, page)
	for _, want := range []string{"<dt>Permissions</dt>", "Code: Push"} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for path, want := range map[string]int{
		self: 200, theUser: 200, theApp: 200, theApp + "/members/all/42": 200, theApp + "/repository/branches/main": 200,
		"/api/v4/projects?membership=true": 403, "/api/v4/metadata": 403, // neither was selected
		"/api/v4/projects/group%2Fsub%2Fapp": 403, // the group was not selected
	} {
		if g := get(t, s, path, token); g.status != want {
			t.Errorf("%s: %d %s, want %d", path, g.status, g.body, want)
		}
	}
	if g := gitAt(t, s, app, token); g.status != 200 {
		t.Errorf("git: %d %s", g.status, g.body)
	}
	if g := gitAt(t, s, "group/sub/app", token); g.status != 403 || !strings.Contains(g.body, "[Code: Push]") {
		t.Errorf("git outside the group: %d %s", g.status, g.body)
	}
	v := get(t, s, self, token).json(t)
	if v["granular"] != true || v["name"] != "Made here" || v["expires_at"] != "2027-02-20" {
		t.Errorf("%v", v)
	}
}

// TestProjectsOfTheAccountAreAPermissionOfTheUser: the same name on two tabs is two
// permissions.
func TestProjectsOfTheAccountAreAPermissionOfTheUser(t *testing.T) {
	t.Parallel()
	s := start(t, WithVersion("19.4.1"))
	token := shown(t, submit(t, s, pageGranular, func(f url.Values) {
		f["user[]"] = append(f["user[]"], "Project: Read")
		f.Del("project[]")
		f.Del("access")
	}))
	if g := get(t, s, "/api/v4/projects?membership=true", token); g.status != 200 {
		t.Errorf("the list: %d %s", g.status, g.body)
	}
	if g := get(t, s, theApp, token); g.status != 403 {
		t.Errorf("a project: %d %s", g.status, g.body)
	}
}

func TestCreateFineGrainedTokenObjects(t *testing.T) {
	t.Parallel()
	s := start(t, WithVersion("19.4.1"))
	for words, change := range map[string]func(url.Values){
		"Add token name.":                               func(f url.Values) { f.Del("name") },
		"Add token description.":                        func(f url.Values) { f.Del("description") },
		"Add token expiration date.":                    func(f url.Values) { f.Del("expires_at") },
		"Set group and project access.":                 func(f url.Values) { f.Del("access") },
		"At least one group or project is required.":    func(f url.Values) { f.Del("spaces[]") },
		"Add at least one resource with permissions.":   func(f url.Values) { f.Del("project[]"); f.Del("user[]") },
		"Expires at must be before 2027-11-22":          func(f url.Values) { f.Set("expires_at", "2028-01-01") },
		"This form is not from this page":               func(f url.Values) { f.Set("authenticity_token", "guessed") },
		`value="Code: Push" checked`:                    func(f url.Values) { f.Del("name") }, // what was selected stays so
		`value="selected_memberships" checked`:          func(f url.Values) { f.Del("name") },
		"For ACP</textarea>":                            func(f url.Values) { f.Del("name") },
		`name="user[]" value="User: Read" checked`:      func(f url.Values) { f.Del("name") },
		`name="user[]" value="Project: Read"> <span>`:   func(f url.Values) { f.Del("name") }, // of the other tab
		`name="project[]" value="Runner: Read"> <span>`: func(f url.Values) { f.Del("name") },
	} {
		if g := submit(t, s, pageGranular, change); g.status != 422 || !strings.Contains(g.body, words) {
			t.Errorf("%s: %d %s", words, g.status, g.body)
		}
	}
	if n := len(s.Tokens()); n != 2 {
		t.Errorf("%d tokens, want 2: laptop and the default one", n)
	}
}

// TestWithoutLegacyTokens: they are neither created nor rotated, and keep working.
func TestWithoutLegacyTokens(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario("fine-grained-only"))
	list := get(t, s, "/"+pageSettings+prefill, "").body
	if strings.Contains(list, "Legacy token") || !strings.Contains(list, `href="/`+pageGranular) {
		t.Errorf("the list: %s", list)
	}
	if g := get(t, s, theApp, s.Token()); g.status != 200 {
		t.Errorf("the Legacy token: %d %s", g.status, g.body)
	}
	if g := ask(t, s, http.MethodPost, "/api/v4/personal_access_tokens/self/rotate", nil, "Private-Token", s.Token()); g.status != 400 ||
		!strings.Contains(g.body, "Rotation of legacy personal access tokens is disabled.") {
		t.Errorf("rotate: %d %s", g.status, g.body)
	}
}

// TestWhatIsAskedOfAPersonCanBeSelected: each permission on its tab.
func TestWhatIsAskedOfAPersonCanBeSelected(t *testing.T) {
	t.Parallel()
	page := get(t, start(t, WithVersion("19.4.1")), "/"+pageGranular, "").body
	for _, p := range permissionsForACP() {
		if field := `name="` + boundaryOf(p) + `[]" value="` + p + `"`; !strings.Contains(page, field) {
			t.Errorf("no %s", field)
		}
	}
	if !slices.Contains(permissionsForACP(), "Code: Push") {
		t.Error("the list of what is asked for is another one")
	}
}

// TestThePageLeadsOutOfAMissingPermission: who selects all of them there has all,
// also in the scenario in which one is missing.
func TestThePageLeadsOutOfAMissingPermission(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario("permission-missing"))
	if g := gitAt(t, s, app, s.Token()); g.status != 403 {
		t.Errorf("the token of the scenario: %d %s", g.status, g.body)
	}
	token := shown(t, submit(t, s, pageGranular, func(url.Values) {}))
	if g := gitAt(t, s, app, token); g.status != 200 {
		t.Errorf("the token from the page: %d %s", g.status, g.body)
	}
}
