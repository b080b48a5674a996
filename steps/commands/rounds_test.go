package commands

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/setup"
)

// paced makes every answer take one second of virtual time: how long a command
// takes is then how many answers it waits for one after another.
type paced struct {
	next http.RoundTripper
}

func (p paced) RoundTrip(req *http.Request) (*http.Response, error) {
	timer := time.NewTimer(time.Second)
	defer timer.Stop()
	select {
	case <-timer.C:
		return p.next.RoundTrip(req)
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
}

// TestAnswersWaitedForOneAfterAnother holds the budget of a cold check: two
// answers, with a few repositories three.
func TestAnswersWaitedForOneAfterAnother(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name         string
		repositories []string
		rounds       int
	}{
		{"the token alone", nil, 2},
		{"one repository", []string{"team/app"}, 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				server, err := gitlabtest.Start(gitlabtest.WithMemory())
				if err != nil {
					t.Fatal(err)
				}
				defer server.Close()
				wire := &http.Transport{DialContext: server.DialContext}
				defer wire.CloseIdleConnections()
				r := pacedRunner(t, server, paced{wire}, tc.repositories)
				defer r.stack.Close()
				begun := time.Now()
				r.checks(t.Context())
				if took := int(time.Since(begun) / time.Second); took != tc.rounds {
					t.Errorf("waited for %d answers one after another, want %d", took, tc.rounds)
				}
				if problem.Stops(r.problems) || r.setup.Inspected() == nil || len(r.setup.Repositories) != len(tc.repositories) {
					t.Errorf("the check did not go well: %v", r.problems)
				}
			})
		})
	}
}

func pacedRunner(t *testing.T, server *gitlabtest.Server, wire http.RoundTripper, repositories []string) *runner {
	t.Helper()
	journal := setup.NewJournal(nil)
	stack, err := web.New(web.Options{Transport: wire, Log: journal.Exchange, Getenv: func(string) string { return "" }})
	if err != nil {
		t.Fatal(err)
	}
	given := setup.Answers{
		GitLab: setup.Value{Value: server.AddressToUse(), From: "--gitlab-url"},
		Token:  secret.New(server.Token()), TokenFrom: "file", TokenByFlag: true, Repositories: repositories,
	}
	return &runner{setup: setup.New(given, time.Now()), stack: stack, journal: journal, now: time.Now}
}

func TestGivenTokenFileIsCleanedAndNamed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	token := "glpat-" + "yyyyyyyyyyyyyyyyyyyy"
	if err := os.WriteFile(file, []byte("export GITLAB_TOKEN=\""+token+"\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := Env{Getenv: func(string) string { return "" }, Secrets: map[string]secret.Text{"GITLAB_TOKEN": secret.New("other")}}
	f := &flags{tokenFile: file}
	given, err := env.given(f, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := env.takeToken(f, &given); err != nil {
		t.Fatal(err)
	}
	if !given.Token.Equal(secret.New(token)) || given.TokenFrom != "file" || !given.TokenByFlag {
		t.Errorf("the file does not win, or was not cleaned: from %s", given.TokenFrom)
	}
}
