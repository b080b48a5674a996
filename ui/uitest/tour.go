package uitest

import (
	"context"
	"fmt"
	"io"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
)

// Tour is a flow of eight steps that uses every block, in the words of the
// real one.
func Tour() []ui.Step {
	return []ui.Step{Instance(), TokenPage(), Scopes(), Paste(), Check(), Repository(), Connect(), Done()}
}

// Instance asks with choices.
func Instance() ui.Step {
	f := &Step{Name: "instance", Heading: "Your GitLab"}
	f.Show = func(r ui.Room) ui.Screen {
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: "Where is your GitLab?", Strong: true},
				ui.Text{S: r.Pick("You need to be able to sign in to GitLab and to ACP.", "")},
				ui.Gap{},
				ui.Choices{ID: "instance", Chosen: "dotcom", Options: []ui.Choice{
					{Value: "dotcom", Label: "GitLab.com"},
					{Value: "env", Label: "gitlab.example.com", Note: r.Pick("from GITLAB_HOST", "GITLAB_HOST")},
					{Value: "remote", Label: "git.example.org", Note: r.Pick("a remote of this folder", "this folder")},
					{Value: "other", Label: "Another address", Note: r.Pick("paste any page of your GitLab, even its sign-in page", "")},
				}},
				ui.Gap{},
				ui.Text{S: "Nothing has been sent anywhere yet."},
				ui.Text{S: r.Pick("Using a screen reader? Press l for plain lines.", "l plain lines, for screen readers")},
			},
			Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "m", Does: "check, rotate, status"}, {Key: "l", Does: "line by line", Hidden: true}},
			Help: "# Which GitLab\n\nThe one whose address you see in your browser.\n\n- any page of it will do\n- `gitlab.com` is the big public one\n",
		}
	}
	f.OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
		if p, ok := msg.(ui.Pressed); ok && p.Key == "l" {
			return ui.Do(ui.LineByLine{})
		}
		if f.Onward(msg) {
			return ui.Do(ui.Next{})
		}
		return nil
	}
	return f
}

// PageURL is TokenPage's address: longer than any line.
const PageURL = "https://gitlab.example.com/-/user_settings/personal_access_tokens?name=Ambient+Code+Platform+Integration&scopes=api,read_api,read_user,write_repository"

// TokenPage shows an address, and copies and prints it.
func TokenPage() ui.Step {
	f := &Step{Name: "page", Heading: "Token page"}
	f.Show = func(r ui.Room) ui.Screen {
		blocks := []ui.Block{
			ui.Text{S: r.Pick("Create a token for ACP on GitLab.", "Enter opens the page, filled in.")},
			ui.Text{S: r.Pick("Enter opens the page with the name and scopes filled in.", "")},
			ui.Gap{},
			ui.Address{URL: PageURL},
			ui.Gap{},
			ui.Text{S: r.Pick("There: 1  sign in, if GitLab asks (form empty afterward? come back, press o)\n       2  set the expiration date: 20 Feb 2027 (2027-02-20), in 90 days\n       3  press Create token, then the copy button next to it",
				"1 sign in (form empty then? press o)\n2 expiration date 2027-02-20, 90 days\n3 Do not press Create yet")},
			ui.Text{S: r.Pick("Leave that page open: GitLab shows the token only once.", "")},
			ui.Gap{},
			ui.Text{S: r.Pick("Looks different?   n  not found, or nothing filled in     h  GitLab's menus\nHave one already?  t  paste a token you made before", "n page looks different · h menus\nt I have a token · p print the address")},
		}
		return ui.Screen{Blocks: blocks, Keys: []ui.Key{{Key: "enter", Does: "open page"}, {Key: "o", Does: "open", Hidden: r.Narrow()}, {Key: "c", Does: "copy"}, {Key: "p", Does: "print"}, {Key: "d", Does: "date"}}}
	}
	f.OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
		switch p, _ := msg.(ui.Pressed); p.Key {
		case "enter":
			return ui.Do(ui.Next{})
		case "c":
			return ui.Do(ui.Copy{Text: PageURL})
		case "p":
			return ui.Do(ui.Print{Lines: []string{"The token page of gitlab.example.com, on one line:", "", PageURL}})
		}
		return nil
	}
	return f
}

