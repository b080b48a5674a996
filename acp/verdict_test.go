package acp_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
)

const (
	statusCall     = "/api/auth/gitlab/status"
	connectCall    = "/api/auth/gitlab/connect"
	disconnectCall = "/api/auth/gitlab/disconnect"
	testCall       = "/api/auth/gitlab/test"
	instance       = "https://gitlab.example.com"
)

var fine = answer{http.StatusOK, "", `{"connected":false}`}

// oc is a session that these servers do not look at.
const oc = "sha256~abcdefgh"

func TestConnectMapsACPsWords(t *testing.T) {
	t.Parallel()
	const network = "GitLab connectivity check failed: failed to connect to GitLab API at https://gitlab.example.com: request failed: "
	for body, want := range map[string]struct {
		status int
		code   problem.Code
		cause  string
	}{
		`{"error":"Invalid input: instance URL must use HTTPS"}`:                                                                                          {400, problem.InstanceNotHTTPS, ""},
		`{"error":"Invalid input: instance URL must have a valid hostname"}`:                                                                              {400, problem.InstanceURLInvalid, ""},
		`{"error":"Invalid input: instance URL cannot contain user info (@ syntax)"}`:                                                                     {400, problem.InstanceURLInvalid, ""},
		`{"error":"Invalid input: invalid instance URL format"}`:                                                                                          {400, problem.InstanceURLInvalid, ""},
		`{"error":"Invalid input: token must be at least 20 characters"}`:                                                                                 {400, problem.ACPRefusedToken, ""},
		`{"error":"Invalid input: token must not exceed 255 characters"}`:                                                                                 {400, problem.ACPRefusedToken, ""},
		`{"error":"Invalid input: token contains invalid characters","statusCode":400}`:                                                                   {400, problem.ACPRefusedToken, ""},
		`{"error":"GitLab connectivity check failed: cannot resolve GitLab instance host 'gitlab.example.com': lookup gitlab.example.com: no such host"}`: {400, problem.ACPCannotReachGitLab, "cannot find the name"},
		`{"error":"` + network + `dial tcp 10.0.0.1:443: connect: connection refused"}`:                                                                   {400, problem.ACPCannotReachGitLab, "cannot connect to"},
		`{"error":"` + network + `dial tcp: lookup gitlab.example.com on 10.0.0.10:53: read udp: connection refused"}`:                                    {400, problem.ACPCannotReachGitLab, "cannot find the name"},
		`{"error":"` + network + `tls: failed to verify certificate: x509: certificate signed by unknown authority"}`:                                     {400, problem.ACPCannotReachGitLab, "do not trust"},
		`{"error":"` + network + `context deadline exceeded (Client.Timeout exceeded)"}`:                                                                  {400, problem.ACPCannotReachGitLab, "in time"},
		`{"error":"` + network + `proxyconnect tcp: EOF"}`:                                                                                                {400, problem.ACPCannotReachGitLab, "the proxy"},
		`{"error":"` + network + `remote hung up"}`:                                                                                                       {400, problem.ACPCannotReachGitLab, "cannot reach"},
		`{"error":"GitLab connectivity check failed: failed to authenticate with the provided Personal Access Token"}`:                                    {400, problem.ACPRefusedToken, ""},
		`{"error":"unexpected EOF"}`: {400, problem.ACPUnavailable, ""},
		`{"error":"EOF"}`:            {400, problem.ACPUnavailable, ""},
		`{"error":"Key: 'PersonalAccessToken' Error:Field validation for 'PersonalAccessToken' failed on the 'required' tag"}`: {400, problem.ACPNotACP, ""},
		`{"error":"json: cannot unmarshal number into Go struct field .personalAccessToken of type string"}`:                   {400, problem.ACPNotACP, ""},
		`{"error":"Invalid request body","statusCode":400}`:                                                                    {400, problem.ACPNotACP, ""},
		`{"error":"Invalid project name format"}`:                                                                              {400, problem.ACPForbidden, ""},
		`{"error":"User authentication required"}`:                                                                             {401, problem.ACPSessionRefused, ""},
		`{"error":"Invalid or missing token"}`:                                                                                 {401, problem.ACPSessionRefused, ""},
		`{"error":"Token expired or invalid"}`:                                                                                 {401, problem.ACPSessionRefused, ""},
		`{"error":"User not authenticated","statusCode":401}`:                                                                  {401, problem.ACPSessionRefused, ""},
		"Unauthorized\n": {401, problem.ACPSessionRefused, ""},
		`{"error":"Unauthorized to access project"}`:                                                              {403, problem.ACPForbidden, ""},
		`{"error":"Insufficient permissions to manage GitLab credentials","statusCode":403}`:                      {403, problem.ACPForbidden, ""},
		`{"error":"Failed to save GitLab credentials"}`:                                                           {500, problem.ACPStorageFailed, ""},
		`{"error":"failed to store token: etcdserver: request timed out","statusCode":500}`:                       {500, problem.ACPStorageFailed, ""},
		`{"error":"failed to store token: context deadline exceeded","statusCode":500}`:                           {500, problem.ACPStorageFailed, ""},
		`{"error":"invalid token: GitLab token is invalid or expired","statusCode":500}`:                          {500, problem.ACPRefusedToken, ""},
		`{"error":"GitLab token validation failed: 401 Unauthorized. Ensure...","statusCode":500}`:                {500, problem.ACPRefusedToken, ""},
		`{"error":"failed to validate token: request failed: dial tcp: lookup gitlab.example.com: no such host"}`: {500, problem.ACPCannotReachGitLab, "cannot find the name"},
		`{"error":"Failed to perform access review"}`:                                                             {500, problem.ACPSessionRefused, ""},
		`{"error":"Internal Server Error"}`:                                                                       {500, problem.ACPUnavailable, ""},
		"<html><title>500</title></html>":                                                                         {500, problem.ACPUnavailable, ""},
		"backend unavailable":                                                                                     {502, problem.ACPUnavailable, ""},
		"<html><title>Application is not available</title></html>":                                                {503, problem.ACPUnavailable, ""},
		"stream timeout":                                       {504, problem.ACPUnavailable, ""},
		"Too Many Requests":                                    {429, problem.ACPUnavailable, ""},
		"<html><title>Log in</title></html>":                   {403, problem.ACPLoginPage, ""},
		"<html><body>Forbidden</body></html>":                  {403, problem.ACPForbidden, ""},
		"<html><title>Request Entity Too Large</title></html>": {413, problem.ACPForbidden, ""},
		"<html><title>Sign in with SSO</title></html>":         {200, problem.ACPLoginPage, ""},
		"<html><form><input type=password></form></html>":      {401, problem.ACPLoginPage, ""},
		"<html><title>Wiki</title></html>":                     {200, problem.ACPForbidden, ""},
		"404 page not found":                                   {404, problem.ACPNotACP, ""},
		"I am a teapot":                                        {418, problem.ACPNotACP, ""},
	} {
		api := answering(t, map[string]answer{statusCall: fine, connectCall: {want.status, htmlOr(body), body}})
		p := newClient(t, newStack(t, web.Options{}), api, oc, "").Connect(t.Context(), token, instance)
		if p == nil || p.Code != want.code || !strings.Contains(p.Facts.Cause, want.cause) || p.Evidence == "" {
			t.Errorf("%d %s: %v %v, want %s", want.status, body, p, p.Facts, want.code)
			continue
		}
		if want.code == problem.ACPCannotReachGitLab && (p.Subject != "gitlab.example.com" || p.Facts.Host != p.Subject) {
			t.Errorf("%s: about %q", body, p.Subject)
		}
	}
}

