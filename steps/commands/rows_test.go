package commands

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// instead answers some requests in the place of GitLab.
type instead struct {
	next http.RoundTripper
	on   func(*http.Request) bool
	known
}

// RoundTrip implements http.RoundTripper.
func (i instead) RoundTrip(req *http.Request) (*http.Response, error) {
	if !i.on(req) {
		return i.next.RoundTrip(req)
	}
	h := http.Header{"Content-Type": {"text/plain"}, "X-Gitlab-Meta": {`{"correlation_id":"01JDA8","version":"1"}`}}
	switch {
	case strings.HasPrefix(i.body, "{"):
		h.Set("Content-Type", "application/json")
	case strings.HasPrefix(i.body, "<"):
		h.Set("Content-Type", "text/html")
	}
	if name, value, ok := strings.Cut(i.header, ": "); ok {
		h.Set(name, value)
	}
	return &http.Response{StatusCode: i.status, Header: h, Body: io.NopCloser(strings.NewReader(i.body)), Request: req}, nil
}

// known is one answer that GitLab is known to give, and what check meets in it.
type known struct {
	name   string
	status int
	body   string
	header string
	codes  string
}

func withToken(req *http.Request) bool {
	return strings.Contains(req.URL.Path, "/api/") && carriesToken(req)
}

func ofProject(req *http.Request) bool { return strings.Contains(req.URL.Path, "/projects/") }

func message(text string) string { return `{"message":"` + text + `"}` }

func oauth(code, text string) string {
	return `{"error":"` + code + `","error_description":"` + text + `","scope":"api read_api"}`
}

// onEveryCall are the rows of GitLab's errors that any call with a token may
// get. GitLab: lib/api/api_guard.rb, lib/api/helpers.rb, lib/gitlab/rack_attack.rb.
var onEveryCall = []known{
	{"unknown token", 401, message("401 Unauthorized"), "", "token-unknown"},
	{"expired", 401, oauth("invalid_token", "Token is expired. You can either do re-authorization or token refresh."), "", "token-expired"},
	{"revoked", 401, oauth("invalid_token", "Token was revoked. You have to re-authorize from the user."), "", "token-revoked"},
	{"impersonation is off", 401, oauth("invalid_token", "Token is an impersonation token but impersonation was disabled."), "", "token-inactive"},
	{"DPoP", 401, oauth("dpop_error", "DPoP validation error: no header"), "", "token-inactive"},
	{"fine-grained", 403, oauth("insufficient_granular_scope", "Access denied: This operation requires a fine-grained personal access token with the following user permissions: [User: Read]."), "", "permission-missing"},
	{"blocked", 403, message("403 Forbidden - Your account has been blocked."), "", "account-blocked"},
	{"pending", 403, message("403 Forbidden - Your account is pending approval from your administrator and hence blocked."), "", "account-pending"},
	{"deactivated", 403, message("403 Forbidden - Your account has been deactivated by your administrator. Please log back in from a web browser to reactivate your account at https://gitlab.example.com"), "", "account-deactivated"},
	{"unconfirmed", 403, message("403 Forbidden - Your primary email address is not confirmed. Please check your inbox"), "", "account-unconfirmed"},
	{"terms", 403, message("403 Forbidden - You (@ada) must accept the Terms of Service in order to perform this action."), "", "account-terms"},
	{"password", 403, message("403 Forbidden - Your password expired. Please access GitLab from a web browser to update your password."), "", "account-password-expired"},
	{"too many addresses", 403, message("403 Forbidden"), "", "gitlab-forbidden"},
	{"rack attack", 429, "Retry later\n", "Retry-After: 600", "gitlab-rate-limited"},
	{"application limit", 429, `{"message":{"error":"This endpoint has been requested too many times. Try again later."}}`, "", "gitlab-rate-limited"},
	{"organization read-only", 503, message("503 Service Unavailable"), "Retry-After: 60", "gitlab-unavailable"},
	{"deploy page", 502, "<title>GitLab is not responding</title>", "", "gitlab-unavailable"},
	{"Gitaly overload", 503, message("Upstream Gitaly has been exhausted. Try again later"), "Retry-After: 1", "gitlab-unavailable"},
	{"API v3", 410, message("API V3 is no longer supported. Use API V4 instead."), "", "gitlab-bad-answer"},
	{"a sign-in page", 200, "<title>Sign in</title>", "", "instance-login-page"},
	{"a sign-in page in a 5xx", 500, "<title>Sign in</title>", "", "gitlab-unavailable"},
	{"sent to a sign-in", 302, "", "Location: https://sso.example.com/login", "instance-login-page"},
	{"sent elsewhere", 302, "", "Location: https://git.example.org/api/v4/user", "instance-redirected"},
	{"no such route", 404, `{"error":"404 Not Found"}`, "", "gitlab-bad-answer"},
}

