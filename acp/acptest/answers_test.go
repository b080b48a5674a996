package acptest

import (
	"net/http"
	"strings"
	"testing"
)

// TestAnswersAsRecorded of real servers, where they are easily got wrong.
func TestAnswersAsRecorded(t *testing.T) {
	t.Parallel()
	const scoped = "/api/projects/my-team/auth/gitlab/"
	for _, c := range []struct {
		name         string
		opts         []Option
		bare         bool // the key without the word Bearer
		method, path string
		body         string
		status       int
		kind, says   string
	}{
		{"an access key before v0.0.31", []Option{WithDialect(V0011)}, false, "GET", scoped + "status", "", 401, "application/json; charset=utf-8", `{"error":"User not authenticated","statusCode":401}`},
		{"a bare key", nil, true, "GET", "/api/auth/gitlab/status", "", 401, "application/json; charset=utf-8", `"User authentication required"`},
		{"no such path", nil, false, "GET", "/api/auth/gitlab/nothing", "", 404, "text/plain", "404 page not found"},
		{"a slash too many", nil, false, "GET", "/api/auth/gitlab/status/", "", 301, "text/html; charset=utf-8", `<a href="/api/auth/gitlab/status">Moved Permanently</a>.`},
		{"a body of another shape", nil, false, "POST", "/api/auth/gitlab/connect", `"x"`, 400, "application/json; charset=utf-8", `binding:\\\"required\\\"`},
		{"no way to GitLab, v0.0.11", []Option{WithDialect(V0011), WithKeys()}, false, "POST", scoped + "connect", `{"personalAccessToken":"` + "glpat-" + strings.Repeat("x", 20) + `","instanceUrl":"https://git.example.com"}`, 500, "application/json; charset=utf-8", `failed to validate token: failed to validate token: request failed: Get `},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, c.opts...)
			req, err := http.NewRequestWithContext(t.Context(), c.method, s.URL()+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+s.Session())
			if c.bare {
				req.Header.Set("Authorization", s.Session())
			}
			resp, err := http.DefaultTransport.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			body := make([]byte, 4096)
			n, _ := resp.Body.Read(body)
			_ = resp.Body.Close()
			if resp.StatusCode != c.status || resp.Header.Get("Content-Type") != c.kind || !strings.Contains(string(body[:n]), c.says) {
				t.Errorf("%d %s: %s", resp.StatusCode, resp.Header.Get("Content-Type"), body[:n])
			}
		})
	}
}