// TestAnExpiredSessionSaysSo: its own end explains the refusal better than a guess.
func TestAnExpiredSessionSaysSo(t *testing.T) {
	t.Parallel()
	srv := newServer(t)
	_, p := newClient(t, newStack(t, web.Options{}), srv.URL(), srv.MintKey("old", -time.Hour), "").Status(t.Context())
	if p == nil || p.Code != problem.ACPSessionRefused || !strings.Contains(p.Facts.Why, "expired on") {
		t.Errorf("%v %+v", p, p.Facts)
	}
}

// TestConnectSaysThatAConnectionIsInTheWay: only then is ACP disconnected first.
func TestConnectSaysThatAConnectionIsInTheWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		want   bool
	}{
		{http.StatusConflict, `{"error":"no"}`, true},
		{http.StatusBadRequest, `{"error":"GitLab is already connected"}`, true},
		{http.StatusBadRequest, `{"error":"Disconnect first"}`, true},
		{http.StatusBadRequest, `{"error":"there is an existing connection"}`, true},
		{http.StatusBadRequest, `{"error":"a record already exists"}`, true},
		{http.StatusBadRequest, `{"error":"Invalid or missing token"}`, false},
		{http.StatusServiceUnavailable, "already connected", false},
	} {
		api := answering(t, map[string]answer{statusCall: fine, connectCall: {c.status, "", c.body}})
		p := newClient(t, newStack(t, web.Options{}), api, oc, "").Connect(t.Context(), token, instance)
		if p == nil || p.Facts.AlreadyConnected != c.want {
			t.Errorf("%d %s: %v %+v", c.status, c.body, p, p.Facts)
		}
	}
}

