package steps_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

func TestScreensOfRotation(t *testing.T) {
	t.Parallel()
	for _, size := range sizes {
		name := map[int]string{40: "40x12", 80: "80x24", 120: "120x40"}[size.cols]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			replacing(t, plot{cols: size.cols, rows: size.rows}, nil, func(th *harness) {
				a := &album{th: th}
				th.keys("enter", "enter")
				a.snap("2 Token page")
				th.keys("enter", "enter")
				th.paste(th.gitlab.Token())
				th.keys("enter")
				th.keys("enter", "enter", "enter")
				a.snap("7 Connect, ready")
				th.keys("enter")
				a.snap("7 what ACP holds")
				th.keys("ctrl+c")
				a.snap("leave before")
				th.keys("enter", "y")
				a.snap("7 read back")
				th.keys("enter")
				a.snap("8 Revoke the old token now?")
				th.keys("ctrl+c")
				a.snap("leave after")
				th.keys("enter", "y")
				a.snap("8 ended")
				golden.RequireEqual(t, []byte(a.b.String()))
			})
		})
	}
}

func TestARotationEndsTheOldTokenOnlyWithY(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		key, see string
		revoked  bool
	}{
		{"enter", "The old token is kept, and expires on 29 Nov 2026", false},
		{"y", "The old one was revoked.", true},
	} {
		t.Run(tc.key, func(t *testing.T) {
			t.Parallel()
			replacing(t, plot{}, nil, func(th *harness) {
				th.toRotation(8)
				th.see("rotate · "+atStep(setup.IDDone), "Revoke the old token now?", "number 4711", "created 24 Aug 2026", "last used today")
				if !th.holdsToken(th.gitlab.Token()) || th.oldRevoked() {
					t.Fatal("ACP does not hold the new token alone")
				}
				th.keys(tc.key)
				th.see(tc.see, "In ACP now: the new token, expiring 20 Feb 2027")
				if th.oldRevoked() != tc.revoked {
					t.Errorf("revoked: %v", th.oldRevoked())
				}
				th.keys("enter")
				if got := setup.ExitOf(th.setup, false); got != problem.ExitOK {
					t.Errorf("exit %d", got)
				}
			})
		})
	}
}

func TestEnterAloneNeverReplacesTheOldToken(t *testing.T) {
	t.Parallel()
	replacing(t, plot{}, nil, func(th *harness) {
		th.toRotation(7)
		for range 8 {
			th.keys("enter")
		}
		if !th.holdsToken(th.gitlab.Value(oldID)) {
			t.Error("Enter replaced the old token")
		}
		if got := th.lastWords(); !strings.Contains(got, "In ACP now: the old token, expiring 29 Nov 2026. The new one is active at GitLab but not in use.") {
			t.Errorf("it says:\n%s", got)
		}
	})
}

func TestAnotherPersonsTokenStopsTheRotation(t *testing.T) {
	t.Parallel()
	replacing(t, plot{}, func(_ *harness, m *memory.Memory) { m.User = "bob" }, func(th *harness) {
		before := len(th.acp.Requests())
		th.toRotation(4)
		th.paste(th.gitlab.Token())
		th.keys("enter")
		th.see(atStep(setup.IDValidation), "stop", "The old token was @bob's; this one is @ada's.")
		th.keys("r", "g", "esc", "enter")
		th.see("The old token was @bob's; this one is @ada's.")
		if len(th.acp.Requests()) > before {
			t.Error("ACP was asked all the same")
		}
		if got := th.lastWords(); !strings.Contains(got, "In ACP now: the old token, expiring 29 Nov 2026.") {
			t.Errorf("it says:\n%s", got)
		}
	})
}

func TestTheOldTokenIsNotTakenAsTheNewOne(t *testing.T) {
	t.Parallel()
	replacing(t, plot{}, nil, func(th *harness) {
		th.toRotation(4)
		th.paste(th.gitlab.Value(oldID))
		th.keys("enter")
		th.see("This is the old token.")
		th.keys("enter")
		th.see(atStep(setup.IDPaste))
		th.keys("ctrl+u")
		th.paste(th.gitlab.Token())
		th.keys("enter")
		th.see("This token works")
		if len(th.setup.Unused()) != 0 {
			t.Error("the old token is offered to be ended")
		}
	})
}

