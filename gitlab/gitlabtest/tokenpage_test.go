package gitlabtest

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"acp-gitlab/gitlab/problem"
)

const prefill = "?name=Ambient+Code+Platform+Integration&scopes=api,read_api,read_user,write_repository,no_such_scope"

// TestTokenPages is the table of section 1.1 of gitlab-api.md: what each
// version shows at each address.
func TestTokenPages(t *testing.T) {
	t.Parallel()
	at := []string{pageOldProfile, pageProfile, pageSettings, pageLegacyNew, pageGranular}
	for version, want := range map[string][]string{
		"12.10.14":    {"empty", "404", "404", "404", "404"},
		"13.12.0":     {"404", "empty", "404", "404", "404"},
		"14.1.0":      {"404", "filled", "404", "404", "404"},
		"16.7.4":      {"404", "filled", "404", "404", "404"},
		"16.8.0":      {"404", "moved", "filled", "404", "404"},
		"16.11.4":     {"404", "moved", "filled", "404", "404"},
		"17.0.0":      {"404", "404", "filled", "404", "404"},
		"18.0.2":      {"404", "404", "empty", "404", "404"},
		"18.1.0":      {"404", "404", "empty", "404", "404"},
		"18.2.0":      {"404", "404", "filled", "404", "404"},
		"18.8.3":      {"404", "404", "filled", "404", "404"},
		"18.9.0":      {"404", "404", "filled", "404", "404"},
		"18.10.0-ee":  {"404", "404", "forward", "filled", "fine"},
		"19.2.0":      {"404", "404", "forward", "filled", "fine"},
		"19.2.0 fine": {"404", "404", "list", "404", "fine"},
		"18.9.0 on":   {"404", "404", "filled", "empty", "404"},
		"18.10.0 off": {"404", "404", "filled", "404", "404"},
		"16.11.4 no":  {"404", "404", "404", "404", "404"},
	} {
		s := start(t, versionOf(version)...)
		for i, path := range at {
			if got := kindOfPage(get(t, s, "/"+path+prefill, "")); got != want[i] {
				t.Errorf("%s /%s: %s, want %s", version, path, got, want[i])
			}
		}
	}
}

// versionOf reads "18.9.0 on": the version, and whether fine-grained tokens
// are switched on, or all tokens off.
func versionOf(text string) []Option {
	version, more, _ := strings.Cut(text, " ")
	opts := []Option{WithVersion(version)}
	switch more {
	case "no":
		opts = append(opts, WithScenario("token-page-missing"))
	case "fine":
		opts = append(opts, WithoutLegacyTokens())
	case "on", "off":
		opts = append(opts, WithGranular(more == "on"))
	}
	return opts
}

func kindOfPage(g got) string {
	to := g.header.Get("Location")
	switch {
	case g.status == 404 && strings.Contains(g.body, "404: Page not found"):
		return "404"
	case g.status == 301 && strings.HasSuffix(to, pageSettings+prefill):
		return "moved"
	case g.status == 302 && strings.HasSuffix(to, pageLegacyNew+"?name=Ambient+Code+Platform+Integration&scopes=api%2Cread_user%2Cread_api%2Cwrite_repository"):
		return "forward"
	case strings.Contains(g.body, "<h1>Generate fine-grained token</h1>") && strings.Contains(g.body, `name="name" value=""`):
		return "fine" // nothing in it is filled in
	case strings.Contains(g.body, "<table>"):
		return "list"
	case strings.Contains(g.body, `value="Ambient Code Platform Integration"`) && strings.Join(ticked(g.body), " ") == "api read_user read_api write_repository":
		return "filled"
	case strings.Contains(g.body, "Create token") && ticked(g.body) == nil:
		return "empty"
	default:
		return g.body
	}
}

func ticked(page string) (out []string) {
	for _, m := range regexp.MustCompile(`value="([a-z_0-9]+)" checked`).FindAllStringSubmatch(page, -1) {
		out = append(out, m[1])
	}
	return out
}

func TestIndexWithoutANameShowsTheList(t *testing.T) {
	t.Parallel()
	s := start(t, WithVersion("19.2.0"))
	for _, query := range []string{"", "?scopes=api", "?name=x", "?name=x&scopes=no_such"} {
		if got := kindOfPage(get(t, s, "/"+pageSettings+query, "")); got != "list" {
			t.Errorf("%q: %s", query, got)
		}
	}
	if page := get(t, s, "/"+pageSettings, "").body; !strings.Contains(page, "<td>laptop</td>") || strings.Contains(page, s.Token()) {
		t.Error("the list lacks a token, or shows its value")
	}
}

