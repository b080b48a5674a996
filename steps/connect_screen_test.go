package steps

import (
	"context"
	"testing"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// accessActs are what the rows put in, for every step that needs ACP.
type accessActs[S ui.Step] struct{ of func(S) *acpAccess }

// found puts in what the address has answered.
func (a accessActs[S]) found(at acp.Endpoint, p *problem.Problem) func(S) {
	return func(step S) {
		m := a.of(step)
		m.find.Cancel()
		m.found(endpointEvent{found: &setup.ACPFound{Endpoint: at, Problem: p}})
	}
}

var acpHere = acp.Endpoint{API: acpAPI, Web: acpWeb}

// acpAddress goes to the ways, or where a session is there, to the last screen
// before it is used.
func (a accessActs[S]) address() []any { return []any{typing(acpWeb), "enter", a.found(acpHere, nil)} }

func join(list ...any) []any {
	var all []any
	for _, x := range list {
		if more, ok := x.([]any); ok {
			all = append(all, more...)
			continue
		}
		all = append(all, x)
	}
	return all
}

// handed puts in an event of handing over.
func handed(ev setup.HandoverEvent) func(*Connect) {
	return func(m *Connect) {
		if ev.Finding == nil && ev.Sent == nil {
			m.run.Cancel()
		}
		m.ran(ev)
	}
}

func newPlainConnect(w *setup.Env, s *setup.State) *Connect {
	return NewConnect(w, s, handing{})
}

func TestConnectScreen(t *testing.T) {
	t.Parallel()
	put := accessActs[*Connect]{func(m *Connect) *acpAccess { return &m.access }}
	session := asGiven(checked(), withSession)
	withOC := asGiven(checked(), func(w *setup.Env, _ *setup.State) {
		w.OCSession = func(context.Context, string) (acp.Session, *problem.Problem) { return acp.Session{}, nil }
	})
	key := pasted("eyJhbGciOi")
	outcome := func(want setup.Outcome) func(*setup.State) bool {
		return func(s *setup.State) bool { return s.Outcome() == want }
	}
	login := problem.New(problem.ACPLoginPage, "acp.example.com")
	lost := problem.New(problem.ACPNotConfirmed, "acp.example.com")
	down := problem.New(problem.ACPUnavailable, "acp.example.com")
	ready, start := put.address(), join(put.address(), "enter")
	there := join(start, handed(setup.HandoverEvent{Existing: holding("https://git.example.org")}))
	notSure := join(start, handed(setup.HandoverEvent{Sent: &setup.Sent{}}), handed(setup.HandoverEvent{Problem: lost, MayHold: true}))
	byHand := []any{typing(""), "enter"}
	cannotReach := func(m *Connect) {
		m.byHand.tested(testEvent{problem: problem.New(problem.ACPCannotReachGitLab, "gitlab.example.com")})
	}
	rows(t, newPlainConnect,
		row[*Connect]{name: "the address", given: checked(), see: []string{"Where do you open ACP?"}},
		row[*Connect]{name: "read", given: checked(), act: []any{typing(acpWeb)}, see: []string{"I will use https://acp.example.com."}},
		row[*Connect]{name: "looked at", given: checked(), act: []any{typing(acpWeb), "enter"}, see: []string{"Looking for ACP...", "[esc] stop"}},
		row[*Connect]{name: "stopped", given: checked(), act: []any{typing(acpWeb), "enter", "esc"}, see: []string{"Stopped. Nothing was changed."}},
		row[*Connect]{name: "looked at again", given: checked(), act: []any{typing(acpWeb), "enter", "esc", "enter"}, see: []string{"[esc] stop"}},
		row[*Connect]{name: "back to the address", given: checked(), act: []any{typing(acpWeb), "enter", "esc", "esc"}, see: []string{"Where do you open ACP?"}},
		row[*Connect]{name: "no API", given: checked(), act: []any{typing(acpWeb), "enter", put.found(acp.Endpoint{Web: acpWeb}, login)}, see: []string{"How do you want to give ACP the token?", "ACP's API address is not known here."}},
		row[*Connect]{name: "not there", given: checked(), act: []any{typing(acpWeb), "enter", put.found(acp.Endpoint{}, down)}, see: []string{"acp-unavailable", "[s] finish"}},
		row[*Connect]{name: "not there, again", given: checked(), act: []any{typing(acpWeb), "enter", put.found(acp.Endpoint{}, down), "enter"}, see: []string{"[esc] stop"}},
		row[*Connect]{name: "not there, in the browser", given: checked(), act: []any{typing(acpWeb), "enter", put.found(acp.Endpoint{}, down), "w"}, see: []string{"Five steps"}},
		row[*Connect]{name: "not there, back", given: checked(), act: []any{typing(acpWeb), "enter", put.found(acp.Endpoint{}, down), "esc"}, see: []string{"Where do you open ACP?"}},
		row[*Connect]{name: "not there, on", given: checked(), act: []any{typing(acpWeb), "enter", put.found(acp.Endpoint{}, down), "s"}, out: ui.Next{}, left: outcome(setup.NotConnected)},

		row[*Connect]{name: "the ways", given: checked(), act: put.address(), see: []string{"In the browser", "With a key"}, gone: []string{"With oc"}},
		row[*Connect]{name: "back from the ways", given: checked(), act: join(put.address(), "esc"), see: []string{"Where do you open ACP?"}},
		row[*Connect]{name: "a key is asked for", given: checked(), act: join(put.address(), picked(wayKey), "enter"), see: []string{"Paste an ACP access key."}},
		row[*Connect]{name: "no key", given: checked(), act: join(put.address(), picked(wayKey), "enter", "enter"), see: []string{"Nothing pasted yet."}},
		row[*Connect]{name: "the token is no key", given: checked(), act: join(put.address(), picked(wayKey), "enter", pasted(aToken().Reveal()), "enter"), see: []string{"That is a GitLab token."}},
		row[*Connect]{name: "a key", given: checked(), act: join(put.address(), picked(wayKey), "enter", key, "enter"), see: []string{"Enter gives ACP the token.", acpAPI}},
		row[*Connect]{name: "back from the key", given: checked(), act: join(put.address(), picked(wayKey), "enter", "esc"), see: []string{"How do you want to give ACP the token?"}},
		row[*Connect]{name: "oc is asked", given: withOC, act: join(put.address(), picked(wayOC), "enter", works{}), see: []string{"Enter gives ACP the token."}},
		row[*Connect]{name: "oc is stopped", given: withOC, act: join(put.address(), picked(wayOC), "enter", "esc"), see: []string{"Stopped. Nothing was changed."}},

		row[*Connect]{name: "a session is there", given: session, act: ready, see: []string{"Enter gives ACP the token.", "ACP_TOKEN"}, left: func(s *setup.State) bool { return !s.HandedOver() }},
		row[*Connect]{name: "back from there", given: session, act: join(ready, "esc"), see: []string{"From here"}},
		row[*Connect]{name: "handing over", given: session, act: start, see: []string{"Connecting ACP to gitlab.example.com.", "[esc] stop"}},
		row[*Connect]{name: "a token that GitLab has not accepted goes nowhere", given: asGiven(withToken, withSession), act: start, out: ui.GoTo{ID: setup.IDValidation}, gone: []string{"Connecting"}},
		row[*Connect]{name: "handing over is stopped", given: session, act: join(start, "esc"), see: []string{"Enter checks again."}},
		row[*Connect]{name: "and begun again", given: session, act: join(start, "esc", "enter"), see: []string{"[esc] stop"}},
		row[*Connect]{name: "and left", given: session, act: join(start, "esc", "esc"), see: []string{"How do you want to give ACP the token?"}},
		row[*Connect]{name: "what was sent is looked at, not sent again", given: session, act: join(start, handed(setup.HandoverEvent{Sent: &setup.Sent{}}), "esc", "enter"), see: []string{"confirmed"}, gone: []string{"session"}},
		row[*Connect]{name: "confirmed", given: session, act: join(start, handed(setup.HandoverEvent{Connected: holding(gitlabURL)}), "enter"), see: []string{"ACP is connected to gitlab.example.com."}, out: ui.Next{}, left: outcome(setup.Connected)},
		row[*Connect]{name: "read back, back", given: session, act: join(start, handed(setup.HandoverEvent{Connected: holding(gitlabURL)}), "esc"), out: ui.Back{}},
		row[*Connect]{name: "kept from before", given: connected, act: []any{"enter"}, see: []string{"ACP is connected"}, out: ui.Next{}},

		row[*Connect]{name: "another one is there", given: session, act: there, see: []string{"keeps only one", "git.example.org"}},
		row[*Connect]{name: "it is kept", given: session, act: join(there, "enter"), see: []string{"Keep the existing one"}, out: ui.Next{}, left: outcome(setup.KeptOld)},
		row[*Connect]{name: "it is replaced", given: session, act: join(there, "y"), see: []string{"[esc] stop"}},
		row[*Connect]{name: "it is replaced by choice", given: session, act: join(there, picked(choiceReplace), "enter"), see: []string{"[esc] stop"}},
		row[*Connect]{name: "back from it", given: session, act: join(there, "esc"), see: []string{"How do you want to give ACP the token?"}},

		row[*Connect]{name: "not confirmed", given: session, act: notSure, see: []string{"acp-not-confirmed", "[s] finish"}, left: (*setup.State).HandedOver},
		row[*Connect]{name: "looked at again, by Enter", given: session, act: join(notSure, "enter"), see: []string{"confirmed"}},
		row[*Connect]{name: "connected again", given: session, act: join(notSure, "a"), see: []string{"session", "[esc] stop"}},
		row[*Connect]{name: "in the browser instead", given: session, act: join(notSure, "w"), see: []string{"Five steps"}},
		row[*Connect]{name: "a message is copied", given: session, act: join(notSure, "c"), see: []string{"Sent to your clipboard."}, out: ui.Copy{}},
		row[*Connect]{name: "finished without", given: session, act: join(notSure, "s"), out: ui.Next{}, left: outcome(setup.NotConfirmed)},
		row[*Connect]{name: "back from the problem", given: session, act: join(notSure, "esc"), see: []string{"How do you want to give ACP the token?"}},
		row[*Connect]{name: "another address", given: session, act: join(start, handed(setup.HandoverEvent{Problem: problem.New(problem.ACPSessionRefused, "")}), "e"), see: []string{"Where do you open ACP?"}},
		row[*Connect]{name: "another key", given: session, act: join(start, handed(setup.HandoverEvent{Problem: problem.New(problem.ACPSessionRefused, "")}), "enter"), see: []string{"Paste an ACP access key."}, out: ui.Wipe{ID: fieldKey}},
		row[*Connect]{name: "the session is refused, in the browser", given: session, act: join(start, handed(setup.HandoverEvent{Problem: problem.New(problem.ACPSessionRefused, "")}), "w"), see: []string{"Five steps"}},
		row[*Connect]{name: "the session is refused, on", given: session, act: join(start, handed(setup.HandoverEvent{Problem: problem.New(problem.ACPSessionRefused, "")}), "s"), out: ui.Next{}},
		row[*Connect]{name: "the session is refused, back", given: session, act: join(start, handed(setup.HandoverEvent{Problem: problem.New(problem.ACPSessionRefused, "")}), "esc"), see: []string{"How do you want to give ACP the token?"}},

		row[*Connect]{name: "in the browser", given: checked(), act: byHand, see: []string{"Five steps in ACP.", "[enter] done in ACP"}, gone: []string{"[o] open"}},
		row[*Connect]{name: "its page is opened first", given: atACP, act: join(put.address(), "enter", "enter"), see: []string{"Opened in your browser.", "[enter] it says Connected"}, left: outcome(setup.Unfinished)},
		row[*Connect]{name: "then it says Connected", given: atACP, act: join(put.address(), "enter", "enter", "enter"), out: ui.Next{}, left: outcome(setup.InBrowser)},
		row[*Connect]{name: "opened by its key", given: atACP, act: join(put.address(), "enter", "o"), see: []string{"Opened in your browser."}},
		row[*Connect]{name: "no browser starts", given: asGiven(atACP, brokenBrowser), act: join(put.address(), "enter", "o"), see: []string{"Does the card in ACP say Connected?"}},
		row[*Connect]{name: "the address is copied", given: checked(), act: join(byHand, "u"), see: []string{"Sent to your clipboard."}, out: ui.Copy{}},
		row[*Connect]{name: "the addresses are printed", given: checked(), act: join(byHand, "p"), out: ui.Print{}},
		row[*Connect]{name: "back from the browser", given: checked(), act: join(byHand, "esc"), see: []string{"Where do you open ACP?"}},
		row[*Connect]{name: "it says something else", given: checked(), act: join(byHand, "x"), see: []string{"What does it say?"}},
		row[*Connect]{name: "it says nothing", given: checked(), act: join(byHand, "x", "enter"), see: []string{"Type some of the words"}},
		row[*Connect]{name: "words that nobody knows", given: checked(), act: join(byHand, "x", typing("zzzz qqqq"), "enter"), see: []string{"No problem matches those words."}},
		row[*Connect]{name: "known words", given: checked(), act: join(byHand, "x", typing("cannot resolve host"), "enter"), see: []string{"acp-cannot-reach-gitlab"}},
		row[*Connect]{name: "their message is copied", given: checked(), act: join(byHand, "x", typing("cannot resolve host"), "enter", "c"), out: ui.Copy{}},
		row[*Connect]{name: "back to the steps", given: checked(), act: join(byHand, "x", typing("cannot resolve host"), "enter", "enter"), see: []string{"Five steps"}},
		row[*Connect]{name: "other words", given: checked(), act: join(byHand, "x", typing("cannot resolve host"), "enter", "esc"), see: []string{"What does it say?"}},
		row[*Connect]{name: "back from the words", given: checked(), act: join(byHand, "x", "esc"), see: []string{"Five steps"}},
		row[*Connect]{name: "ACP's own try fails", given: checked(), act: join(byHand, cannotReach), see: []string{"acp-cannot-reach-gitlab"}},
		row[*Connect]{name: "the steps can be followed all the same", given: checked(), act: join(byHand, cannotReach, "esc"), see: []string{"Five steps"}},
		row[*Connect]{name: "tried again", given: checked(), act: join(byHand, cannotReach, "r"), see: []string{"Five steps"}},
		row[*Connect]{name: "the end here", given: checked(), act: join(byHand, cannotReach, "s"), out: ui.Next{}, left: outcome(setup.NotConnected)},
		row[*Connect]{name: "a message about it", given: checked(), act: join(byHand, cannotReach, "enter"), out: ui.Copy{}},
	)
}

// TestACPsOwnTryEndsWithItsScreen: esc on the steps in ACP stops what is asked
// beside them. No token goes out for a way that was left.
func TestACPsOwnTryEndsWithItsScreen(t *testing.T) {
	t.Parallel()
	onStage(t, atACP, ui.Room{}, func(w *setup.Env, s *setup.State) ui.Step { return newPlainConnect(w, s) }, func(st *stage) {
		put := accessActs[*Connect]{func(m *Connect) *acpAccess { return &m.access }}
		st.enter()
		for _, act := range []any{typing(acpWeb), "enter"} {
			st.do(act)
		}
		put.found(acpHere, nil)(st.step.(*Connect))
		st.held = true
		st.do("enter") // in the browser
		st.do("esc")
		st.held = false
		if len(st.kept) != 1 {
			t.Fatalf("%d commands, want that of ACP's own try", len(st.kept))
		}
		st.deliver(st.kept[0]())
		if sent := st.net.took(); len(sent) > 0 {
			t.Errorf("sent after esc: %v", sent)
		}
	})
}

// TestConnectScreenOfARotation: wherever it stands still, it says which token
// ACP holds.
func TestConnectScreenOfARotation(t *testing.T) {
	t.Parallel()
	put := accessActs[*Connect]{func(m *Connect) *acpAccess { return &m.access }}
	onStage(t, asGiven(checked(), withSession), ui.Room{}, func(w *setup.Env, s *setup.State) ui.Step {
		return NewConnect(w, s, handing{
			live:   func() string { return "ACP holds the old token." },
			tokens: func(acp.Connection) (string, string) { return "the old token", "the new token" },
		})
	}, func(st *stage) {
		m := st.step.(*Connect)
		st.enter()
		st.want([]string{"Where do you open ACP?"}, []string{"ACP holds the old token."}, nil)
		st.do(typing(acpWeb))
		st.do("enter")
		put.found(acpHere, nil)(m)
		st.want([]string{"Enter gives", "ACP holds the old token."}, nil, nil)
		st.do("enter")
		st.want([]string{"Connecting"}, []string{"ACP holds the old token."}, nil)
		st.do("esc")
		st.want([]string{"Stopped.", "ACP holds the old token."}, nil, nil)
		st.do("enter")
		handed(setup.HandoverEvent{Existing: holding(gitlabURL)})(m)
		st.want([]string{"keeps only one", "the old token", "the new token"}, nil, nil)
		st.do("y")
		handed(setup.HandoverEvent{Problem: problem.New(problem.ACPUnavailable, "")})(m)
		st.want([]string{"acp-unavailable", "ACP holds the old token."}, nil, nil)
	})
}
