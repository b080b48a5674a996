package gitlab_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func TestLastUsedFrom(t *testing.T) {
	t.Parallel()
	token := "glpat-" + strings.Repeat("x", 20)
	for name, tc := range map[string]struct {
		status int
		body   string
		want   []string
	}{
		"told":           {200, `{"id": 1, "last_used_ips": ["192.0.2.7", "2001:db8::1"]}`, []string{"192.0.2.7", "2001:db8::1"}},
		"not told":       {200, `{"id": 1}`, nil},
		"hostile":        {200, `{"last_used_ips": ["\u001b[2J192.0.2.7\u202e"]}`, []string{"192.0.2.7"}},
		"far too many":   {200, `{"last_used_ips": [` + strings.Repeat(`"192.0.2.7",`, 50) + `"192.0.2.8"]}`, slices.Repeat([]string{"192.0.2.7"}, 10)},
		"another shape":  {200, `{"last_used_ips": "192.0.2.7"}`, nil},
		"no JSON":        {200, `<html>`, nil},
		"another answer": {401, `{"last_used_ips": ["192.0.2.7"]}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/api/v4/personal_access_tokens/self" || r.Header.Get("Authorization") != "Bearer "+token {
					t.Errorf("asked %s %s", r.Method, r.URL.Path)
				}
				w.WriteHeader(tc.status)
				_, _ = w.Write([]byte(tc.body))
			}))
			t.Cleanup(srv.Close)
			if got := clientAt(t, srv.URL, token).LastUsedFrom(t.Context()); !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
