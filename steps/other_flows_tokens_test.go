package steps_test

import (
	"slices"
	"strings"
	"testing"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// listing goes to the list of tokens, asked for with a token of its own.
func (th *harness) listing(p plot, scopes ...string) {
	th.open(p, setup.FlowTokens)
	th.keys("enter", "enter")
	th.paste(th.gitlab.Mint("for looking", scopes, "2026-12-24"))
	th.keys("enter")
	th.see("Check")
	th.keys("enter")
}

func TestAListedTokenEndsByItsName(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.listing(plot{}, "api")
		th.see("tokens · 4 of 4 · Your tokens", "Choose one to revoke it", "laptop", "> Leave them as they are")
		th.keys("up", "enter")
		th.see(`Revoke "laptop"?`, "This cannot be undone. Anything that uses it stops working.", "Type its name to revoke it:")
		th.keys("Laptop", "enter")
		th.see("That is not its name")
		th.keys("esc", "down", "enter")
		th.wantEnd(problem.ExitOK, "3 active tokens at gitlab.example.com")
		if revoked(th, "laptop") {
			t.Fatal("a wrong name ended it")
		}
		th.enter(plot{}, setup.FlowTokens, steps.IDTokens)
		th.keys("up", "enter", "laptop", "enter")
		th.see(`Revoked: "laptop".`, "2 active tokens")
		if !revoked(th, "laptop") {
			t.Error("it lives on")
		}
		th.keys("enter")
		th.wantEnd(problem.ExitOK, "was revoked")
	})
}

func TestATokenInUseIsAskedAboutOnceMore(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, about string }{
		{"Ambient Code Platform Integration", "ACP probably uses this token."},
		{"for looking", "This is the token you just pasted."},
	} {
		for _, key := range []string{"enter", "y"} {
			t.Run(tc.name+" "+key, func(t *testing.T) {
				t.Parallel()
				play(t, plot{}, func(th *harness) {
					if tc.name != "for looking" {
						th.gitlab.Mint(tc.name, nil, "2026-11-29")
					}
					th.env.Memory = remembered(th)
					id := newest(th)
					th.env.Memory.Token.ID, th.env.Config = id, t.TempDir()
					if err := memory.Save(th.env.Config, th.env.Memory); err != nil {
						t.Fatal(err)
					}
					th.listing(plot{}, "api")
					if tc.name == "for looking" {
						id = newest(th)
					}
					for range 5 {
						if strings.Contains(strings.Join(strings.Fields(th.view()), " "), chosenLine(tc.name)) {
							break
						}
						th.keys("up")
					}
					th.keys("enter", tc.name, "enter")
					th.see(tc.about, "> Keep it")
					th.keys(key)
					if got := ended(th, id); got != (key == "y") {
						t.Errorf("ended: %v\n%s", got, th.view())
					}
					m, _ := memory.Load(th.env.Config)
					if kept := m.Token.ID != 0; kept != (key == "enter" || tc.name == "for looking") {
						t.Errorf("it is remembered: %v", kept)
					}
				})
			})
		}
	}
}

// newest is the number of the token that was made last.
func newest(th *harness) (id int64) {
	for _, t := range th.gitlab.Tokens() {
		id = max(id, t.ID)
	}
	return id
}

func ended(th *harness, id int64) bool {
	return slices.ContainsFunc(th.gitlab.Tokens(), func(t gitlabtest.Token) bool { return t.ID == id && t.Revoked })
}

// chosenLine is what stands on the screen where the token is highlighted.
func chosenLine(name string) string {
	if name == "for looking" {
		return "It is the one used for this list."
	}
	return "It is probably the one ACP uses"
}

func TestATokenWithoutAPIListsAndEndsNoOther(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.listing(plot{}, "read_api")
		th.keys("up", "enter", "laptop", "enter")
		if revoked(th, "laptop") {
			t.Fatal("read_api ended a token")
		}
		th.see("The token lacks api.", "scope-missing")
		th.keys("esc")
		th.see("Choose one to revoke it")
	})
}
