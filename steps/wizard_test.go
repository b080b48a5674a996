package steps_test

import (
	"strings"
	"testing"
	"time"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// TestBackAndForthLosesNothing goes to the end, back to the start and to the
// end again. The bubble of play fails if a goroutine is left behind.
func TestBackAndForthLosesNothing(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.to(8)
		th.see(atStep(setup.IDDone), "Connected")
		before := len(th.gitlab.Requests()) + len(th.acp.Requests())
		for _, text := range []string{"confirmed", "team/app", "This token works", "26 characters", "[x] write_repository", "personal_access_tokens", "its API answers"} {
			th.keys("esc")
			th.see(text)
		}
		th.see(atStep(setup.IDInstance))
		for _, text := range []string{"step 2", "[x] api", "26 characters", "This token works", "can push here", "confirmed", "Next: open ACP, start a session, choose team/app."} {
			th.keys("enter")
			th.see(text)
		}
		if after := len(th.gitlab.Requests()) + len(th.acp.Requests()); after != before {
			t.Errorf("going back and forth created %d requests", after-before)
		}
		if got := setup.Exit(th.setup, false); got != problem.ExitOK {
			t.Errorf("exit %d", got)
		}
	})
}

func TestATokenThatGitLabRefusesNeverReachesACP(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{"token-expired", "token-revoked", "token-unknown", "scope-missing", "scope-dangerous", "account-blocked", "token-not-personal"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			play(t, plot{gitlab: scenario}, func(th *harness) {
				th.to(5)
				th.see(scenario)
				th.keys("enter", "enter", "enter", "enter", "esc", "esc", "enter")
				for _, seen := range th.acp.Requests() {
					t.Errorf("ACP was asked: %s %s", seen.Method, seen.Path)
				}
			})
		})
	}
}

func TestNothingOnTheNetworkBeforeTheFirstKey(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.wait(time.Minute)
		if n := len(th.gitlab.Requests()) + len(th.acp.Requests()); n != 0 {
			t.Errorf("%d requests before the first key", n)
		}
	})
}

func TestEscStopsWaitingAndDropsTheLateAnswer(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.to(4)
		gate := th.gitlab.Hold("/api/v4/user")
		th.paste(th.gitlab.Token())
		th.keys("enter")
		th.wait(3 * time.Second)
		th.see(atStep(setup.IDValidation), "wait", "3 s of 10 s")
		th.keys("enter", "enter") // dropped
		th.see(atStep(setup.IDValidation))
		th.keys("esc")
		th.see("Stopped. Nothing was changed.")
		gate.Release()
		th.wait(time.Second)
		th.see("Stopped. Nothing was changed.")
		th.keys("enter")
		th.see("This token works.")
	})
}

func TestGoingOnKnowinglyIsRememberedToTheEnd(t *testing.T) {
	t.Parallel()
	play(t, plot{gitlab: "scope-dangerous"}, func(th *harness) {
		th.to(5)
		th.see("sudo", "scope-dangerous")
		th.keys("g")
		th.see("You accepted this")
		th.keys("enter")
		th.keys("team/app", "enter")
		th.keys("enter", "enter", "enter")
		th.see(atStep(setup.IDDone), "sudo", "you accepted it")
		if cmd := setup.SameAgain(th.setup); !strings.Contains(cmd, "--accept scope-dangerous") {
			t.Errorf("the command for next time forgets it: %s", cmd)
		}
	})
}

func TestAnExistingConnectionIsKeptUnlessTheyPressY(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		key, see string
		exit     int
	}{
		{"enter", "Nothing was changed: ACP keeps", problem.ExitCancelled},
		{"y", "ACP is connected to gitlab.example.com.", problem.ExitOK},
	} {
		play(t, plot{acp: "acp-other-instance"}, func(th *harness) {
			th.to(7)
			th.keys("enter")
			th.see("keeps only one", "> Keep the existing one")
			th.keys(tc.key)
			th.see(tc.see)
			if got := setup.Exit(th.setup, false); got != tc.exit {
				t.Errorf("%s: exit %d, want %d", tc.key, got, tc.exit)
			}
			held := th.acp.Holds(th.gitlab.URL(), func(token string) bool { return token == th.gitlab.Token() })
			if held != (tc.key == "y") {
				t.Errorf("%s: ACP holds the new token: %v", tc.key, held)
			}
		})
	}
}

func TestATokenThatDidNotFitIsNamedAndEnded(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.to(4)
		small := th.gitlab.Mint("too small", []string{"api"}, "2027-02-20")
		th.paste(small)
		th.keys("enter")
		th.see("scope-missing")
		th.keys("a", "ctrl+u")
		th.paste(th.gitlab.Token())
		th.keys("enter", "enter", "team/app", "enter")
		th.keys("enter", "enter", "enter")
		th.see(atStep(setup.IDDone), "An earlier token (no. ")
		th.keys("x")
		th.see("Revoke the token")
		th.keys("enter") // keeps it
		if revoked(th, "too small") {
			t.Fatal("Enter ended a token")
		}
		th.keys("x", "y")
		th.see("Revoked")
		if !revoked(th, "too small") {
			t.Error("the token still lives")
		}
	})
}

func revoked(th *harness, name string) bool {
	for _, token := range th.gitlab.Tokens() {
		if token.Name == name {
			return token.Revoked
		}
	}
	return false
}

