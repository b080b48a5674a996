package steps_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// toConnect goes by Enter to where ACP has answered.
func toConnect(th *harness) {
	th.t.Helper()
	pasted := false
	for range 12 {
		v := th.view()
		switch {
		case strings.Contains(v, "Paste the token") && !pasted:
			th.paste(th.gitlab.Token())
			pasted = true
		case strings.Contains(v, "Enter asks ACP"), strings.Contains(v, "Enter gives ACP"), strings.Contains(v, "Create Credential"), strings.Contains(v, atStep(setup.IDDone)):
			return
		}
		th.keys("enter")
		th.wait(10 * time.Second)
	}
	th.t.Fatalf("not at ACP:\n%s", th.view())
}

// store is a plot with the credential store.
func store(opts ...acptest.StoreOption) plot {
	return plot{acpOptions: []acptest.Option{acptest.WithStore(opts...)}}
}

// kept are the credentials that were not deleted.
func (th *harness) kept() []acptest.Credential {
	return slices.DeleteFunc(th.acp.Credentials(), func(c acptest.Credential) bool { return c.Deleted })
}

// TestASharedProjectIsAskedAbout: nothing is stored before the person has said,
// by a key that is not Enter, that the others may push as them.
func TestASharedProjectIsAskedAbout(t *testing.T) {
	t.Parallel()
	play(t, plot{acp: "acp-shared-project"}, func(th *harness) {
		toConnect(th)
		th.keys("enter")
		th.see("Others in "+acptest.Workspace+" would push as you.", "acp-shared-project", acptest.Colleague+"; their sessions push as you")
		th.keys("enter")
		th.wait(10 * time.Second)
		if all := th.acp.Credentials(); len(all) > 0 {
			th.t.Fatalf("Enter stored %+v", all)
		}
		th.keys("enter", "y")
		th.wait(10 * time.Second)
		if all := th.acp.Credentials(); len(all) != 1 || len(all[0].Projects) != 1 {
			th.t.Errorf("stored %+v:\n%s", all, th.view())
		}
	})
}

// TestTheNewerPagesHaveTheirOwnSteps: there is no Integrations page there.
func TestTheNewerPagesHaveTheirOwnSteps(t *testing.T) {
	t.Parallel()
	play(t, plot{acp: "acp-credentials", given: func(th *harness, a *setup.Answers) {
		a.ACP.Value, a.Sessions = th.acp.UIURL(), nil
	}}, func(th *harness) {
		toConnect(th)
		if v := th.view(); !strings.Contains(v, "Create Credential") || strings.Contains(v, "Integrations") {
			th.t.Errorf("the steps are not those of Credentials:\n%s", v)
		}
	})
}

// TestTheStoreInTheWizard connects, looks, rotates, looks again and disconnects:
// one credential under one number, bound once, and nothing of it left at the end.
func TestTheStoreInTheWizard(t *testing.T) {
	t.Parallel()
	play(t, store(), func(th *harness) {
		th.env.Config = t.TempDir()
		toConnect(th)
		th.keys("enter")
		th.see("Give the token to project my-team?", "account", "ada", "only you", "nothing else", "> Give it")
		if len(th.acp.Credentials()) > 0 {
			th.t.Fatal("stored before it was said")
		}
		th.keys("enter")
		th.wait(5 * time.Second)
		th.see("confirmed")
		th.keys("enter")
		th.see(atStep(setup.IDDone), "start a session in project my-team", "project my-team, confirmed at")
		first := th.kept()
		if len(first) != 1 || !slices.Equal(first[0].Projects, []string{acptest.Workspace}) {
			th.t.Fatalf("kept %+v", first)
		}
		th.open(plot{}, setup.FlowLook)
		th.keys("enter")
		th.see("ACP has a connection to gitlab.example.com.", "in project my-team", "stored", "used in my-team")
		th.wait(2 * time.Second)
		th.rotateInStore()
		if now := th.kept(); len(now) != 1 || now[0].ID != first[0].ID || len(now[0].Projects) != 1 {
			th.t.Errorf("after the rotation: %+v", now)
		}
		th.open(plot{}, setup.FlowDisconnect)
		th.keys("enter")
		th.see("Sessions in my-team will lose access", "> Keep", "Delete the credential (y)")
		th.keys("enter")
		if len(th.kept()) != 1 {
			th.t.Fatal("Enter deleted it")
		}
		th.open(plot{}, setup.FlowDisconnect)
		th.keys("enter", "y")
		th.see("Disconnected.", "ACP has deleted the credential. No project uses it.")
		if all := th.acp.Credentials(); len(all) != 1 || !all[0].Deleted || all[0].HasToken || len(all[0].Projects) > 0 {
			th.t.Errorf("at the end: %+v", all)
		}
		th.keys("enter")
		th.wantEnd(problem.ExitOK, "ACP has deleted the credential")
	})
}