// onAProject are the rows that only the calls about a project get.
var onAProject = []known{
	{"absent or hidden", 404, message("404 Project Not Found"), "", "repo-not-found"},
	{"role too low to look", 403, message("403 Forbidden"), "", "repo-not-found"},
	{"group that restricts addresses", 404, message("404 Not Found"), "", "repo-not-found"},
	{"fine-grained only in this group", 403, oauth("insufficient_granular_scope", "Access denied: This operation requires a fine-grained personal access token with the following project permissions: [Project: Read]."), "", "repo-legacy-token-refused"},
	{"scope missing", 403, oauth("insufficient_scope", "The request requires higher privileges than provided by the access token."), "", "scope-missing"},
	{"rack attack", 429, "Retry later\n", "Retry-After: 600", "gitlab-rate-limited"},
	{"overload", 503, message("Upstream Gitaly has been exhausted"), "Retry-After: 1", "gitlab-unavailable"},
	{"moved away from here", 301, "This resource has been moved permanently", "Location: https://git.example.org/api/v4/projects/1", "instance-redirected"},
	{"a page", 200, "<title>Welcome</title>", "", "gitlab-bad-answer"},
}

// ofGit are git's answers to a person who has a role there. GitLab:
// lib/gitlab/git_access.rb, ERROR_MESSAGES.
var ofGit = []known{
	{"one text for all tokens", 401, "HTTP Basic: Access denied. If a token was provided, it was either incorrect, expired, or improperly scoped.", "", "repo-push-refused"},
	{"no scope", 403, "You are not allowed to upload code.", "", "scope-missing"},
	{"no role", 403, "You are not allowed to push code to this project.", "", "repo-push-refused"},
	{"archived", 403, "You can't push code to an archived project.", "", "repo-archived"},
	{"read-only for a while", 403, "The repository is temporarily read-only. Please try again later.", "", "gitlab-unavailable"},
	{"read-only instance", 403, "You can't push code to a read-only GitLab instance.", "", "gitlab-unavailable"},
	{"no pushes over HTTP", 403, "Pushing over HTTP is not allowed.", "", "repo-http-git-off"},
	{"no git over HTTP", 403, "Git access over HTTP is not allowed", "", "repo-http-git-off"},
	{"fine-grained", 403, "Access denied: This operation requires a fine-grained personal access token with the following project permissions: [Code: Push].", "", "repo-legacy-token-refused"},
	{"single sign-on", 403, "Cannot find valid SSO session. Please login via your group's SSO at https://gitlab.example.com/groups/team/-/saml/sso?token=x", "", "repo-sso-required"},
	{"banned address", 403, "Too many failed authentication attempts from this IP", "", "gitlab-rate-limited"},
	{"blocked", 403, "Your account has been blocked.", "", "account-blocked"},
	{"missing or hidden", 404, "The project you were looking for could not be found or you don't have permission to view it.", "", "repo-push-refused"},
	{"nothing there yet", 404, "A repository for this project does not exist yet.", "", "repo-not-ready"},
	{"not created", 422, "Could not create project: Path is too long", "", "repo-push-refused"},
	{"timeout", 503, "The git server, Gitaly, is not available at this time.", "", "gitlab-unavailable"},
}

// TestEveryAnswerOfGitLabHasItsName plays every row of the answers that GitLab
// is known to give, in front of a GitLab where all else is well.
func TestEveryAnswerOfGitLabHasItsName(t *testing.T) {
	t.Parallel()
	play := func(where string, rows []known, on func(*http.Request) bool) {
		for _, r := range rows {
			t.Run(where+": "+r.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					a := open(t, true)
					a.wired(t)
					a.wire = instead{a.wire, on, r}
					o := a.call(t, a.token, nil, a.onGitLab("check", "team/app-docs")...)
					r.compare(t, o)
				})
			})
		}
	}
	play("every call", onEveryCall, withToken)
	play("a project", onAProject, ofProject)
	play("git", ofGit, func(req *http.Request) bool { return strings.HasSuffix(req.URL.Path, "/info/refs") })
}

// compare holds a run to the one cause of the row, and its exit code to the severity
// with which that is told.
func (r known) compare(t *testing.T, o outcome) {
	t.Helper()
	exit := problem.ExitOK
	if len(o.errors()) > 0 {
		exit = exitOf(problem.Code(r.codes))
	}
	met{r.codes, exit}.compare(t, o)
	checkAdvice(t, o)
}

// TestEveryCodeCanBeBroughtAbout: a code that no scenario ends in is one that
// nobody has ever seen.
func TestEveryCodeCanBeBroughtAbout(t *testing.T) {
	t.Parallel()
	brought := map[problem.Code]bool{}
	for _, sc := range gitlabtest.Scenarios() {
		brought[sc.Code] = true // met by check, or by the demo: see there
	}
	for _, sc := range acptest.Scenarios() {
		brought[sc.Code] = true
	}
	for _, spec := range problem.All() {
		if !brought[spec.Code] {
			t.Errorf("no scenario ends in %s", spec.Code)
		}
		delete(brought, spec.Code)
	}
	delete(brought, "")
	for code := range brought {
		t.Errorf("%s is no code", code)
	}
}
