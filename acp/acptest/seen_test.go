package acptest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestJournalNotesKindsAndNeverValues(t *testing.T) {
	t.Parallel()
	var hooked []Seen
	s := start(t, OnRequest(func(seen Seen) { hooked = append(hooked, seen) }))
	body := connectBody(token, "https://git.example.com")
	calls := []struct {
		q    sent
		want Seen
	}{
		{sent{method: "GET", url: "/health"}, Seen{Authorization: BearerNone, Forwarded: BearerNone}},
		{sent{method: "POST", url: global + "connect", body: body, auth: s.Session()}, Seen{Authorization: BearerAccessKey, Forwarded: BearerNone, Token: true}},
		{sent{method: "GET", url: global + "status", auth: s.OCSession(), fwd: s.OCSession()}, Seen{Authorization: BearerOC, Forwarded: BearerOC}},
		{sent{method: "GET", url: global + "status", auth: s.SSOSession()}, Seen{Authorization: BearerSSO, Forwarded: BearerNone}},
		{sent{method: "GET", url: global + "status", auth: s.ServiceAccountSession()}, Seen{Authorization: BearerServiceAccount, Forwarded: BearerNone}},
		{sent{method: "GET", url: global + "status", auth: token}, Seen{Authorization: BearerGitLab, Forwarded: BearerNone, Misplaced: true}},
		{sent{method: "GET", url: global + "status?token=" + token, auth: "x"}, Seen{Authorization: BearerUnknown, Forwarded: BearerNone, Query: true, Misplaced: true}},
		{sent{method: "GET", url: "/" + token + "/" + s.Session()}, Seen{Authorization: BearerNone, Forwarded: BearerNone, Misplaced: true}},
	}
	for i, c := range calls {
		path, _, _ := strings.Cut(c.q.url, "?")
		c.q.url = s.URL() + c.q.url
		must(t, c.q)
		seen := s.Requests()[i]
		c.want.Origin, c.want.Method, c.want.Path, c.want.Headers = API, c.q.method, path, seen.Headers
		if strings.Contains(path, token) {
			c.want.Path = "/[redacted]/[redacted]"
		}
		if c.want.Fields = seen.Fields; fmt.Sprint(seen) != fmt.Sprint(c.want) {
			t.Errorf("%s %s:\n got %+v\nwant %+v", c.q.method, path, seen, c.want)
		}
		if (c.q.auth != "") != slices.Contains(seen.Headers, "Authorization") {
			t.Errorf("%s: headers %v", path, seen.Headers)
		}
	}
	all := fmt.Sprintf("%+v %+v", s.Requests(), hooked)
	for _, value := range []string{token, s.Session(), s.OCSession(), s.SSOSession()} {
		if strings.Contains(all, value) {
			t.Errorf("a value was written down")
		}
	}
	if len(hooked) != len(calls) {
		t.Errorf("OnRequest saw %d of %d", len(hooked), len(calls))
	}
}

func TestForeignNamesAndOriginsAreRefused(t *testing.T) {
	t.Parallel()
	s := start(t, WithNames("backend-route-my-team.apps.example.com"))
	_, host, _ := strings.Cut(s.URL(), "://")
	port := host[strings.LastIndexByte(host, ':'):]
	tests := []struct {
		name, host, origin string
		status             int
	}{
		{"own", "", "", 200},
		{"localhost", "localhost" + port, "", 200},
		{"a name that the test gave", "backend-route-my-team.apps.example.com", "", 200},
		{"a rebound name", "evil.example.com" + port, "", http.StatusMisdirectedRequest},
		{"another port", "127.0.0.1:1", "", http.StatusMisdirectedRequest},
		{"own origin", "", s.URL(), 200},
		{"foreign origin", "", "https://evil.example.com", 403},
		{"no origin at all", "", "null", 403},
		{"another program's origin on this computer", "", "http://127.0.0.1:1", 403},
	}
	for _, tt := range tests {
		q := sent{method: "GET", url: s.URL() + "/health", host: tt.host}
		if tt.origin != "" {
			q.header = map[string]string{"Origin": tt.origin}
		}
		if a := must(t, q); a.status != tt.status {
			t.Errorf("%s: status %d, want %d", tt.name, a.status, tt.status)
		}
	}
}

func TestBodyWithoutEndIsRefused(t *testing.T) {
	t.Parallel()
	s := start(t)
	a, err := send(t.Context(), sent{method: "POST", url: s.URL() + global + "connect", body: strings.Repeat("x", bodyLimit+1), auth: s.Session()})
	if err == nil && a.status != http.StatusRequestEntityTooLarge {
		t.Fatalf("status %d", a.status)
	}
}
