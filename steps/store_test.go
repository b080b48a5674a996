package steps_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"acp-gitlab/acp"
	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
	"acp-gitlab/ui"
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

// TestManyProjectsAreSearched: typing narrows the list, and Enter takes no project
// where none fits.
func TestManyProjectsAreSearched(t *testing.T) {
	t.Parallel()
	var names []string
	for n := range 40 {
		names = append(names, fmt.Sprintf("team-%02d", n))
	}
	for _, cols := range []int{80, 40} {
		p := store(acptest.StoreProjects(names...))
		p.cols, p.rows = cols, map[int]int{80: 24, 40: 12}[cols]
		play(t, p, func(th *harness) {
			toConnect(th)
			th.keys("enter")
			th.see("Which ACP project should use the token?", "my-team")
			th.paste("nowhere")
			th.see("No match among your 41 projects")
			th.keys("enter")
			th.see("No match among your 41 projects")
			th.keys("ctrl+u")
			th.paste("-37")
			th.see("team-37")
			if strings.Contains(th.view(), "team-36") {
				t.Errorf("the list is not narrowed:\n%s", th.view())
			}
			th.keys("enter")
			th.see("project team-37?")
		})
	}
}

// TestTheAPIThatThePagesNameIsAgreedTo: it is shown, and gets the session that came
// with the pages only by a choice that names it.
func TestTheAPIThatThePagesNameIsAgreedTo(t *testing.T) {
	t.Parallel()
	p := store()
	p.acpOptions = append(p.acpOptions, acptest.WithNamedAPI())
	p.given = func(th *harness, g *setup.Answers) {
		g.ACP.Value = th.acp.UIURL()
		g.Sessions = []acp.Session{acp.ReadSession(secret.New(th.acp.Session()), th.acp.UIURL(), "test")}
	}
	play(t, p, func(th *harness) {
		for range 12 {
			if strings.Contains(th.view(), "Paste the token") && !strings.Contains(th.view(), "26 characters") {
				th.paste(th.gitlab.Token())
			}
			if strings.Contains(th.view(), "How do you want to give ACP the token?") {
				break
			}
			th.keys("enter")
			th.wait(10 * time.Second)
		}
		th.see("(its pages name it)", "> In the browser", "to "+th.acp.GatewayURL())
		if asked := th.acp.Requests(); slices.ContainsFunc(asked, func(r acptest.Seen) bool { return r.Authorization != acptest.BearerNone }) {
			th.t.Errorf("a session was sent before it was agreed to: %+v", asked)
		}
		th.keys("down", "enter")
		th.see("Enter asks ACP where it keeps tokens", th.acp.GatewayURL())
		th.keys("enter")
		th.see("Give the token to project my-team?")
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
		th.see("Give the token to project my-team?", "account", "ada", "only you", "no other GitLab credential", "> Give it")
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
			th.see("> Cancel")
			th.keys("y")
			th.wait(30 * time.Second)
			th.see("ACP accepted the new token", "confirmed")
			if !th.acp.StoreHolds(th.kept()[0].ID, func(token string) bool { return token == fresh }) {
				th.t.Errorf("the new token is not stored:\n%s", th.view())
			}
			if revoked(th, "Ambient Code Platform Integration") {
				th.t.Error("the old token was revoked early")
			}
			th.keys("enter")
			th.wait(5 * time.Second)
			th.see("Revoke the old token now?", "Running sessions keep the old token until their next run.")
			th.keys("y")
			th.wait(5 * time.Second)
			if !revoked(th, "Ambient Code Platform Integration") {
				th.t.Errorf("the old token was not revoked:\n%s", th.view())
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
				th.see("connected to https://gitlab.example.com", "none of yours")
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
		th.see("Which credential in ACP should get the token?", "> first", "other")
		th.keys("down", "enter")
		th.see("stored    other", "> Cancel")
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
		th.see("Which credential in ACP do you want to remove?", "not used in any project", "> other")
		th.keys("up", "enter")
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
		t.Run(strconv.FormatBool(everywhere), func(t *testing.T) {
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

// TestACredentialThatIsBoundElsewhere: what is asked and said names the projects that
// lose it, not the one that was named. There is nothing to take out of that one.
func TestACredentialThatIsBoundElsewhere(t *testing.T) {
	t.Parallel()
	for name, bound := range map[string][]string{"one": {"second"}, "two": {"second", "third"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := store(acptest.StoreProjects("second", "third"))
			p.given = func(_ *harness, a *setup.Answers) { a.Project.Value = acptest.Workspace }
			p.acpOptions = append(p.acpOptions, acptest.WithCredential(acptest.Seeded{
				Owner: acptest.Person, Name: "mine", Provider: "gitlab", URL: "https://gitlab.example.com", Projects: bound,
			}))
			play(t, p, func(th *harness) {
				th.open(plot{}, setup.FlowDisconnect)
				th.keys("enter")
				th.see("Sessions in second", "> Keep", "Delete the credential (y)")
				if v := th.view(); strings.Contains(v, "Sessions in my-team") || strings.Contains(v, "Remove it from") {
					t.Errorf("it names a project without the credential:\n%s", v)
				}
				th.keys("y")
				th.see("Disconnected.", "ACP has deleted the credential.")
				if all := th.kept(); len(all) > 0 {
					t.Errorf("left: %+v", all)
				}
			})
		})
	}
}

// TestScreensOfTheStore are what is asked and said where ACP keeps credentials.
func TestScreensOfTheStore(t *testing.T) {
	t.Parallel()
	t.Run("connect", func(t *testing.T) {
		t.Parallel()
		screens(t, store(acptest.StoreBesideClassic(), acptest.StoreShared(), acptest.StoreProjects("second")), func(th *harness, a *album) {
			th.to(7)
			a.snap("7 before ACP is asked")
			th.keys("enter")
			a.snap("7 two stores")
			th.keys("down", "enter")
			a.snap("7 several projects")
			th.keys("enter")
			a.snap("7 a shared project")
			th.keys("p", "down", "enter")
			a.snap("7 a project of one's own")
			th.keys("enter")
			th.wait(3 * time.Second)
			a.snap("7 confirmed")
			th.keys("enter")
			a.snap("8 Done")
		})
	})
	t.Run("stop", func(t *testing.T) {
		t.Parallel()
		screens(t, store(acptest.StoreViewer(), acptest.StoreProjects("second")), func(th *harness, a *album) {
			th.to(7)
			th.keys("enter", "enter")
			a.snap("7 the role is too low")
		})
	})
	p := store()
	for _, name := range []string{"gitlab-mine", "gitlab-other"} {
		p.acpOptions = append(p.acpOptions, acptest.WithCredential(acptest.Seeded{
			Owner: acptest.Person, Name: name, Provider: "gitlab", URL: "https://gitlab.example.com",
		}))
	}
	t.Run("several credentials", func(t *testing.T) {
		t.Parallel()
		screens(t, p, func(th *harness, a *album) {
			th.to(7)
			th.keys("enter")
			a.snap("7 several credentials")
			th.keys("enter")
			a.snap("7 one of them is replaced")
		})
	})
	t.Run("in the browser", func(t *testing.T) {
		t.Parallel()
		p := store()
		p.given = func(th *harness, g *setup.Answers) { g.ACP.Value, g.Sessions = th.acp.UIURL(), nil }
		screens(t, p, func(th *harness, a *album) {
			toConnect(th)
			a.snap("7 the steps")
			th.keys("enter", "enter")
			a.snap("8 Done")
		})
	})
	for name, flow := range map[string]setup.Flow{"look": setup.FlowLook, "disconnect": setup.FlowDisconnect} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := store(acptest.StoreBesideClassic(), acptest.StoreProjects("second"))
			p.acpOptions = append(p.acpOptions, acptest.WithCredential(acptest.Seeded{
				Owner: acptest.Person, Name: "gitlab-mine", Provider: "gitlab", URL: "https://gitlab.example.com", Projects: []string{"my-team", "second"},
			}))
			screens(t, p, func(th *harness, a *album) {
				p := plot{cols: th.cols, rows: map[int]int{40: 12, 80: 24, 120: 40, 200: 60}[th.cols]}
				th.open(p, flow)
				th.keys("enter")
				th.wait(3 * time.Second)
				a.snap(name + ", asked")
				if flow == setup.FlowDisconnect {
					th.keys("down", "enter")
					a.snap("removed from one, or all")
					th.keys("y")
					a.snap("removed from one")
				}
			})
		})
	}
}

// TestTheAccountIsSaidAndAgreedTo: a session of somebody else, or of nobody who is
// known, saves nothing by Enter; a person's own is named before the token goes.
func TestTheAccountIsSaidAndAgreedTo(t *testing.T) {
	t.Parallel()
	for _, code := range []problem.Code{problem.ACPServiceAccount, problem.ACPOtherAccount, problem.ACPAccountUnknown} {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			play(t, plot{acp: string(code), given: withOtherSession}, func(th *harness) {
				toConnect(th)
				th.keys("enter")
				th.wait(5 * time.Second)
				th.see(string(code), "anyway")
				th.keys("enter", "esc")
				if n := th.acp.StoredTokens(); n > 0 {
					t.Fatalf("%d tokens stored before the yes", n)
				}
				th.accept(code)
				if n := th.acp.StoredTokens(); n != 1 {
					t.Errorf("%d tokens stored after the yes:\n%s", n, th.view())
				}
			})
		})
	}
	play(t, plot{acp: "release-sso-frontend", given: func(th *harness, g *setup.Answers) {
		g.Sessions = []acp.Session{acp.ReadSession(secret.New(th.acp.SSOSession()), th.acp.URL(), "ACP_TOKEN")}
	}}, func(th *harness) {
		toConnect(th)
		th.see("account   ada")
	})
}

