package steps_test

import (
	"strings"
	"testing"

	"acp-gitlab/steps/setup"
)

func TestScreensOfOtherFlows(t *testing.T) {
	t.Parallel()
	t.Run("menu", func(t *testing.T) {
		t.Parallel()
		screens(t, plot{}, func(th *harness, a *album) {
			a.snap("1 Your GitLab")
			th.keys("m")
			a.snap("the menu")
		})
	})
	t.Run("check", func(t *testing.T) {
		t.Parallel()
		screens(t, plot{}, func(th *harness, a *album) {
			th.open(a.size(), setup.FlowCheck)
			a.snap("1 which GitLab")
			th.keys("enter", "enter")
			a.snap("2 Paste")
			th.paste(th.gitlab.Token())
			th.keys("enter", "enter", "team/app", "enter", "enter")
			a.snap("4 nothing was connected")
		})
	})
	t.Run("look", func(t *testing.T) {
		t.Parallel()
		screens(t, connected, func(th *harness, a *album) {
			th.env.Memory = remembered(th)
			th.open(a.size(), setup.FlowLook)
			a.snap("ready")
			th.keys("enter")
			a.snap("what ACP holds")
			th.keys("esc", "esc")
			a.snap("the ways")
		})
	})
	t.Run("disconnect", func(t *testing.T) {
		t.Parallel()
		p := connected
		p.given = givenToken
		screens(t, p, func(th *harness, a *album) {
			th.open(a.size(), setup.FlowDisconnect)
			th.keys("enter")
			a.snap("keep or disconnect")
			th.keys("y")
			a.snap("disconnected")
			th.keys("x")
			a.snap("revoke the token")
			th.keys("y")
			a.snap("ended")
		})
	})
	t.Run("tokens", func(t *testing.T) {
		t.Parallel()
		screens(t, plot{}, func(th *harness, a *album) {
			th.gitlab.Mint("Ambient Code Platform Integration", nil, "2026-11-29")
			th.gitlab.Mint("Ambient Code Platform Integration (Nov 2026)", nil, "2027-02-20")
			th.env.Memory = remembered(th)
			th.env.Memory.Token.ID = newest(th)
			th.listing(a.size(), "api")
			a.snap("the list")
			th.keys("up", "up")
			a.snap("another line")
			th.keys("up", "enter")
			a.snap("the name")
			th.keys("Ambient Code Platform Integration (Nov 2026)", "enter")
			a.snap("asked once more")
		})
	})
}

// size is that of the screens in the album.
func (a *album) size() plot {
	v := strings.Split(a.th.view(), "\n")
	for _, s := range sizes {
		if s.rows == len(v) {
			return plot{cols: s.cols, rows: s.rows}
		}
	}
	a.th.t.Fatalf("a view of %d rows", len(v))
	return plot{}
}
