package steps_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// connected lets ACP hold the theatre's GitLab from the start.
var connected = plot{acp: "connected"}

func TestLookingShowsWhatACPHolds(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		plot plot
		exit int
		see  []string
	}{
		{"a connection", connected, problem.ExitOK, []string{"ACP has a connection to gitlab.example.com.", "saved 22 Nov 2026", "ACP does not test the token itself"}},
		{"none", plot{}, problem.ExitNeedsDoing, []string{"ACP has no GitLab connection for you."}},
		{"another GitLab", plot{acp: "acp-other-instance"}, problem.ExitOK, []string{"connected to https://"}},
		{"a token at hand", plot{acp: "connected", given: givenToken}, problem.ExitOK, []string{"@ada", "(checked now)"}},
		{"an ended token at hand", plot{acp: "connected", gitlab: "token-expired", given: givenToken}, problem.ExitRefused, []string{"token-expired"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			play(t, tc.plot, func(th *harness) {
				th.open(plot{}, setup.FlowLook)
				th.see("Connection", "Nothing is changed.")
				th.keys("enter")
				th.see(tc.see...)
				if strings.Contains(th.view(), "working") {
					t.Error("a connection is called working")
				}
				for _, seen := range th.acp.Requests() {
					if seen.Method != http.MethodGet || seen.Token {
						t.Errorf("looking sent %s %s, with a token: %v", seen.Method, seen.Path, seen.Token)
					}
				}
				th.keys("enter")
				th.wantEnd(tc.exit, "ACP ")
			})
		})
	}
}

func givenToken(th *harness, g *setup.Answers) {
	g.Token, g.TokenFrom, g.TokenByFlag = secretOf(th), "file", true
}

// TestLookingAsksNoGitLabAboutAnothersToken: what GITLAB_HOST says belongs
// elsewhere is not at hand here.
func TestLookingAsksNoGitLabAboutAnothersToken(t *testing.T) {
	t.Parallel()
	for host, asks := range map[string]bool{"gitlab.elsewhere.example": false, "gitlab.example.com": true} {
		given := func(th *harness, g *setup.Answers) {
			g.Token, g.TokenFrom, g.TokenHost = secretOf(th), "GITLAB_TOKEN", host
		}
		play(t, plot{acp: "connected", given: given}, func(th *harness) {
			th.open(plot{}, setup.FlowLook)
			th.keys("enter")
			th.see("connected to")
			if got := len(th.gitlab.Requests()) > 0; got != asks {
				t.Errorf("GITLAB_HOST=%s: GitLab is asked: %v", host, got)
			}
		})
	}
}

func TestLookingTellsMemoryFromNow(t *testing.T) {
	t.Parallel()
	play(t, connected, func(th *harness) {
		th.env.Memory = remembered(th)
		th.open(plot{}, setup.FlowLook)
		th.keys("enter")
		th.see(`"Ambient Code Platform Integration" expires 29 Nov 2026, in 7 days`, "(just read")
	})
}

// TestLookingDoubtsMemoryByACPsOwnClock: what ACP saved at another second than
// at the setup may be another token, however this computer's clock stands.
func TestLookingDoubtsMemoryByACPsOwnClock(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		saved  time.Time
		doubts bool
	}{
		"the same second":    {today, false},
		"a minute after":     {today.Add(-time.Minute), true},
		"ACP did not say it": {time.Time{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			play(t, connected, func(th *harness) {
				th.env.Memory = remembered(th)
				th.env.Memory.SavedAt, th.env.Memory.SetUpAt = tc.saved, today.Add(10*time.Minute) // this clock is fast
				th.open(plot{}, setup.FlowLook)
				th.keys("enter")
				th.see("Integration")
				if got := strings.Contains(th.view(), "may have a"); got != tc.doubts {
					t.Errorf("doubts: %v\n%s", got, th.view())
				}
			})
		})
	}
}

// remembered is what a setup of earlier left: the token number 4711.
func remembered(th *harness) memory.Memory {
	ends, _ := gitlab.ParseDate("2026-11-29")
	return memory.Memory{
		Setup:   memory.Setup{GitLab: th.gitlab.URL(), ACP: th.acp.URL()},
		Token:   memory.Token{ID: 4711, Name: "Ambient Code Platform Integration", Ends: ends},
		User:    "ada",
		SetUpAt: today.AddDate(0, 0, -90),
		SavedAt: today,
	}
}

func TestAProblemWithACPCanBeMendedBehindADoor(t *testing.T) {
	t.Parallel()
	play(t, plot{acp: "acp-session-refused"}, func(th *harness) {
		th.open(plot{}, setup.FlowLook)
		th.keys("enter")
		th.see("acp-session-refused")
		th.keys("enter")
		th.see("Paste an ACP access key")
		th.keys("esc", "esc")
		th.see("Where do you open ACP?")
		th.keys("ctrl+u", "enter")
		th.see("The card says Connected")
		th.keys("enter")
		th.wantEnd(problem.ExitOK, "done in the browser, not checked")
	})
}