// withOtherSession adds the session that tells the person's own name.
func withOtherSession(th *harness, g *setup.Answers) {
	if other := th.acp.OtherSession(); other != "" {
		g.Sessions = append(g.Sessions, acp.ReadSession(secret.New(other), th.acp.URL(), "acpctl"))
	}
}

// accept goes back to where the problem stands, and agrees to it.
func (th *harness) accept(code problem.Code) {
	th.t.Helper()
	for range 6 {
		if strings.Contains(th.view(), string(code)) {
			th.keys("y")
			th.wait(5 * time.Second)
			return
		}
		th.choose("From here")
		th.wait(5 * time.Second)
	}
	th.t.Fatalf("not at %s:\n%s", code, th.view())
}

// choose presses Enter, on the choice with this label where there is one.
func (th *harness) choose(label string) {
	for range 5 {
		v := th.view()
		if !strings.Contains(v, label) || strings.Contains(v, "> "+label) {
			break
		}
		th.keys("up")
	}
	th.keys("enter")
}

// TestTheStoreLineByLine is what stands in TestTheStoreInTheWizard, read out.
func TestTheStoreLineByLine(t *testing.T) {
	t.Parallel()
	con := newConsole()
	p := store(acptest.StoreBesideClassic(), acptest.StoreShared(), acptest.StoreProjects("second"))
	p.lines = con
	play(t, p, func(th *harness) {
		th.types(con, "", "", "", "", th.gitlab.Token(), "", "team/app", "")
		before := len(con.all())
		th.types(con, "", "2", "1") // ask ACP, a credential, my-team
		th.types(con, "")           // Enter alone does not give it
		if len(th.acp.Credentials()) > 0 {
			t.Fatal("Enter alone stored it")
		}
		th.types(con, "", "give")
		th.rest()
		if all := th.kept(); len(all) != 1 || !slices.Equal(all[0].Projects, []string{acptest.Workspace}) {
			t.Fatalf("kept %+v\n%s", all, con.all()[before:])
		}
		th.types(con, "", "")
		if !th.shell.Finished() || th.setup.Outcome() != setup.Connected {
			t.Errorf("finished %v, outcome %v", th.shell.Finished(), th.setup.Outcome())
		}
		golden.RequireEqual(t, []byte(con.all()[before:]))
	})
	for _, flow := range []setup.Flow{setup.FlowLook, setup.FlowDisconnect, setup.FlowReplace} {
		t.Run(string(flow), func(t *testing.T) {
			t.Parallel()
			con := newConsole()
			p := store()
			p.acpOptions = append(p.acpOptions, acptest.WithCredential(acptest.Seeded{
				Owner: acptest.Person, Name: "gitlab-mine", Provider: "gitlab", URL: "https://gitlab.example.com", Projects: []string{acptest.Workspace},
			}))
			play(t, p, func(th *harness) {
				th.openLines(con, flow)
				th.walkLines(con, flow)
				golden.RequireEqual(t, []byte(con.all()))
			})
		})
	}
}

