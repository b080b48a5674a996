package commands

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// TestARefusedTokenLeavesTheListOut: an empty list would say that there are no
// tokens.
func TestARefusedTokenLeavesTheListOut(t *testing.T) {
	t.Parallel()
	for _, code := range []problem.Code{problem.TokenRevoked, problem.GitLabUnavailable} {
		synctest.Test(t, func(t *testing.T) {
			a := open(t, true, gitlabtest.WithScenario(string(code)))
			o := a.call(t, a.token, nil, a.onGitLab("tokens")...)
			if !o.names(code) || o.doc.Account != nil || strings.Contains(o.stdout, `"tokens":`) {
				t.Errorf("%s: a list that nobody knows: %s", code, o.stdout)
			}
		})
	}
}

// TestAFineGrainedTokenHasItsDates: its scopes are not what they are of others;
// the rest of what GitLab tells about it is.
func TestAFineGrainedTokenHasItsDates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := open(t, true, gitlabtest.WithToken(gitlabtest.Token{Scopes: []string{"granular"}}))
		o := a.call(t, a.token, nil, a.onGitLab("check")...)
		token := o.doc.Token
		if token == nil || token.Kind != gitlab.KindFineGrained || !slices.Equal(token.Scopes, []string{"granular"}) || token.MissingScopes != nil || token.ExcessScopes != nil {
			t.Fatalf("not a fine-grained token without scopes: %s", o.stdout)
		}
		if token.Active == nil || !*token.Active || token.Revoked == nil || *token.Revoked || token.CreatedAt == "" || token.ExpiresAt == "" || token.DaysLeft == nil {
			t.Errorf("what GitLab told of it is left out: %+v", token)
		}
	})
}

// TestTheReportSaysWhetherACPIsConnected: also where ACP holds nothing; but not
// where it did not tell.
func TestTheReportSaysWhetherACPIsConnected(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		scenario string
		known    bool
	}{
		{string(problem.ACPNotConnected), true},
		{string(problem.ACPSessionRefused), false},
		{string(problem.ACPUnavailable), false},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := open(t, true)
			a.join(t, acptest.WithScenario(tc.scenario))
			o := a.call(t, a.token, a.keys(), documents["report"](a)...)
			if got := o.doc.ACP; (got != nil) != tc.known || got != nil && (got.Connected || got.URL != a.acp.URL()) {
				t.Errorf("%s: acp is %+v", tc.scenario, got)
			}
		})
	}
}
