package steps

import (
	"testing"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// severed puts in one thing that comes of asking ACP or GitLab.
func severed(e connectionEvent) func(*Disconnect) {
	return func(m *Disconnect) {
		m.connection.asks.Cancel()
		m.told(e)
	}
}

func TestDisconnectScreen(t *testing.T) {
	t.Parallel()
	put := accessActs[*Disconnect]{func(m *Disconnect) *acpAccess { return &m.connection.access }}
	flow := inFlow(setup.FlowDisconnect)
	session := asGiven(flow, withSession)
	withOne := asGiven(checked(), session) // a token is at hand
	ready := put.address()
	shown := join(ready, "enter", severed(connectionEvent{held: holding(gitlabURL)}))
	done := join(shown, "y", severed(connectionEvent{held: &acp.Connection{}, done: true}))
	about := join(done, "x", severed(connectionEvent{account: &setup.TokenCheck{Inspection: inspected()}}))
	outcome := func(want setup.Outcome) func(*setup.State) bool {
		return func(s *setup.State) bool { return s.Outcome() == want }
	}
	rows(t, NewDisconnect,
		row[*Disconnect]{name: "the address", given: flow, see: []string{"Where do you open ACP?"}},
		row[*Disconnect]{name: "back home", given: flow, act: []any{"esc"}, out: ui.Finish{}, left: toSetUp},
		row[*Disconnect]{name: "looked at", given: flow, act: []any{typing(acpWeb), "enter", "esc", "enter", "esc", "esc"}, see: []string{"Where do you open ACP?"}},
		row[*Disconnect]{name: "the ways", given: flow, act: join(ready, "esc"), see: []string{"Where do you open ACP?"}},
		row[*Disconnect]{name: "by hand", given: flow, act: join(ready, "enter"), see: []string{"Press Disconnect on the card."}},
		row[*Disconnect]{name: "by hand, opened", given: flow, act: join(ready, "enter", "o"), see: []string{"Opened in your browser."}},
		row[*Disconnect]{name: "by hand, printed", given: flow, act: join(ready, "enter", "p"), out: ui.Print{}},
		row[*Disconnect]{name: "by hand, back", given: flow, act: join(ready, "enter", "esc"), see: []string{"How do you want to disconnect?"}},
		row[*Disconnect]{name: "by hand, done", given: flow, act: join(ready, "enter", "enter"), see: []string{"Done in the browser. The GitLab token is still valid."}, left: outcome(setup.InBrowser)},
		row[*Disconnect]{name: "by hand, the end", given: flow, act: join(ready, "enter", "enter", "enter"), out: ui.Finish{}},
		row[*Disconnect]{name: "by hand, the tokens", given: flow, act: join(ready, "enter", "enter", "t"), out: ui.Finish{}},
		row[*Disconnect]{name: "ready", given: session, act: ready, see: []string{"Nothing is changed yet."}},
		row[*Disconnect]{name: "back from there", given: session, act: join(ready, "esc"), see: []string{"How do you want to disconnect?"}},
		row[*Disconnect]{name: "asking", given: session, act: join(ready, "enter"), see: []string{"What connection does ACP have?"}},
		row[*Disconnect]{name: "asking is stopped", given: session, act: join(ready, "enter", "esc"), see: []string{"Stopped. Nothing was changed."}},
		row[*Disconnect]{name: "asked again", given: session, act: join(ready, "enter", "esc", "enter"), see: []string{"[esc] stop"}},
		row[*Disconnect]{name: "back after the stop", given: session, act: join(ready, "enter", "esc", "esc"), see: []string{"Enter asks ACP"}},
		row[*Disconnect]{name: "it holds none", given: session, act: join(ready, "enter", severed(connectionEvent{held: &acp.Connection{}}), "enter"), see: []string{"There is nothing to disconnect."}, out: ui.Finish{}, left: outcome(setup.NothingHeld)},
		row[*Disconnect]{name: "none, back", given: session, act: join(ready, "enter", severed(connectionEvent{held: &acp.Connection{}}), "esc"), see: []string{"Enter asks ACP"}},
		row[*Disconnect]{name: "it does not answer", given: session, act: join(ready, "enter", severed(connectionEvent{problem: problem.New(problem.ACPUnavailable, "")}), "enter"), see: []string{"[esc] stop"}},
		row[*Disconnect]{name: "no answer, by hand", given: session, act: join(ready, "enter", severed(connectionEvent{problem: problem.New(problem.ACPUnavailable, "")}), "w"), see: []string{"Press Disconnect on the card."}},
		row[*Disconnect]{name: "no answer, back", given: session, act: join(ready, "enter", severed(connectionEvent{problem: problem.New(problem.ACPUnavailable, "")}), "esc"), see: []string{"How do you want to disconnect?"}},
		row[*Disconnect]{name: "it holds one", given: session, act: shown, see: []string{"New ACP sessions will lose access to https://gitlab.example.com.", "Keep"}},
		row[*Disconnect]{name: "Enter keeps it", given: session, act: join(shown, "enter"), out: ui.Finish{}, left: outcome(setup.KeptOld)},
		row[*Disconnect]{name: "back from it", given: session, act: join(shown, "esc"), see: []string{"Enter asks ACP"}},
		row[*Disconnect]{name: "it is ended", given: session, act: join(shown, "y"), see: []string{"Disconnecting."}},
		row[*Disconnect]{name: "it is ended by choice", given: session, act: join(shown, picked(choiceDisconnect), "enter"), see: []string{"Disconnecting."}},
		row[*Disconnect]{name: "ending is stopped", given: session, act: join(shown, "y", "esc"), see: []string{"ACP may have disconnected already: Enter checks again."}},
		row[*Disconnect]{name: "looked at again", given: session, act: join(shown, "y", "esc", "enter", severed(connectionEvent{held: &acp.Connection{}})), see: []string{"Disconnected."}, left: outcome(setup.Disconnected)},
		row[*Disconnect]{name: "left after the stop", given: session, act: join(shown, "y", "esc", "esc"), see: []string{"Enter asks ACP"}},
		row[*Disconnect]{name: "ended", given: session, act: done, see: []string{"Disconnected. The GitLab token is still valid.", "Confirmed"}, gone: []string{"[x]"}, left: outcome(setup.Disconnected)},
		row[*Disconnect]{name: "the end", given: session, act: join(done, "enter"), out: ui.Finish{}},
		row[*Disconnect]{name: "the tokens", given: session, act: join(done, "t"), out: ui.Finish{}, left: func(s *setup.State) bool { flow, _, _ := s.TakeNextFlow(); return flow == setup.FlowTokens }},
		row[*Disconnect]{name: "the token is asked about", given: withOne, act: join(done, "x"), see: []string{"Asking GitLab about the token."}},
		row[*Disconnect]{name: "asking about it is stopped", given: withOne, act: join(done, "x", "esc"), see: []string{"The token may have been revoked already"}},
		row[*Disconnect]{name: "any key leads back", given: withOne, act: join(done, "x", "esc", "enter"), see: []string{"Disconnected."}},
		row[*Disconnect]{name: "esc too", given: withOne, act: join(done, "x", "esc", "esc"), see: []string{"Disconnected."}},
		row[*Disconnect]{name: "which token it is", given: withOne, act: about, see: []string{"at GitLab?", "Keep it"}},
		row[*Disconnect]{name: "Enter keeps the token", given: withOne, act: join(about, "enter"), see: []string{"Disconnected. The GitLab token is still valid."}},
		row[*Disconnect]{name: "esc keeps the token", given: withOne, act: join(about, "esc"), see: []string{"Disconnected. The GitLab token is still valid."}},
		row[*Disconnect]{name: "the token is ended", given: withOne, act: join(about, "y", severed(connectionEvent{})), see: []string{"Disconnected, and the token was revoked.", "Revoked"}, left: func(s *setup.State) bool { return s.Token().IsZero() }},
		row[*Disconnect]{name: "the end of all", given: withOne, act: join(about, "y", severed(connectionEvent{}), "enter"), out: ui.Finish{}},
		row[*Disconnect]{name: "the tokens after all", given: withOne, act: join(about, "y", severed(connectionEvent{}), "t"), out: ui.Finish{}},
		row[*Disconnect]{name: "GitLab does not end it", given: withOne, act: join(about, "y", severed(connectionEvent{problem: problem.New(problem.GitLabUnavailable, "")})), see: []string{"GitLab did not revoke it (gitlab-unavailable)."}},
	)
}
