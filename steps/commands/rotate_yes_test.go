package commands

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
)

// yesMan says yes in GitLab's place to every call that revokes a token, and
// passes none of them on.
type yesMan struct {
	wire       http.RoundTripper
	kind, body string
}

func (y *yesMan) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodDelete || !strings.Contains(req.URL.Path, "/personal_access_tokens/") {
		return y.wire.RoundTrip(req)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {y.kind}},
		Body: io.NopCloser(strings.NewReader(y.body)), Request: req,
	}, nil
}

// TestRotateTakesOnlyGitLabsYes: the old token is there after somebody else's,
// and that is said.
func TestRotateTakesOnlyGitLabsYes(t *testing.T) {
	t.Parallel()
	for name, y := range map[string]*yesMan{
		"a sign-in page": {kind: "text/html", body: "<html><title>Sign in</title></html>"},
		"an object":      {kind: "application/json", body: `{"ok":true}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				a := turning(t)
				y.wire, a.wire = a.wire, y
				o := a.underCtx(t, t.Context(), a.rotateArgs()...)
				if o.exit != problem.ExitUnreachable || a.revoked(oldID) || a.live() != setup.ActiveNew {
					t.Errorf("exit %d, want %d; ACP holds %s: %s", o.exit, problem.ExitUnreachable, a.live(), o.stdout)
				}
			})
		})
	}
}
