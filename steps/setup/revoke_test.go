package setup_test

import (
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
)

// TestATokenThatHasEndedIsEnded: whoever asks for its end a second time, or by
// another way, has what they want.
func TestATokenThatHasEndedIsEnded(t *testing.T) {
	t.Parallel()
	server, err := gitlabtest.Start(gitlabtest.WithMemory())
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	stack, err := web.New(web.Options{Dial: server.DialContext, CAPEM: server.CAPEM(), Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	defer stack.Close()
	in, p := gitlab.ParseInstance(server.URL())
	if p != nil {
		t.Fatal(p)
	}
	token := secret.New(server.Token())
	before := setup.Inspect(t.Context(), stack, in, token, time.Now(), func(problem.Finding) {})
	if over := setup.AlreadyOver(before); over != nil || before.User == nil {
		t.Fatalf("at first: %v, %v", over, before.Problems)
	}
	for range 2 {
		if p := setup.Revoke(t.Context(), stack, in, token); p != nil {
			t.Errorf("not ended: %v", p)
		}
	}
	client, p := gitlab.NewClient(stack, in, token)
	if p != nil {
		t.Fatal(p)
	}
	if p := setup.EndListed(t.Context(), client, setup.ListedToken{Asking: true}); p != nil {
		t.Errorf("as one of the list: %v", p)
	}
	if p := setup.EndListed(t.Context(), client, setup.ListedToken{TokenFacts: gitlab.TokenFacts{ID: 17}}); p == nil {
		t.Error("another token was ended by one that has ended")
	}
	over := setup.AlreadyOver(setup.Inspect(t.Context(), stack, in, token, time.Now(), func(problem.Finding) {}))
	if over == nil || over.Code != problem.TokenRevoked {
		t.Errorf("afterwards: %v", over)
	}
}
