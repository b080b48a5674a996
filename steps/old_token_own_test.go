package steps_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
)

// unlisted answers the list of tokens in GitLab's place.
type unlisted struct {
	http.RoundTripper
	status int
	body   string
}

func (u unlisted) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodGet || !strings.HasSuffix(req.URL.Path, "/personal_access_tokens") {
		return u.RoundTripper.RoundTrip(req)
	}
	return &http.Response{
		StatusCode: u.status, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(u.body)), Request: req,
	}, nil
}

// TestOnlyOnesOwnOldTokenIsOffered: an old token that is not in the person's own
// list, or a list that cannot be read, leaves nothing to press y for.
func TestOnlyOnesOwnOldTokenIsOffered(t *testing.T) {
	t.Parallel()
	for see, answer := range map[string]unlisted{
		"GitLab did not list your tokens":              {status: http.StatusForbidden, body: `{"message":"403 Forbidden"}`},
		"No active token of yours has the number 4711": {status: http.StatusOK, body: `[]`},
	} {
		t.Run(see, func(t *testing.T) {
			t.Parallel()
			onTheWire := func(th *harness, _ *memory.Memory) {
				th.env.Stack.Close()
				answer.RoundTripper = th.wire
				stack, err := web.New(web.Options{Transport: answer, Getenv: func(string) string { return "" }})
				if err != nil {
					t.Fatal(err)
				}
				th.env.Stack = stack
			}
			replacing(t, plot{}, onTheWire, func(th *harness) {
				th.toRotation(8)
				th.see("Done", see, "In ACP now: the new token")
				th.keys("y", "enter")
				if th.oldRevoked() {
					t.Error("the old token was revoked")
				}
			})
		})
	}
}