func htmlOr(body string) string {
	if strings.HasPrefix(body, "<") {
		return "text/html"
	}
	return ""
}

func TestStatusMapsACPsAnswers(t *testing.T) {
	t.Parallel()
	const page = "text/html; charset=utf-8"
	for name, c := range map[string]struct {
		answers map[string]answer
		project string
		code    problem.Code
	}{
		"cannot read its store":     {map[string]answer{statusCall: {500, "", `{"error":"Failed to check GitLab status"}`}}, "", problem.ACPStorageFailed},
		"of the old release":        {map[string]answer{statusCall: {500, "", `{"error":"Failed to retrieve GitLab connection status"}`}}, "", problem.ACPStorageFailed},
		"another JSON":              {map[string]answer{statusCall: {200, "", `{"status":"ok"}`}}, "", problem.ACPNotACP},
		"connected is no boolean":   {map[string]answer{statusCall: {200, "", `{"connected":"yes"}`}}, "", problem.ACPNotACP},
		"not whole":                 {map[string]answer{statusCall: {200, "", `{"connected":tr`}}, "", problem.ACPNotACP},
		"no content":                {map[string]answer{statusCall: {204, "", ""}}, "", problem.ACPNotACP},
		"to a sign-in page":         {map[string]answer{statusCall: {302, "https://sso.example.com/login", ""}}, "", problem.ACPLoginPage},
		"to another site":           {map[string]answer{statusCall: {302, "https://www.example.com/api/auth/gitlab/status", ""}}, "", problem.ACPNotACP},
		"no route at all":           {nil, "", problem.ACPNotACP},
		"no route of both":          {nil, "p1", problem.ACPNotACP},
		"pages say not found":       {map[string]answer{statusCall: {404, page, "<title>404</title>"}}, "", problem.ACPNotACP},
		"wrong method":              {map[string]answer{statusCall: {405, "", "x"}}, "", problem.ACPNotACP},
		"project unknown":           {map[string]answer{"/api/projects/p1/auth/gitlab/status": {403, "", `{"error":"Unauthorized to access project"}`}}, "p1", problem.ACPForbidden},
		"project without a session": {map[string]answer{"/api/projects/p1/auth/gitlab/status": {401, "", `{"error":"User token required"}`}}, "p1", problem.ACPSessionRefused},
		"refused before the routes": {map[string]answer{statusCall: {401, "", "Unauthorized\n"}, "/api/projects/p1/auth/gitlab/status": fine}, "p1", problem.ACPSessionRefused},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, newStack(t, web.Options{}), answering(t, c.answers), oc, c.project)
			if _, p := client.Status(t.Context()); codeOf(p) != c.code {
				t.Errorf("%v, want %s", p, c.code)
			}
		})
	}
}

