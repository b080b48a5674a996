package gitlabtest

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestRequestsSayWhereTheTokenWas(t *testing.T) {
	t.Parallel()
	s := start(t)
	token := s.Token()
	stranger := "glpat-" + strings.Repeat("z", 20)
	basic := base64.StdEncoding.EncodeToString([]byte("oauth2:" + token))
	for _, tc := range []struct {
		name, path, host string
		header           [2]string
		want             []string
	}{
		{name: "nowhere", path: "/api/v4/user"},
		{name: "bearer", path: "/", header: [2]string{"Authorization", "Bearer " + token}, want: []string{"Authorization"}},
		{name: "basic", path: "/", header: [2]string{"Authorization", "Basic " + basic}, want: []string{"Authorization"}},
		{name: "private token", path: "/", header: [2]string{"PRIVATE-TOKEN", token}, want: []string{"Private-Token"}},
		{name: "referer", path: "/", header: [2]string{"Referer", "https://x/?t=" + url.QueryEscape(token)}, want: []string{"Referer"}},
		{name: "one that is not ours", path: "/", header: [2]string{"X-Other", stranger}, want: []string{"X-Other"}},
		{name: "query", path: "/?private_token=" + token, want: []string{"url"}},
		{name: "path", path: "/" + strings.ReplaceAll(token, "-", "%2D"), want: []string{"url"}},
		{name: "host", path: "/", host: token + ".example.com", want: []string{"host"}},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+tc.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if tc.header[0] != "" {
			r.Header.Set(tc.header[0], tc.header[1])
		}
		if tc.host != "" {
			r.Host = tc.host
		}
		send(t, s, r)
		all := s.Requests()
		seen := all[len(all)-1]
		if !slices.Equal(seen.TokenIn, tc.want) || seen.HasToken() != (tc.want != nil) {
			t.Errorf("%s: in %v, want %v", tc.name, seen.TokenIn, tc.want)
		}
	}
	dump := fmt.Sprintf("%#v %+v", s.Requests(), s.Requests())
	for _, secret := range []string{token, token[6:], stranger, basic} {
		if strings.Contains(dump, secret) {
			t.Error("the record holds a token")
		}
	}
}

func TestRequestsRecordTheAnswer(t *testing.T) {
	t.Parallel()
	var early []Seen
	s := start(t, OnRequest(func(r Seen) { early = append(early, r) }))
	get(t, s, "/api/v4/projects/team%2Fapp?simple=true", s.Token())
	seen := s.Requests()[0]
	if seen.Server != "gitlab" || seen.Method != http.MethodGet || seen.Path != "/api/v4/projects/team%2Fapp" || seen.Query != "simple=true" || seen.Status != 200 {
		t.Errorf("%+v", seen)
	}
	if !seen.HasHeader("authorization") || seen.HasHeader("Private-Token") {
		t.Errorf("headers %v", seen.Headers)
	}
	if len(early) != 1 || early[0].Status != 0 {
		t.Errorf("the hook saw %+v", early)
	}
}

func TestKnowsOnlyItsOwnTokens(t *testing.T) {
	t.Parallel()
	s, other := start(t), start(t)
	if !s.Knows(s.Token()) || s.Knows(other.Token()) || s.Knows("") {
		t.Error("Knows is wrong about whose token it is")
	}
	if g := get(t, s, theUser, other.Token()); g.status != 401 {
		t.Errorf("a token of another server: %d", g.status)
	}
}

func TestHold(t *testing.T) {
	t.Parallel()
	s := start(t)
	g := s.Hold("/api/v4/user")
	done := make(chan int)
	for range 2 {
		go func() { done <- statusOf(s) }()
	}
	<-g.Reached()
	get(t, s, "/api/v4/version", "") // others pass
	select {
	case <-done:
		t.Fatal("answered before the gate was released")
	default:
	}
	g.Release()
	for range 2 {
		if status := <-done; status != 200 {
			t.Errorf("after the release: %d", status)
		}
	}
	if s.Busiest() < 2 {
		t.Errorf("busiest %d, want 2 or more", s.Busiest())
	}
}

// statusOf asks for the user; 0 when there is no answer.
func statusOf(s *Server) int {
	r, _ := http.NewRequest(http.MethodGet, s.URL()+theUser, nil)
	r.Header.Set("Private-Token", s.Token())
	resp, err := client(s).Do(r)
	if err != nil {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

func TestCloseEndsWhatIsHeld(t *testing.T) {
	t.Parallel()
	s := start(t)
	g := s.Hold("/api/v4/user")
	done := make(chan int)
	go func() { done <- statusOf(s) }()
	<-g.Reached()
	s.Close()
	if status := <-done; status != 0 {
		t.Errorf("answered %d, want a cut connection", status)
	}
}
