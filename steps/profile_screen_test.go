package steps

import (
	"errors"
	"testing"

	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/profile"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

func TestProfileScreen(t *testing.T) {
	t.Parallel()
	acme := &profile.Profile{File: "acme.yaml", GitLabURL: gitlabURL, CAFile: "/etc/acme/ca.pem"}
	offered := func(_ *setup.Env, s *setup.State) {
		s.Answers.Offer = &setup.ProfileOffer{Profile: acme, Add: func(g setup.Answers) setup.Answers {
			g.GitLab, g.Profile = setup.Value{Value: acme.GitLabURL, From: acme.Source()}, acme
			return g
		}}
	}
	reading := func(err error) func(*setup.Env, *setup.State) {
		return asGiven(offered, func(_ *setup.Env, s *setup.State) {
			s.Answers.Offer.Stack = func(w *setup.Env) (*web.Stack, error) { return w.Stack, err }
		})
	}
	ask := "This profile sets where your token goes."
	rows(t, func(w *setup.Env, s *setup.State) ui.Step { return SettingUp(w, s)[0] },
		row[ui.Step]{name: "it is asked about", given: offered, see: []string{ask, "acme.yaml", "Nothing has been sent"}},
		row[ui.Step]{
			name: "taken, its GitLab is tried at once", given: offered, act: []any{"enter"}, see: []string{"Reaching gitlab.example.com..."},
			left: func(s *setup.State) bool { return s.Answers.Profile != nil && s.Answers.Offer == nil },
		},
		row[ui.Step]{name: "tried, and stopped", given: offered, act: []any{"enter", "esc", "enter", "esc", "r"}, see: []string{"[esc] stop"}},
		row[ui.Step]{
			name: "ignored", given: offered, act: []any{"esc"}, see: []string{"Where is your GitLab?"},
			left: func(s *setup.State) bool { return s.Answers.Profile == nil && s.Answers.Offer == nil },
		},
		row[ui.Step]{name: "ignored, and on", given: offered, act: []any{"esc", "m", "esc", "enter", "esc", "enter", "esc", "r"}, see: []string{"[esc] stop"}},
		row[ui.Step]{name: "ignored, the menu", given: offered, act: []any{"esc", "m", "enter"}, out: ui.Finish{}},
		row[ui.Step]{name: "ignored, line by line", given: offered, act: []any{"esc", "l"}, out: ui.LineByLine{}},
		row[ui.Step]{name: "line by line", given: offered, room: spoken, act: []any{ignoreKey}, left: func(s *setup.State) bool { return s.Answers.Offer == nil }},
		row[ui.Step]{name: "line by line, taken", given: offered, room: spoken, act: []any{"enter"}, left: func(s *setup.State) bool { return s.Answers.Profile != nil }},
		row[ui.Step]{name: "line by line, ignored, on", given: offered, room: spoken, act: []any{ignoreKey, "m"}, see: []string{"What would you like to do?"}},
		row[ui.Step]{name: "line by line, ignored, chosen", given: offered, room: spoken, act: []any{ignoreKey, "enter"}, see: []string{"[esc] stop"}},
		row[ui.Step]{
			name: "with its CA file", given: reading(nil), act: []any{"enter"}, see: []string{"gitlab"},
			left: func(s *setup.State) bool { return s.CAFile.Value == acme.CAFile },
		},
		row[ui.Step]{
			name: "a CA file that cannot be read", given: reading(errors.New("gone")), act: []any{"enter"}, see: []string{ask, "No certificate found in /etc/acme/ca.pem: gone"},
			left: func(s *setup.State) bool { return s.Answers.Profile == nil },
		},
	)
}
