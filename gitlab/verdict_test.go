package gitlab

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
)

// reply is one answer of a server.
type reply struct {
	status int
	body   string
	header map[string]string
}

func (r reply) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	kind := "text/plain; charset=utf-8"
	switch {
	case strings.HasPrefix(r.body, "{"), strings.HasPrefix(r.body, "["):
		kind = "application/json"
	case strings.HasPrefix(r.body, "<"):
		kind = "text/html"
	}
	w.Header().Set("Content-Type", kind)
	for name, value := range r.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(r.status)
	_, _ = w.Write([]byte(r.body))
}

// says returns the JSON of an error in GitLab's usual form.
func says(message string) string {
	b, _ := json.Marshal(map[string]string{"message": message})
	return string(b)
}

func oauthError(code, description string) string {
	b, _ := json.Marshal(map[string]string{"error": code, "error_description": description, "scope": "api read_api"})
	return string(b)
}

// meta is the header that GitLab puts on its answers.
var meta = map[string]string{"X-Gitlab-Meta": `{"correlation_id":"01JDA8","version":"1"}`, "X-Request-Id": "01JDA8"}

// client returns a client of an http server, and the server's instance.
func client(t *testing.T, h http.Handler) *Client {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	st, err := web.New(web.Options{Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	c, p := NewClient(st, instance(t, srv.URL), secret.New(plain))
	if p != nil {
		t.Fatal(p)
	}
	return c
}

// answered plays one answer and returns what came of it.
func answered(t *testing.T, r reply) (outcome, Instance) {
	t.Helper()
	c := client(t, r)
	_, o := ask(t.Context(), callUser, c.api.Users.CurrentUser)
	return o, c.in
}

// TestVerdict holds the table of answers that GitLab is known to give; see its
// lib/api/api_guard.rb and lib/api/helpers.rb.
func TestVerdict(t *testing.T) {
	t.Parallel()
	ip := says("403 Forbidden")
	for _, tc := range []struct {
		name string
		reply
		want problem.Code
	}{
		{"no token", reply{401, says("401 Unauthorized"), meta}, problem.TokenUnknown},
		{"unknown token, no header", reply{401, says("401 Unauthorized"), nil}, problem.TokenUnknown},
		{"expired", reply{401, oauthError("invalid_token", "Token is expired. You can either do re-authorization or token refresh."), meta}, problem.TokenExpired},
		{"revoked", reply{401, oauthError("invalid_token", "Token was revoked. You have to re-authorize from the user."), meta}, problem.TokenRevoked},
		{"impersonation", reply{401, oauthError("invalid_token", "Token is an impersonation token but impersonation was disabled."), meta}, problem.TokenInactive},
		{"DPoP", reply{401, oauthError("dpop_error", "DPoP validation error: DPoP header is missing"), meta}, problem.TokenInactive},
		{"GraphQL", reply{401, `{"errors":[{"message":"Invalid token"}]}`, nil}, problem.TokenUnknown},
		{"another server's 401", reply{401, says("No API key found in request"), nil}, problem.GitLabBadAnswer},
		{"a proxy's 401", reply{401, "authorization required", nil}, problem.GitLabBadAnswer},
		{"a sign-in form's 401", reply{401, `<title>Sign in</title><input type="password">`, nil}, problem.InstanceLoginPage},
		{"scope missing", reply{403, oauthError("insufficient_scope", "The request requires higher privileges than provided by the access token."), meta}, problem.ScopeMissing},
		{"fine-grained", reply{403, oauthError("insufficient_granular_scope", "Access denied: This operation requires a fine-grained personal access token with the following project permissions: [Project: Read]."), meta}, problem.PermissionMissing},
		{"blocked", reply{403, says("403 Forbidden - Your account has been blocked."), meta}, problem.AccountBlocked},
		{"pending", reply{403, says("403 Forbidden - Your account is pending approval from your administrator and hence blocked."), meta}, problem.AccountPending},
		{"deactivated", reply{403, says("403 Forbidden - Your account has been deactivated by your administrator. Please log back in from a web browser to reactivate your account at https://gitlab.example.com"), meta}, problem.AccountDeactivated},
		{"unconfirmed", reply{403, says("403 Forbidden - Your primary email address is not confirmed. Please check your inbox."), meta}, problem.AccountUnconfirmed},
		{"terms", reply{403, says("403 Forbidden - You (@ada) must accept the Terms of Service in order to perform this action."), meta}, problem.AccountTerms},
		{"password", reply{403, says("403 Forbidden - Your password expired. Please access GitLab from a web browser to update your password."), meta}, problem.AccountPasswordExpired},
		{"too many addresses, or a role", reply{403, ip, meta}, problem.GitLabForbidden},
		{"an address that is not allowed", reply{403, says("403 Forbidden - Your IP address is not allowed"), meta}, problem.GitLabForbidden},
		{"a reason that has no name", reply{403, says("403 Forbidden - Something of a plugin's"), meta}, problem.GitLabForbidden},
		{"a ban", reply{403, "Forbidden\n", nil}, problem.GitLabForbidden},
		{"another server's 403", reply{403, says("No access for you"), nil}, problem.GitLabBadAnswer},
		{"a filter's 403", reply{403, "Forbidden by policy", nil}, problem.GitLabBadAnswer},
		{"rack attack", reply{429, "Retry later\n", map[string]string{"Retry-After": "600"}}, problem.GitLabRateLimited},
		{"application limit", reply{429, `{"message":{"error":"This endpoint has been requested too many times. Try again later."}}`, map[string]string{"Retry-After": "60"}}, problem.GitLabRateLimited},
		{"organization read-only", reply{503, says("503 Service Unavailable"), map[string]string{"Retry-After": "60"}}, problem.GitLabUnavailable},
		{"deploy page", reply{500, "<title>GitLab is not responding</title>", nil}, problem.GitLabUnavailable},
		{"sign-in page in a 5xx", reply{500, `<title>Sign in</title><input type="password">`, nil}, problem.GitLabUnavailable},
		{"API v3", reply{410, says("API V3 is no longer supported. Use API V4 instead."), meta}, problem.GitLabBadAnswer},
		{"offset too big", reply{405, `{"error":"Offset pagination has a maximum allowed offset of 50000"}`, meta}, problem.GitLabBadAnswer},
		{"no such route", reply{404, `{"error":"404 Not Found"}`, meta}, problem.GitLabBadAnswer},
		{"some page", reply{200, "<title>Welcome</title>", nil}, problem.GitLabBadAnswer},
		{"sign-in page", reply{200, "<title>Log in - Example SSO</title>", nil}, problem.InstanceLoginPage},
		{"no JSON", reply{200, "hello", nil}, problem.GitLabBadAnswer},
		{"another origin", reply{302, "moved", map[string]string{"Location": "https://git.example.org/api/v4/user"}}, problem.InstanceRedirected},
		{"a sign-in elsewhere", reply{302, "moved", map[string]string{"Location": "https://sso.example.com/start?x=1"}}, problem.InstanceLoginPage},
		{"all is well", reply{200, `{"id":42,"username":"ada"}`, meta}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			o, in := answered(t, tc.reply)
			p := verdict(o, in)
			if p == nil {
				if tc.want != "" {
					t.Fatalf("no problem, want %s", tc.want)
				}
				return
			}
			if p.Code != tc.want {
				t.Errorf("got %v, want %s", p, tc.want)
			}
			if !strings.HasPrefix(p.Evidence, callUser+": "+strconv.Itoa(tc.status)) {
				t.Errorf("evidence %q", p.Evidence)
			}
		})
	}
}

// TestOnlyGitLabBlamesTheToken: no other answer may advise a new token.
func TestOnlyGitLabBlamesTheToken(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "401", says("Unauthorized request"), "<h1>401</h1>", `[]`, `{"message":{"error":"x"}}`, "Token is expired"} {
		o, in := answered(t, reply{401, body, nil})
		if p := verdict(o, in); strings.HasPrefix(string(p.Code), "token-") {
			t.Errorf("%q: %s", body, p.Code)
		}
	}
}