func TestDisconnectingAsksAndKeepsByEnter(t *testing.T) {
	t.Parallel()
	for _, dialect := range []acptest.Dialect{acptest.Documented, acptest.V0011, acptest.V0021, acptest.V0033} {
		for _, key := range []string{"enter", "y"} {
			t.Run(fmt.Sprint(dialect, " ", key), func(t *testing.T) {
				t.Parallel()
				p := connected
				p.acpOptions = []acptest.Option{acptest.WithDialect(dialect), acptest.WithKeys()}
				p.given = func(_ *harness, g *setup.Answers) { g.Project = setup.Value{Value: "my-team", From: "--acp-project"} }
				play(t, p, func(th *harness) {
					th.open(plot{}, setup.FlowDisconnect)
					th.keys("enter")
					th.see("New ACP sessions will lose access to https://gitlab.example.com.", "> Keep", "Disconnect (y)")
					th.keys(key)
					_, held := th.acp.Connection(acptest.Person)
					if held != (key == "enter") {
						t.Errorf("ACP has a connection: %v", held)
					}
					if key == "enter" {
						th.wantEnd(problem.ExitCancelled, "nothing was changed; ACP keeps gitlab.example.com")
						return
					}
					th.see("Disconnected. The GitLab token is still valid.", "t lists your tokens")
					th.keys("enter")
					th.wantEnd(problem.ExitOK, "still valid at GitLab")
				})
			})
		}
	}
}

func TestDisconnectingWhereNothingIsHeld(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.open(plot{}, setup.FlowDisconnect)
		th.keys("enter")
		th.see("There is nothing to disconnect.")
		th.keys("enter")
		th.wantEnd(problem.ExitOK, "Nothing was changed")
	})
}

func TestWhatACPHoldsDecidesWhetherItDisconnected(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, scenario string
		after          time.Duration
		see            string
	}{
		{"the answer is lost", "cut-disconnect", 0, "acp-unavailable"},
		{"ACP fails", "error-disconnect", 0, "acp-storage-failed"},
		{"ACP is silent", "silent-disconnect", time.Minute, "acp-unavailable"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			play(t, plot{acp: tc.scenario, acpOptions: []acptest.Option{acptest.WithConnection("https://gitlab.example.com")}}, func(th *harness) {
				th.open(plot{}, setup.FlowDisconnect)
				th.keys("enter", "y")
				th.wait(tc.after)
				_, held := th.acp.Connection(acptest.Person)
				if !held {
					th.see("Disconnected.")
					return
				}
				th.see(tc.see)
				if n := len(th.setup.Changes()); n != 0 {
					t.Errorf("%d changes are said", n)
				}
			})
		})
	}
}

// mute loses the answer to a disconnect that has been carried out.
type mute struct{ http.RoundTripper }

func (m mute) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := m.RoundTripper.RoundTrip(req)
	if err == nil && strings.HasSuffix(req.URL.Path, "/disconnect") && resp.StatusCode == http.StatusOK {
		_ = resp.Body.Close()
		return nil, errCut
	}
	return resp, err
}

func TestALostAnswerToADisconnectIsReadBack(t *testing.T) {
	t.Parallel()
	play(t, connected, func(th *harness) {
		stack, err := web.New(web.Options{Transport: mute{th.wire}, Getenv: func(string) string { return "" }})
		if err != nil {
			t.Fatal(err)
		}
		th.env.Stack.Close()
		th.env.Stack = stack
		th.open(plot{}, setup.FlowDisconnect)
		th.keys("enter", "y")
		th.see("Disconnected.", "Confirmed: ACP has no GitLab connection for you.")
		th.keys("enter")
		th.wantEnd(problem.ExitOK, "acp-gitlab: disconnected from https://gitlab.example.com")
	})
}

// TestATokenThatIsNotForHereIsLeftAlone looks at the connection with tokens
// that nobody meant for this GitLab.
func TestATokenThatIsNotForHereIsLeftAlone(t *testing.T) {
	t.Parallel()
	for name, given := range map[string]func(*harness, *setup.Answers){
		"lent by the demo":          func(_ *harness, g *setup.Answers) { g.TokenSpare = true },
		"for a remembered GitLab":   func(_ *harness, g *setup.Answers) { g.TokenByFlag, g.GitLab.From = false, setup.FromMemory },
		"without any GitLab at all": func(_ *harness, g *setup.Answers) { g.GitLab = setup.Value{} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := connected
			p.given = func(th *harness, g *setup.Answers) {
				givenToken(th, g)
				given(th, g)
			}
			play(t, p, func(th *harness) {
				th.open(plot{}, setup.FlowLook)
				th.keys("enter")
				th.see("ACP does not test the token itself")
				if n := len(th.gitlab.Requests()); n != 0 {
					t.Errorf("GitLab was asked %d times", n)
				}
			})
		})
	}
}

func TestTheTokenAtHandEndsOnlyByTwoKeys(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"enter", "y"} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			p := connected
			p.given = givenToken
			play(t, p, func(th *harness) {
				th.open(plot{}, setup.FlowDisconnect)
				th.keys("enter", "y")
				th.see("x revokes the token from --token-file")
				th.keys("x")
				th.see("Revoke the token", "> Keep it", "ACP does not say which token it had")
				th.keys(key)
				if got := revoked(th, "Ambient Code Platform Integration"); got != (key == "y") {
					t.Fatalf("ended: %v", got)
				}
				if key == "y" {
					th.see("Disconnected, and the token was revoked.", "Revoked")
					th.keys("enter")
					th.wantEnd(problem.ExitOK, "was revoked")
				}
			})
		})
	}
}

func TestDisconnectingIsRemembered(t *testing.T) {
	t.Parallel()
	play(t, connected, func(th *harness) {
		th.env.Config, th.env.Memory = t.TempDir(), remembered(th)
		if err := memory.Save(th.env.Config, th.env.Memory); err != nil {
			t.Fatal(err)
		}
		th.open(plot{}, setup.FlowDisconnect)
		th.keys("enter", "y")
		th.see("Disconnected.")
		if m, _ := memory.Load(th.env.Config); m.DisconnectedAt.IsZero() {
			t.Error("the setup is remembered as connected")
		}
	})
}
