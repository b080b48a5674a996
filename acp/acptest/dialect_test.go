package acptest

import (
	"strings"
	"testing"
	"time"
)

// step is one call of a dialect's table and the answer to it. INSTANCE, TOKEN
// and KEY stand for the values of the run.
type step struct {
	name, method, path, body string
	none                     bool // without a session
	status                   int
	want                     string
}

const (
	good     = `{"personalAccessToken":"TOKEN","instanceUrl":"INSTANCE"}`
	bad      = `{"personalAccessToken":"not-known-to-this-gitlab","instanceUrl":"INSTANCE"}`
	global   = "/api/auth/gitlab/"
	scoped   = "/api/projects/my-team/auth/gitlab/"
	notThere = "404 page not found"
)

var tables = map[Dialect][]step{
	V0033: {
		{"health", "GET", "/health", "", true, 200, `{"status":"healthy"}`},
		{"version", "GET", "/api/version", "", true, 200, `{"version":"v0.2.6"}`},
		{"nothing yet", "GET", global + "status", "", false, 200, `{"connected":false}`},
		{"the try needs no session", "POST", global + "test", good, true, 200, `{"message":"GitLab connection successful","valid":true}`},
		{"the try of a bad token", "POST", global + "test", bad, true, 200, `{"error":"Invalid credentials","valid":false}`},
		{"a try saves nothing", "GET", global + "status", "", false, 200, `{"connected":false}`},
		{"connect", "POST", global + "connect", good, false, 200, `{"instanceUrl":"INSTANCE","message":"GitLab connected successfully"}`},
		{"connected", "GET", global + "status", "", false, 200, `{"connected":true,"instanceUrl":"INSTANCE","updatedAt":"1795355163"}`},
		{"the same record in the project", "GET", scoped + "status", "", false, 200, `{"connected":true,"instanceUrl":"INSTANCE","updatedAt":"1795355163"}`},
		{"a bad token", "POST", global + "connect", bad, false, 400, `{"error":"GitLab connectivity check failed: failed to authenticate with the provided Personal Access Token"}`},
		{"leaves the earlier one", "GET", global + "status", "", false, 200, `{"connected":true,"instanceUrl":"INSTANCE","updatedAt":"1795355163"}`},
		{"integrations", "GET", "/api/auth/integrations/status", "", false, 200, `{"github":{"installed":false,"pat":{"configured":false}},"gitlab":{"connected":true,"instanceUrl":"INSTANCE","updatedAt":"1795355163","valid":true},"google":{"connected":false},"jira":{"connected":false}}`},
		{"POST does not disconnect", "POST", global + "disconnect", "", false, 404, notThere},
		{"DELETE does", "DELETE", global + "disconnect", "", false, 200, `{"message":"GitLab disconnected successfully"}`},
		{"and does it again", "DELETE", global + "disconnect", "", false, 200, `{"message":"GitLab disconnected successfully"}`},
		{"gone", "GET", global + "status", "", false, 200, `{"connected":false}`},
		{"connect in the project", "POST", scoped + "connect", good, false, 200, `{"instanceUrl":"INSTANCE","message":"GitLab connected successfully"}`},
		{"DELETE in the project", "DELETE", scoped + "disconnect", "", false, 404, notThere},
		{"POST in the project", "POST", scoped + "disconnect", "", false, 200, `{"message":"GitLab disconnected successfully"}`},
		{"no try in the project", "POST", scoped + "test", good, false, 404, notThere},
		{"a project's bad name", "GET", "/api/projects/My_Team/auth/gitlab/status", "", false, 400, `{"error":"Invalid project name format"}`},
		{"somebody else's project", "GET", "/api/projects/other/auth/gitlab/status", "", false, 403, `{"error":"Unauthorized to access project"}`},
		{"no session in the project", "GET", scoped + "status", "", true, 401, `{"error":"User token required"}`},
		{"two slashes", "GET", "//api/auth/gitlab/status", "", false, 404, notThere},
		{"a slash behind", "GET", global + "status/", "", false, 301, "<a href=\"/api/auth/gitlab/status\">Moved Permanently</a>.\n\n"},
		{"a slash behind, posted", "POST", global + "connect/", good, false, 307, ""},
		{"two slashes behind", "GET", global + "status//", "", false, 404, notThere},
		{"the wrong method", "GET", global + "connect", "", false, 404, notThere},
		{"no such route", "GET", "/api/auth/gitlab", "", false, 404, notThere},
		{"root", "GET", "/", "", true, 404, notThere},
	},
	V0021: {
		{"no version", "GET", "/api/version", "", true, 404, notThere},
		{"stores without asking", "POST", global + "connect", bad, false, 200, `{"instanceUrl":"INSTANCE","message":"GitLab connected successfully"}`},
		{"connected", "GET", global + "status", "", false, 200, `{"connected":true,"instanceUrl":"INSTANCE","updatedAt":"1795355163"}`},
		{"the try asks", "POST", global + "test", bad, true, 200, `{"error":"Invalid credentials","valid":false}`},
		{"the try gives no cause", "POST", global + "test", `{"personalAccessToken":"TOKEN","instanceUrl":"https://git.example.com"}`, true, 200, `{"error":"request failed","valid":false}`},
		{"POST does not disconnect", "POST", global + "disconnect", "", false, 404, notThere},
		{"DELETE does", "DELETE", global + "disconnect", "", false, 200, `{"message":"GitLab disconnected successfully"}`},
		{"POST does in the project", "POST", scoped + "disconnect", "", false, 200, `{"message":"GitLab disconnected successfully"}`},
	},
	V0011: {
		{"nothing is global", "GET", global + "status", "", false, 404, notThere},
		{"no version", "GET", "/api/version", "", true, 404, notThere},
		{"nothing yet", "GET", scoped + "status", "", false, 200, `{"connected":false}`},
		{"connect", "POST", scoped + "connect", good, false, 200, `{"userId":"ada","gitlabUserId":"42","username":"ada","instanceUrl":"INSTANCE","connected":true,"message":"GitLab account connected successfully to project my-team"}`},
		{"connected", "GET", scoped + "status", "", false, 200, `{"connected":true,"username":"ada","instanceUrl":"INSTANCE","gitlabUserId":"42"}`},
		{"a bad token", "POST", scoped + "connect", bad, false, 500, `{"error":"invalid token: GitLab token is invalid or expired","statusCode":500}`},
		{"a sub-path is not looked at", "POST", scoped + "connect", `{"personalAccessToken":"TOKEN","instanceUrl":"INSTANCE/any/path"}`, false, 200, `{"userId":"ada","gitlabUserId":"42","username":"ada","instanceUrl":"INSTANCE/any/path","connected":true,"message":"GitLab account connected successfully to project my-team"}`},
		{"no dots in a token", "POST", scoped + "connect", `{"personalAccessToken":"TOKEN.01.abc","instanceUrl":"INSTANCE"}`, false, 400, `{"error":"Invalid input: token contains invalid characters","statusCode":400}`},
		{"a bad body", "POST", scoped + "connect", `{`, false, 400, `{"error":"Invalid request body","statusCode":400}`},
		{"a name that resolves nowhere", "POST", scoped + "connect", `{"personalAccessToken":"TOKEN","instanceUrl":"https://git.example.com"}`, false, 500, `{"error":"failed to validate token: failed to validate token: request failed: Get \"https://git.example.com/api/v4/user\": dial tcp: lookup git.example.com: no such host","statusCode":500}`},
		{"DELETE", "DELETE", scoped + "disconnect", "", false, 404, notThere},
		{"POST", "POST", scoped + "disconnect", "", false, 200, `{"connected":false,"message":"GitLab account disconnected successfully from project my-team"}`},
		{"no try", "POST", scoped + "test", good, true, 404, notThere},
	},
	SSO: {
		{"version", "GET", "/api/version", "", true, 200, `{"version":"v0.2.10"}`},
		{"no session", "GET", global + "status", "", true, 401, `{"error":"Invalid or missing token"}`},
		{"connect", "POST", global + "connect", good, false, 200, `{"instanceUrl":"INSTANCE","message":"GitLab connected successfully"}`},
		{"connected", "GET", global + "status", "", false, 200, `{"connected":true,"instanceUrl":"INSTANCE","updatedAt":"1795355163"}`},
		{"disconnect", "DELETE", global + "disconnect", "", false, 200, `{"message":"GitLab disconnected successfully"}`},
	},
	Documented: {
		{"nothing yet", "GET", global + "status", "", false, 200, `{"connected":false}`},
		{"no session", "POST", global + "connect", good, true, 401, `{"error":"User not authenticated","statusCode":401}`},
		{"a bad body", "POST", global + "connect", `[]`, false, 400, `{"error":"Invalid request body","statusCode":400}`},
		{"connect", "POST", global + "connect", good, false, 200, `{"userId":"ada","gitlabUserId":"42","username":"ada","instanceUrl":"INSTANCE","connected":true,"message":"GitLab account connected successfully"}`},
		{"connected", "GET", global + "status", "", false, 200, `{"connected":true,"username":"ada","instanceUrl":"INSTANCE","gitlabUserId":"42"}`},
		{"a bad token", "POST", global + "connect", bad, false, 500, `{"error":"GitLab token validation failed: 401 Unauthorized. Please ensure your token is valid and not expired","statusCode":500}`},
		{"DELETE", "DELETE", global + "disconnect", "", false, 404, notThere},
		{"POST", "POST", global + "disconnect", "", false, 200, `{"connected":false,"message":"GitLab account disconnected successfully"}`},
		{"no try", "POST", global + "test", good, true, 404, notThere},
		{"nothing in projects", "GET", scoped + "status", "", false, 404, notThere},
	},
}

