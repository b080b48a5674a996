package steps_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// earlier is what a setup with this GitLab left, its token ending in 9 days.
func earlier(th *harness) memory.Memory {
	return memory.Memory{
		Setup:   memory.Setup{GitLab: th.gitlab.URL(), ACP: th.acp.URL(), Repositories: []string{"team/app"}},
		Token:   memory.Token{ID: 4711, Name: "Ambient Code Platform Integration", Ends: gitlab.EndDate(today, 9)},
		User:    "ada",
		SetUpAt: today.AddDate(0, 0, -81),
	}
}

func interrupted(th *harness, step string) *memory.Interrupted {
	return &memory.Interrupted{Setup: memory.Setup{GitLab: th.gitlab.URL(), ACP: th.acp.URL(), Repositories: []string{"team/app"}}, Step: step, At: today.Add(-time.Hour)}
}

// back starts the wizard for somebody who has been here before.
func (th *harness) back(p plot, m memory.Memory) {
	th.t.Helper()
	th.env.Memory = m
	th.env.Recall(&th.setup.Answers)
	th.open(p, setup.FlowSetUp)
	th.send(sized(max(p.cols, 40), max(p.rows, 12)))
}

func at80() plot { return plot{cols: 80, rows: 24, given: nothingGiven} }

func TestScreensOfTheWelcome(t *testing.T) {
	t.Parallel()
	screens(t, plot{given: nothingGiven}, func(th *harness, a *album) {
		size := a.size()
		th.env.OtherFlows = true
		th.back(size, earlier(th))
		a.snap("1 welcome back")
		over := earlier(th)
		over.Token.Ends = gitlab.EndDate(today, -3)
		th.back(size, over)
		a.snap("1 the token has ended")
		over.DisconnectedAt = today.AddDate(0, 0, -1)
		th.back(size, over)
		a.snap("1 disconnected since")
		both := earlier(th)
		both.Interrupted = interrupted(th, setup.IDValidation)
		th.back(size, both)
		a.snap("1 a set-up was left")
		th.keys("enter")
		a.snap("1 its GitLab answers again")
	})
}

func TestScreensOfTheEnd(t *testing.T) {
	t.Parallel()
	screens(t, plot{}, func(th *harness, a *album) {
		th.env.Config, th.env.Folder = th.t.TempDir(), th.t.TempDir()
		th.to(8)
		a.snap("8 saved for next time")
	})
}

func TestFlowsOfTheWelcome(t *testing.T) {
	t.Parallel()
	play(t, at80(), func(th *harness) {
		th.env.OtherFlows = true
		for downs, want := range []setup.Flow{setup.FlowReplace, setup.FlowLook, setup.FlowCheck} {
			th.back(at80(), earlier(th))
			th.see("Welcome back. Last set up on 2 Sep 2026: @ada on gitlab.example.com.", "in 9 days", "> Replace the token")
			th.keys(slices.Repeat([]string{"down"}, downs)...)
			th.keys("enter")
			if got, _, _ := th.setup.TakeNextFlow(); got != want {
				t.Errorf("choice %d opened %q", downs+1, got)
			}
		}
		th.back(at80(), earlier(th))
		th.keys("down", "down", "down", "enter")
		th.see("Where is your GitLab?", "from your last setup")
		th.keys("esc")
		th.see("Welcome back.")
		if n := len(th.gitlab.Requests()) + len(th.acp.Requests()); n != 0 {
			t.Errorf("%d requests before a GitLab was chosen", n)
		}
	})
}

func TestAnInterruptedSetupGoesOnAtThePaste(t *testing.T) {
	t.Parallel()
	for left, want := range map[string]string{
		setup.IDTokenPage: atStep(setup.IDTokenPage), setup.IDScopes: atStep(setup.IDScopes), setup.IDPaste: atStep(setup.IDPaste),
		setup.IDRepository: atStep(setup.IDPaste), setup.IDConnect: atStep(setup.IDPaste), "no-such-step": atStep(setup.IDPaste),
	} {
		t.Run(left, func(t *testing.T) {
			t.Parallel()
			play(t, at80(), func(th *harness) {
				th.back(at80(), memory.Memory{Interrupted: interrupted(th, left)})
				th.see("Welcome back.", "> Continue where I left off")
				th.keys("enter")
				th.see("its API answers", atStep(setup.IDInstance))
				th.keys("enter")
				th.see(want)
			})
		})
	}
}

func TestAnInterruptedSetupAtAGitLabThatIsGoneCanBeCorrected(t *testing.T) {
	t.Parallel()
	play(t, at80(), func(th *harness) {
		m := memory.Memory{Interrupted: interrupted(th, setup.IDPaste)}
		m.Interrupted.GitLab = "https://gone.invalid"
		th.back(at80(), m)
		th.keys("enter")
		th.wait(30 * time.Second)
		th.see("instance-dns")
		th.keys("enter", "ctrl+u")
		th.paste(th.gitlab.URL())
		th.keys("enter")
		th.see("its API answers")
		th.keys("enter")
		th.see(atStep(setup.IDTokenPage)) // another GitLab: from the beginning
	})
}

