package steps_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps"
	"acp-gitlab/steps/profile"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// acme is a profile for the two servers of a theatre.
func acme(th *harness) *profile.Profile {
	return &profile.Profile{
		File: "acme.yaml", GitLabURL: th.gitlab.URL(), ACPURL: th.acp.URL(), CAFile: "/etc/acme/ca.pem",
		TokenName: "ACP at Acme", TokenDays: 30, Repositories: []string{"team/app"},
		Support: profile.Support{Name: "Platform team", URL: "https://help.example.com", Email: "help@example.com"},
	}
}

// offer lets the profile wait for the person's word.
func offer(th *harness, g *setup.Answers) *setup.ProfileOffer {
	p := acme(th)
	sessions := g.Sessions
	g.GitLab, g.ACP, g.Sessions = setup.Value{}, setup.Value{}, nil
	g.Offer = &setup.ProfileOffer{
		Profile: p,
		Add: func(g setup.Answers) setup.Answers {
			if g.GitLab.IsZero() {
				g.GitLab = setup.Value{Value: p.GitLabURL, From: p.Source()}
			}
			g.ACP, g.Sessions = setup.Value{Value: p.ACPURL, From: p.Source()}, sessions
			g.TokenName, g.TokenDays, g.Repositories = p.TokenName, p.TokenDays, p.Repositories
			g.Profile, g.Support = p, p.Support
			return g
		},
		Stack: func(w *setup.Env) (*web.Stack, error) { return w.Stack, nil },
	}
	return g.Offer
}

func withProfile(th *harness, g *setup.Answers) { offer(th, g) }

func TestAProfileLeavesOnlyTheTokenToAskFor(t *testing.T) {
	t.Parallel()
	play(t, plot{given: withProfile}, func(th *harness) {
		th.see("Profile", "This profile sets where your token goes.", "acme.yaml", "https://gitlab.example.com")
		th.wait(time.Minute)
		if n := len(th.gitlab.Requests()) + len(th.acp.Requests()); n > 0 {
			t.Errorf("%d requests before the person said yes", n)
		}
		th.keys("enter")
		th.see(atStep(setup.IDInstance), "its API answers")
		th.keys("enter")
		th.see(atStep(setup.IDTokenPage), "30 days; d changes it", "?name=ACP+at+Ac")
		th.keys("enter", "enter")
		th.paste(th.gitlab.Token())
		th.keys("enter", "enter")
		th.see(atStep(setup.IDRepository), "team/app")
		th.keys("enter")
		th.see("Developer (30)")
		th.keys("enter", "enter", "enter")
		th.see(atStep(setup.IDDone), "Connected.")
		if got := th.setup.CAFile; got.Value != "/etc/acme/ca.pem" || got.From != "profile acme.yaml" {
			t.Errorf("the CA file is %+v", got)
		}
		if again := setup.SameAgain(th.setup); !strings.Contains(again, "--profile acme.yaml") || strings.Contains(again, "--ca-file") {
			t.Errorf("the same again: %s", again)
		}
	})
}

func TestAProfileThatIsIgnoredCountsNowhere(t *testing.T) {
	t.Parallel()
	play(t, plot{given: withProfile, gitlab: "instance-dns"}, func(th *harness) {
		th.keys("esc")
		th.see(atStep(setup.IDInstance), "GitLab.com")
		if strings.Contains(th.view(), "acme.yaml") {
			t.Errorf("the profile is still there:\n%s", th.view())
		}
		g := th.setup.Answers
		if g.Offer != nil || g.Profile != nil || !g.GitLab.IsZero() || len(g.Repositories) > 0 || !g.Support.IsZero() || th.setup.CAFile.Value != "" {
			t.Errorf("something of the profile counts: %+v", g)
		}
	})
}

func TestWhatWinsOverAProfileIsSaid(t *testing.T) {
	t.Parallel()
	play(t, plot{given: func(th *harness, g *setup.Answers) {
		offer(th, g).Stack = nil
		g.GitLab = setup.Value{Value: "https://other.example.com", From: "GITLAB_HOST"}
	}, cols: 120, rows: 40}, func(th *harness) {
		th.see("(not used: GITLAB_HOST says", "not used: --ca-file names another")
		th.keys("enter")
		th.see(atStep(setup.IDInstance), "other.example.com", "GITLAB_HOST")
	})
}

func TestASupportContactStandsBesideEveryProblem(t *testing.T) {
	t.Parallel()
	play(t, plot{gitlab: "token-unknown", given: withProfile}, func(th *harness) {
		th.keys("enter", "enter", "enter", "enter")
		th.paste(th.gitlab.Token())
		th.keys("enter")
		th.see("token-unknown", "Platform team, https://help.example.com, help@example.com")
		if report := words.Report(th.env, th.setup, "acp-gitlab test"); !strings.Contains(report, "- profile: acme.yaml\n- support: Platform team, https://help.example.com") {
			t.Errorf("not in the report:\n%s", report)
		}
	})
}

func TestACAFileThatWentAwayIsSaid(t *testing.T) {
	t.Parallel()
	play(t, plot{given: func(th *harness, g *setup.Answers) {
		offer(th, g).Stack = func(*setup.Env) (*web.Stack, error) { return nil, errors.New("no such file") }
	}}, func(th *harness) {
		th.keys("enter")
		th.see("Profile", "No certificate found in /etc/acme/ca.pem: no such file")
		th.keys("esc")
		th.see(atStep(setup.IDInstance), "GitLab.com")
	})
}

func TestScreensOfAProfile(t *testing.T) {
	t.Parallel()
	screens(t, plot{given: withProfile}, func(th *harness, a *album) {
		a.snap("the profile")
		th.keys("enter")
		a.snap("1 can this computer reach it")
	})
}

// TestEveryFlowAsksAboutAProfileFirst begins with the flow that a command can
// begin with, beside setting up.
func TestEveryFlowAsksAboutAProfileFirst(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		for _, door := range []setup.Flow{setup.FlowSetUp, setup.FlowReplace} {
			given := setup.Answers{}
			offer(th, &given)
			s := setup.New(given, today)
			_, list := steps.NewFlow(door, th.env, s)
			first := list[0]
			if first.Title() != "Profile" || s.Answers.Profile != nil {
				t.Errorf("%s: begins with %s", door, first.Title())
			}
			read := first.Update(th.t.Context(), ui.Pressed{Key: "enter"}) // the CA file, by a command
			first.Update(th.t.Context(), read())
			if s.Answers.Profile == nil || s.Answers.Offer != nil || first.Title() == "Profile" {
				t.Errorf("%s: the profile was not taken: %+v", door, s.Answers)
			}
			ids := map[string]bool{}
			for _, step := range list {
				ids[step.ID()] = true
			}
			if len(ids) != len(list) {
				t.Errorf("%s: two steps have the same name: %v", door, ids)
			}
		}
	})
}