func TestDialects(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Unix(1795355163, 0) }
	for _, d := range Dialects() {
		t.Run(string(d), func(t *testing.T) {
			t.Parallel()
			g := newGitLab(t, 200)
			s := start(t, WithDialect(d), WithKeys(), WithNow(now))
			fill := strings.NewReplacer("INSTANCE", g.URL, "TOKEN", token)
			for _, st := range tables[d] {
				q := sent{method: st.method, url: s.URL() + st.path, body: fill.Replace(st.body), auth: s.Session()}
				if st.none {
					q.auth = ""
				}
				a := must(t, q)
				if a.status != st.status || a.body != fill.Replace(st.want) {
					t.Errorf("%s: %s %s:\n got %d %s\nwant %d %s", st.name, st.method, st.path, a.status, a.body, st.status, fill.Replace(st.want))
				}
				if kind := kindOf(st); !strings.HasPrefix(a.kind, kind) {
					t.Errorf("%s: content type %q, want %s", st.name, a.kind, kind)
				}
			}
		})
	}
}

func kindOf(st step) string {
	switch {
	case st.want == notThere:
		return "text/plain"
	case st.want == "", strings.HasPrefix(st.want, "<"):
		return "text/html"
	}
	return "application/json; charset=utf-8"
}

func TestRedirectOfASlashStaysAtTheSameAddress(t *testing.T) {
	t.Parallel()
	s := start(t)
	a := must(t, sent{method: "GET", url: s.URL() + global + "status/", auth: s.Session()})
	if a.location != global+"status" {
		t.Fatalf("location %q", a.location)
	}
}
