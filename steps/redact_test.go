package steps_test

import (
	"strings"
	"testing"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

func TestRedactLeavesNoName(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.to(8)
		th.env.Memory = memory.Memory{
			Setup: memory.Setup{GitLab: "https://old.example.org", CAFile: "/home/ada/ca.pem", Repositories: []string{"team/app-docs"}}, User: "ada",
		}
		report := words.Report(th.env, th.setup, "acp-gitlab test") + `
- Ada Lovelace and ada at old.example.org, gitlab.example.com gitlab.example.com, /home/ada/ca.pem
- team/app team/app-docs team%2Fapp team/appendix build7`
		if want := "certificate: issued by Example Root CA, valid to 3 Mar 2099"; !strings.Contains(report, want) {
			t.Errorf("no %q in\n%s", want, report)
		}
		redacted := words.Redact(th.env, th.setup, report)
		for _, name := range []string{"gitlab.example.com", "old.example.org", "@ada", "Ada", "Lovelace", "/home/ada", "team/app ", "team/app-docs", "team%2Fapp", "build7", "127.0.0.1", "Example Root CA"} {
			if strings.Contains(redacted, name) {
				t.Errorf("%q is still in\n%s", name, redacted)
			}
		}
		for _, kept := range []string{"# acp-gitlab report", "/api/v4/metadata", "team/appendix", "host-1 host-1"} {
			if !strings.Contains(redacted, kept) {
				t.Errorf("%q is gone from\n%s", kept, redacted)
			}
		}
		if again := words.Redact(th.env, th.setup, redacted); again != redacted {
			t.Errorf("a second time changes it:\n%s", again)
		}
	})
}

func TestTokensMarkTheOneOfTheLastSetup(t *testing.T) {
	t.Parallel()
	play(t, plot{gitlab: "rotation"}, func(th *harness) {
		in, p := gitlab.ParseInstance(th.gitlab.URL())
		if p != nil {
			t.Fatal(p)
		}
		client, p := gitlab.NewClient(th.env.Stack, in, secretOf(th))
		if p != nil {
			t.Fatal(p)
		}
		for name, tc := range map[string]struct {
			at      string
			id      int64
			current int64
		}{
			"here":         {th.gitlab.URL(), 4711, 4711},
			"elsewhere":    {"https://gitlab.com", 4711, 0},
			"not known":    {th.gitlab.URL(), 0, 0},
			"ended before": {th.gitlab.URL(), 17, 0},
		} {
			m := memory.Memory{Setup: memory.Setup{GitLab: tc.at}, Token: memory.Token{ID: tc.id}}
			list, _, p := setup.Tokens(th.t.Context(), client, m, 4902, today)
			if p != nil || len(list) != 3 {
				t.Fatalf("%s: %d tokens, %v", name, len(list), p)
			}
			if list[0].ID != 4711 || !list[0].Soon || list[1].Soon || list[0].Never || list[2].ID != 3870 || !list[2].Never {
				t.Errorf("%s: what stands out does not: %+v", name, list)
			}
			for _, token := range list {
				if token.Current != (token.ID == tc.current) {
					t.Errorf("%s: %d is marked: %v", name, token.ID, token.Current)
				}
			}
			if list[0].Asking || !list[1].Asking {
				t.Errorf("%s: the wrong token asks", name)
			}
		}
	})
}
