package gitlabtest

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"
)

const (
	self    = "/api/v4/personal_access_tokens/self"
	theUser = "/api/v4/user"
	theApp  = "/api/v4/projects/team%2Fapp"
)

// TestAnswers is section 4 of gitlab-api.md, row by row.
func TestAnswers(t *testing.T) {
	t.Parallel()
	tokenless := func(*Server) string { return "" }
	for _, tc := range []struct {
		name   string
		opts   []Option
		method string
		path   string
		token  func(*Server) string
		status int
		body   string // whole; "URL" stands for the server's address
	}{
		{name: "no token", path: theUser, token: tokenless, status: 401, body: `{"message":"401 Unauthorized"}`},
		{name: "unknown token", opts: scenarioOf("token-unknown"), path: self, status: 401, body: `{"message":"401 Unauthorized"}`},
		{name: "token of another server", path: self, token: elsewhere, status: 401, body: `{"message":"401 Unauthorized"}`},
		{name: "unknown token on a public project", opts: scenarioOf("token-unknown"), path: "/api/v4/projects/25", status: 401, body: `{"message":"401 Unauthorized"}`},
		{name: "expired", opts: scenarioOf("token-expired"), path: self, status: 401, body: `{"error":"invalid_token","error_description":"Token is expired. You can either do re-authorization or token refresh."}`},
		{name: "revoked", opts: scenarioOf("token-revoked"), path: self, status: 401, body: `{"error":"invalid_token","error_description":"Token was revoked. You have to re-authorize from the user."}`},
		{name: "impersonation off", opts: scenarioOf("token-inactive"), path: self, status: 401, body: `{"error":"invalid_token","error_description":"Token is an impersonation token but impersonation was disabled."}`},
		{name: "DPoP", opts: scenarioOf("token-dpop"), path: self, status: 401, body: `{"error":"dpop_error","error_description":"DPoP validation error: DPoP header is missing"}`},
		{name: "scope missing", opts: scenarioOf("scope-only-write"), path: theUser, status: 403, body: `{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"api read_user read_api"}`},
		{name: "fine-grained", opts: []Option{WithToken(Token{Kind: FineGrained, Permissions: []string{}})}, path: "/api/v4/projects/17", status: 403, body: `{"error":"insufficient_granular_scope","error_description":"Access denied: This operation requires a fine-grained personal access token with the following project permissions: [Project: Read]."}`},
		{name: "fine-grained, self", opts: []Option{WithToken(Token{Kind: FineGrained, Permissions: []string{}})}, path: self, status: 403, body: `{"error":"insufficient_granular_scope","error_description":"Access denied: This operation requires a fine-grained personal access token with the following user permissions: [Personal Access Token: Read]."}`},
		{name: "blocked", opts: scenarioOf("account-blocked"), path: self, status: 403, body: `{"message":"403 Forbidden - Your account has been blocked."}`},
		{name: "pending", opts: scenarioOf("account-pending"), path: self, status: 403, body: `{"message":"403 Forbidden - Your account is pending approval from your administrator and hence blocked."}`},
		{name: "deactivated", opts: scenarioOf("account-deactivated"), path: self, status: 403, body: `{"message":"403 Forbidden - Your account has been deactivated by your administrator. Please log back in from a web browser to reactivate your account at URL"}`},
		{name: "unconfirmed", opts: scenarioOf("account-unconfirmed"), path: self, status: 403, body: `{"message":"403 Forbidden - Your primary email address is not confirmed. Please check your inbox for the confirmation instructions. In case the link is expired, you can request a new confirmation email at URL/users/confirmation/new"}`},
		{name: "terms", opts: scenarioOf("account-terms"), path: self, status: 403, body: `{"message":"403 Forbidden - You (@ada) must accept the Terms of Service in order to perform this action. To accept these terms, please access GitLab from a web browser at URL."}`},
		{name: "password", opts: scenarioOf("account-password-expired"), path: self, status: 403, body: `{"message":"403 Forbidden - Your password expired. Please access GitLab from a web browser to update your password."}`},
		{name: "too many addresses", opts: scenarioOf("account-too-many-addresses"), path: self, status: 403, body: `{"message":"403 Forbidden"}`},
		{name: "role too low", opts: []Option{WithProject(Project{ID: 20, Path: "team/reports", Level: 10})}, path: "/api/v4/projects/20/repository/branches/main", status: 403, body: `{"message":"403 Forbidden"}`},
		{name: "no such project", path: "/api/v4/projects/team%2Fnone", status: 404, body: `{"message":"404 Project Not Found"}`},
		{name: "invisible project", path: "/api/v4/projects/other%2Fprivate", status: 404, body: `{"message":"404 Project Not Found"}`},
		{name: "unknown path", path: "/api/v4/nothing", status: 404, body: `{"error":"404 Not Found"}`},
		{name: "unknown path without a token", path: "/api/v4/nothing", token: tokenless, status: 404, body: `{"error":"404 Not Found"}`},
		{name: "repository disabled", opts: scenarioOf("repo-disabled"), path: theApp + "/repository/branches/main", status: 404, body: `{"message":"404 Not Found"}`},
		{name: "no such branch", path: theApp + "/repository/branches/none", status: 404, body: `{"message":"404 Branch Not Found"}`},
		{name: "not a member", path: "/api/v4/projects/25/members/all/42", status: 404, body: `{"message":"404 Not found"}`},
		{name: "moved project", path: "/api/v4/projects/team%2Fbefore", status: 301, body: "This resource has been moved permanently to URL/api/v4/projects/17"},
		{name: "tokens switched off", opts: scenarioOf("token-page-missing"), path: self, status: 401, body: `{"message":"401 Unauthorized"}`},
		{name: "rate limiter in front", opts: scenarioOf("gitlab-rate-limited"), path: self, status: 429, body: "Retry later\n"},
		{name: "rate limit of the application", opts: scenarioOf("rate-limited-application"), path: self, status: 429, body: `{"message":{"error":"This endpoint has been requested too many times. Try again later."}}`},
		{name: "maintenance, writing", opts: scenarioOf("maintenance"), method: http.MethodDelete, path: self, status: 503, body: `{"message":"GitLab Maintenance: system is read-only"}`},
		{name: "git servers overloaded", opts: scenarioOf("gitaly-overload"), path: self, status: 503, body: `{"message":"Upstream Gitaly has been exhausted. Try again later"}`},
		{name: "version 3", path: "/api/v3/user", status: 410, body: `{"error":"API V3 is no longer supported. Use API V4 instead."}`},
		{name: "offset too big", path: "/api/v4/projects?page=502&per_page=100", status: 405, body: `{"error":"Offset pagination has a maximum allowed offset of 50000 for requests that return objects of type Project. Remaining records can be retrieved using keyset pagination."}`},
		{name: "OAuth token", opts: scenarioOf("token-oauth"), path: self, status: 400, body: `{"message":"400 Bad request - This endpoint requires token type to be a personal access token"}`},
		{name: "self before 15.5", opts: []Option{WithVersion("15.4.6")}, path: self, status: 401, body: `{"message":"401 Unauthorized"}`},
		{name: "self before 15.1", opts: []Option{WithVersion("14.10.0")}, path: self, status: 405, body: `{"error":"405 Not Allowed"}`},
		{name: "self before 13.3", opts: []Option{WithVersion("12.10.14")}, path: self, status: 404, body: `{"error":"404 Not Found"}`},
		{name: "metadata before 15.2", opts: []Option{WithVersion("15.1.0")}, path: "/api/v4/metadata", status: 404, body: `{"error":"404 Not Found"}`},
		{name: "API switched off", opts: scenarioOf("instance-api-disabled"), path: "/api/v4/version", token: tokenless, status: 403, body: `{"message":"Forbidden - The API is switched off on this server."}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, tc.opts...)
			token := s.Token()
			if tc.token != nil {
				token = tc.token(s)
			}
			g := ask(t, s, or(tc.method, http.MethodGet), tc.path, nil, "Private-Token", token)
			want := strings.ReplaceAll(tc.body, "URL", s.URL())
			if g.status != tc.status || g.body != want {
				t.Errorf("%d %s\nwant %d %s", g.status, g.body, tc.status, want)
			}
		})
	}
}

func scenarioOf(name string) []Option { return []Option{WithScenario(name)} }

func elsewhere(*Server) string { return "glpat-" + strings.Repeat("y", 20) }

func or(s, usual string) string {
	if s == "" {
		return usual
	}
	return s
}

func TestRateLimitHeaders(t *testing.T) {
	t.Parallel()
	s := start(t, WithScenario("gitlab-rate-limited"))
	g := get(t, s, self, s.Token())
	want := map[string]string{
		"Retry-After": "600", "RateLimit-Remaining": "0", "Content-Type": "text/plain",
		"RateLimit-ResetTime": "Sun, 22 Nov 2026 13:51:00 GMT", "RateLimit-Reset": "1795355460",
	}
	for name := range maps.Keys(want) {
		if g.header.Get(name) != want[name] {
			t.Errorf("%s: %q, want %q", name, g.header.Get(name), want[name])
		}
	}
	s = start(t, WithScenario("rate-limited-application"))
	if g := get(t, s, self, s.Token()); g.header.Get("RateLimit-Limit") != "" || g.header.Get("Retry-After") != "" {
		t.Errorf("the other form has headers: %v", g.header)
	}
}

func TestMovedProject(t *testing.T) {
	t.Parallel()
	s := start(t)
	g := get(t, s, "/api/v4/projects/team%2Fbefore/repository/branches/main?x=1", s.Token())
	if want := s.URL() + "/api/v4/projects/17/repository/branches/main?x=1"; g.status != 301 || g.header.Get("Location") != want {
		t.Errorf("%d %s, want 301 %s", g.status, g.header.Get("Location"), want)
	}
}

// TestScopes: which of a token's scopes opens what.
func TestScopes(t *testing.T) {
	t.Parallel()
	all := []string{"api", "read_api", "read_user", "write_repository", "read_repository", "ai_features", "self_rotate"}
	for _, tc := range []struct {
		method, path string
		opens        []string
	}{
		{"GET", self, all},
		{"GET", theUser, []string{"api", "read_api", "read_user"}},
		{"GET", "/api/v4/version", []string{"api", "read_api", "read_user", "ai_features"}},
		{"GET", "/api/v4/metadata", []string{"api", "read_api", "read_user", "ai_features"}},
		{"GET", "/api/v4/personal_access_tokens", []string{"api", "read_api"}},
		{"GET", "/api/v4/projects", []string{"api", "read_api"}},
		{"GET", theApp, []string{"api", "read_api"}},
		{"GET", theApp + "/members/all/42", []string{"api", "read_api"}},
		{"GET", theApp + "/repository/branches/main", []string{"api", "read_api"}},
		{"GET", self + "/associations", all},
		{"DELETE", self, all},
		{"POST", self + "/rotate", []string{"api", "self_rotate"}},
		{"DELETE", "/api/v4/personal_access_tokens/3870", []string{"api"}},
	} {
		s := start(t, WithVersion("18.5.2-ee"))
		for _, scope := range all {
			g := ask(t, s, tc.method, tc.path, nil, "Authorization", "Bearer "+s.Mint("one", []string{scope}, ""))
			opened := g.status < 300
			if want := strings.Contains(" "+strings.Join(tc.opens, " ")+" ", " "+scope+" "); opened != want {
				t.Errorf("%s %s with %s: %d %s", tc.method, tc.path, scope, g.status, g.body)
			}
		}
	}
}

// TestRateLimit: requests with a token are counted, git's are not, and those over
// the limit are refused until the minute ends.
func TestRateLimit(t *testing.T) {
	t.Parallel()
	now := noon()
	s := start(t, WithRateLimit(2), WithNow(func() time.Time { return now }))
	for _, want := range []string{"1", "0"} {
		if g := get(t, s, "/api/v4/user", s.Token()); g.status != http.StatusOK || g.header.Get("RateLimit-Remaining") != want {
			t.Errorf("%d, remaining %q, want %s", g.status, g.header.Get("RateLimit-Remaining"), want)
		}
	}
	if g := get(t, s, "/api/v4/user", s.Token()); g.status != http.StatusTooManyRequests || g.header.Get("Retry-After") != "60" {
		t.Errorf("over the limit: %d, %q", g.status, g.header.Get("Retry-After"))
	}
	if g := get(t, s, "/api/v4/version", ""); g.status != http.StatusUnauthorized {
		t.Errorf("without a token: %d", g.status)
	}
	now = now.Add(time.Minute)
	if g := get(t, s, "/api/v4/user", s.Token()); g.status != http.StatusOK {
		t.Errorf("a minute later: %d", g.status)
	}
}