// rotateInStore puts another token in the place of the one that is stored.
func (th *harness) rotateInStore() {
	th.t.Helper()
	fresh := th.gitlab.Mint("fresh", []string{"api", "read_api", "read_user", "write_repository"}, "2027-02-20")
	m, _ := memory.Load(th.env.Config)
	th.env.Memory = m
	th.open(plot{}, setup.FlowReplace)
	for range 12 {
		switch v := th.view(); {
		case strings.Contains(v, "Paste the token") && !strings.Contains(v, "26 characters"):
			th.paste(fresh)
			th.keys("enter")
		case strings.Contains(v, "Replace the token there"):
			th.see("> Don't give it")
			th.keys("y")
			th.wait(30 * time.Second)
			th.see("ACP accepted the new token", "confirmed")
			if !th.acp.StoreHolds(th.kept()[0].ID, func(token string) bool { return token == fresh }) {
				th.t.Errorf("the new token is not stored:\n%s", th.view())
			}
			return
		default:
			th.keys("enter")
		}
		th.wait(10 * time.Second)
	}
	th.t.Fatalf("not rotated:\n%s", th.view())
}

// TestTwoStoresAreAskedAboutOnce: the person chooses, the choice is remembered,
// and looking tells both.
func TestTwoStoresAreAskedAboutOnce(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		store acp.Store
		keys  []string
		see   string
	}{
		{acp.StoreClassic, []string{"enter"}, "Give ACP the token?"},
		{acp.StoreCredentials, []string{"down", "enter"}, "Give the token to project my-team?"},
	} {
		t.Run(string(tc.store), func(t *testing.T) {
			t.Parallel()
			play(t, store(acptest.StoreBesideClassic()), func(th *harness) {
				th.env.Config = t.TempDir()
				toConnect(th)
				th.keys("enter")
				th.see("Where should ACP keep the token?", "> Your connection", "A credential")
				th.keys(tc.keys...)
				th.see(tc.see)
				th.keys("enter")
				th.wait(5 * time.Second)
				th.keys("enter")
				th.see(atStep(setup.IDDone), "Connected")
				_, classic := th.acp.Connection(acptest.Person)
				if classic != (tc.store == acp.StoreClassic) || (len(th.kept()) == 1) != (tc.store == acp.StoreCredentials) {
					t.Fatalf("a connection: %v, credentials: %+v", classic, th.kept())
				}
				if again := setup.SameAgain(th.setup); !strings.Contains(again, "--acp-store "+string(tc.store)) {
					t.Errorf("the command for next time: %s", again)
				}
				m, _ := memory.Load(th.env.Config)
				if m.Store != string(tc.store) {
					t.Fatalf("remembered: %q", m.Store)
				}
				th.open(plot{}, setup.FlowLook)
				th.keys("enter")
				th.see("connected to https://gitlab.example.com", "also")
				th.nextTime(m)
				toConnect(th)
				th.keys("enter")
				th.wait(5 * time.Second)
				if v := th.view(); strings.Contains(v, "Where should ACP keep") {
					t.Errorf("asked again:\n%s", v)
				}
			})
		})
	}
}

// nextTime begins another run with what the last one left.
func (th *harness) nextTime(m memory.Memory) {
	th.cancel()
	<-th.ended
	th.env.Memory = m
	given := setup.Answers{
		GitLab: th.setup.Answers.GitLab, ACP: th.setup.Answers.ACP, Sessions: th.setup.Answers.Sessions,
	}
	th.env.Recall(&given)
	th.setup = setup.New(given, today)
	th.ended = make(chan struct{})
	th.run(plot{})
}

// TestProjectsAreAListToChooseFrom: of several projects one is chosen, and
// remembered; --acp-project needs no question.
func TestProjectsAreAListToChooseFrom(t *testing.T) {
	t.Parallel()
	play(t, store(acptest.StoreProjects("second")), func(th *harness) {
		th.env.Config = t.TempDir()
		toConnect(th)
		th.keys("enter")
		th.see("Which ACP project should use the token?", "my-team", "second")
		th.keys("down", "enter")
		th.see("Give the token to project second?")
		th.keys("p")
		th.see("Which ACP project", "> second")
		th.keys("enter", "enter")
		th.wait(5 * time.Second)
		th.keys("enter")
		th.see("in project second")
		if all := th.kept(); len(all) != 1 || !slices.Equal(all[0].Projects, []string{"second"}) {
			t.Fatalf("kept %+v", all)
		}
		m, _ := memory.Load(th.env.Config)
		if m.Project != "second" {
			t.Fatalf("remembered: %q", m.Project)
		}
		th.nextTime(m)
		toConnect(th)
		th.keys("enter")
		th.see("project second?", "used in second")
	})
	p := store(acptest.StoreProjects("second"))
	p.given = func(_ *harness, g *setup.Answers) { g.Project = setup.Value{Value: "my-team", From: "--acp-project"} }
	play(t, p, func(th *harness) {
		toConnect(th)
		th.keys("enter")
		th.see("Give the token to project my-team?")
	})
}