// TestATokenOfTheEnvironmentIsNotForARememberedGitLab: what only memory names
// was not named by the person in this run, so Enter does not send it there.
func TestATokenOfTheEnvironmentIsNotForARememberedGitLab(t *testing.T) {
	t.Parallel()
	p := at80()
	p.given = func(th *harness, g *setup.Answers) {
		nothingGiven(th, g)
		g.Token, g.TokenFrom = secretOf(th), "GITLAB_TOKEN"
	}
	play(t, p, func(th *harness) {
		th.back(p, memory.Memory{Interrupted: interrupted(th, setup.IDPaste)})
		th.keys("enter", "enter")
		th.see(atStep(setup.IDPaste), "Make sure it belongs to")
		th.keys("enter")
		for _, seen := range th.gitlab.Requests() {
			if seen.HasToken() {
				t.Error("the token was sent")
			}
		}
	})
}

// TestASetupOfANewerProgramIsSaidAndStays on the first screen and on the last.
func TestASetupOfANewerProgramIsSaidAndStays(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.env.Config = t.TempDir()
		file := memory.File(th.env.Config)
		const text = `{"version": 2}`
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, th.env.MemoryNote = memory.Load(th.env.Config)
		th.keys("?", "esc") // draws it again
		th.see(atStep(setup.IDInstance), "A newer acp-gitlab saved a setup here.")
		th.to(8)
		th.see("A newer acp-gitlab saved a setup here.")
		if now, err := os.ReadFile(file); err != nil || string(now) != text {
			t.Errorf("it became %q, %v", now, err)
		}
	})
}

func TestStepEightSavesWhatIsNeededNextTimeAndNoSecret(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.env.Config, th.env.Folder = t.TempDir(), t.TempDir()
		th.to(8)
		th.see("Remembered on this computer: addresses, @ada, team/app, token name and", "s  save a calendar reminder for 13 Feb")
		m, note := memory.Load(th.env.Config)
		want := memory.Token{ID: 4902, Name: "Ambient Code Platform Integration", Ends: gitlab.EndDate(today, 90)}
		if note != "" || m.Token != want || m.User != "ada" || m.GitLab != th.gitlab.URL() || m.ACP != th.acp.URL() || len(m.Repositories) != 1 {
			t.Errorf("remembered %+v, %q", m, note)
		}
		text, err := os.ReadFile(memory.File(th.env.Config))
		if err != nil {
			t.Fatal(err)
		}
		for _, value := range []string{th.gitlab.Token(), th.acp.Session()} {
			if strings.Contains(string(text), value) || strings.Contains(string(text), value[len(value)-8:]) {
				t.Error("a secret was saved")
			}
		}
		th.keys("s")
		th.see("Saved acp-gitlab-2027-02-13.ics in", "(host", "build7)")
		th.keys("s")
		th.see("already exists and was not overwritten")
	})
}

func TestNothingIsSavedWithoutACauseOrAPlace(t *testing.T) {
	t.Parallel()
	t.Run("the demo", func(t *testing.T) {
		t.Parallel()
		play(t, plot{}, func(th *harness) {
			th.to(8)
			th.see("Nothing was saved on this computer")
			if v := th.view(); strings.Contains(v, "calendar") {
				t.Errorf("a file is offered:\n%s", v)
			}
		})
	})
	t.Run("a file in the way", func(t *testing.T) {
		t.Parallel()
		play(t, plot{}, func(th *harness) {
			th.env.Config = t.TempDir()
			if err := os.WriteFile(th.env.Config+"/acp-gitlab", nil, 0o600); err != nil {
				t.Fatal(err)
			}
			th.to(8)
			th.see("Connected.", "Nothing could be saved on this computer for next time.")
		})
	})
	t.Run("the old connection was kept", func(t *testing.T) {
		t.Parallel()
		play(t, plot{acp: "acp-other-instance"}, func(th *harness) {
			th.env.Config = t.TempDir()
			th.to(7)
			th.keys("enter", "enter")
			th.see(atStep(setup.IDDone), "Nothing was changed")
			if err := setup.RememberEnd(th.env, th.setup, 8); err != nil {
				t.Error(err)
			}
			if m, _ := memory.Load(th.env.Config); !m.IsZero() {
				t.Errorf("remembered %+v", m)
			}
		})
	})
}

func TestRememberEnd(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.env.Config = t.TempDir()
		if err := setup.RememberEnd(th.env, th.setup, 1); err != nil {
			t.Error(err)
		}
		if m, _ := memory.Load(th.env.Config); !m.IsZero() {
			t.Errorf("nothing was done, remembered %+v", m)
		}
		if err := memory.Save(th.env.Config, earlier(th)); err != nil {
			t.Fatal(err)
		}
		th.to(6)
		if err := setup.RememberEnd(th.env, th.setup, 6); err != nil {
			t.Error(err)
		}
		m, _ := memory.Load(th.env.Config)
		if m.Interrupted == nil || m.Interrupted.Step != setup.IDRepository || m.Interrupted.GitLab != th.gitlab.URL() {
			t.Errorf("interrupted: %+v", m.Interrupted)
		}
		if m.Token.ID != 4711 {
			t.Error("the setup of before was lost")
		}
		th.keys("team/app", "enter", "enter", "enter", "enter")
		th.see(atStep(setup.IDDone))
		if m, _ = memory.Load(th.env.Config); m.Interrupted != nil || m.Token.ID != 4902 {
			t.Errorf("a setup that ended well leaves %+v", m)
		}
	})
}

func TestATokenNamedLikeItselfIsNotRemembered(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.to(6)
		th.setup.Inspected().Token.Name = "mine: " + th.gitlab.Token()
		if m := setup.Remember(th.setup, today); strings.Contains(m.Token.Name, th.gitlab.Token()[6:]) {
			t.Errorf("remembered as %q", m.Token.Name)
		}
	})
}

var _ ui.Step = (*steps.Welcome)(nil)
