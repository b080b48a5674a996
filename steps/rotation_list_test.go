package steps_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/steps/setup"
)

// endless is a GitLab whose list of tokens has always another page, and which
// breaks when a token is to be revoked.
type endless struct{ http.RoundTripper }

func (e endless) RoundTrip(req *http.Request) (*http.Response, error) {
	switch {
	case req.Method == http.MethodDelete:
		return broken(req), nil
	case req.URL.Path != "/api/v4/personal_access_tokens":
		return e.RoundTripper.RoundTrip(req)
	}
	var page int
	_, _ = fmt.Sscan(req.URL.Query().Get("page"), &page)
	return &http.Response{
		StatusCode: http.StatusOK, Request: req,
		Header: http.Header{"Content-Type": {"application/json"}, "X-Next-Page": {strconv.Itoa(page + 1)}},
		Body:   io.NopCloser(strings.NewReader(fmt.Sprintf(`[{"id":%d,"name":"x","active":true}]`, 9_000+page))),
	}, nil
}

// TestAListThatWasCutEndsNoRotation: GitLab did not say that it revoked the old
// token, and a list that was not read to its end does not say so either.
func TestAListThatWasCutEndsNoRotation(t *testing.T) {
	t.Parallel()
	k := &faultTransport{}
	staged(t, rehearsing{dialect: acptest.V0033}, k, func(h *rehearsal, ctx context.Context) {
		k.wire = endless{h.wire}
		ending := h.rotate(ctx)
		if h.holds() != setup.ActiveNew {
			t.Fatalf("ACP holds %s; %v", h.holds(), h.problems())
		}
		if ending.Ended || ending.Problem == nil {
			t.Errorf("the old token lives, and it says: %+v", ending)
		}
		h.judge(false)
		found, p := h.rotation.Candidates(ctx, h.stack, h.instance, today)
		if p != nil || len(found.Tokens) != 0 || !found.Cut {
			t.Errorf("the old token may be there: %+v, %v", found, p)
		}
	})
}
