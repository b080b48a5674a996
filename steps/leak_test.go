package steps_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// between is what may stand between the pieces of a text on a screen.
var between = regexp.MustCompile(`\x1b\[[0-9;]*m|[\s│•]`)

// pieces are the parts of secrets, eight characters each, that nothing may show.
type pieces map[string]bool

func piecesOf(secrets ...string) pieces {
	p := pieces{}
	for _, s := range secrets {
		for i := range max(0, len(s)-7) {
			p[s[i:i+8]] = true
		}
	}
	return p
}

// in reports whether text shows one of them, also where it is wrapped.
func (p pieces) in(text string) bool {
	for _, reading := range []string{text, between.ReplaceAllString(text, "")} {
		for i := range max(0, len(reading)-7) {
			if p[reading[i:i+8]] {
				return true
			}
		}
	}
	return false
}

// marked is what is pasted: a token of the server, or what the scenario is
// about with a middle that can be told from an example.
func marked(s *gitlabtest.Server) string {
	const mark = "Hw6zTn4dLf9vYc2pMb7s"
	switch text := s.Scenario().Token; {
	case text == "":
		return s.Token()
	case strings.Contains(text, "xxxx"):
		return text[:strings.IndexByte(text, '-')+1] + mark
	default:
		return text
	}
}

// TestNoScenarioShowsTheToken goes as far as Enter goes in every scenario.
func TestNoScenarioShowsTheToken(t *testing.T) {
	t.Parallel()
	plots := []plot{{}}
	for _, s := range gitlabtest.Scenarios() {
		plots = append(plots, plot{gitlab: s.Name})
	}
	for _, s := range acptest.Scenarios() {
		plots = append(plots, plot{acp: s.Name})
	}
	for _, p := range plots {
		t.Run("gitlab="+p.gitlab+" acp="+p.acp, func(t *testing.T) {
			t.Parallel()
			play(t, p, func(th *harness) { enterOnly(t, th) })
		})
	}
}

// enterOnly answers every question with Enter, and looks at every screen.
func enterOnly(t *testing.T, th *harness) {
	token, pasted := marked(th.gitlab), false
	secrets := piecesOf(token, th.acp.Session())
	looks := func() string {
		v := th.view()
		if secrets.in(v) {
			t.Errorf("the screen shows a part of a secret:\n%s", v)
		}
		return v
	}
	seen := map[string]bool{}
	for range 16 {
		v := looks()
		if seen[v] {
			break
		}
		seen[v] = true
		switch {
		case strings.Contains(v, "Paste the token") && !pasted:
			th.paste(token)
			looks()
			pasted = true
		case strings.Contains(v, atStep(setup.IDRepository)) && th.gitlab.Scenario().Repository != "":
			th.keys(th.gitlab.Scenario().Repository)
		}
		th.keys("enter")
		for range 5 { // virtual; most answers come at once
			if th.wait(2 * time.Second); !strings.Contains(looks(), "esc stop") {
				break
			}
			th.wait(30 * time.Second)
		}
	}
	th.keys("ctrl+r")
	looks()
	report := words.Report(th.env, th.setup, "acp-gitlab test")
	for where, text := range map[string]string{"the report": report, "the browser": strings.Join(th.opened, " "), "the end": strings.Join(words.Leaving(th.setup, time.Now()), " ")} {
		if secrets.in(text) {
			t.Errorf("%s shows a part of a secret", where)
		}
	}
	for _, r := range th.gitlab.Requests() {
		if secrets.in(r.Host + r.Path + "?" + r.Query) {
			t.Errorf("the address of %s %s holds the token", r.Method, r.Path)
		}
	}
	if reached := slices.ContainsFunc(th.gitlab.Requests(), gitlabtest.Seen.HasToken); th.gitlab.Scenario().Name == "" && !reached {
		t.Error("the token went nowhere at all: this test would find nothing")
	}
}
