package uitest

import (
	"context"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/lazy"
	"acp-gitlab/ui"
)

// Parts is a flow of eight steps that shows how the screens look: a question
// with choices, an address, things to do in order, a checklist that waits, one
// that has its results, a problem, choices behind facts, and the end. Enter
// leads on from every one.
func Parts() []ui.Step {
	still := func(name, heading string, show func(ui.Room) ui.Screen) ui.Step {
		f := &Step{Name: name, Heading: heading, Show: show}
		f.OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
			if f.Onward(msg) {
				return ui.Do(ui.Next{})
			}
			return nil
		}
		return f
	}
	return []ui.Step{
		still("question", "Your GitLab", question), still("page", "Token page", page), still("scopes", "Scopes", onPage),
		still("waiting", "Check", waiting), still("results", "Check", results), still("stop", "Check", stop),
		still("existing", "Connect", existing), still("success", "Done", success),
	}
}

func question(ui.Room) ui.Screen {
	return ui.Screen{Blocks: []ui.Block{
		ui.Text{S: "Where is your GitLab?", Strong: true},
		ui.Text{S: "Let Ambient Code Platform (ACP) push to your repositories. About 3 minutes."},
		ui.Gap{},
		ui.Choices{ID: "question", Options: []ui.Choice{
			{Value: "com", Label: "GitLab.com"},
			{Value: "own", Label: "gitlab.example.com", Note: "from GITLAB_HOST"},
			{Value: "other", Label: "Another address", Note: "paste any page of it, even the sign-in page"},
		}},
		ui.Gap{},
		ui.Text{S: "You need to be able to sign in to GitLab and to ACP.\nNothing has been sent anywhere yet."},
	}, Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "m", Does: "more"}}}
}

func page(ui.Room) ui.Screen {
	return ui.Screen{Blocks: []ui.Block{
		ui.Text{S: "Create a token for ACP on GitLab.", Strong: true},
		ui.Text{S: "Enter opens the page with the name and scopes filled in."},
		ui.Gap{},
		ui.Address{URL: PageURL},
		ui.Gap{},
		ui.Numbered{Items: []ui.Item{
			{Text: "Sign in if asked. Form empty afterward? Come back and press o.", Bold: []string{"o"}},
			{Text: "Set the expiration date to 2027-02-23 (90 days; d changes it).", Bold: []string{"2027-02-23", "d"}},
			{Text: "Do not press Create yet: the next screen checks the form with you."},
		}},
	}, Keys: []ui.Key{{Key: "enter", Does: "open page"}, {Key: "o", Does: "open"}, {Key: "c", Does: "copy link"}, {Key: "p", Does: "print"}}}
}

func onPage(ui.Room) ui.Screen {
	label := len("Expiration date")
	return ui.Screen{Blocks: []ui.Block{
		ui.Text{S: "On the page: check, create, copy.", Strong: true},
		ui.Text{S: "Opened in your browser. Nothing there? Press o.", Bold: []string{"o"}},
		ui.Gap{},
		ui.Numbered{Label: label, Items: []ui.Item{
			{Label: "Expiration date", Text: "2027-02-23", Bold: []string{"2027-02-23"}},
			{Label: "Scopes", Text: "these four, no others"},
		}},
		ui.Choices{ID: "parts", Multi: true, Indent: 6, Ticked: []string{"api", "read_api"}, Options: []ui.Choice{
			{Value: "api", Label: "api", Note: "projects and merge requests"},
			{Value: "read_api", Label: "read_api", Note: "look up your role"},
			{Value: "read_user", Label: "read_user", Note: "see whose token it is"},
		}},
		ui.Numbered{From: 3, Label: label, Items: []ui.Item{{Label: "Create token", Text: "then the copy button: GitLab shows it only once"}}},
	}, Keys: []ui.Key{{Key: "enter", Does: "I copied the token", Once: "copied the token"}, {Key: "o", Does: "open again"}}}
}

func waiting(ui.Room) ui.Screen {
	return ui.Screen{Blocks: []ui.Block{
		ui.Text{S: "Checking the token...", Strong: true},
		ui.Gap{},
		ui.Checklist{
			{State: ui.OK, Label: "valid", Text: "accepted by gitlab.example.com (GitLab 16.11.4)"},
			{State: ui.Wait, Label: "owner"},
			{State: ui.Wait, Label: "scopes"},
		},
	}, Keys: []ui.Key{{Key: "enter", Does: "continue"}}}
}

