package steps

import (
	"testing"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// asked puts in what comes of asking ACP or GitLab.
func asked(events ...connectionEvent) func(*Look) {
	return func(m *Look) {
		m.connection.asks.Cancel()
		for _, e := range events {
			m.told(ui.Event[connectionEvent]{Val: e})
		}
		m.told(ui.Event[connectionEvent]{Ended: true})
	}
}

// toSetUp reports whether setting up is what follows.
func toSetUp(s *setup.State) bool { flow, _, _ := s.TakeNextFlow(); return flow == setup.FlowSetUp }

// savedHere lets files be written, into a folder of the test; ACP has the token of
// the last setup.
func savedHere(t *testing.T) func(*setup.Env, *setup.State) {
	t.Helper()
	folder := t.TempDir()
	return func(w *setup.Env, _ *setup.State) {
		w.Folder, w.Memory.SavedAt = folder, holding(gitlabURL).UpdatedAt
	}
}

func TestLookScreen(t *testing.T) {
	t.Parallel()
	put := accessActs[*Look]{func(m *Look) *acpAccess { return &m.connection.access }}
	look := inFlow(setup.FlowLook)
	session := asGiven(look, withSession)
	ready := put.address()
	held := asked(connectionEvent{held: holding(gitlabURL)})
	none := asked(connectionEvent{held: &acp.Connection{}})
	down := asked(connectionEvent{problem: problem.New(problem.ACPUnavailable, "acp.example.com")})
	lookedAt := func(s *setup.State) bool { return s.Outcome() == setup.LookedAt }
	browser := join(typing(""), "enter")
	rows(t, NewLook,
		row[*Look]{name: "the address", given: look, see: []string{"Where do you open ACP?", "[esc] back"}},
		row[*Look]{name: "back home", given: look, act: []any{"esc"}, out: ui.Finish{}, left: toSetUp},
		row[*Look]{name: "looked at", given: look, act: []any{typing(acpWeb), "enter", "esc"}, see: []string{"Stopped. Nothing was changed."}},
		row[*Look]{name: "looked at again", given: look, act: []any{typing(acpWeb), "enter", "esc", "enter"}, see: []string{"[esc] stop"}},
		row[*Look]{name: "back to the address", given: look, act: []any{typing(acpWeb), "enter", "esc", "esc"}, see: []string{"Where do you open ACP?"}},
		row[*Look]{name: "the ways", given: look, act: join(ready), see: []string{"How do you want to view the connection?", "I ask ACP with it"}},
		row[*Look]{name: "back from the ways", given: look, act: join(ready, "esc"), see: []string{"Where do you open ACP?"}},
		row[*Look]{name: "a key", given: look, act: join(ready, picked(wayKey), "enter", pasted("eyJhbGciOi"), "enter"), see: []string{"Enter asks ACP what it has for you."}},
		row[*Look]{name: "back from the key", given: look, act: join(ready, picked(wayKey), "enter", "esc"), see: []string{"How do you want to view the connection?"}},
		row[*Look]{name: "ready", given: session, act: ready, see: []string{"Nothing is changed."}},
		row[*Look]{name: "a token is asked about too", given: asGiven(checked(), session), act: ready, see: []string{"Then it asks gitlab.example.com about the token that you pasted."}},
		row[*Look]{name: "back from there", given: session, act: join(ready, "esc"), see: []string{"How do you want to view the connection?"}},
		row[*Look]{name: "asking", given: session, act: join(ready, "enter"), see: []string{"What connection does ACP have?", "[esc] stop"}},
		row[*Look]{name: "asking is stopped", given: session, act: join(ready, "enter", "esc"), see: []string{"Stopped. Nothing was changed."}},
		row[*Look]{name: "asked again", given: session, act: join(ready, "enter", "esc", "enter"), see: []string{"[esc] stop"}},
		row[*Look]{name: "back after the stop", given: session, act: join(ready, "enter", "esc", "esc"), see: []string{"Enter asks ACP"}},
		row[*Look]{name: "it holds one", given: session, act: join(ready, "enter", held), see: []string{"ACP has a connection to gitlab.example.com.", "just read", "ACP does not test the token itself"}, gone: []string{"[n]"}, left: lookedAt},
		row[*Look]{name: "the one of the last setup", given: asGiven(remembered, session), act: join(ready, "enter", held), see: []string{"the old one", "as set up here"}},
		row[*Look]{name: "and the token was looked at", given: asGiven(checked(), session), act: join(ready, "enter",
			asked(connectionEvent{held: holding(gitlabURL)}, connectionEvent{account: &setup.TokenCheck{Inspection: inspected()}})), see: []string{"(checked now)"}},
		row[*Look]{name: "its reminder is saved", given: asGiven(remembered, session, savedHere(t)), act: join(ready, "enter", held, "s"), see: []string{"Saved acp-gitlab-"}},
		row[*Look]{name: "the end", given: session, act: join(ready, "enter", held, "enter"), out: ui.Finish{}, left: lookedAt},
		row[*Look]{name: "looked at once more", given: session, act: join(ready, "enter", held, "r"), see: []string{"[esc] stop"}},
		row[*Look]{name: "back from what it holds", given: session, act: join(ready, "enter", held, "esc"), see: []string{"Enter asks ACP"}},
		row[*Look]{name: "it holds none", given: session, act: join(ready, "enter", none, "enter"), see: []string{"ACP has no GitLab connection for you."}, out: ui.Finish{}},
		row[*Look]{name: "connect one", given: session, act: join(ready, "enter", none, "n"), out: ui.Finish{}, left: toSetUp},
		row[*Look]{name: "none, once more", given: session, act: join(ready, "enter", none, "r"), see: []string{"[esc] stop"}},
		row[*Look]{name: "none, back", given: session, act: join(ready, "enter", none, "esc"), see: []string{"Enter asks ACP"}},
		row[*Look]{name: "it does not answer", given: session, act: join(ready, "enter", down), see: []string{"acp-unavailable"}, gone: []string{"connect again", "finish"}},
		row[*Look]{name: "asked again after a problem", given: session, act: join(ready, "enter", down, "enter"), see: []string{"[esc] stop"}},
		row[*Look]{name: "in the browser instead", given: session, act: join(ready, "enter", down, "w"), see: []string{"The card says Connected and shows your GitLab"}},
		row[*Look]{name: "back from the problem", given: session, act: join(ready, "enter", down, "esc"), see: []string{"How do you want to view the connection?"}},
		row[*Look]{name: "seen in the browser", given: look, act: join(browser, "enter"), out: ui.Finish{}, left: func(s *setup.State) bool { return s.Outcome() == setup.InBrowser }},
		row[*Look]{name: "back from the browser", given: look, act: join(browser, "esc"), see: []string{"Where do you open ACP?"}},
		row[*Look]{name: "its page is opened", given: look, act: join(ready, "enter", "o"), see: []string{acpWeb, "Opened in your browser."}},
		row[*Look]{name: "its page is printed", given: look, act: join(ready, "enter", "p"), out: ui.Print{}},
		row[*Look]{name: "back to the ways", given: look, act: join(ready, "enter", "esc"), see: []string{"How do you want to view the connection?"}},
	)
}
