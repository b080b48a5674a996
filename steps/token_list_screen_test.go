package steps

import (
	"testing"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

func TestTokenListScreen(t *testing.T) {
	t.Parallel()
	put := func(e tokensEvent) func(*TokenList) {
		return func(m *TokenList) {
			m.asks.Cancel()
			m.told(e)
		}
	}
	list := put(tokensEvent{list: []setup.ListedToken{
		{TokenFacts: gitlab.TokenFacts{ID: 1, Name: "backup", Scopes: []string{"api"}}},
		{TokenFacts: gitlab.TokenFacts{ID: 2, Name: "ACP's"}, Current: true},
		{TokenFacts: gitlab.TokenFacts{ID: 3, Name: "this one"}, Asking: true},
		{TokenFacts: gitlab.TokenFacts{ID: 4}},
	}})
	down := put(tokensEvent{problem: problem.New(problem.GitLabUnavailable, "")})
	ended := put(tokensEvent{ended: true})
	tokens := asGiven(inFlow(setup.FlowTokens), checked())
	listed := func(n int) func(*setup.State) bool {
		return func(s *setup.State) bool { return s.Outcome() == setup.Listed && s.ListedTokens() == n }
	}
	rows(t, NewTokenList,
		row[*TokenList]{name: "asking", given: tokens, see: []string{"Asking gitlab.example.com.", "[esc] stop"}},
		row[*TokenList]{name: "stopped", given: tokens, act: []any{"esc"}, see: []string{"Stopped. Nothing was changed."}},
		row[*TokenList]{name: "asked again", given: tokens, act: []any{"esc", "enter"}, see: []string{"[esc] stop"}},
		row[*TokenList]{name: "back after the stop", given: tokens, act: []any{"esc", "esc"}, out: ui.Back{}},
		row[*TokenList]{name: "it does not answer", given: tokens, act: []any{down, "enter"}, see: []string{"[esc] stop"}},
		row[*TokenList]{name: "back from the problem", given: tokens, act: []any{down, "esc"}, out: ui.Back{}},
		row[*TokenList]{name: "the list", given: tokens, act: []any{list}, see: []string{"You have 4 active tokens.", "* probably the one ACP uses", "Leave them as they are"}, left: listed(4)},
		row[*TokenList]{name: "they are left", given: tokens, act: []any{list, "enter"}, out: ui.Finish{}},
		row[*TokenList]{name: "asked once more", given: tokens, act: []any{list, "r"}, see: []string{"[esc] stop"}},
		row[*TokenList]{name: "back from the list", given: tokens, act: []any{list, "esc"}, out: ui.Back{}},
		row[*TokenList]{name: "all of one", given: tokens, act: []any{list, picked("1")}, see: []string{"Number 1,", "never used, scopes api."}},
		row[*TokenList]{name: "its name is asked for", given: tokens, act: []any{list, picked("1"), "enter"}, see: []string{"Type its name to revoke it:"}, out: ui.Wipe{ID: fieldTokenName}},
		row[*TokenList]{name: "its number, where it has no name", given: tokens, act: []any{list, picked("4"), "enter", typing("4"), "enter"}, see: []string{"[esc] stop"}},
		row[*TokenList]{name: "no name, kept", given: tokens, act: []any{list, picked("4"), "enter", "esc"}, see: []string{"You have 4"}},
		row[*TokenList]{name: "another name ends nothing", given: tokens, act: []any{list, picked("1"), "enter", typing("back up"), "enter"}, see: []string{"That is not its name. Nothing was revoked."}},
		row[*TokenList]{name: "kept", given: tokens, act: []any{list, picked("1"), "enter", "esc"}, see: []string{"You have 4"}},
		row[*TokenList]{name: "kept by Enter", given: tokens, act: []any{list, picked("1"), "enter", "enter"}, see: []string{"You have 4"}},
		row[*TokenList]{name: "it is being ended", given: tokens, act: []any{list, picked("1"), "enter", typing("backup"), "enter"}, see: []string{`"backup"`, "[esc] stop"}},
		row[*TokenList]{name: "ending is stopped", given: tokens, act: []any{list, picked("1"), "enter", typing("backup"), "enter", "esc"}, see: []string{"GitLab may have revoked it already"}},
		row[*TokenList]{name: "it has expired", given: tokens, act: []any{list, picked("1"), "enter", typing("backup"), "enter", ended}, see: []string{"Revoked", "You have 3"}, left: listed(3)},
		row[*TokenList]{name: "and the end", given: tokens, act: []any{list, picked("1"), "enter", typing("backup"), "enter", ended, "enter"}, out: ui.Finish{}},
		row[*TokenList]{name: "and once more", given: tokens, act: []any{list, picked("1"), "enter", typing("backup"), "enter", ended, "r"}, see: []string{"[esc] stop"}},
		row[*TokenList]{name: "and back", given: tokens, act: []any{list, picked("1"), "enter", typing("backup"), "enter", ended, "esc"}, out: ui.Back{}},
		row[*TokenList]{name: "one in use is asked about once more", given: tokens, act: []any{list, picked("2"), "enter", typing("ACP's"), "enter"}, see: []string{"ACP probably uses this token.", "Keep it"}},
		row[*TokenList]{name: "in use, kept before", given: tokens, act: []any{list, picked("2"), "enter", "esc"}, see: []string{"You have 4"}},
		row[*TokenList]{name: "in use, Enter keeps it", given: tokens, act: []any{list, picked("2"), "enter", typing("ACP's"), "enter", "enter"}, see: []string{"You have 4"}},
		row[*TokenList]{name: "in use, esc keeps it", given: tokens, act: []any{list, picked("2"), "enter", typing("ACP's"), "enter", "esc"}, see: []string{"You have 4"}},
		row[*TokenList]{name: "in use, ended", given: tokens, act: []any{list, picked("2"), "enter", typing("ACP's"), "enter", "y"}, see: []string{"[esc] stop"}},
		row[*TokenList]{name: "the one that asks", given: tokens, act: []any{list, picked("3"), "enter", typing("this one"), "enter"}, see: []string{"This is the token you just pasted."}},
		row[*TokenList]{name: "it is kept", given: tokens, act: []any{list, picked("3"), "enter", "esc"}, see: []string{"You have 4"}},
		row[*TokenList]{name: "Enter keeps it", given: tokens, act: []any{list, picked("3"), "enter", typing("this one"), "enter", "enter"}, see: []string{"You have 4"}},
		row[*TokenList]{name: "esc keeps it", given: tokens, act: []any{list, picked("3"), "enter", typing("this one"), "enter", "esc"}, see: []string{"You have 4"}},
		row[*TokenList]{
			name: "it is gone, and the list with it", given: tokens, act: []any{list, picked("3"), "enter", typing("this one"), "enter", "y", ended, "enter"},
			see: []string{"This list was read with that token"}, out: ui.Finish{}, left: func(s *setup.State) bool { return s.Token().IsZero() },
		},
	)
}
