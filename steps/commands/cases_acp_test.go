package commands

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"acp-gitlab/gitlab/problem"
)

// gated answers one call of ACP in its place; ACP may have carried it out.
type gated struct {
	http.RoundTripper
	call   string
	after  bool
	answer recorded
	calls  int
	looks  int
}

func (w *gated) RoundTrip(req *http.Request) (*http.Response, error) {
	if w.calls > 0 && strings.HasSuffix(req.URL.Path, "/status") {
		w.looks++
	}
	if !strings.HasSuffix(req.URL.Path, w.call) {
		return w.RoundTripper.RoundTrip(req)
	}
	w.calls++
	if w.after {
		if resp, err := w.RoundTripper.RoundTrip(req); err == nil {
			_ = resp.Body.Close()
		}
	}
	resp := fault(req)
	resp.StatusCode, resp.Header = w.answer.Status, http.Header{}
	for name, value := range w.answer.Headers {
		resp.Header.Set(name, value)
	}
	resp.Body, resp.ContentLength = http.NoBody, 0
	if w.answer.Body != "" {
		resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(w.answer.Body)), int64(len(w.answer.Body))
	}
	return resp, nil
}

// TestCasesACP: what stands in front of ACP may lose an answer, or refuse the one
// call that changes something.
func TestCasesACP(t *testing.T) {
	t.Parallel()
	forbidden := []problem.Code{problem.ACPForbidden}
	place := []problem.Code{problem.ACPNotACP, problem.ACPLoginPage, problem.ACPURLInvalid}
	html := map[string]string{"Content-Type": "text/html"}
	for name, tc := range map[string]struct {
		after     bool
		answer    recorded
		want      wanted
		connected bool
	}{
		"K19-504-stored":         {true, recordedAnswer(t, "K19-504-stored"), wanted{}, true},
		"K19-502-lost":           {false, recordedAnswer(t, "K19-502-lost"), wanted{exit: 7}, false},
		"K19, 503 of the router": {true, recorded{Status: 503, Headers: html, Body: "<title>Application is not available</title>"}, wanted{}, true},
		"K21-waf":                {false, recordedAnswer(t, "K21-waf"), wanted{exit: 6, codes: forbidden, not: place, words: "Request Rejected"}, false},
		"K21, a page with 200":   {false, recorded{Status: 200, Headers: html, Body: "<title>Request Rejected</title>"}, wanted{exit: 6, codes: forbidden, not: place}, false},
		"K21, too large":         {false, recorded{Status: 413, Headers: html, Body: "<title>413 Request Entity Too Large</title>"}, wanted{exit: 6, codes: forbidden, not: place}, false},
		"K21, and it was stored": {true, recorded{Status: 403, Headers: html, Body: "<title>Blocked</title>"}, wanted{}, true},
		"R-acp-not-saved":        {false, recordedAnswer(t, "R-acp-not-saved"), wanted{exit: 6, codes: []problem.Code{problem.ACPNotSaved}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := open(t, true)
				a.wired(t)
				a.join(t)
				w := &gated{RoundTripper: a.wire, call: "/auth/gitlab/connect", after: tc.after, answer: tc.answer}
				a.wire = w
				o := a.call(t, a.token, a.keys(), a.onACP(a.onGitLab("connect")...)...)
				tc.want.hold(t, o)
				if o.doc.ACP == nil || o.doc.ACP.Connected != tc.connected || a.has(t, a.token) != tc.connected {
					t.Errorf("it says that ACP holds %+v; it has the token: %v", o.doc.ACP, a.has(t, a.token))
				}
				if w.calls != 1 || w.looks != 1 {
					t.Errorf("handed over %d times, then looked %d times", w.calls, w.looks)
				}
			})
		})
	}
}