// walkLines types the answers of a flow.
func (th *harness) walkLines(con *console, flow setup.Flow) {
	th.t.Helper()
	id := th.kept()[0].ID
	switch flow {
	case setup.FlowLook:
		th.types(con, "", "")
	case setup.FlowDisconnect:
		th.types(con, "")
		if len(th.kept()) != 1 {
			th.t.Fatal("deleted before it was said")
		}
		th.types(con, "delete", "")
		if len(th.kept()) > 0 {
			th.t.Errorf("left: %+v\n%s", th.kept(), con.all())
		}
	case setup.FlowReplace:
		th.types(con, "", "", "", "", th.gitlab.Token(), "", "team/app", "", "", "replace")
		th.rest()
		if !th.acp.StoreHolds(id, func(token string) bool { return token == th.gitlab.Token() }) {
			th.t.Errorf("the new token is not stored:\n%s", con.all())
		}
		th.types(con, "", "")
	}
}

// openLines goes to another flow, line by line.
func (th *harness) openLines(con *console, flow setup.Flow) {
	th.cancel()
	<-th.ended
	var ctx context.Context
	ctx, th.cancel = context.WithCancel(context.Background())
	name, list := steps.NewFlow(flow, th.env, th.setup)
	th.shell = ui.New(ctx, ui.Options{
		Flow: name, Steps: list,
		Place:   func() string { return "" },
		Leaving: func() []string { return nil },
		Theme:   ui.NewTheme(func(string) string { return "" }, false),
		Clip:    func(string) error { return nil },
	})
	th.ended = make(chan struct{})
	th.talk(ctx, con)
}

