package steps

import (
	"testing"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

func TestTokenPageScreen(t *testing.T) {
	t.Parallel()
	brought := asGiven(func(_ *setup.Env, s *setup.State) {
		s.Answers.Token, s.Answers.TokenFrom, s.Answers.TokenByFlag = aToken(), "--token-file", true
	}, atGitLab)
	rows(t, NewTokenPage,
		row[*TokenPage]{name: "at first", given: atGitLab, see: []string{"personal_access_tokens", "2027-02-20", "[enter] open page"}},
		row[*TokenPage]{name: "opened, and on", given: atGitLab, act: []any{"enter"}, out: ui.Next{}},
		row[*TokenPage]{name: "opened only", given: atGitLab, act: []any{"o"}, see: []string{"Opened in your browser.", "[enter] continue"}},
		row[*TokenPage]{name: "no browser starts", given: asGiven(atGitLab, brokenBrowser), act: []any{"enter"}, see: []string{"Could not open a browser here."}},
		row[*TokenPage]{name: "none may start", given: asGiven(atGitLab, noBrowser), act: []any{"enter"}, see: []string{"over SSH"}, gone: []string{"[o] open"}, out: ui.Next{}},
		row[*TokenPage]{name: "copied", given: atGitLab, act: []any{"c"}, see: []string{"Sent to your clipboard."}, out: ui.Copy{}},
		row[*TokenPage]{name: "printed", given: atGitLab, act: []any{"p"}, out: ui.Print{}},
		row[*TokenPage]{name: "the next address", given: atGitLab, act: []any{"n"}, left: func(s *setup.State) bool { return s.Page == gitlab.PageProfile }},
		row[*TokenPage]{name: "by menu", given: atGitLab, act: []any{"h"}, see: []string{"In GitLab's menus"}},
		row[*TokenPage]{name: "the question is copied", given: atGitLab, act: []any{"h", "c"}, see: []string{"Sent to your clipboard."}, out: ui.Copy{}},
		row[*TokenPage]{name: "back from the menu", given: atGitLab, act: []any{"h", "esc"}, see: []string{"personal_access_tokens"}},
		row[*TokenPage]{name: "back to the address", given: atGitLab, act: []any{"h", "enter"}, see: []string{"personal_access_tokens"}},
		row[*TokenPage]{name: "the end date", given: atGitLab, act: []any{"d", picked("30"), "enter"}, see: []string{"2026-12-22"}},
		row[*TokenPage]{name: "back from the date", given: atGitLab, act: []any{"d", "esc"}, see: []string{"2027-02-20"}},
		row[*TokenPage]{name: "an own date", given: atGitLab, act: []any{"d", picked(ownDate), "enter", typing("2027-01-02"), "enter"}, see: []string{"2027-01-02"}},
		row[*TokenPage]{name: "no date", given: atGitLab, act: []any{"d", picked(ownDate), "enter", typing("soon"), "enter"}, see: []string{"Write it as year-month-day"}},
		row[*TokenPage]{name: "a day that is over", given: atGitLab, act: []any{"d", picked(ownDate), "enter", typing("2026-11-22"), "enter"}, see: []string{"Choose a later one"}},
		row[*TokenPage]{name: "back from an own date", given: atGitLab, act: []any{"d", picked(ownDate), "enter", "esc"}, see: []string{"When should the token expire?"}},
		row[*TokenPage]{name: "the name", given: atGitLab, act: []any{"e", typing("ACP at work"), "enter"}, see: []string{"name=ACP+at+work"}},
		row[*TokenPage]{name: "an opened page has the old name", given: atGitLab, act: []any{"o", "e", typing("ACP at work"), "enter"}, see: []string{"[enter] open page"}},
		row[*TokenPage]{name: "no name", given: atGitLab, act: []any{"e", typing(" "), "enter"}, see: []string{"does not create a token without one"}},
		row[*TokenPage]{name: "a token for a name", given: atGitLab, act: []any{"e", typing(aToken().Reveal()), "enter"}, see: []string{"That may be a token."}},
		row[*TokenPage]{name: "back from the name", given: atGitLab, act: []any{"e", "esc"}, see: []string{"name=Ambient+Code+Platform"}},
		row[*TokenPage]{name: "I have one", given: atGitLab, act: []any{"t"}, out: ui.GoTo{ID: setup.IDPaste}},
		row[*TokenPage]{name: "line by line, opened elsewhere", given: atGitLab, room: spoken, act: []any{keyOpenMyself}, out: ui.Next{}},
		row[*TokenPage]{name: "line by line, opened", given: atGitLab, room: spoken, act: []any{"enter"}, out: ui.Next{}},
		row[*TokenPage]{name: "line by line, opened again", given: atGitLab, room: spoken, act: []any{"enter", "o"}, see: []string{"Opened in the browser."}},
		row[*TokenPage]{name: "line by line, another date", given: atGitLab, room: spoken, act: []any{"d", "esc", "h", "esc", "n", "t"}, out: ui.GoTo{ID: setup.IDPaste}},
		row[*TokenPage]{name: "a token was brought", given: brought, act: []any{"enter"}, see: []string{"You already have a token (from --token-file)."}, out: ui.Next{}},
		row[*TokenPage]{name: "brought, copied", given: brought, act: []any{"c"}, out: ui.Copy{}},
		row[*TokenPage]{name: "brought, printed", given: brought, act: []any{"p"}, out: ui.Print{}},
		row[*TokenPage]{name: "brought, the date", given: brought, act: []any{"d", "esc", "n"}, left: func(s *setup.State) bool { return s.Page == gitlab.PageProfile }},
		row[*TokenPage]{name: "brought, the name", given: brought, act: []any{"e", "esc"}, see: []string{"You already have a token"}},
		row[*TokenPage]{name: "brought, by menu", given: brought, act: []any{"h"}, see: []string{"In GitLab's menus"}},
		row[*TokenPage]{name: "brought, to the paste", given: brought, act: []any{"t"}, out: ui.GoTo{ID: setup.IDPaste}},
		row[*TokenPage]{name: "after the last address, by menu", given: asGiven(atGitLab, func(_ *setup.Env, s *setup.State) { s.Page = gitlab.PageProfile }), act: []any{"n", "n", "n", "n"}, see: []string{"In GitLab's menus"}},
	)
}

// TestABrowserThatIsSlowIsAskedOnce: Enter that is pressed twice opens one page.
func TestABrowserThatIsSlowIsAskedOnce(t *testing.T) {
	t.Parallel()
	onStage(t, atGitLab, ui.Room{}, func(w *setup.Env, s *setup.State) ui.Step { return NewTokenPage(w, s) }, func(st *stage) {
		st.enter()
		st.held = true
		st.do("enter")
		st.do("enter")
		st.held = false
		for _, cmd := range st.kept {
			st.deliver(cmd())
		}
		if len(st.browser.opened) != 1 || len(st.out) != 1 {
			t.Errorf("opened %d pages, and asked the shell for %v", len(st.browser.opened), st.out)
		}
	})
}