// TestWhatIsAgreedIsForThatProject: a yes for one project is none for another.
func TestWhatIsAgreedIsForThatProject(t *testing.T) {
	t.Parallel()
	play(t, store(acptest.StoreShared(), acptest.StoreProjects("second")), func(th *harness) {
		toConnect(th)
		th.keys("enter", "enter")
		th.see("project my-team?", "acp-shared-project")
		th.keys("y")
		th.wait(5 * time.Second)
		if again := setup.SameAgain(th.setup); !strings.Contains(again, "--accept acp-shared-project") {
			t.Errorf("the command for next time: %s", again)
		}
		th.setup.ChooseProject("second")
		if again := setup.SameAgain(th.setup); strings.Contains(again, "--accept") {
			t.Errorf("agreed to for another project: %s", again)
		}
	})
}

// TestSeveralOwnCredentialsAreAskedAbout: none is taken unasked, in connecting and
// in disconnecting.
func TestSeveralOwnCredentialsAreAskedAbout(t *testing.T) {
	t.Parallel()
	p := store()
	for _, name := range []string{"first", "other"} {
		p.acpOptions = append(p.acpOptions, acptest.WithCredential(acptest.Seeded{
			Owner: acptest.Person, Name: name, Provider: "gitlab", URL: "https://gitlab.example.com",
		}))
	}
	play(t, p, func(th *harness) {
		toConnect(th)
		th.keys("enter")
		th.see("Which of your credentials in ACP gets the token?", "> first", "other")
		th.keys("down", "enter")
		th.see("stored    other", "> Don't give it")
		th.keys("y")
		th.wait(5 * time.Second)
		th.keys("enter")
		for _, c := range th.acp.Credentials() {
			holds := th.acp.StoreHolds(c.ID, func(token string) bool { return token == th.gitlab.Token() })
			if holds != (c.Name == "other") || (len(c.Projects) == 1) != (c.Name == "other") {
				t.Errorf("%+v holds the token: %v", c, holds)
			}
		}
		th.open(plot{}, setup.FlowDisconnect)
		th.keys("enter")
		th.see("Which of your credentials in ACP do you want to remove?", "used in no project")
		th.keys("enter")
		th.see("Delete the credential for")
		th.keys("y")
		th.see("Disconnected.")
		if all := th.kept(); len(all) != 1 || all[0].Name != "other" {
			t.Errorf("left: %+v", all)
		}
	})
}

// TestACredentialInSeveralProjects goes out of one, or of all.
func TestACredentialInSeveralProjects(t *testing.T) {
	t.Parallel()
	for _, everywhere := range []bool{false, true} {
		t.Run(fmt.Sprint(everywhere), func(t *testing.T) {
			t.Parallel()
			p := store(acptest.StoreProjects("second"))
			p.acpOptions = append(p.acpOptions, acptest.WithCredential(acptest.Seeded{
				Owner: acptest.Person, Name: "mine", Provider: "gitlab", URL: "https://gitlab.example.com", Projects: []string{"my-team", "second"},
			}))
			play(t, p, func(th *harness) {
				th.open(plot{}, setup.FlowDisconnect)
				th.keys("enter")
				th.see("Remove the credential from one project, or from all?", "Remove it from my-team (y)", "Delete it everywhere")
				if everywhere {
					th.keys("down", "down", "enter")
					th.see("Disconnected.", "ACP has deleted the credential.")
					if len(th.kept()) > 0 {
						t.Errorf("left: %+v", th.kept())
					}
					th.keys("enter")
					th.wantEnd(problem.ExitOK, "deleted the credential")
					return
				}
				th.keys("y")
				th.see("Removed from my-team. The credential is still used elsewhere.", "acp-binding-left", "second")
				if all := th.kept(); len(all) != 1 || !slices.Equal(all[0].Projects, []string{"second"}) || !all[0].HasToken {
					t.Errorf("left: %+v", all)
				}
				th.keys("enter")
				th.wantEnd(problem.ExitNeedsDoing, "my-team")
			})
		})
	}
}