// TestTheNamesOfTheStoreInTheWizard: each is met before anything is stored, says
// its name, and what may be accepted is stored by its key alone.
func TestTheNamesOfTheStoreInTheWizard(t *testing.T) {
	t.Parallel()
	for code, see := range map[problem.Code]string{
		problem.ACPStoreOpen:        "Anyone who signs in to this ACP can read your token.",
		problem.ACPSharedProject:    "Others in my-team would push as you.",
		problem.ACPBindingUnknown:   "Sessions may use a credential that is not yours.",
		problem.ACPStoreUnprotected: "This ACP lets anyone in without signing in.",
		problem.ACPTooOld:           "This ACP is too old for this program.",
		problem.ACPProjectRole:      "You cannot bind a credential in my-team.",
		problem.ACPOtherBinding:     "Sessions in my-team use another GitLab credential.",
	} {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			play(t, plot{acp: string(code)}, func(th *harness) {
				before := len(th.acp.Credentials())
				toConnect(th)
				th.keys("enter")
				th.wait(5 * time.Second)
				th.see(see, string(code))
				if len(th.acp.Credentials()) != before {
					t.Fatal("stored before it was said")
				}
				th.keys("y")
				th.wait(5 * time.Second)
				if stored := len(th.acp.Credentials()) > before; stored != acp.Acceptable(code) {
					t.Errorf("y stored it: %v\n%s", stored, th.view())
				}
			})
		})
	}
}

// TestLookingNamesWhatIsWrongInTheStore: what is stored, and used by no session, is
// no connection.
func TestLookingNamesWhatIsWrongInTheStore(t *testing.T) {
	t.Parallel()
	for _, code := range []problem.Code{problem.ACPNotBound, problem.ACPBindingUnknown} {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			p := plot{acp: string(code)}
			exit := problem.ExitNeedsDoing
			if code == problem.ACPBindingUnknown {
				exit = problem.ExitOK
				p.acpOptions = []acptest.Option{acptest.WithCredential(acptest.Seeded{
					Owner: acptest.Person, Name: "mine", Provider: "gitlab", URL: "https://gitlab.example.com", Projects: []string{acptest.Workspace},
				})}
			}
			play(t, p, func(th *harness) {
				th.open(plot{}, setup.FlowLook)
				th.keys("enter")
				th.wait(5 * time.Second)
				th.see(string(code))
				th.keys("enter")
				th.wantEnd(exit, "gitlab.example.com")
			})
		})
	}
}

