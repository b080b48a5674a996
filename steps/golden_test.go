package steps_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"acp-gitlab/steps/setup"
	"acp-gitlab/ui/typeset"
)

var sizes = []struct {
	cols, rows int
	raw        bool // with colours and links as they are written
}{{40, 12, false}, {80, 24, false}, {120, 40, false}, {200, 60, false}, {80, 24, true}}

// album collects the screens of one way through the wizard.
type album struct {
	th  *harness
	raw bool
	b   strings.Builder
}

// fits checks what holds for every screen with signs: the progress bar, and no
// line of text that is too long to read.
func (th *harness) fits(name, view string) {
	th.t.Helper()
	lines := strings.Split(ansi.Strip(view), "\n")
	for i, l := range lines {
		if i == 0 || strings.HasPrefix(l, " enter ") || strings.HasPrefix(l, "http") || i > 0 && strings.HasPrefix(lines[i-1], "http") || strings.Contains(l, "━") {
			continue
		}
		if w := typeset.Width(strings.TrimRight(l, " ")); w > 81 || th.cols == 80 && w > 79 {
			th.t.Errorf("%s: %d columns: %q", name, w, l)
		}
	}
}

// requestID is the number of a request: calls that go out at once are numbered
// as they arrive.
var requestID = regexp.MustCompile(`01JDA8\d{20}`)

func (a *album) snap(name string) {
	view := a.th.view()
	if a.raw {
		view = a.th.raw()
	}
	if a.th.cols >= 80 {
		a.th.fits(name, view)
	}
	view = requestID.ReplaceAllString(view, "01JDA800000000000000000000")
	fmt.Fprintf(&a.b, "=== %s\n%s\n", name, view)
}

// screens plays act at every size, and compares what it collected.
func screens(t *testing.T, p plot, act func(*harness, *album)) {
	t.Helper()
	for _, size := range sizes {
		name := fmt.Sprintf("%dx%d", size.cols, size.rows)
		if size.raw {
			name += " coloured"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := p
			p.cols, p.rows, p.coloured = size.cols, size.rows, true
			play(t, p, func(th *harness) {
				a := &album{th: th, raw: size.raw}
				act(th, a)
				golden.RequireEqual(t, []byte(a.b.String()))
			})
		})
	}
}

func TestScreensFromStartToEnd(t *testing.T) {
	t.Parallel()
	screens(t, plot{}, func(th *harness, a *album) {
		a.snap("1 Your GitLab")
		th.keys("enter")
		a.snap("1 can this computer reach it")
		th.keys("enter")
		a.snap("2 Token page")
		th.keys("enter")
		a.snap("3 Scopes")
		th.keys("enter")
		a.snap("4 Paste, empty")
		th.paste("  " + th.gitlab.Token() + " \n")
		a.snap("4 Paste, filled")
		th.keys("enter")
		a.snap("5 Check")
		th.keys("enter")
		a.snap("6 Repository, the list")
		th.keys("team/app", "enter")
		a.snap("6 Repository, checked")
		th.keys("enter")
		a.snap("7 Connect, ready")
		th.keys("enter")
		a.snap("7 Connect, read back")
		th.keys("enter")
		a.snap("8 Done")
		if strings.Contains(a.b.String(), th.gitlab.Token()) {
			th.t.Error("the token is on a screen")
		}
	})
}

func TestScreensBesideTheWay(t *testing.T) {
	t.Parallel()
	screens(t, plot{noBrowser: true}, func(th *harness, a *album) {
		th.keys("down", "down", "enter")
		a.snap("1 another address")
		th.keys("/etc/passwd", "enter")
		a.snap("1 not an address")
		th.keys("ctrl+u")
		th.paste(th.gitlab.URL() + "/team/app/-/issues")
		a.snap("1 a pasted page")
		th.keys("enter", "enter")
		a.snap("2 without a browser")
		th.keys("n")
		a.snap("2 the next address")
		th.keys("h")
		a.snap("2 by menu")
		th.keys("esc", "d")
		a.snap("2 the end date")
		th.keys("esc", "enter", "down", "down", "down", "space")
		a.snap("3 unticked")
		th.keys("space", "?")
		a.snap("3 help")
		th.keys("esc", "ctrl+c")
		a.snap("leave")
	})
}