// found are checks with every state that there is.
func found() ui.Checklist {
	return ui.Checklist{
		{State: ui.OK, Label: "valid", Text: "accepted by gitlab.example.com (GitLab 16.11.4)"},
		{State: ui.OK, Label: "owner", Text: "Ada Lovelace (@ada)", Found: true},
		{State: ui.Warn, Label: "expires", Text: "2 Dec 2026, in 7 days. ACP will not remind you.", Code: "token-expires-soon"},
		{State: ui.Note, Label: "main", Text: "protected: ACP pushes a branch", Code: "repo-branch-protected"},
		{State: ui.Skip, Label: "scopes", Text: "not checked"},
	}
}

func results(ui.Room) ui.Screen {
	return ui.Screen{Blocks: []ui.Block{
		ui.Text{S: "This token works. One thing to know.", Strong: true, State: ui.Warn},
		ui.Gap{},
		found(),
		ui.Gap{},
		ui.Text{S: "Next: make sure it can push to your repository."},
	}, Keys: []ui.Key{{Key: "enter", Does: "continue"}, {Key: "r", Does: "check again"}}}
}

func stop(ui.Room) ui.Screen {
	return ui.Screen{Blocks: []ui.Block{
		ui.Problem{
			State: ui.Stop, Title: "This token has expired.", Why: "It stopped working on 2026-11-20. Create a new one; it takes a minute.",
			Acts:   []ui.Act{{Key: "enter", Does: "create a new token"}, {Key: "a", Does: "paste another token"}, {Key: "r", Does: "check again"}},
			Checks: append(found(), ui.Line{State: ui.Stop, Label: "expires", Text: "20 Nov 2026, 5 days ago"}),
			Fact:   "GET /api/v4/personal_access_tokens/self: 401, request 01JD8Q5", Code: "token-expired",
		},
	}, Keys: []ui.Key{{Key: "enter", Does: "create a new token"}, {Key: "a", Does: "another"}, {Key: "r", Does: "again"}, {Key: "esc", Does: "back", Hidden: true}}}
}

func existing(ui.Room) ui.Screen {
	return ui.Screen{Blocks: []ui.Block{
		ui.Text{S: "ACP already has a GitLab connection for you. It keeps only one:", Strong: true},
		ui.Gap{},
		ui.Facts{{Label: "now", Text: "https://gitlab.com, saved 22 Nov 2026"}, {Label: "new", Text: "https://gitlab.example.com as @ada"}},
		ui.Gap{},
		ui.Choices{ID: "existing", Options: []ui.Choice{{Value: "keep", Label: "Keep the existing one"}, {Value: "new", Label: "Replace it", Key: "y"}}},
	}, Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "y", Does: "replace"}}}
}

func success(ui.Room) ui.Screen {
	return ui.Screen{Blocks: []ui.Block{
		ui.Success{Title: "Connected. ACP can push to team/app.", Next: "Next: open ACP, start a session, choose team/app."},
		ui.Gap{},
		ui.Facts{
			{Label: "GitLab", Text: "https://gitlab.example.com as Ada Lovelace (@ada)"},
			{Label: "ACP", Text: "https://acp.example.com, confirmed at 22:20"},
			{Label: "Push", Text: "team/app: proven with git, nothing was pushed"},
		},
	}, Keys: []ui.Key{{Key: "enter", Does: "finish"}, {Key: "o", Does: "open ACP"}, {Key: "s", Does: "reminder"}, {Key: "c", Does: "copy command"}}}
}

var (
	sgr  = lazy.Regexp(`\x1b\[([0-9;]*)m`)
	link = lazy.Regexp(`\x1b\]8;[^;]*;([^\x1b\x07]*)(?:\x1b\\|\x07)`)
)

// styles are the styles that the program uses, by their numbers.
var styles = map[string]string{
	"": "", "0": "", "1": "bold", "2": "faint", "7": "reverse",
	"31": "red", "32": "green", "33": "yellow", "35": "magenta", "1;31": "bold red",
}

// Marked is a frame whose styles and links can be read and compared line by line:
// "{green}ok{}". A style that the program does not use keeps its numbers.
func Marked(frame string) string {
	frame = sgr().ReplaceAllStringFunc(frame, func(s string) string {
		numbers := sgr().FindStringSubmatch(s)[1]
		name, ok := styles[numbers]
		if !ok {
			name = "style " + numbers
		}
		return "{" + name + "}"
	})
	return link().ReplaceAllStringFunc(frame, func(s string) string {
		if url := link().FindStringSubmatch(s)[1]; url != "" {
			return "{link}"
		}
		return "{}"
	})
}

// Unknown are the styles of a frame that the program does not use: colours of a
// terminal of more than sixteen, those of the background, and whatever else
// could not be read on light and dark alike.
func Unknown(frame string) []string {
	var out []string
	for _, m := range sgr().FindAllStringSubmatch(frame, -1) {
		if _, ok := styles[m[1]]; !ok {
			out = append(out, fmt.Sprintf("%q", strings.ReplaceAll(m[0], "\x1b", "ESC")))
		}
	}
	return out
}
