package steps

import (
	"testing"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// notUsed has checked a token and gone on without giving it to ACP.
func notUsed(w *setup.Env, s *setup.State) {
	atACP(w, s)
	s.EndHere()
}

func TestDoneScreen(t *testing.T) {
	t.Parallel()
	withFolder := func(w *setup.Env, _ *setup.State) { w.Folder = "/nowhere" }
	ended := func(p *problem.Problem) func(*Done) {
		return func(m *Done) {
			m.closing.revoke.Cancel()
			m.closing.ended(p)
		}
	}
	rows(t, NewDone,
		row[*Done]{name: "connected", given: connected, see: []string{"Connected.", "confirmed", "20 Feb 2027", "Nothing was saved on this computer"}, gone: []string{"[x]", "[s]"}},
		row[*Done]{name: "the end", given: connected, act: []any{"enter"}, out: ui.Finish{}},
		row[*Done]{name: "back", given: connected, act: []any{"esc"}, out: ui.Back{}},
		row[*Done]{name: "ACP is opened", given: connected, act: []any{"o"}, see: []string{"ACP is opening in your browser."}},
		row[*Done]{name: "the command is copied", given: connected, act: []any{"c"}, see: []string{"Sent to your clipboard."}, out: ui.Copy{}},
		row[*Done]{name: "a reminder that cannot be saved", given: asGiven(connected, withFolder), act: []any{"s"}, see: []string{"Not saved: acp-gitlab-2027-02-13.ics"}},
		row[*Done]{name: "a reminder that was saved", given: asGiven(connected, withFolder), act: []any{func(m *Done) {
			m.closing.keeping.wrote(written{name: "acp-gitlab-2027-02-13.ics", folder: "/home/ada"})
		}}, see: []string{"Saved acp-gitlab-2027-02-13.ics in /home/ada on this computer."}},
		row[*Done]{name: "not used", given: notUsed, see: []string{"is not used by ACP", "An earlier token"}},
		row[*Done]{name: "not used, the end", given: notUsed, act: []any{"enter"}, out: ui.Finish{}},
		row[*Done]{name: "not used, the command", given: notUsed, act: []any{"c"}, out: ui.Copy{}},
		row[*Done]{name: "shall it end?", given: notUsed, act: []any{"x"}, see: []string{"Revoke the token", "ACP was not given it."}},
		row[*Done]{name: "Enter keeps it", given: notUsed, act: []any{"x", "enter"}, see: []string{"[x]"}},
		row[*Done]{name: "esc keeps it", given: notUsed, act: []any{"x", "esc"}, see: []string{"[x]"}},
		row[*Done]{name: "it is being ended", given: notUsed, act: []any{"x", "y"}, see: []string{"[esc] stop"}},
		row[*Done]{name: "ending is stopped", given: notUsed, act: []any{"x", "y", "esc"}, see: []string{"GitLab may have revoked it already"}},
		row[*Done]{name: "it has expired", given: notUsed, act: []any{"x", "y", ended(nil)}, see: []string{"Revoked"}, gone: []string{"[x]"}},
		row[*Done]{name: "GitLab does not end it", given: notUsed, act: []any{"x", "y", ended(problem.New(problem.GitLabUnavailable, ""))}, see: []string{"GitLab did not revoke it (gitlab-unavailable).", "[x]"}},
		row[*Done]{
			name: "went on knowingly", given: asGiven(checked(problem.New(problem.ScopeDangerous, "sudo")), func(_ *setup.Env, s *setup.State) { s.LetPass(problem.ScopeDangerous) }),
			see: []string{"you accepted it", "scope-dangerous"},
		},
	)
}
