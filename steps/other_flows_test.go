package steps_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// follow goes through the door that was asked for, as the program does: the
// flow has ended, and the one behind the door begins.
func (th *harness) follow(p plot) {
	th.t.Helper()
	synctest.Wait()
	select {
	case <-th.ended:
	default:
		th.t.Fatalf("no door was opened:\n%s", th.view())
	}
	th.cancel()
	door, at, ok := th.setup.TakeNextFlow()
	if !ok {
		th.t.Fatal("the flow ended without a door")
	}
	th.enter(p, door, at)
}

// open goes through a door from the start.
func (th *harness) open(p plot, door setup.Flow) {
	th.cancel()
	<-th.ended
	th.enter(p, door, "")
}

func (th *harness) enter(p plot, door setup.Flow, at string) {
	if p.cols == 0 {
		p.cols, p.rows = 80, 24
	}
	var ctx context.Context
	ctx, th.cancel = context.WithCancel(context.Background())
	name, list := steps.NewFlow(door, th.env, th.setup)
	th.shell = ui.New(ctx, ui.Options{
		Flow: name, Steps: list, Start: at,
		Place: func() string {
			if th.setup.Instance.IsZero() {
				return ""
			}
			return th.setup.Instance.Host()
		},
		Leaving: func() []string { return words.Leaving(th.setup, time.Now()) },
		Theme:   ui.NewTheme(func(name string) string { return map[string]string{"LANG": "C.UTF-8"}[name] }, false),
		Clip:    func(string) error { return nil },
	})
	th.program = tea.NewProgram(watched{ui.NewWizard(th.shell)}, tea.WithContext(ctx), tea.WithInput(nil),
		tea.WithOutput(new(strings.Builder)), tea.WithoutSignalHandler(), tea.WithFPS(1))
	th.ended = make(chan struct{})
	go func(ended chan struct{}) {
		defer close(ended)
		if _, err := th.program.Run(); err != nil && ctx.Err() == nil {
			th.t.Errorf("the shell: %v", err)
		}
	}(th.ended)
	th.send(tea.WindowSizeMsg{Width: p.cols, Height: p.rows})
}

// over waits for the end of the flow and returns its exit code and what stays
// in the terminal.
func (th *harness) over() (exit int, said []string) {
	th.t.Helper()
	synctest.Wait()
	select {
	case <-th.ended:
	default:
		th.t.Fatalf("the flow goes on:\n%s", th.view())
	}
	n, of, _ := th.shell.Step()
	return setup.ExitOf(th.setup, !th.shell.Finished()),
		words.FlowSummary(th.setup, words.StepPosition{Step: n, Of: of}, 80, time.Now(), false).Lines()
}

// wantEnd checks how a flow ended: its exit code, at most four lines, and a
// text among them.
func (th *harness) wantEnd(exit int, text string) {
	th.t.Helper()
	got, said := th.over()
	all := strings.Join(said, "\n")
	if got != exit || len(said) > 4 || !strings.Contains(all, text) {
		th.t.Errorf("exit %d, want %d, with %q in:\n%s", got, exit, text, all)
	}
	if strings.Contains(all, th.gitlab.Token()) {
		th.t.Error("the token is in the summary")
	}
}

func TestTheMenuOpensEveryFlow(t *testing.T) {
	t.Parallel()
	for downs, tc := range []struct{ entry, see string }{
		{"Check a token", "check · 1 of 4 · Your GitLab"},
		{"View the connection", "Enter asks ACP what it has for you."},
		{"Replace the token", "rotate · " + atStep(setup.IDInstance)},
		{"Remove ACP's access", "Nothing is changed yet."},
		{"Your tokens at GitLab", "tokens · 1 of 4 · Your GitLab"},
		{"Something does not work", "What does the error say?"},
		{"Read the guide", "What would you like to read about?"},
	} {
		t.Run(tc.entry, func(t *testing.T) {
			t.Parallel()
			play(t, plot{}, func(th *harness) {
				th.keys("m")
				th.see("acp-gitlab   more", "What would you like to do?", "> Check a token")
				for range downs {
					th.keys("down")
				}
				th.see("> " + tc.entry)
				th.keys("enter")
				th.follow(plot{})
				th.see(tc.see)
				if n := len(th.gitlab.Requests()); n != 0 {
					t.Errorf("the door alone asked GitLab %d times", n)
				}
			})
		})
	}
}

