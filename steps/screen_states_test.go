package steps

import (
	"strings"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
)

// What the rows of the screens begin with.

const (
	gitlabURL = "https://gitlab.example.com"
	acpAPI    = "https://acp-api.example.com"
	acpWeb    = "https://acp.example.com"
)

var (
	narrow = ui.Room{Cols: 40, Rows: 10}
	spoken = ui.Room{Lines: true}
)

// aToken is a personal access token by its form; no GitLab knows it.
func aToken() secret.Text { return secret.New("glpat-" + strings.Repeat("x", 20)) }

func asGiven(all ...func(*setup.Env, *setup.State)) func(*setup.Env, *setup.State) {
	return func(w *setup.Env, s *setup.State) {
		for _, f := range all {
			f(w, s)
		}
	}
}

func noBrowser(w *setup.Env, _ *setup.State) { w.Browser.(*fakeBrowser).never = true }

func brokenBrowser(w *setup.Env, _ *setup.State) { w.Browser.(*fakeBrowser).fail = true }

// foundAt is what a GitLab answers to the first look.
func foundAt(url string, problems ...*problem.Problem) gitlab.Found {
	a, p := gitlab.ParseAddress(url)
	if p != nil {
		panic(p)
	}
	found := gitlab.Found{Problems: problems, Findings: []problem.Finding{{ID: "api", State: problem.OK, Label: "API", Text: "its API answers"}}}
	if !problem.Stops(problems) {
		found.Instance = a.Origin
	}
	return found
}

func atGitLab(_ *setup.Env, s *setup.State) { s.SetInstance(foundAt(gitlabURL)) }

func withToken(w *setup.Env, s *setup.State) {
	atGitLab(w, s)
	s.SetToken(aToken(), "prompt")
}

// inspected is what GitLab says of a token that is right, but for problems.
func inspected(problems ...*problem.Problem) *gitlab.Inspection {
	ends, _ := gitlab.ParseDate("2027-02-20")
	return &gitlab.Inspection{
		User: &gitlab.User{ID: 1, Username: "ada"}, Problems: problems,
		Token: gitlab.TokenFacts{
			ID: 4711, Name: "the guide's", Active: true, ScopesKnown: true, ExpiresAt: &ends, CreatedAt: today.AddDate(0, 0, -90),
			Scopes: []string{"api", "read_api", "read_user", "write_repository"},
		},
		Findings: []problem.Finding{{ID: "accepted", State: problem.OK, Label: "GitLab's answer", Text: "it is @ada's"}},
	}
}

func checked(problems ...*problem.Problem) func(*setup.Env, *setup.State) {
	return func(w *setup.Env, s *setup.State) {
		withToken(w, s)
		s.Checked(inspected(problems...))
	}
}

// atACP has a checked token, and knows where ACP is.
func atACP(w *setup.Env, s *setup.State) {
	checked()(w, s)
	s.Endpoint = acp.Endpoint{API: acpAPI, Web: acpWeb}
}

func withSession(_ *setup.Env, s *setup.State) {
	s.Answers.Sessions = []acp.Session{acp.ReadSession(secret.New("sha256~"+strings.Repeat("y", 43)), acpAPI, "ACP_TOKEN")}
}

// holding is a connection that ACP holds.
func holding(url string) *acp.Connection {
	return &acp.Connection{Connected: true, InstanceURL: url, UpdatedAt: today.Add(-time.Hour)}
}

// connected has handed the token over.
func connected(w *setup.Env, s *setup.State) {
	atACP(w, s)
	s.Handed(setup.HandoverEvent{Sent: &setup.Sent{}}, today)
	s.Handed(setup.HandoverEvent{Connected: holding(gitlabURL)}, today)
}

// remembered is an earlier setup.
func remembered(w *setup.Env, _ *setup.State) {
	ends, _ := gitlab.ParseDate("2027-02-20")
	w.Memory = memory.Memory{
		Setup: memory.Setup{GitLab: gitlabURL, ACP: acpAPI, ACPWeb: acpWeb}, User: "ada", SetUpAt: today.AddDate(0, 0, -90),
		Token: memory.Token{ID: 4700, Name: "the old one", Ends: ends},
	}
}

// interrupted is a setup that was left at the step with this ID.
func interrupted(id string) func(*setup.Env, *setup.State) {
	return func(w *setup.Env, _ *setup.State) {
		w.Memory.Interrupted = &memory.Interrupted{Setup: memory.Setup{GitLab: gitlabURL}, Step: id, At: today.Add(-time.Hour)}
	}
}

func inFlow(flow setup.Flow) func(*setup.Env, *setup.State) {
	return func(_ *setup.Env, s *setup.State) { s.BeginFlow(flow) }
}

// fills is what a step asks the shell to put into a field.
func fills(id, text string) ui.Fill { return ui.Fill{ID: id, Text: func() string { return text }} }
