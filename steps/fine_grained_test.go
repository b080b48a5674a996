package steps_test

import (
	"strings"
	"testing"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
)

// TestAGroupThatRefusesLegacyTokensIsLeftWithAFineGrainedOne: from the refusal to
// the page with the permissions, to a token that pushes, connected.
func TestAGroupThatRefusesLegacyTokensIsLeftWithAFineGrainedOne(t *testing.T) {
	t.Parallel()
	fine := "glpat-" + strings.Repeat("Fine", 5)
	other := gitlabtest.Token{ID: 815, Name: "ACP", Kind: gitlabtest.FineGrained, Value: secret.New(fine)}
	plot := plot{gitlab: "repo-legacy-token-refused", gitOptions: []gitlabtest.Option{gitlabtest.WithOtherToken(other)}}
	play(t, plot, func(th *harness) {
		th.to(6)
		th.keys("team/app", "enter")
		th.see("team/app accepts only fine-grained tokens", "repo-legacy-token-refused", "Create a fine-grained token")
		th.keys("enter")
		th.see(atStep(setup.IDTokenPage), "/-/user_settings/personal_access_tokens/granular/new", "Nothing is filled in")
		th.keys("enter")
		th.see(atStep(setup.IDScopes), "Tab User", "Personal Access Token", "Download, Push", "Create, Read")
		th.keys("enter")
		th.paste(fine)
		th.keys("enter")
		th.see("This token works.", "token-fine-grained")
		th.keys("enter", "enter") // the same repository again
		th.see("git says this token can push here")
		th.keys("enter")
		th.keys("enter", "enter")
		if th.setup.Outcome() != setup.Connected {
			t.Errorf("not connected:\n%s", th.view())
		}
	})
}

// TestTheFineGrainedPageLeadsBack: who can use the standard type after all gets
// its address with n.
func TestTheFineGrainedPageLeadsBack(t *testing.T) {
	t.Parallel()
	play(t, plot{gitlab: "repo-legacy-token-refused"}, func(th *harness) {
		th.to(6)
		th.keys("team/app", "enter", "enter")
		th.see("granular/new", "n  a Legacy token instead")
		th.keys("n")
		th.see("personal_access_tokens?name=", "n  page not found")
	})
}
