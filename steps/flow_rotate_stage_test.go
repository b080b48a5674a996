package steps_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
)

// lastSetup is what the setup of three months ago left.
func lastSetup(th *harness) memory.Memory {
	ends, _ := gitlab.ParseDate("2026-11-29")
	return memory.Memory{
		Setup:   memory.Setup{GitLab: th.gitlab.URL(), ACP: th.acp.URL(), Repositories: []string{"team/app"}},
		Token:   memory.Token{ID: oldID, Name: gitlab.TokenName, Ends: ends},
		User:    "ada",
		SetUpAt: today.AddDate(0, 0, -90),
		SavedAt: today, // holdOld connects at that moment
	}
}

// nothingGiven leaves all answers to memory, but for the session.
func nothingGiven(_ *harness, g *setup.Answers) { g.GitLab, g.ACP = setup.Value{}, setup.Value{} }

// replacing plays the flow that replaces a token, where ACP has held the old
// one for an hour.
func replacing(t *testing.T, p plot, edit func(*harness, *memory.Memory), act func(*harness)) {
	t.Helper()
	p.gitlab = "rotation"
	if p.given == nil {
		p.given = nothingGiven
	}
	play(t, p, func(th *harness) {
		th.holdOld()
		th.env.Memory = lastSetup(th)
		if edit != nil {
			edit(th, &th.env.Memory)
		}
		th.open(p, setup.FlowReplace)
		act(th)
	})
}

// holdOld connects the old token to ACP.
func (th *harness) holdOld() {
	th.t.Helper()
	in, p := gitlab.ParseInstance(th.gitlab.URL())
	if p != nil {
		th.t.Fatal(p)
	}
	job := setup.Handover{
		Session: acp.ReadSession(secret.New(th.acp.Session()), th.acp.URL(), "test"), API: th.acp.URL(),
		Project: th.setup.Answers.Project.Value,
		Token:   secret.New(th.gitlab.Value(oldID)), Instance: in, MayReplace: func(acp.Connection) bool { return true },
	}
	job.Run(context.Background(), th.env.Stack, func(setup.HandoverEvent) {})
	if !th.holdsToken(th.gitlab.Value(oldID)) {
		th.t.Fatal("ACP does not hold the old token at first")
	}
	time.Sleep(time.Hour)
}

func (th *harness) holdsToken(value string) bool {
	return th.acp.Holds(th.gitlab.URL(), func(token string) bool { return token == value })
}

func (th *harness) oldRevoked() bool {
	return slices.ContainsFunc(th.gitlab.Tokens(), func(t gitlabtest.Token) bool { return t.ID == oldID && t.Revoked })
}

// toRotation goes to a step of the rotation with good answers everywhere.
func (th *harness) toRotation(step int) {
	th.t.Helper()
	for n, act := range []func(){
		func() { th.keys("enter"); th.see("its API answers"); th.keys("enter") },
		func() { th.see(atStep(setup.IDTokenPage)); th.keys("enter") },
		func() { th.keys("enter") },
		func() { th.paste(th.gitlab.Token()); th.keys("enter") },
		func() { th.see("This token works"); th.keys("enter") },
		func() { th.see("team/app"); th.keys("enter", "enter") },
		func() { th.keys("enter", "y"); th.see("confirmed"); th.keys("enter") },
	} {
		if n+1 < step {
			act()
		}
	}
}

func (th *harness) lastWords() string {
	n, of, _ := th.shell.Step()
	return strings.Join(words.FlowSummary(th.setup, words.StepPosition{Step: n, Of: of}, 80, th.env.Now(), false).Lines(), "\n")
}
