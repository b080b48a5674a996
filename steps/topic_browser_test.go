package steps_test

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"acp-gitlab/assets"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// desk is one step alone in the shell, without a terminal: nothing on a shelf
// takes time, so messages are handed over one after another.
type desk struct {
	t      *testing.T
	shell  *ui.Shell
	wizard *ui.Wizard
	copied []string
	b      strings.Builder
}

func sitDown(t *testing.T, step ui.Step, cols, rows int) *desk {
	t.Helper()
	d := &desk{t: t}
	theme := ui.NewTheme(func(name string) string { return map[string]string{"LANG": "C.UTF-8"}[name] }, false)
	d.shell = ui.New(t.Context(), ui.Options{
		Steps: []ui.Step{step}, Theme: theme,
		Clip: func(text string) error { d.copied = append(d.copied, text); return nil },
	})
	d.wizard = ui.NewWizard(d.shell)
	d.run(d.wizard.Init())
	d.send(tea.WindowSizeMsg{Width: cols, Height: rows})
	return d
}

func (d *desk) send(msg tea.Msg) {
	_, cmd := d.wizard.Update(msg)
	d.run(cmd)
}

// run carries commands out until nothing follows from them.
func (d *desk) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil, tea.QuitMsg:
	case tea.BatchMsg:
		for _, c := range msg {
			d.run(c)
		}
	default:
		d.send(msg)
	}
}

func (d *desk) keys(keys ...string) {
	named := map[string]tea.KeyType{"enter": tea.KeyEnter, "esc": tea.KeyEsc, "up": tea.KeyUp, "down": tea.KeyDown, "ctrl+u": tea.KeyCtrlU, "end": tea.KeyEnd}
	for _, k := range keys {
		if kind, ok := named[k]; ok {
			d.send(tea.KeyMsg{Type: kind})
			continue
		}
		for _, r := range k {
			d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}})
		}
	}
}

func (d *desk) see(texts ...string) {
	d.t.Helper()
	for _, text := range texts {
		if !strings.Contains(d.wizard.View(), text) {
			d.t.Fatalf("no %q on the screen:\n%s", text, d.wizard.View())
		}
	}
}

func (d *desk) never(text string) {
	d.t.Helper()
	if strings.Contains(d.wizard.View(), text) {
		d.t.Fatalf("%q is on the screen:\n%s", text, d.wizard.View())
	}
}

func (d *desk) snap(name string) { fmt.Fprintf(&d.b, "=== %s\n%s\n", name, d.wizard.View()) }

// shelves shows a step at every size and compares its screens.
func shelves(t *testing.T, step func() ui.Step, act func(*desk)) {
	t.Helper()
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size.cols, size.rows), func(t *testing.T) {
			t.Parallel()
			d := sitDown(t, step(), size.cols, size.rows)
			act(d)
			golden.RequireEqual(t, []byte(d.b.String()))
		})
	}
}

func TestTopicsOfTheGuide(t *testing.T) {
	t.Parallel()
	shelves(t, func() ui.Step { return steps.NewGuide(nil) }, func(d *desk) {
		d.snap("all topics")
		d.keys("/revok")
		d.snap("narrowed by what is typed")
		d.keys("enter")
		d.snap("a topic")
		d.keys("end")
		d.snap("its end")
		d.keys("esc", "ctrl+u", "xylophone")
		d.snap("nothing fits")
	})
}

func TestTopicsOfProblems(t *testing.T) {
	t.Parallel()
	shelves(t, func() ui.Step { return steps.NewLookup(func() tea.Cmd { return ui.Do(ui.Finish{}) }) }, func(d *desk) {
		d.snap("all problems")
		d.keys("provided Personal Access Token")
		d.snap("words of ACP")
		d.keys("enter")
		d.snap("the page of the problem")
		d.keys("esc", "ctrl+u", "403 Forbidden")
		d.snap("several are equally likely")
		d.keys("ctrl+u", "scope-mising")
		d.snap("not a code, but near one")
	})
}

func TestGuideIsReadTopicByTopic(t *testing.T) {
	t.Parallel()
	d := sitDown(t, steps.NewGuide(nil), 80, 24)
	d.keys("enter")
	d.see("What a token is and why ACP needs one", "n next")
	d.keys("n")
	d.see("Create a token on GitLab.com")
	d.keys("enter")
	d.see("What would you like to read about?")
	d.keys("down", "down", "enter", "esc")
	d.see("> Create a token on a self-hosted GitLab")
	d.keys("esc")
	if !d.shell.Finished() {
		t.Error("esc on the list did not end the guide")
	}
}

