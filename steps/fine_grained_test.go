package steps_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
)

// web sends a request of a browser to the GitLab of this harness.
func (th *harness) web(method, address string, form url.Values) string {
	th.t.Helper()
	r, err := http.NewRequestWithContext(th.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		th.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", th.gitlab.URL())
	resp, err := th.wire.RoundTrip(r)
	if err != nil {
		th.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		th.t.Fatal(err)
	}
	return string(body)
}

var (
	csrfField  = regexp.MustCompile(`name="authenticity_token" value="([^"]+)"`)
	tokenField = regexp.MustCompile(`<input id="token" type="text" value="([^"]*)"`)
)

// createFineGrained creates a token on the page that was opened last, with what the
// wizard says to select there but for without.
func (th *harness) createFineGrained(without ...string) string {
	th.t.Helper()
	address := th.opened[len(th.opened)-1]
	csrf := csrfField.FindStringSubmatch(th.web(http.MethodGet, address, nil))
	if csrf == nil {
		th.t.Fatalf("no form at %s", address)
	}
	form := url.Values{
		"authenticity_token": {csrf[1]}, "name": {gitlab.TokenName}, "description": {"ACP"}, "expires_at": {th.setup.EndDate.String()},
		"access": {"selected_memberships"}, "spaces[]": {"team/app"},
	}
	for _, p := range gitlab.RequiredPermissions() {
		if !slices.Contains(without, p.Name()) {
			field := map[string]string{"User": "user[]", "Group and project": "project[]"}[p.Tab]
			form.Add(field, p.Name())
		}
	}
	page := th.web(http.MethodPost, address, form)
	token := tokenField.FindStringSubmatch(page)
	if token == nil {
		th.t.Fatalf("no token: %s", page)
	}
	return token[1]
}

// fineValue is a fine-grained token that fineToken makes known.
func fineValue() string { return "glpat-" + strings.Repeat("Fine", 5) }

func fineToken() gitlabtest.Option {
	return gitlabtest.WithOtherToken(gitlabtest.Token{ID: 815, Name: "ACP", Kind: gitlabtest.FineGrained, Value: secret.New(fineValue())})
}

// TestAGroupThatRefusesLegacyTokensIsLeftWithAFineGrainedOne: from the refusal to
// the page with the permissions, to a token that is created there, pushes, and is
// connected.
func TestAGroupThatRefusesLegacyTokensIsLeftWithAFineGrainedOne(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {40, 12}} {
		play(t, plot{gitlab: "repo-legacy-token-refused", cols: size[0], rows: size[1]}, func(th *harness) {
			th.to(6)
			th.keys("team/app", "enter")
			th.see("accepts only fine-grained", "fine-grained token")
			th.keys("enter")
			th.see(atStep(setup.IDTokenPage), "granular/new", "ine-grained token")
			th.keys("enter")
			th.see(atStep(setup.IDScopes), "fill in, generate, copy", "team/app")
			fine := th.createFineGrained()
			th.keys("enter")
			th.paste(fine)
			th.keys("enter")
			th.see("This token works.")
			th.keys("enter")
			th.see("Check the same repository", "team/app")
			th.keys("enter")
			th.see("can push")
			if repos := th.setup.Repositories; len(repos) != 1 || !repos[0].PushProven {
				t.Fatalf("git has not proven the push:\n%s", th.view())
			}
			th.keys("enter", "enter")
			if th.setup.Outcome() != setup.Connected || !th.acp.Holds(th.gitlab.URL(), func(token string) bool { return token == fine }) {
				t.Errorf("%v: ACP does not hold it:\n%s", size, th.view())
			}
		})
	}
}

// TestAPermissionThatWasForgottenLeadsBackToThePage: git refuses, the permission is
// named, and the next token has it.
func TestAPermissionThatWasForgottenLeadsBackToThePage(t *testing.T) {
	t.Parallel()
	play(t, plot{gitlab: "repo-legacy-token-refused"}, func(th *harness) {
		th.to(6)
		th.keys("team/app", "enter", "enter", "enter")
		fine := th.createFineGrained("Code: Push")
		th.keys("enter")
		th.paste(fine)
		th.keys("enter", "enter", "enter")
		th.see("The token lacks the permission Code: Push.", "permission-missing", "Create a fine-grained token")
		th.keys("enter", "enter")
		fine = th.createFineGrained()
		th.keys("enter")
		th.paste(fine)
		th.keys("enter", "enter", "enter")
		th.see("can push")
	})
}

// TestTheDemoLendsAFineGrainedToken: where its page cannot be reached, following the
// advice leads out of the scenario as well.
func TestTheDemoLendsAFineGrainedToken(t *testing.T) {
	t.Parallel()
	lent := func(th *harness, g *setup.Answers) {
		g.Token, g.TokenFrom, g.TokenSpare, g.TokenSecond = secretOf(th), "the demo", true, secret.New(fineValue())
	}
	play(t, plot{gitlab: "repo-legacy-token-refused", gitOptions: []gitlabtest.Option{fineToken()}, given: lent, noBrowser: true}, func(th *harness) {
		th.keys("enter", "enter", "enter", "enter")
		th.see("The demo holds a token")
		th.keys("enter", "enter", "team/app", "enter")
		th.see("accepts only fine-grained tokens")
		th.keys("enter")
		th.see("t  use the one in the demo")
		th.keys("enter", "enter")
		th.see("The demo holds a token")
		th.keys("enter")
		th.see("This token works.", "token-fine-grained")
		th.keys("enter", "enter")
		th.see("can push")
	})
}

