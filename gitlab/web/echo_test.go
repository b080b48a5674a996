package web

import (
	"encoding/base64"
	"net"
	"net/http"
	"strings"
	"testing"

	"acp-gitlab/gitlab/secret"
)

// unmarked has no prefix that would give it away by its shape.
const unmarked = "Zk4rTq8wLm2xVb6nPs9c"

// TestNothingOfAnAnswerRepeatsACredential: a server can write what it was sent
// wherever it names something.
func TestNothingOfAnAnswerRepeatsACredential(t *testing.T) {
	t.Parallel()
	basic := base64.StdEncoding.EncodeToString([]byte("oauth2:" + unmarked))
	for name, echo := range map[string][]string{
		"request id":                {"X-Request-Id", "id-" + unmarked},
		"request id, cut":           {"X-Request-Id", strings.Repeat("0", 50) + unmarked},
		"request id, in base64":     {"X-Request-Id", basic},
		"correlation id":            {"X-Gitlab-Meta", `{"correlation_id":"` + unmarked + `"}`},
		"path of a redirect":        {"Location", "https://other.example/" + unmarked + "/x"},
		"path of a redirect inside": {"Location", "/gitlab/" + unmarked},
		"host of a redirect":        {"Location", "https://" + unmarked + ".example/x"},
		"redirect, percent-encoded": {"Location", "https://other.example/%5A%6B" + unmarked[2:]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var lines []string
			s := newStack(t, Options{
				Log: func(e Exchange) { lines = append(lines, e.String()) },
				Transport: memory(func(req *http.Request) (*http.Response, error) {
					if strings.Contains(req.URL.Path, unmarked) {
						return reply(http.StatusOK, "{}"), nil
					}
					return reply(http.StatusFound, "", echo...), nil
				}),
			})
			a, err := s.Do(t.Context(), Request{
				URL: "https://git.example/gitlab/api/v4/user", Root: "/gitlab", Follow: true,
				Header: http.Header{"Authorization": {"Bearer " + unmarked}},
			})
			lines = append(lines, a.RequestID, a.URL, a.Location)
			if f := Explain(err); f != nil {
				lines = append(lines, f.Error(), f.Target)
			}
			for _, text := range lines {
				if strings.Contains(text, unmarked[12:]) || strings.Contains(text, unmarked[:8]) || strings.Contains(text, basic[:10]) {
					t.Errorf("it repeats the credential: %q", text)
				}
			}
		})
	}
}

// TestARedirectThatRepeatsASecretShowsItsOrigin: that much helps whoever reads it.
func TestARedirectThatRepeatsASecretShowsItsOrigin(t *testing.T) {
	t.Parallel()
	s := newStack(t, Options{Transport: memory(func(*http.Request) (*http.Response, error) {
		return reply(http.StatusFound, "", "Location", "https://other.example/"+unmarked), nil
	})})
	f := failure(t, s, Request{Method: http.MethodPost, URL: "https://git.example/", Body: []byte(unmarked), Hide: []secret.Text{secret.New(unmarked)}})
	if f.Kind != Redirected || f.Target != "https://other.example" {
		t.Errorf("%+v", f)
	}
}

// TestAnErrorThatQuotesTheAnswerRepeatsNoCredential: net/http quotes what it
// cannot read.
func TestAnErrorThatQuotesTheAnswerRepeatsNoCredential(t *testing.T) {
	t.Parallel()
	address := listen(t, func(c net.Conn) {
		_, _ = c.Read(make([]byte, 4096))
		_, _ = c.Write([]byte("HTTP/1.1 " + unmarked + "\r\n\r\n"))
	})
	s := newStack(t, Options{})
	f := failure(t, s, Request{URL: "http://" + address, Header: http.Header{"Authorization": {"Bearer " + unmarked}}})
	if strings.Contains(f.Error(), unmarked[:8]) {
		t.Errorf("it repeats the credential: %q", f.Error())
	}
}