// Scopes has choices to select.
func Scopes() ui.Step {
	f := &Step{Name: "scopes", Heading: "Scopes"}
	all := []string{"api", "read_api", "read_user", "write_repository"}
	ticked := all
	f.Show = func(r ui.Room) ui.Screen {
		said := ""
		for _, s := range all {
			if !slices.Contains(ticked, s) {
				said = "Without " + s + " ACP cannot push. Step 5 will stop there."
			}
		}
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: r.Pick("On the page, are these four selected? ACP needs all of them.", "Are these four selected? ACP needs all."), Strong: true},
				ui.Gap{},
				ui.Choices{ID: "scopes", Multi: true, Ticked: all, Options: []ui.Choice{
					{Value: "api", Label: "api", Note: r.Pick("work with projects and merge requests", "projects, MRs")},
					{Value: "read_api", Label: "read_api", Note: r.Pick("read projects and your role in them", "read things")},
					{Value: "read_user", Label: "read_user", Note: r.Pick("see whose token it is", "whose token")},
					{Value: "write_repository", Label: "write_repository", Note: r.Pick("push branches", "push branches")},
				}},
				ui.Text{S: said, Strong: true},
				ui.Gap{},
				ui.Text{S: r.Pick("Leave these unselected; they grant far more than ACP needs:\n  sudo           act as any user           admin_mode     act as administrator\n  create_runner  add CI runners  manage_runner  change CI runners",
					"Never: sudo, admin_mode, create_runner, manage_runner. They grant too much.")},
				ui.Gap{},
				ui.Text{S: r.Pick("Asked for a token type? Choose \"Legacy token\", the standard type. Then create it and copy it.", "Asked for a type? Choose \"Legacy token\".")},
			},
			Keys: []ui.Key{{Key: "enter", Does: r.Pick("I copied the token", "I copied it"), Once: "copied the token"}, {Key: "o", Does: r.Pick("open again", "open")}, {Key: "?", Does: r.Pick("help", "why each")}},
		}
	}
	f.OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
		if t, ok := msg.(ui.Ticked); ok {
			ticked = t.Values
		}
		if f.Onward(msg) {
			return ui.Do(ui.Next{})
		}
		return nil
	}
	return f
}

// Played is a shell for a test binary that plays a tour in a terminal: "dns"
// begins with a step that stops, "panic" and "secret" are one step that breaks
// when it is shown or answered, and everything else is the Tour.
func Played(ctx context.Context, tour string) *ui.Shell {
	steps := Tour()
	switch tour {
	case "dns":
		steps = append([]ui.Step{DNS()}, steps...)
	case "panic":
		steps = []ui.Step{&Step{Name: "p", Heading: "Panic", Show: func(ui.Room) ui.Screen { panic("secret words") }}}
	case "secret":
		steps = []ui.Step{&Step{Name: "p", Heading: "Paste", Show: func(ui.Room) ui.Screen {
			return ui.Screen{Blocks: []ui.Block{ui.Text{S: "The token."}, ui.Field{ID: "token", Secret: true}}}
		}, OnUpdate: func(context.Context, tea.Msg) tea.Cmd {
			panic("it breaks here")
		}}}
	}
	return ui.New(ctx, ui.Options{
		Steps: steps, Place: func() string { return "gitlab.example.com" },
		Leaving: func() []string { return []string{"Nothing was changed."} },
		Report:  func() string { return "# Report\n\n- GitLab: gitlab.example.com" },
	})
}

// Ended writes how a tour has ended, and returns the exit code. The first line is
// shorter than whatever it may be written over.
func Ended(out io.Writer, s *ui.Shell, err error) int {
	n, total, title := s.Step()
	fmt.Fprintf(out, "over\nended at %d of %d %s: finished=%v left=%v lines=%v err=%v\n", n, total, title, s.Finished(), s.Left(), s.ReadsOut(), err)
	if err != nil {
		return 1
	}
	return 0
}