func TestScreensOfProblems(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{
		"instance-dns", "instance-login-page", "instance-not-gitlab", "instance-refused",
		"instance-gateway",
	} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			screens(t, plot{gitlab: scenario, distrust: true}, func(th *harness, a *album) {
				th.keys("enter")
				th.wait(30 * time.Second)
				a.snap(scenario)
			})
		})
	}
	for _, scenario := range []string{"token-unknown", "instance-strips-authorization", "token-expired", "scope-missing", "scope-dangerous", "account-terms", "gitlab-unavailable"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			screens(t, plot{gitlab: scenario}, func(th *harness, a *album) {
				th.to(5)
				th.wait(30 * time.Second)
				a.snap(scenario)
			})
		})
	}
	for _, scenario := range []string{"repo-not-found", "repo-role-too-low", "repo-archived", "repo-sso-required"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			screens(t, plot{gitlab: scenario}, func(th *harness, a *album) {
				th.to(6)
				th.paste(th.gitlab.Scenario().Repository)
				th.keys("enter")
				a.snap(scenario)
			})
		})
	}
}

// TestNotesStandInOneBracket: where a choice and its note share a line, the
// screen writes the brackets.
func TestNotesStandInOneBracket(t *testing.T) {
	t.Parallel()
	for _, cols := range []int{40, 48, 60} {
		play(t, plot{cols: cols, rows: 40}, func(th *harness) {
			th.to(7)
			th.keys("esc")
			th.see("In the browser")
			if v := th.view(); strings.Contains(v, "((") || strings.Contains(v, "))") {
				th.t.Errorf("%d columns:\n%s", cols, v)
			}
		})
	}
}

func TestScreensOfConnect(t *testing.T) {
	t.Parallel()
	for _, scenario := range []string{"acp-session-refused", "acp-cannot-reach-gitlab", "acp-other-instance", "acp-not-saved"} {
		t.Run(scenario, func(t *testing.T) {
			t.Parallel()
			screens(t, plot{acp: scenario}, func(th *harness, a *album) {
				th.to(7)
				th.keys("enter")
				a.snap(scenario)
			})
		})
	}
	t.Run("acp-not-confirmed", func(t *testing.T) {
		t.Parallel()
		screens(t, plot{acp: "acp-not-confirmed"}, func(th *harness, a *album) {
			th.to(7)
			th.keys("enter", "y")
			th.wait(2 * time.Second)
			a.snap("7 not confirmed")
			th.keys("s")
			a.snap("8 finished without knowing")
			th.keys("ctrl+c")
			a.snap("leave")
		})
	})
	t.Run("without anything known", func(t *testing.T) {
		t.Parallel()
		screens(t, plot{given: func(_ *harness, g *setup.Answers) { g.ACP, g.Sessions = setup.Value{}, nil }}, func(th *harness, a *album) {
			th.to(7)
			a.snap("7 where do you open ACP")
			th.paste(th.acp.URL() + "/projects/my-team")
			a.snap("7 an address")
			th.keys("enter")
			a.snap("7 the ways")
			th.keys("down", "enter")
			a.snap("7 the key")
			th.paste(th.acp.Session())
			a.snap("7 a pasted key")
			th.keys("enter")
			a.snap("7 ready")
			th.keys("esc", "up", "enter")
			a.snap("7 in the browser")
			th.keys("x")
			th.paste("failed to authenticate with the provided Personal Access Token")
			th.keys("enter")
			a.snap("7 it says something else")
			th.keys("esc", "esc", "enter")
			a.snap("7 the page was asked for")
			th.keys("enter")
			a.snap("8 done in the browser")
		})
	})
}