func TestOtherWordsBeginAtTheTopOfTheList(t *testing.T) {
	t.Parallel()
	d := sitDown(t, steps.NewGuide(nil), 80, 24)
	d.see("> What a token is")
	d.keys("scope")
	d.see("> Scopes: what the token can do")
}

func TestLookupSendsTheMessageOfAPage(t *testing.T) {
	t.Parallel()
	d := sitDown(t, steps.NewLookup(nil), 80, 24)
	d.keys("acp-forbidden", "enter")
	d.see("You do not have access to this workspace in ACP.", "c copy the message")
	d.keys("end")
	d.see("Code   acp-forbidden")
	d.keys("c")
	d.see("Sent to your clipboard.")
	if len(d.copied) != 1 || !strings.Contains(d.copied[0], "(acp-gitlab: acp-forbidden)") {
		t.Errorf("sent: %q", d.copied)
	}
	d.keys("esc", "ctrl+u", "token-empty", "enter")
	d.see("No token was entered.")
	d.never("copy the message")
	d.keys("c")
	d.never("Sent to your clipboard.")
}

func TestLookupKeepsTokensOffTheScreen(t *testing.T) {
	t.Parallel()
	d := sitDown(t, steps.NewLookup(nil), 80, 24)
	token := "glpat-" + strings.Repeat("q", 20)
	d.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("401 Unauthorized: " + token), Paste: true})
	d.see("Text that looks like a secret was left out.", "> token-unknown")
	d.never(token)
}

func TestShelvesRememberWhatWasLookedFor(t *testing.T) {
	t.Parallel()
	step := steps.NewGuide(nil)
	d := sitDown(t, step, 80, 24)
	d.keys("proxies", "enter", "esc")
	d.see("Search  proxies", "> Certificates and proxies")
}

func TestLookupOfEveryCode(t *testing.T) {
	t.Parallel()
	for _, s := range problem.All() {
		for _, typed := range []string{string(s.Code), " (" + strings.ToUpper(string(s.Code)) + ")."} {
			r := words.Lookup(typed)
			if !r.Known || len(r.Codes) != 1 || r.Codes[0] != string(s.Code) || r.Line != "" {
				t.Errorf("Recognise(%q) = %+v", typed, r)
			}
		}
	}
}

func TestLookupSaysWhoseWordsTheyAre(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"failed to authenticate with the provided Personal Access Token": "These words come from ACP. Most likely: acp-refused-token.",
		"502 Bad Gateway": "These words come from GitLab or ACP. One of these:",
		"git.example.com does not recognize this token.": "These words come from this program. Most likely: token-unknown.",
		"You are not alloed to upload cde here":          "Similar to a message from git. Most likely: scope-missing.",
		"timeout":                                        "Several messages look like that. One of these:",
		"Repository":                                     "These are the problems of this area.",
		"scope-mising":                                   "There is no problem with that name. The nearest: scope-missing.",
		"frobnicate":                                     "No problem matches those words.",
		"":                                               "No problem matches those words.",
	} {
		if r := words.Lookup(said); r.Line != want || r.Known != (!strings.HasPrefix(want, "No ") && !strings.HasPrefix(want, "There is no ")) {
			t.Errorf("Recognise(%q) = %+v, want %q", said, r, want)
		}
	}
}

func TestGuideTextNamesTheCommandOfEveryLink(t *testing.T) {
	t.Parallel()
	links := 0
	for _, topic := range assets.Guide() {
		text := steps.GuideText(topic)
		if strings.Contains(text, ".md)") {
			t.Errorf("%s still links to a file", topic.ID)
		}
		links += strings.Count(topic.Markdown, ".md)")
		for _, other := range assets.Guide() {
			if strings.Contains(topic.Markdown, "("+other.File+")") && !strings.Contains(text, "`acp-gitlab guide "+other.ID+"`") {
				t.Errorf("%s: the link to %s is lost", topic.ID, other.ID)
			}
		}
	}
	if links < 10 {
		t.Errorf("only %d links were seen", links)
	}
}

func TestSearchGuideRanksTitlesFirst(t *testing.T) {
	t.Parallel()
	found := steps.SearchGuide("Revoke token")
	if len(found) == 0 || len(found) == len(assets.Guide()) {
		t.Fatalf("%d topics", len(found))
	}
	if found := steps.SearchGuide("rate limit"); found[0].ID != "rate-limits" {
		t.Errorf("first is %s", found[0].ID)
	}
	if found := steps.SearchGuide("  "); len(found) != len(assets.Guide()) {
		t.Errorf("without words %d topics", len(found))
	}
}