// TestABindingThatCannotBeRemoved: the token is emptied and the credential deleted
// all the same.
func TestABindingThatCannotBeRemoved(t *testing.T) {
	t.Parallel()
	play(t, plot{acp: string(problem.ACPBindingLeft)}, func(th *harness) {
		th.open(plot{}, setup.FlowDisconnect)
		th.keys("enter")
		th.see("Delete it everywhere")
		th.keys("down", "down", "enter")
		th.see("acp-binding-left", "left-team", "ACP has emptied and deleted the credential.")
		if all := th.acp.Credentials(); len(all) != 1 || !all[0].Deleted || all[0].HasToken {
			t.Errorf("left: %+v", all)
		}
		th.keys("enter")
		th.wantEnd(problem.ExitOK, "disconnected from")
	})
}

// TestOtherServicesBoundThereAreSaid: with them a session may get no GitLab token.
func TestOtherServicesBoundThereAreSaid(t *testing.T) {
	t.Parallel()
	p := store()
	p.acpOptions = append(p.acpOptions, acptest.WithCredential(acptest.Seeded{
		Owner: acptest.Person, Name: "tickets", Provider: "jira", Projects: []string{acptest.Workspace},
	}))
	play(t, p, func(th *harness) {
		toConnect(th)
		th.keys("enter")
		th.see("1 credential of other services", "A jira credential is bound there.", "> Give it")
		th.keys("enter")
		th.wait(5 * time.Second)
		th.keys("enter")
		th.see(atStep(setup.IDDone), "A jira credential is bound there.")
	})
}

// TestTheNewerPagesInOtherFlows: there, too, it is Credentials that is named.
func TestTheNewerPagesInOtherFlows(t *testing.T) {
	t.Parallel()
	for flow, see := range map[setup.Flow]string{
		setup.FlowLook: "The list names your credentials.", setup.FlowDisconnect: "press Delete Credential", setup.FlowReplace: "then Rotate Token",
	} {
		t.Run(string(flow), func(t *testing.T) {
			t.Parallel()
			p := store()
			p.given = func(th *harness, g *setup.Answers) { g.ACP.Value, g.Sessions = th.acp.UIURL(), nil }
			play(t, p, func(th *harness) {
				th.open(plot{}, flow)
				for range 12 {
					if strings.Contains(th.view(), "Paste the token") && !strings.Contains(th.view(), "26 characters") {
						th.paste(th.gitlab.Token())
					}
					if strings.Contains(th.view(), see) {
						break
					}
					th.keys("enter")
					th.wait(5 * time.Second)
				}
				th.see(see)
				if v := th.view(); strings.Contains(v, "Integrations") {
					t.Errorf("it names another page:\n%s", v)
				}
				if flow != setup.FlowReplace {
					return
				}
				th.keys("enter")
				th.see("it is rotated")
				th.keys("enter")
				th.see("You saw Token rotated")
			})
		})
	}
}

// TestARememberedStoreThatIsGone is forgotten: the one that is there is used.
func TestARememberedStoreThatIsGone(t *testing.T) {
	t.Parallel()
	for _, gone := range []acp.Store{acp.StoreClassic, acp.StoreCredentials} {
		t.Run(string(gone), func(t *testing.T) {
			t.Parallel()
			p, see := store(), "Give the token to project my-team?"
			if gone == acp.StoreCredentials {
				p, see = plot{acp: "gateway"}, "Give ACP the token?"
			}
			p.given = func(th *harness, g *setup.Answers) { g.Store, g.StoreFrom = gone, setup.FromMemory }
			play(t, p, func(th *harness) {
				toConnect(th)
				th.keys("enter")
				th.wait(5 * time.Second)
				th.see(see)
				th.keys("enter")
				th.wait(5 * time.Second)
				th.keys("enter")
				th.see(atStep(setup.IDDone), "Connected")
			})
		})
	}
}

// TestTheBrowserWayOfTheStoreIsItsOwn: once ACP said that it keeps credentials, doing
// it by hand is explained for its credentials, whichever of its addresses was pasted.
func TestTheBrowserWayOfTheStoreIsItsOwn(t *testing.T) {
	t.Parallel()
	play(t, plot{acp: "acp-other-binding"}, func(th *harness) {
		toConnect(th)
		th.keys("enter")
		th.wait(5 * time.Second)
		th.see("acp-other-binding", "w browser")
		th.keys("w")
		th.see("then Credentials", "Tab Bindings")
		if v := th.view(); strings.Contains(v, "Integrations") || strings.Contains(v, "p print") {
			t.Errorf("the other store's page, or nothing to print:\n%s", v)
		}
	})
}
