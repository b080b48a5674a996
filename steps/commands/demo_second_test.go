package commands

import (
	"testing"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
)

// TestTheDemoLendsWhatItsAdviceAsksFor: where the advice is another token, there is
// one, and of the right kind.
func TestTheDemoLendsWhatItsAdviceAsksFor(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		kind gitlabtest.TokenKind
		ok   bool
	}{
		"scope-missing": {gitlabtest.Personal, true}, "token-expired": {gitlabtest.Personal, true},
		"permission-missing":        {gitlabtest.FineGrained, true},
		"repo-legacy-token-refused": {gitlabtest.FineGrained, true},
		"git-fine-grained":          {}, // git refuses each
		"token-page-missing":        {}, "token-no-expiry": {}, "repo-archived": {}, "account-blocked": {},
	} {
		server, err := gitlabtest.Start(gitlabtest.WithScenario(name), gitlabtest.WithMemory())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(server.Close)
		kind, ok := (&demoServers{gitlab: server}).secondKind()
		if kind != want.kind || ok != want.ok {
			t.Errorf("%s: lends %q, %v", name, kind, ok)
		}
	}
	if spec, known := problem.Lookup(problem.TokenPageMissing); !known || spec.Area != problem.AreaToken {
		t.Errorf("token-page-missing is in area %s: its exception in secondKind has no use", spec.Area)
	}
}