func TestAGivenTokenIsTakenByEnterOnlyForItsGitLab(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		named  bool
		byFlag bool
		taken  bool
	}{
		{"GITLAB_TOKEN with GITLAB_HOST", true, false, true},
		{"GITLAB_TOKEN alone", false, false, false},
		{"--token-file", false, true, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			play(t, plot{given: func(th *harness, g *setup.Answers) {
				g.Token, g.TokenFrom, g.TokenByFlag = secretOf(th), "GITLAB_TOKEN", tc.byFlag
				if !tc.named {
					g.GitLab = setup.Value{}
				}
			}}, func(th *harness) {
				if !tc.named { // typed by the person
					th.keys("down", "enter")
					th.paste(th.gitlab.URL())
				}
				th.keys("enter")
				th.see("its API answers")
				th.keys("enter", "t")
				th.see(atStep(setup.IDPaste), "holds a token")
				th.keys("enter")
				if got := strings.Contains(th.view(), atStep(setup.IDValidation)); got != tc.taken {
					t.Errorf("Enter took it: %v, want %v\n%s", got, tc.taken, th.view())
				}
				if tc.byFlag && len(th.opened) > 0 {
					t.Errorf("opened %v", th.opened)
				}
			})
		})
	}
}

// TestATokenOfAnotherGitLabNeedsItsKey: where GITLAB_HOST names another GitLab
// than a flag, no Enter sends GITLAB_TOKEN, and nothing takes it unasked.
func TestATokenOfAnotherGitLabNeedsItsKey(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		host   string
		url    bool // --gitlab-url names this GitLab
		elsewh string
	}{
		"--gitlab-url for another": {"gitlab.elsewhere.example", true, "GITLAB_HOST says that it belongs to gitlab.elsewhere.example."},
		"another port":             {"gitlab.example.com:8443", true, "GITLAB_HOST says that it belongs to gitlab.example.com:8443."},
		"neither names it":         {"", false, "Make sure it belongs to gitlab.example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, plot{given: func(th *harness, g *setup.Answers) {
				g.Token, g.TokenFrom, g.TokenHost = secretOf(th), "GITLAB_TOKEN", tc.host
				if g.GitLab.From = "--gitlab-url"; !tc.url {
					g.GitLab = setup.Value{}
				}
			}}, func(th *harness) {
				if !tc.url {
					th.keys("down", "enter")
					th.paste(th.gitlab.URL())
				}
				th.keys("enter")
				th.see("its API answers")
				th.keys("enter", "t")
				th.see(atStep(setup.IDPaste), "holds a token", tc.elsewh)
				asked := len(th.gitlab.Requests())
				th.keys("up", "down", "enter")
				th.see(atStep(setup.IDPaste), "Paste the token")
				th.keys("esc", "down", "up", "enter", "enter")
				th.see(atStep(setup.IDPaste), "Nothing pasted yet")
				if n := len(th.gitlab.Requests()); n != asked {
					t.Errorf("%d requests without the key", n-asked)
				}
				th.keys("esc", "u")
				th.see(atStep(setup.IDValidation), "This token works.")
			})
		})
	}
}

func TestTheAddressFollowsTheTicks(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.to(2)
		th.keys("enter")
		th.see(atStep(setup.IDScopes))
		th.keys("down", "down", "down", "space", "o")
		if len(th.opened) != 2 {
			t.Fatalf("opened %d pages", len(th.opened))
		}
		if last := th.opened[1]; strings.Contains(last, "write_repository") || !strings.Contains(last, "read_user") {
			t.Errorf("the address does not follow: %s", last)
		}
	})
}

func TestSummaryFitsEightRowsAtFortyColumns(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.to(8)
		for _, cols := range []int{40, 80, 200} {
			lines := words.SetupSummary(th.setup, words.StepPosition{Step: 8, Of: 8}, cols, time.Now()).Lines()
			rows := 0
			for _, l := range lines {
				rows += (len(l) + cols - 1) / cols
			}
			if rows > 8 || !strings.HasPrefix(lines[0], "acp-gitlab: connected") {
				t.Errorf("%d columns: %d rows\n%s", cols, rows, strings.Join(lines, "\n"))
			}
			if again := strings.Contains(strings.Join(lines, ""), "acp-gitlab connect --gitlab-url"); again != (cols > 40) {
				t.Errorf("%d columns: the command is there: %v", cols, again)
			}
		}
	})
}

func TestResizeAtAnyMoment(t *testing.T) {
	t.Parallel()
	for step := 1; step <= 8; step++ {
		play(t, plot{}, func(th *harness) {
			th.to(step)
			want := atStep(setup.StepOrder[step-1])
			for _, size := range []struct{ cols, rows int }{{0, 0}, {1, 1}, {39, 11}, {40, 12}, {200, 60}, {80, 24}} {
				th.send(sized(size.cols, size.rows))
				v := th.view()
				if size.cols >= 40 && !strings.Contains(v, want) {
					t.Errorf("%dx%d: no %q\n%s", size.cols, size.rows, want, v)
				}
				if lines := strings.Count(v, "\n") + 1; size.rows > 0 && lines > size.rows {
					t.Errorf("%dx%d: %d lines", size.cols, size.rows, lines)
				}
			}
		})
	}
}
