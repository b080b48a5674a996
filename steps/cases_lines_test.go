package steps_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"acp-gitlab/steps/setup"
)

// astray answers everything with a redirect to this address.
type astray string

func (to astray) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusMovedPermanently, Header: http.Header{"Location": {string(to)}, "Content-Type": {"text/html"}},
		Body: http.NoBody, Request: r,
	}, nil
}

// TestCasesLineByLine: what people met at the first step, and what line mode says
// then.
func TestCasesLineByLine(t *testing.T) {
	t.Parallel()
	authority := regexp.MustCompile(`(?i)authorit|CA file|signed|trust`)
	for name, tc := range map[string]struct {
		scenario string
		wire     http.RoundTripper
		says     string
		never    *regexp.Regexp
	}{
		"K4-wizard":                   {"instance-tls-failed", nil, "Could not make a secure connection", authority},
		"K14-wizard":                  {"", astray("https://127.0.0.1:30080:30443/api/v4/version"), "https://127.0.0.1:30080:30443/api/v4/version", nil},
		"K14, no address at all":      {"", astray(""), "redirect", nil},
		"K14, another scheme":         {"", astray("ssh://git.example/api/v4/version"), "ssh://git.example/api/v4/version", nil},
		"K5, nothing asks for a file": {"instance-tls-incomplete", nil, "incomplete certificate chain", regexp.MustCompile("--ca-file")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			con := newConsole()
			play(t, plot{gitlab: tc.scenario, lines: con, ownTLS: true, given: func(th *harness, _ *setup.Answers) {
				if tc.wire != nil {
					th.onWire(tc.wire)
				}
			}}, func(th *harness) {
				th.types(con, "")
				th.wait(time.Minute)
				_, said, _ := strings.Cut(con.all(), "Enter alone for 1:")
				if words := strings.Join(strings.Fields(said), " "); !strings.Contains(words, tc.says) {
					t.Errorf("%q is not said:\n%s", tc.says, said)
				}
				if tc.never != nil && tc.never.MatchString(said) {
					t.Errorf("%q is said:\n%s", tc.never.FindString(said), said)
				}
			})
		})
	}
}