func TestEscLeadsOutOfTheMenuAndBackFromBehindADoor(t *testing.T) {
	t.Parallel()
	play(t, plot{given: nothingOfACP}, func(th *harness) {
		th.keys("m", "esc")
		th.see(atStep(setup.IDInstance), "Where is your GitLab?")
		for _, door := range []setup.Flow{setup.FlowCheck, setup.FlowLook, setup.FlowDisconnect, setup.FlowTokens, setup.FlowLookup, setup.FlowGuide} {
			th.open(plot{}, door)
			th.keys("esc")
			th.follow(plot{})
			th.see(atStep(setup.IDInstance), "Where is your GitLab?")
		}
	})
}

func nothingOfACP(_ *harness, g *setup.Answers) { g.ACP, g.Sessions = setup.Value{}, nil }

func TestCheckingConnectsNothingUntilAsked(t *testing.T) {
	t.Parallel()
	play(t, plot{}, func(th *harness) {
		th.open(plot{}, setup.FlowCheck)
		th.keys("enter", "enter")
		th.see("check · 2 of 4 · Paste", "nowhere else")
		th.paste(th.gitlab.Token())
		th.keys("enter", "enter")
		th.see("check · 4 of 4 · Repository")
		th.keys("team/app", "enter", "enter")
		th.see("Nothing was connected. Enter finishes; n connects it now.", "Developer, can push")
		if n := len(th.acp.Requests()); n != 0 {
			t.Errorf("a check asked ACP %d times", n)
		}
		before := len(th.gitlab.Requests())
		th.keys("n")
		th.follow(plot{})
		th.see(atStep(setup.IDConnect), "Enter gives ACP the token")
		th.keys("esc", "esc", "esc", "esc", "esc")
		th.see("26 characters, kept from before")
		th.keys("enter", "enter", "enter", "enter", "enter")
		th.see(atStep(setup.IDDone), "Connected. ACP can push to team/app.")
		if after := len(th.gitlab.Requests()) - before; after > 2 {
			t.Errorf("what was checked was asked for again: %d requests", after)
		}
		th.keys("enter")
		if got, _ := th.over(); got != problem.ExitOK {
			t.Errorf("exit %d", got)
		}
	})
}

func TestACheckEndsWithWhatItFound(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, gitlab string
		keys         []string
		exit         int
		say          string
	}{
		{"all is well", "", []string{"enter", "team/app", "enter", "enter", "enter"}, problem.ExitOK, "team/app: proven"},
		{"no repository", "", []string{"enter", "up", "enter", "enter"}, problem.ExitOK, "not proven"},
		{"archived", "", []string{"enter", "team/old", "enter", "s", "enter"}, problem.ExitNeedsDoing, "repo-archived"},
		{"a scope is missing", "scope-missing", []string{"s"}, problem.ExitNeedsDoing, "acp-gitlab explain scope-missing"},
		{"it has expired", "token-expired", []string{"s"}, problem.ExitRefused, "acp-gitlab explain token-expired"},
		{"let through", "scope-dangerous", []string{"g", "enter", "team/app", "enter", "enter", "enter"}, problem.ExitOK, "checked"},
		{"left", "", []string{"ctrl+c", "ctrl+c"}, problem.ExitCancelled, "left the check at step 3 of 4"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			play(t, plot{gitlab: tc.gitlab}, func(th *harness) {
				th.open(plot{}, setup.FlowCheck)
				th.keys("enter", "enter")
				th.paste(th.gitlab.Token())
				th.keys("enter")
				th.keys(tc.keys...)
				th.wantEnd(tc.exit, tc.say)
			})
		})
	}
}

func TestACheckedTokenThatDoesNotFitLeadsToTheTokenPage(t *testing.T) {
	t.Parallel()
	play(t, plot{gitlab: "scope-missing"}, func(th *harness) {
		th.open(plot{}, setup.FlowCheck)
		th.keys("enter", "enter")
		th.paste(th.gitlab.Token())
		th.keys("enter")
		th.see("scope-missing")
		th.keys("enter")
		th.follow(plot{})
		th.see(atStep(setup.IDTokenPage), "personal_access_tokens")
	})
}