// TestTheFineGrainedPageLeadsBack: who can use a Legacy token after all gets its
// address with n.
func TestTheFineGrainedPageLeadsBack(t *testing.T) {
	t.Parallel()
	play(t, plot{gitlab: "repo-legacy-token-refused"}, func(th *harness) {
		th.to(6)
		th.keys("team/app", "enter", "enter")
		th.see("granular/new", "n  a Legacy token ")
		th.keys("n")
		th.see("personal_access_tokens?name=", "n  page not found")
		th.keys("enter")
		th.see("check, create, copy") // with scopes again
	})
}

// TestWhereOnlyFineGrainedTokensAreCreatedNLeadsThere: before the address that is
// missing on such a GitLab, and with nothing refused.
func TestWhereOnlyFineGrainedTokensAreCreatedNLeadsThere(t *testing.T) {
	t.Parallel()
	play(t, plot{gitlab: "fine-grained-only"}, func(th *harness) {
		th.to(2)
		th.keys("n", "n")
		th.see("The list offers only a fine-grained token?", "granular/new", "the next screen lists what to fill in", "n  page not found")
		th.keys("enter")
		fine := th.createFineGrained()
		th.keys("enter")
		th.paste(fine)
		th.keys("enter", "enter", "team/app", "enter")
		th.see("can push")
		th.keys("enter", "enter")
		if th.setup.Outcome() != setup.Connected {
			t.Errorf("not connected:\n%s", th.view())
		}
	})
}

// TestOnceTheVersionIsKnownNLeadsThereAtOnce: and on to nothing that is not there.
func TestOnceTheVersionIsKnownNLeadsThereAtOnce(t *testing.T) {
	t.Parallel()
	for version, want := range map[string][]string{
		"19.4.1":  {"granular/new", "legacy/new", "In GitLab's menus"},
		"16.11.4": {"In GitLab's menus"},
	} {
		play(t, plot{}, func(th *harness) {
			th.to(2)
			th.setup.Checked(&gitlab.Inspection{Version: version}) // of a token checked before
			for _, text := range want {
				th.keys("n")
				th.see(text)
			}
		})
	}
}

// TestTheMenusOfAFineGrainedTokenLeadToIts: the way by menu is that of the page in
// use.
func TestTheMenusOfAFineGrainedTokenLeadToIts(t *testing.T) {
	t.Parallel()
	play(t, plot{gitlab: "repo-legacy-token-refused"}, func(th *harness) {
		th.to(6)
		th.keys("team/app", "enter", "enter", "h")
		th.see("Generate token > Fine-grained token", "lists what to fill in")
		if strings.Contains(th.view(), "Legacy token") {
			t.Errorf("it leads to the other type:\n%s", th.view())
		}
	})
}

// TestScreensOfAFineGrainedToken are those of the way from a refusal, and of the
// page where n leads to it.
func TestScreensOfAFineGrainedToken(t *testing.T) {
	t.Parallel()
	screens(t, plot{gitlab: "repo-legacy-token-refused", gitOptions: []gitlabtest.Option{fineToken()}}, func(th *harness, a *album) {
		th.to(2)
		th.keys("n", "n")
		a.snap("2 the list offers nothing else")
		th.keys("n", "n", "n", "esc", "enter", "enter")
		th.paste(th.gitlab.Token())
		th.keys("enter", "enter", "team/app", "enter")
		a.snap("6 refused")
		th.keys("enter")
		a.snap("2 a fine-grained token")
		th.keys("h")
		a.snap("2 by menu")
		th.keys("esc", "enter")
		a.snap("3 permissions")
		th.keys("?")
		a.snap("3 help")
		th.keys("esc", "enter")
		th.paste(fineValue())
		th.keys("enter")
		a.snap("5 checked")
		th.keys("enter")
		a.snap("6 the same repository again")
	})
}

// TestTheDemoLendsAnotherTokenForARefusedOne: a scenario's own advice leads out of
// it where no page can be reached, whether the first token was sent or not.
func TestTheDemoLendsAnotherTokenForARefusedOne(t *testing.T) {
	t.Parallel()
	good := secret.New("glpat-" + strings.Repeat("Good", 5))
	known := gitlabtest.WithOtherToken(gitlabtest.Token{ID: 816, Name: "ACP", Value: good})
	lent := func(th *harness, g *setup.Answers) {
		g.Token, g.TokenFrom, g.TokenSpare, g.TokenSecond = secretOf(th), "the demo", true, good
	}
	for scenario, keys := range map[string][]string{
		"scope-missing": {"enter", "enter", "enter"}, "token-unknown": {"enter"}, "token-malformed": {"enter"},
	} {
		play(t, plot{gitlab: scenario, gitOptions: []gitlabtest.Option{known}, given: lent, noBrowser: true}, func(th *harness) {
			th.keys("enter", "enter", "enter", "enter")
			th.see("The demo holds a token")
			th.keys("enter")
			th.see(scenario)
			th.keys(keys...)
			th.see("The demo holds a token")
			th.keys("enter")
			th.see("This token works.")
		})
	}
}