// submit fills in the form at path and sends it.
func submit(t *testing.T, s *Server, path string, change func(url.Values)) got {
	t.Helper()
	page := get(t, s, "/"+path, "").body
	csrf := regexp.MustCompile(`name="authenticity_token" value="([^"]+)"`).FindStringSubmatch(page)
	if csrf == nil {
		t.Fatalf("no form: %s", page)
	}
	form := url.Values{
		"authenticity_token": {csrf[1]}, "personal_access_token[name]": {"Made here"},
		"personal_access_token[expires_at]": {"2027-02-20"}, "personal_access_token[scopes][]": {"api", "read_user"},
	}
	if path == pageGranular {
		form = grantForm(csrf[1])
	}
	change(form)
	return ask(t, s, http.MethodPost, "/"+path, strings.NewReader(form.Encode()),
		"Content-Type", "application/x-www-form-urlencoded", "Origin", strings.TrimSuffix(s.URL(), s.cfg.root))
}

// shown finds the token in the field of the page.
func shown(t *testing.T, g got) string {
	t.Helper()
	m := regexp.MustCompile(`<input id="token" type="text" value="([^"]*)" readonly`).FindStringSubmatch(g.body)
	if m == nil {
		t.Fatalf("%d, no token on the page: %s", g.status, g.body)
	}
	return html.UnescapeString(m[1])
}

func TestCreateToken(t *testing.T) {
	t.Parallel()
	var made []Token
	s := start(t, WithRoot("/gitlab"), OnCreate(func(t Token) { made = append(made, t) }))
	g := submit(t, s, pageSettings, func(url.Values) {})
	token := shown(t, g)
	if g.header.Get("Cache-Control") != "no-store" || !strings.Contains(g.body, "Copy token") {
		t.Errorf("%v", g.header)
	}
	v := get(t, s, self, token).json(t)
	if v["name"] != "Made here" || v["expires_at"] != "2027-02-20" {
		t.Errorf("%v", v)
	}
	if g := get(t, s, "/"+pageSettings, ""); strings.Contains(g.body, token) {
		t.Error("shown a second time")
	}
	if len(made) != 1 || made[0].Name != "Made here" || !slices.Equal(made[0].Scopes, []string{"api", "read_user"}) || !made[0].Value.IsZero() {
		t.Errorf("hook: %+v", made)
	}
}

func TestCreateTokenObjects(t *testing.T) {
	t.Parallel()
	s := start(t)
	for words, change := range map[string]func(url.Values){
		"Name can&#39;t be blank":              func(f url.Values) { f.Set("personal_access_token[name]", "") },
		"Scopes can&#39;t be blank":            func(f url.Values) { f.Del("personal_access_token[scopes][]") },
		"Expires at must be before 2027-11-22": func(f url.Values) { f.Set("personal_access_token[expires_at]", "2028-01-01") },
		"Expires at must be a future date":     func(f url.Values) { f.Set("personal_access_token[expires_at]", "2026-11-22") },
		"Expires at must be a date":            func(f url.Values) { f.Set("personal_access_token[expires_at]", "soon") },
		"Description is too long":              func(f url.Values) { f.Set("personal_access_token[description]", strings.Repeat("x", 256)) },
		"This form is not from this page":      func(f url.Values) { f.Set("authenticity_token", "guessed") },
	} {
		if g := submit(t, s, pageSettings, change); g.status != 422 || !strings.Contains(g.body, words) {
			t.Errorf("%s: %d %s", words, g.status, g.body)
		}
	}
	if n := len(s.Tokens()); n != 2 {
		t.Errorf("%d tokens, want 2: laptop and the default one", n)
	}
	if g := submit(t, s, pageSettings, func(f url.Values) { f.Del("personal_access_token[expires_at]") }); !strings.Contains(g.body, "2027-11-22") {
		t.Errorf("without a date: %s", g.body)
	}
}

// TestPageHandsOutTheScenario: whoever makes the token on the page meets the
// same problem as whoever takes Token.
func TestPageHandsOutTheScenario(t *testing.T) {
	t.Parallel()
	for scenario, want := range map[string]int{
		"": 200, "token-expired": 401, "token-revoked": 401, "token-unknown": 401, "token-truncated": 401,
		"token-routable": 200, "token-wrong-kind": 401, "token-fine-grained": 200,
	} {
		s := start(t, WithScenario(scenario))
		path := pageSettings
		if s.Scenario().Code == problem.TokenFineGrained {
			path = pageGranular
		}
		token := shown(t, submit(t, s, path, func(url.Values) {}))
		if g := get(t, s, self, token); g.status != want {
			t.Errorf("%s: %d %s", scenario, g.status, g.body)
		}
	}
}