func TestVerdictTellsWhenToTryAgain(t *testing.T) {
	t.Parallel()
	o, in := answered(t, reply{429, "Retry later", map[string]string{"Retry-After": "600"}})
	p := verdict(o, in)
	if p.RetryAt.IsZero() || p.Facts.When == "" || p.Facts.Words != "Retry later" {
		t.Errorf("at %s, %v", p.RetryAt, p.Facts)
	}
	o, in = answered(t, reply{429, "Retry later", nil})
	if p := verdict(o, in); !p.RetryAt.IsZero() || p.Facts.When != "" {
		t.Errorf("made up %s, %v", p.RetryAt, p.Facts)
	}
}

func TestEvidence(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		reply
		want string
	}{
		{reply{401, says("401 Unauthorized"), meta}, callUser + ": 401, request 01JDA8"},
		{reply{404, says("404 Project Not Found"), nil}, callUser + ": 404"},
		{reply{403, says("403 Forbidden - Your account has been blocked."), nil}, callUser + `: 403, "Your account has been blocked."`},
		{reply{401, oauthError("invalid_token", "Token is expired."), nil}, callUser + `: 401, "Token is expired."`},
		{reply{403, "the token " + plain + "\x1b[31m is red", nil}, callUser + `: 403, "the token [redacted] is red"`},
	} {
		if o, _ := answered(t, tc.reply); o.evidence() != tc.want {
			t.Errorf("got  %s\nwant %s", o.evidence(), tc.want)
		}
	}
}