// TestLeavingARotationSaysWhichTokenIsLive leaves at every step, and while the
// new token is on its way.
func TestLeavingARotationSaysWhichTokenIsLive(t *testing.T) {
	t.Parallel()
	const oldLives, unused = "In ACP now: the old token, expiring 29 Nov 2026.", " The new one is active at GitLab but not in use."
	for _, tc := range []struct {
		step int
		want string
	}{
		{1, oldLives + " Nothing was changed."},
		{2, oldLives + " Nothing was changed."},
		{4, oldLives + " Nothing was changed."},
		{6, oldLives + unused},
		{7, oldLives + unused},
		{8, "In ACP now: the new token, expiring 20 Feb 2027. The old one is still active at GitLab but not in use."},
	} {
		replacing(t, plot{}, nil, func(th *harness) {
			th.toRotation(tc.step)
			th.keys("ctrl+c")
			if v := strings.Join(strings.Fields(th.view()), " "); !strings.Contains(v, tc.want) {
				t.Errorf("step %d, the leave screen:\n%s", tc.step, v)
			}
			th.keys("ctrl+c")
			if got := th.lastWords(); !strings.Contains(got, tc.want) {
				t.Errorf("step %d:\n%s", tc.step, got)
			}
		})
	}
}

func TestLeavingWhileTheTokenIsOnItsWay(t *testing.T) {
	t.Parallel()
	for _, dialect := range []acptest.Dialect{acptest.V0033, acptest.V0021} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			replacing(t, plot{acpOptions: []acptest.Option{acptest.WithDialect(dialect), acptest.WithKeys()}}, nil, func(th *harness) {
				th.toRotation(7)
				th.keys("enter")
				gate := th.acp.Hold("/api/auth/gitlab/connect")
				th.keys("y", "ctrl+c")
				th.see("is being sent to ACP")
				th.keys("ctrl+c")
				go func() {
					time.Sleep(2 * time.Second)
					gate.Release()
				}()
				th.setup.Rotation.Wait(context.Background())
				if got := th.lastWords(); !strings.Contains(got, "In ACP now: the new token") || !th.holdsToken(th.gitlab.Token()) {
					t.Errorf("ACP holds the new token: %v; it says:\n%s", th.holdsToken(th.gitlab.Token()), got)
				}
			})
		})
	}
}

func TestWithoutMemoryTheOldTokenIsChosen(t *testing.T) {
	t.Parallel()
	given := func(*harness, *setup.Answers) {}
	replacing(t, plot{given: given}, func(th *harness, m *memory.Memory) {
		*m = memory.Memory{}
		th.gitlab.Mint(gitlab.TokenName+" (May 2026)", nil, "2027-01-01")
	}, func(th *harness) {
		for n, k := range []string{"enter", "enter", "enter", "enter"} {
			if n == 1 {
				th.see("its API answers")
			}
			th.keys(k)
		}
		th.paste(th.gitlab.Token())
		th.keys("enter", "enter", "team/app", "enter", "enter", "enter", "y", "enter")
		th.see("Which of these 2 is the old token?", "4711", "> None of these")
		th.keys("down", "down", "enter")
		th.see("Revoke the old token now?", "> Keep it for now")
		th.keys("esc")
		th.see("Which of these 2")
		th.keys("up", "up", "enter")
		th.see("No token was revoked.")
		if th.oldRevoked() {
			t.Error("the old token was ended")
		}
	})
}

// TestRotatingWhatThisRunHasConnected sets up first, and then replaces the token
// that it connected: memory does not know that one.
func TestRotatingWhatThisRunHasConnected(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		first := th.gitlab.Token()
		th.to(8)
		th.wait(time.Hour)
		second := th.gitlab.Mint("the next", nil, "2027-02-01")
		th.open(plot{}, setup.FlowReplace)
		th.keys("enter", "t")
		th.paste(first)
		th.keys("enter")
		th.see("This is the old token.")
		th.keys("enter", "ctrl+u")
		th.paste(second)
		th.keys("enter", "enter", "team/app", "enter", "enter", "enter", "y", "enter")
		th.see("Revoke the old token now?", "In ACP now: the new token, expiring 1 Feb 2027.")
		th.keys("y")
		th.see("The old one was revoked.")
		if !th.holdsToken(second) || !revoked(th, gitlab.TokenName) {
			t.Error("ACP does not hold the second token, or the first one lives")
		}
	})
}

// TestEscWhileTheTokenIsOnItsWay: what was sent is seen to its end, and Enter
// says what came of it without sending it once more.
func TestEscWhileTheTokenIsOnItsWay(t *testing.T) {
	t.Parallel()
	replacing(t, plot{}, nil, func(th *harness) {
		th.toRotation(7)
		th.keys("enter")
		gate := th.acp.Hold("/api/auth/gitlab/connect")
		th.keys("y", "esc")
		th.see("Stopped.", "In ACP now: the old token, expiring 29 Nov 2026, or the new token")
		gate.Release()
		th.wait(time.Second)
		th.see("In ACP now: the new token, expiring 20 Feb 2027.")
		before := len(th.acp.Requests())
		th.keys("enter")
		th.see("confirmed", "in ACP      the new token")
		if n := len(th.acp.Requests()) - before; n != 1 {
			t.Errorf("looking again took %d requests", n)
		}
		th.keys("enter")
		th.see("Revoke the old token now?")
	})
}