// TestPageIsSelfContained: nothing comes from the network, nothing that a
// person typed is taken for HTML.
func TestPageIsSelfContained(t *testing.T) {
	t.Parallel()
	s := start(t)
	g := get(t, s, "/"+pageSettings+"?name="+url.QueryEscape(`"><script>alert(1)</script>{{csrf}}`)+"&scopes=api", "")
	if strings.Contains(g.body, "<script>alert") || strings.Contains(g.body, `{{csrf}}"`) == false {
		t.Error("the name is taken for something else than words")
	}
	if outside := regexp.MustCompile(`(?:src|href)="(?:https?:)?//`).FindString(g.body); outside != "" {
		t.Errorf("loads from elsewhere: %s", outside)
	}
	if left := regexp.MustCompile(`\{\{(?:access|spaces|project|user|instance|actions|resource|id|type|field|value|label|granted|granular|legacy|title|nonce|style|script|content|person|username|version|notices|scopes|heading|about|description|cancel|action|expires|first|last|checked|why|scope)\}\}`).FindString(g.body); left != "" {
		t.Errorf("%s has not been filled in", left)
	}
	for _, want := range []string{"DEMO", "prefers-color-scheme: dark", "Ada Lovelace", "Token name", "Expiration date"} {
		if !strings.Contains(g.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	policy := g.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("policy %q", policy)
	}
}

// TestNewerPagesNameTheTokenType: from the list by "Legacy token" to a form that
// has a description.
func TestNewerPagesNameTheTokenType(t *testing.T) {
	t.Parallel()
	for version, newer := range map[string]bool{"16.11.4": false, "19.2.0": true} {
		s := start(t, WithVersion(version))
		path := pageSettings
		if newer {
			path = pageLegacyNew
			list := get(t, s, "/"+pageSettings, "").body
			for _, want := range []string{"Generate token</summary>", `href="/` + pageLegacyNew + `"><strong>Legacy token`, `href="/` + pageGranular + `"><strong>Fine-grained token`} {
				if !strings.Contains(list, want) {
					t.Errorf("%s: the list lacks %q", version, want)
				}
			}
		}
		form := get(t, s, "/"+path+prefill+"&description=For+ACP", "").body
		for _, want := range []string{"Generate legacy token", `name="personal_access_token[description]"`, "For ACP</textarea>"} {
			if strings.Contains(form, want) != newer {
				t.Errorf("%s: %q on the form: %v", version, want, !newer)
			}
		}
	}
}

func TestUsualVersionLeavesAScenarioItsOwn(t *testing.T) {
	t.Parallel()
	for scenario, want := range map[string]string{"": "DEMO GitLab 19.2.0", "gitlab-too-old": "DEMO GitLab 15.4.6"} {
		s := start(t, WithScenario(scenario), WithUsualVersion("19.2.0"))
		path := pageLegacyNew
		if scenario != "" {
			path = pageProfile
		}
		if page := get(t, s, "/"+path, "").body; !strings.Contains(page, want) {
			t.Errorf("%q: the page does not say %s", scenario, want)
		}
	}
}

func TestAdministratorsSeeMoreScopes(t *testing.T) {
	t.Parallel()
	admin := ada()
	admin.Admin = true
	for _, tc := range []struct {
		user User
		want bool
	}{{ada(), false}, {admin, true}} {
		s := start(t, WithUser(tc.user))
		if got := strings.Contains(get(t, s, "/"+pageSettings, "").body, `value="sudo"`); got != tc.want {
			t.Errorf("administrator %v: sudo %v", tc.user.Admin, got)
		}
	}
}

func TestWebPages(t *testing.T) {
	t.Parallel()
	s := start(t)
	for path, want := range map[string]string{
		"/": "302 /users/sign_in", "/team/app": "302 /users/sign_in", "/team/app/-/issues": "302 /users/sign_in",
		"/users/sign_in": "200 ", "/-/manifest.json": "200 ", "/nowhere": "404 ", "/team/app/api/v4/version": "404 ",
	} {
		g := get(t, s, path, "")
		if got := http.StatusText(g.status) + strings.TrimPrefix(g.header.Get("Location"), s.URL()); got != statusAnd(want) {
			t.Errorf("%s: %d %s, want %s", path, g.status, g.header.Get("Location"), want)
		}
	}
	g := get(t, s, "/users/sign_in", "")
	for _, want := range []string{"<title>Sign in", `type="password"`, `gon.gitlab_url="` + s.URL()} {
		if !strings.Contains(g.body, want) {
			t.Errorf("the sign-in page lacks %q", want)
		}
	}
	if !strings.HasPrefix(g.header.Get("Set-Cookie"), "_gitlab_session=") {
		t.Errorf("cookie %q", g.header.Get("Set-Cookie"))
	}
}

func statusAnd(want string) string {
	code, to, _ := strings.Cut(want, " ")
	return map[string]string{"200": "OK", "302": "Found", "404": "Not Found"}[code] + to
}
