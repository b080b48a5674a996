package steps_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp/acptest"
	"acp-gitlab/gitlab/gitlabtest"
	"acp-gitlab/gitlab/web"
	"acp-gitlab/steps/memory"
	"acp-gitlab/steps/setup"
)

// ways are the ways to ACP at which the wizard is cut: the global address, and
// the project-scoped one of the releases that have no other.
var ways = []struct {
	name  string
	tells bool // ACP says when it saved
	full  bool // with every fault
	given func(*harness, *setup.Answers)
	acp   []acptest.Option
}{
	{"global", true, true, nothingGiven, nil},
	{"project-scoped", false, false, inProject, []acptest.Option{acptest.WithDialect(acptest.V0011), acptest.WithKeys()}},
	{"replacing nothing", true, false, nothingGiven, []acptest.Option{acptest.WithoutReplacing()}},
}

func inProject(th *harness, g *setup.Answers) {
	nothingGiven(th, g)
	g.Project = setup.Value{Value: acptest.Workspace, From: "--acp-project"}
}

// TestWizardCutAtEachRequest cuts the whole flow that replaces a token at each
// of its requests in turn, those of the checks too.
func TestWizardCutAtEachRequest(t *testing.T) {
	t.Parallel()
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			p := plot{given: way.given, acpOptions: way.acp}
			seen := 0
			rotatedThrough(t, p, &faultTransport{}, func(th *harness, k *faultTransport) {
				if th.oldRevoked() != way.tells || !th.holdsToken(th.gitlab.Token()) {
					t.Fatalf("the flow did not come to its end:\n%s", th.lastWords())
				}
				th.judge(k.requests(), way.tells)
				seen = len(k.requests())
			})
			for n := range seen {
				for _, f := range faults {
					if !f.often && !way.full {
						continue
					}
					t.Run(strings.ReplaceAll(fmt.Sprintf("%d/%s", n+1, f.name), " ", "_"), func(t *testing.T) {
						t.Parallel()
						rotatedThrough(t, p, &faultTransport{at: n + 1, fault: f}, func(th *harness, k *faultTransport) {
							th.judge(k.requests(), way.tells)
						})
					})
				}
			}
		})
	}
}

// rotatedThrough goes through the flow with k on the wire, wants the old token
// ended as early as it can be, and leaves.
func rotatedThrough(t *testing.T, p plot, k *faultTransport, act func(*harness, *faultTransport)) {
	t.Helper()
	onTheWire := func(th *harness, _ *memory.Memory) {
		th.env.Stack.Close()
		stack, err := web.New(web.Options{Transport: k, Getenv: func(string) string { return "" }})
		if err != nil {
			t.Fatal(err)
		}
		k.wire, th.env.Stack = th.wire, stack
	}
	replacing(t, p, onTheWire, func(th *harness) {
		k.cancel = func() {
			for range 2 { // the first one asks
				th.program.Send(tea.KeyMsg{Type: tea.KeyCtrlC})
			}
		}
		th.hurry()
		th.keys("ctrl+c", "ctrl+c")
		th.cancel() // as the program does when the flow has ended
		<-th.ended
		th.setup.WaitForAnswers(context.Background())
		k.late.Wait()
		synctest.Wait()
		act(th, k)
	})
}

// rounds bounds how often hurry presses a key.
const rounds = 30

// hurry presses what leads on, on whatever screen it is, until the old token is
// ended or nothing leads on.
func (th *harness) hurry() {
	last := ""
	for range rounds {
		v := th.view()
		switch still := v == last; {
		case still, v == "(ended)", strings.Contains(v, "was Revoked"), strings.Contains(v, "Integrations"):
			return
		case strings.Contains(v, "0 characters"), strings.Contains(v, "Paste the token.") && !strings.Contains(v, "characters"):
			th.paste(th.gitlab.Token())
			th.keys("enter")
		case strings.Contains(v, "(y)"):
			th.keys("y")
		default:
			th.keys("enter")
		}
		last = v
		th.wait(10 * time.Second)
		for range 5 { // until every patience has run out
			if !strings.Contains(th.view(), "wait ") {
				break
			}
			th.wait(10 * time.Second)
		}
	}
}

// judge holds what must be true however the flow ended: ACP holds a token that
// works, the person is told which, and the old one was not ended before the new
// one had been read back.
func (th *harness) judge(requests []string, tells bool) {
	th.t.Helper()
	words, state := strings.Join(strings.Fields(th.lastWords()), " "), th.setup.Rotation.State()
	truth := setup.ActiveNone
	switch {
	case th.holdsToken(th.gitlab.Token()):
		truth = setup.ActiveNew
	case th.holdsToken(th.gitlab.Value(oldID)):
		truth = setup.ActiveOld
	}
	name := map[setup.ActiveToken]string{setup.ActiveOld: "the old token", setup.ActiveNew: "the new token"}[truth]
	switch _, live, _ := strings.Cut(words, "In ACP now: "); {
	case truth == setup.ActiveNone:
		th.t.Errorf("ACP holds no token; it says: %s", words)
	case !strings.Contains(live, name), tells && (!strings.HasPrefix(live, name) || strings.Contains(live, ", or ")):
		th.t.Errorf("ACP holds %s, and it says: %s", name, words)
	}
	if th.oldRevoked() && (truth != setup.ActiveNew || state.ReadBack.IsZero() || !readBackFirst(requests)) {
		th.t.Errorf("the old token was ended too early: ACP holds %s, %q", name, requests)
	}
	if slices.ContainsFunc(th.gitlab.Tokens(), func(t gitlabtest.Token) bool { return t.ID != oldID && t.Revoked }) {
		th.t.Error("another token than the old one was ended")
	}
}