func TestStatusFollowsASlashOnly(t *testing.T) {
	t.Parallel()
	api := answering(t, map[string]answer{statusCall: {301, "/api/auth/gitlab/status/", ""}, statusCall + "/": fine})
	if _, p := newClient(t, newStack(t, web.Options{}), api, oc, "").Status(t.Context()); p != nil {
		t.Error(p)
	}
}

func TestStatusReadsEveryForm(t *testing.T) {
	t.Parallel()
	for body, unix := range map[string]int64{
		`{"connected":true,"instanceUrl":"https://gitlab.example.com","updatedAt":"1795355163"}`:           1795355163,
		`{"connected":true,"instanceUrl":"https://gitlab.example.com","updatedAt":1795355163}`:             1795355163,
		`{"connected":true,"instanceUrl":"https://gitlab.example.com","updatedAt":"2026-11-22T14:06:03Z"}`: 1795356363,
	} {
		c := newClient(t, newStack(t, web.Options{}), answering(t, map[string]answer{statusCall: {200, "", body}}), oc, "")
		if now, p := c.Status(t.Context()); p != nil || now.UpdatedAt.Unix() != unix {
			t.Errorf("%s: %+v, %v", body, now, p)
		}
	}
	for _, at := range []string{`"soon"`, `""`, `-1`, `1e99`, `{"a":1}`, `null`} {
		body := `{"connected":true,"instanceUrl":"https://gitlab.example.com","updatedAt":` + at + `}`
		c := newClient(t, newStack(t, web.Options{}), answering(t, map[string]answer{statusCall: {200, "", body}}), oc, "")
		if now, p := c.Status(t.Context()); p != nil || !now.UpdatedAt.IsZero() {
			t.Errorf("%s: %+v, %v", body, now, p)
		}
	}
}

func TestTestMapsACPsVerdict(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]struct {
		status int
		ran    bool
		code   problem.Code
	}{
		`{"valid":true,"message":"GitLab connection successful"}`: {200, true, ""},
		`{"valid":false,"error":"Invalid credentials"}`:           {200, true, problem.ACPRefusedToken},
		`{"valid":false}`:                          {200, true, problem.ACPRefusedToken},
		`{"valid":false,"error":"request failed"}`: {200, true, problem.ACPCannotReachGitLab},
		`{"valid":false,"error":"request failed: tls: failed to verify certificate: x509: unknown authority"}`: {200, true, problem.ACPCannotReachGitLab},
		`{"connected":true}`:                       {200, false, ""},
		"404 page not found":                       {404, false, ""},
		"<html><title>404</title></html>":          {404, false, ""},
		"<html><title>Log in</title></html>":       {403, false, ""},
		`{"error":"User authentication required"}`: {401, false, problem.ACPSessionRefused},
		`{"error":"upstream"}`:                     {502, false, problem.ACPUnavailable},
		`{"error":"Internal Server Error"}`:        {500, false, problem.ACPUnavailable},
	} {
		api := answering(t, map[string]answer{statusCall: fine, testCall: {want.status, htmlOr(body), body}})
		ran, p := newClient(t, newStack(t, web.Options{}), api, oc, "").Test(t.Context(), token, instance)
		if ran != want.ran || codeOf(p) != want.code {
			t.Errorf("%d %s: ran %v, %v", want.status, body, ran, p)
		}
		if strings.Contains(body, "x509") && (p == nil || p.Evidence != `ACP's test: "tls: failed to verify certificate: x509: unknown authority"` ||
			p.Facts.Cause != "its servers do not trust gitlab.example.com's certificate") {
			t.Errorf("%v %v", p, p.Facts)
		}
	}
}

func codeOf(p *problem.Problem) problem.Code {
	if p == nil {
		return ""
	}
	return p.Code
}