func TestDecodeError(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		body string
		want errorBody
	}{
		{`{"message":"404 Project Not Found"}`, errorBody{Text: "404 Project Not Found", JSON: true}},
		{`{"message":{"expires_at":["must be before 2027-01-01"]}}`, errorBody{Text: "expires_at must be before 2027-01-01", JSON: true}},
		{`{"message":{"error":"too many times"}}`, errorBody{Text: "too many times", JSON: true}},
		{`{"error":"404 Not Found"}`, errorBody{Text: "404 Not Found", Route: true, JSON: true}},
		{`{"error":"id is invalid"}`, errorBody{Text: "id is invalid", JSON: true}},
		{`{"error":"insufficient_scope","error_description":"more","scope":"api read_api"}`, errorBody{Code: "insufficient_scope", Text: "more", Scopes: []string{"api", "read_api"}, JSON: true}},
		{`{"errors":[{"message":"Invalid token"},{"message":"b"}]}`, errorBody{Text: "Invalid token; b", JSON: true}},
		{"Retry later\n", errorBody{Text: "Retry later"}},
		{`{"message":3,"error":null}`, errorBody{JSON: true}},
		{"", errorBody{}},
	} {
		got := decodeError([]byte(tc.body))
		if got.Code != tc.want.Code || got.Text != tc.want.Text || got.Route != tc.want.Route || got.JSON != tc.want.JSON ||
			strings.Join(got.Scopes, " ") != strings.Join(tc.want.Scopes, " ") {
			t.Errorf("%s: got %+v", tc.body, got)
		}
	}
}

func FuzzErrorBody(f *testing.F) {
	for _, s := range []string{`{"message":{"a":["b",{"c":1}]}}`, `{"errors":[[[[[[[[[["x"]]]]]]]]]]}`, "x", `{"error":"e","error_description":"d","scope":"s"}`, "\xff"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		b := decodeError(body)
		if b.JSON && !utf8.ValidString(b.Text) {
			t.Fatalf("%q became %q", body, b.Text)
		}
		if again := decodeError(body); again.Text != b.Text || again.Code != b.Code {
			t.Fatalf("%q is read in two ways: %q and %q", body, b.Text, again.Text)
		}
		_ = b.says("x")
	})
}

func TestNewClientRefuses(t *testing.T) {
	t.Parallel()
	st, err := web.New(web.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	token := secret.New(plain)
	for in, want := range map[Instance]problem.Code{
		{}: problem.InstanceURLInvalid,
		{scheme: "http", host: "gitlab.example.com"}:    problem.InstanceNotHTTPS,
		{scheme: "http", host: "localhost.example.com"}: problem.InstanceNotHTTPS,
		{scheme: "http", host: "localhost:1"}:           "",
		DotCom:                                          "",
	} {
		if c, p := NewClient(st, in, token); (want == "") != (p == nil) || p != nil && p.Code != want || (c == nil) != (p != nil) {
			t.Errorf("%s: %v", in, p)
		}
	}
	if _, p := NewClient(st, DotCom, secret.Text{}); p == nil || p.Code != problem.TokenEmpty {
		t.Errorf("without a token: %v", p)
	}
}

func TestEveryWordHasItsCode(t *testing.T) {
	t.Parallel()
	for _, words := range []map[problem.Code]string{stops, refusals, pushes} {
		for code := range maps.Keys(words) {
			if _, ok := problem.Lookup(code); !ok {
				t.Errorf("no such code: %s", code)
			}
		}
	}
	for kind, code := range failureCodes {
		if stops[code] == "" {
			t.Errorf("no words for %s (%s)", code, kind)
		}
	}
}
