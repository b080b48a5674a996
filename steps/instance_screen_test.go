package steps

import (
	"testing"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// answered puts in what the address has answered.
func answered(problems ...*problem.Problem) func(*Instance) {
	return func(m *Instance) {
		m.picker.probe.Cancel()
		found := foundAt(gitlabURL, problems...)
		m.picker.took(probeEvent{found: &found})
	}
}

func TestInstanceScreen(t *testing.T) {
	t.Parallel()
	page := problem.New(problem.InstanceLoginPage, "gitlab.example.com")
	untrusted := problem.New(problem.InstanceTLSUntrusted, "gitlab.example.com")
	rows(t, func(w *setup.Env, s *setup.State) *Instance {
		if s.InOtherFlow() {
			return elsewhere(w, s, "Which GitLab is the token from?")
		}
		return newFirstAgain(w, s)
	},
		row[*Instance]{name: "at first", see: []string{"Where is your GitLab?", "GitLab.com", "Nothing has been sent"}},
		row[*Instance]{name: "line by line", act: []any{"l"}, out: ui.LineByLine{}},
		row[*Instance]{name: "the menu", act: []any{"m"}, see: []string{"What would you like to do?"}},
		row[*Instance]{name: "back from the menu", act: []any{"m", "esc"}, see: []string{"Where is your GitLab?"}},
		row[*Instance]{
			name: "another flow", act: []any{"m", picked(setup.FlowGuide), "enter"}, out: ui.Finish{},
			left: func(s *setup.State) bool { flow, _, _ := s.TakeNextFlow(); return flow == setup.FlowGuide },
		},
		row[*Instance]{
			name: "in another flow", given: inFlow(setup.FlowCheck), act: []any{"esc"}, out: ui.Finish{}, gone: []string{"[m]", "3 minutes"},
			left: func(s *setup.State) bool { flow, _, _ := s.TakeNextFlow(); return flow == setup.FlowSetUp },
		},
		row[*Instance]{name: "in another flow, line by line", given: inFlow(setup.FlowCheck), act: []any{"l"}, out: ui.LineByLine{}},
		row[*Instance]{name: "in another flow, chosen", given: inFlow(setup.FlowCheck), act: []any{"enter"}, see: []string{"Reaching gitlab.com..."}},
		row[*Instance]{
			name: "typing", act: []any{picked(anotherAddress), "enter", typing("gitlab.example.com/team")},
			see: []string{"I will try https://gitlab.example.com and the paths below it."},
		},
		row[*Instance]{name: "nothing typed", act: []any{picked(anotherAddress), "enter", "enter"}, see: []string{"Nothing entered yet."}},
		row[*Instance]{name: "no address", act: []any{picked(anotherAddress), "enter", typing("/etc/passwd"), "enter"}, see: []string{"What is the address"}},
		row[*Instance]{
			name: "http is proposed as https", act: []any{picked(anotherAddress), "enter", typing("http://gitlab.example.com"), "enter", "enter"},
			see: []string{"Reaching gitlab.example.com..."},
		},
		row[*Instance]{name: "back from typing", act: []any{picked(anotherAddress), "enter", "esc"}, see: []string{"Where is your GitLab?"}},
		row[*Instance]{name: "waiting", act: []any{"enter"}, see: []string{"Reaching gitlab.com...", "wait", "[esc] stop"}},
		row[*Instance]{name: "stopped", act: []any{"enter", "esc"}, see: []string{"Stopped. Nothing was changed.", "[enter] try again"}},
		row[*Instance]{name: "tried again", act: []any{"enter", "esc", "enter"}, see: []string{"[esc] stop"}},
		row[*Instance]{name: "tried again by its key", act: []any{"enter", "esc", "r"}, see: []string{"[esc] stop"}},
		row[*Instance]{name: "back after the stop", act: []any{"enter", "esc", "esc"}, see: []string{"Where is your GitLab?"}},
		row[*Instance]{
			name: "it answers", act: []any{"enter", answered(), "enter"}, see: []string{"its API answers"}, out: ui.Next{},
			left: func(s *setup.State) bool { return s.Instance.Host() == "gitlab.example.com" },
		},
		row[*Instance]{name: "once more", act: []any{"enter", answered(), "r"}, see: []string{"[esc] stop"}},
		row[*Instance]{name: "back from the answer", act: []any{"enter", answered(), "esc"}, see: []string{"Where is your GitLab?"}},
		row[*Instance]{name: "it does not", act: []any{"enter", answered(page)}, see: []string{"instance-login-page"}, left: func(s *setup.State) bool { return s.Instance.IsZero() }},
		row[*Instance]{name: "corrected", act: []any{"enter", answered(page), "e"}, see: []string{"What is the address"}, out: fills(fieldAddress, "https://gitlab.com")},
		row[*Instance]{name: "the question is copied", act: []any{"enter", answered(page), "enter"}, see: []string{"Sent to your clipboard."}, out: ui.Copy{}},
		row[*Instance]{name: "tried again after a problem", act: []any{"enter", answered(page), "r"}, see: []string{"[esc] stop"}},
		row[*Instance]{name: "back from a problem", act: []any{"enter", answered(page), "esc"}, see: []string{"Where is your GitLab?"}},
		row[*Instance]{name: "a CA file is asked for", act: []any{"enter", answered(untrusted), "enter"}, see: []string{"Where is your company's CA certificate"}},
		row[*Instance]{name: "no CA file", act: []any{"enter", answered(untrusted), "enter", "enter"}, see: []string{"Nothing entered yet."}},
		row[*Instance]{
			name: "a CA file that is none", act: []any{"enter", answered(untrusted), "enter", typing("/nowhere.pem"), "enter", works{}},
			see: []string{"No certificate found in /nowhere.pem"},
		},
		row[*Instance]{name: "back from the CA file", act: []any{"enter", answered(untrusted), "enter", "esc"}, see: []string{"instance-tls-untrusted"}},
		row[*Instance]{name: "untrusted, copied", act: []any{"enter", answered(untrusted), "c"}, out: ui.Copy{}},
		row[*Instance]{name: "untrusted, corrected", act: []any{"enter", answered(untrusted), "e"}, see: []string{"What is the address"}, out: fills(fieldAddress, "https://gitlab.com")},
		row[*Instance]{name: "untrusted, back", act: []any{"enter", answered(untrusted), "esc"}, see: []string{"Where is your GitLab?"}},
		row[*Instance]{name: "kept from an earlier flow", given: atGitLab, act: []any{"enter"}, see: []string{"its API answers"}, out: ui.Next{}},
		row[*Instance]{name: "kept, and tried again", given: atGitLab, act: []any{"r"}, see: []string{"[esc] stop"}},
		row[*Instance]{name: "kept, and corrected", given: atGitLab, act: []any{"esc"}, see: []string{"What is the address"}},
		row[*Instance]{name: "a remote of the folder is offered, not chosen", act: []any{func(m *Instance) {
			a, _ := gitlab.ParseAddress("https://git.example.org")
			m.picker.remotes = []gitlab.Remote{{Instance: a.Origin}}
		}}, see: []string{"a remote of this folder", "Chosen:https://gitlab.com"}},
	)
}
