package steps

import (
	"testing"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

func TestPasteScreen(t *testing.T) {
	t.Parallel()
	token := aToken().Reveal()
	brought := func(_ *setup.Env, s *setup.State) {
		s.Answers.Token, s.Answers.TokenFrom = aToken(), "GITLAB_TOKEN"
	}
	named := func(_ *setup.Env, s *setup.State) {
		s.Answers.GitLab = setup.Value{Value: gitlabURL, From: "--gitlab-url"}
	}
	wrong := pasted("glrt-" + token[len("glpat-"):]) // that of a runner
	taken := func(s *setup.State) bool { return s.Token().Equal(aToken()) }
	none := func(s *setup.State) bool { return s.Token().IsZero() }
	rows(t, func(w *setup.Env, s *setup.State) *Paste { return NewPaste(w, s, goesToACP) },
		row[*Paste]{name: "at first", given: atGitLab, see: []string{"It is sent to gitlab.example.com to be checked, and later to ACP"}, left: none},
		row[*Paste]{name: "nothing", given: atGitLab, act: []any{"enter"}, see: []string{"Nothing pasted yet."}, left: none},
		row[*Paste]{name: "pasted", given: atGitLab, act: []any{pasted(" " + token + "\n")}, see: []string{"26 characters", "removed: "}, left: none},
		row[*Paste]{name: "taken", given: atGitLab, act: []any{pasted(token), "enter"}, out: ui.Next{}, left: taken},
		row[*Paste]{name: "kept from before", given: withToken, act: []any{"enter"}, see: []string{"kept from before"}, out: ui.Next{}},
		row[*Paste]{name: "too short", given: atGitLab, act: []any{pasted("glpat-x"), "enter"}, left: none},
		row[*Paste]{name: "the wrong kind", given: atGitLab, act: []any{wrong, "enter"}, see: []string{string(problem.TokenWrongKind)}, left: none},
		row[*Paste]{name: "another", given: atGitLab, act: []any{wrong, "enter", "enter"}, see: []string{"Paste the token."}},
		row[*Paste]{name: "back from a problem", given: atGitLab, act: []any{wrong, "enter", "esc"}, see: []string{"Paste the token."}},
		row[*Paste]{name: "sent all the same", given: atGitLab, act: []any{wrong, "enter", "y"}, out: ui.Next{}, left: func(s *setup.State) bool { return !s.Token().IsZero() }},
		row[*Paste]{name: "a new one", given: atGitLab, act: []any{wrong, "enter", "o"}, out: ui.GoTo{ID: setup.IDTokenPage}},
		row[*Paste]{name: "brought for elsewhere, Enter pastes", given: asGiven(brought, atGitLab), act: []any{"enter"}, see: []string{"Paste the token."}, left: none},
		row[*Paste]{name: "brought for elsewhere, used by its key", given: asGiven(brought, atGitLab), act: []any{"u"}, out: ui.Next{}, left: taken},
		row[*Paste]{name: "back to what was brought", given: asGiven(brought, atGitLab), act: []any{"enter", "esc"}, see: []string{"GITLAB_TOKEN holds a token"}},
		row[*Paste]{name: "another one, by Enter", given: asGiven(brought, atGitLab), act: []any{"enter", pasted(token), "enter"}, out: ui.Next{}, left: taken},
		row[*Paste]{name: "brought for this one, Enter uses it", given: asGiven(brought, named, atGitLab), act: []any{"enter"}, out: ui.Next{}, left: taken},
		row[*Paste]{name: "brought for this one, used by its key", given: asGiven(brought, named, atGitLab), act: []any{"u"}, out: ui.Next{}, left: taken},
	)
}
