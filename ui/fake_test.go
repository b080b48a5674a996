package ui_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
)

// fake is a step made of functions.
type fake struct {
	id, title string
	enter     func(ctx context.Context) tea.Cmd
	update    func(ctx context.Context, msg tea.Msg) tea.Cmd
	screen    func(room ui.Room) ui.Screen
	got       []tea.Msg
}

func (f *fake) ID() string    { return f.id }
func (f *fake) Title() string { return f.title }

func (f *fake) Enter(ctx context.Context) tea.Cmd {
	if f.enter == nil {
		return nil
	}
	return f.enter(ctx)
}

func (f *fake) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	f.got = append(f.got, msg)
	if f.update == nil {
		if f.onward(msg) {
			return ui.Do(ui.Next{})
		}
		return nil
	}
	return f.update(ctx, msg)
}

func (f *fake) onward(msg tea.Msg) bool {
	switch msg := msg.(type) {
	case ui.Pressed:
		return msg.Key == "enter"
	case ui.Submitted:
		return true
	}
	return false
}

func (f *fake) Screen(room ui.Room) ui.Screen {
	if f.screen == nil {
		return ui.Screen{Blocks: []ui.Block{ui.Text{S: "This is " + f.title + "."}}, Keys: []ui.Key{{Key: "enter", Does: "next"}}}
	}
	return f.screen(room)
}

// tour is a flow of eight steps that uses every block, in the words of the
// real one.
func tour() []ui.Step {
	return []ui.Step{instance(), tokenPage(), scopes(), paste(), check(), repository(), connect(), done()}
}

func instance() ui.Step {
	f := &fake{id: "instance", title: "Your GitLab"}
	f.screen = func(r ui.Room) ui.Screen {
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: "Where are the repositories that ACP should work in?", Strong: true},
				ui.Text{S: r.Pick("Takes about 3 minutes. You need to be able to sign in to GitLab and to ACP.", "")},
				ui.Gap{},
				ui.Choices{ID: "instance", Chosen: "dotcom", Options: []ui.Choice{
					{Value: "dotcom", Label: "GitLab.com"},
					{Value: "env", Label: "gitlab.example.com", Note: r.Pick("from GITLAB_HOST", "GITLAB_HOST")},
					{Value: "remote", Label: "git.example.org", Note: r.Pick("a remote of this folder", "this folder")},
					{Value: "other", Label: "Another address", Note: r.Pick("paste any page of your GitLab, even its sign-in page", "")},
				}},
				ui.Gap{},
				ui.Text{S: "Nothing has been sent anywhere yet."},
				ui.Text{S: r.Pick("Using a screen reader? Press l: the same, line by line.", "l line by line, for screen readers")},
			},
			Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "m", Does: "check, rotate, status"}, {Key: "l", Does: "line by line", Hidden: true}},
			Help: "# Which GitLab\n\nThe one whose address you see in your browser.\n\n- any page of it will do\n- `gitlab.com` is the big public one\n",
		}
	}
	f.update = func(_ context.Context, msg tea.Msg) tea.Cmd {
		if p, ok := msg.(ui.Pressed); ok && p.Key == "l" {
			return ui.Do(ui.ReadOut{})
		}
		if f.onward(msg) {
			return ui.Do(ui.Next{})
		}
		return nil
	}
	return f
}

const pageURL = "https://gitlab.example.com/-/user_settings/personal_access_tokens?name=Ambient+Code+Platform+Integration&scopes=api,read_api,read_user,write_repository"

func tokenPage() ui.Step {
	f := &fake{id: "page", title: "Token page"}
	f.screen = func(r ui.Room) ui.Screen {
		blocks := []ui.Block{
			ui.Text{S: r.Pick("GitLab will give you a token: a password that only ACP uses.", "Enter opens this page, filled in:")},
			ui.Text{S: r.Pick("Enter opens this page in your browser, name and scopes filled in:", "")},
			ui.Gap{},
			ui.Address{URL: pageURL},
			ui.Gap{},
			ui.Text{S: r.Pick("There: 1  sign in, if GitLab asks (form empty afterwards? come back, press o)\n       2  set the end date: 20 Feb 2027 (2027-02-20), 90 days from today\n       3  press Create token, then the copy sign beside the new token",
				"1 sign in (form empty then? press o)\n2 end date 2027-02-20, in 90 days\n3 Create token, copy it, leave it open")},
			ui.Text{S: r.Pick("Leave that page open: GitLab shows the token only this once.", "")},
			ui.Gap{},
			ui.Text{S: r.Pick("Looks different?   n  not found, or nothing filled in     h  the way by menu\nHave one already?  t  paste a token you made before", "n page looks different · h by menu\nt I have a token · p print the address")},
		}
		return ui.Screen{Blocks: blocks, Keys: []ui.Key{{Key: "enter", Does: "open, go on"}, {Key: "o", Does: "open", Hidden: r.Narrow()}, {Key: "c", Does: "copy"}, {Key: "p", Does: "print"}, {Key: "d", Does: "date"}}}
	}
	f.update = func(_ context.Context, msg tea.Msg) tea.Cmd {
		switch p, _ := msg.(ui.Pressed); p.Key {
		case "enter":
			return ui.Do(ui.Next{})
		case "c":
			return ui.Do(ui.Copy{Text: pageURL})
		case "p":
			return ui.Do(ui.Print{Lines: []string{"The token page of gitlab.example.com, on one line:", "", pageURL}})
		}
		return nil
	}
	return f
}

func scopes() ui.Step {
	f := &fake{id: "scopes", title: "Scopes"}
	all := []string{"api", "read_api", "read_user", "write_repository"}
	ticked := all
	f.screen = func(r ui.Room) ui.Screen {
		said := ""
		for _, s := range all {
			if !slices.Contains(ticked, s) {
				said = "Without " + s + " ACP cannot push. Step 5 will stop there."
			}
		}
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: r.Pick("On the page, are these four ticked? ACP needs all of them.", "Are these four ticked? ACP needs all."), Strong: true},
				ui.Gap{},
				ui.Choices{ID: "scopes", Multi: true, Ticked: all, Options: []ui.Choice{
					{Value: "api", Label: "api", Note: r.Pick("work with projects and merge requests", "projects, MRs")},
					{Value: "read_api", Label: "read_api", Note: r.Pick("look at projects and at what you may do there", "look things up")},
					{Value: "read_user", Label: "read_user", Note: r.Pick("see whose token it is", "whose token")},
					{Value: "write_repository", Label: "write_repository", Note: r.Pick("push branches", "push branches")},
				}},
				ui.Text{S: said, Strong: true},
				ui.Gap{},
				ui.Text{S: r.Pick("Leave these empty; they give away far more than ACP needs:\n  sudo           act as any user           admin_mode     act as administrator\n  create_runner  add machines that run CI  manage_runner  change those machines",
					"Never: sudo, admin_mode, create_runner, manage_runner. They give away too much.")},
				ui.Gap{},
				ui.Text{S: r.Pick("Asked for a kind? Choose \"Legacy token\": only GitLab's name for the ordinary kind, and the one ACP is made for. Then create it and copy it.", "Asked for a kind? \"Legacy token\" is the ordinary one, and right.")},
			},
			Keys: []ui.Key{{Key: "enter", Does: r.Pick("I copied the token", "I copied it")}, {Key: "o", Does: r.Pick("open again", "open")}, {Key: "?", Does: r.Pick("help", "why each")}},
		}
	}
	f.update = func(_ context.Context, msg tea.Msg) tea.Cmd {
		if t, ok := msg.(ui.Ticked); ok {
			ticked = t.Values
		}
		if f.onward(msg) {
			return ui.Do(ui.Next{})
		}
		return nil
	}
	return f
}

// cleaned is a stand-in for the real cleaning of a token.
func cleaned(s string) (string, []string) {
	out := strings.TrimSpace(strings.ReplaceAll(s, "\n", ""))
	if n := len(s) - len(out); n > 0 {
		return out, []string{fmt.Sprintf("removed: %d blanks", n)}
	}
	return out, nil
}

func paste() ui.Step {
	f := &fake{id: "paste", title: "Paste"}
	count, notes := 0, []string(nil)
	f.screen = func(r ui.Room) ui.Screen {
		field := ui.Field{ID: "token", Label: "Token", Secret: true, Clean: cleaned, Hint: "paste it here"}
		if count > 0 {
			field.Beside = fmt.Sprintf("%d characters", count)
			field.Below = append([]string{"looks like a personal access token"}, notes...)
		} else {
			field.Below = notes
		}
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: r.Pick("Paste the token. It stays hidden, and nothing is sent before you press Enter.", "Paste the token. It stays hidden; nothing is sent before you press Enter.")},
				ui.Gap{},
				field,
				ui.Gap{},
				ui.Text{S: r.Pick("Paste with Ctrl+Shift+V, Shift+Insert or a right-click (on a Mac: Cmd+V).\nIt goes to gitlab.example.com to be checked, later to ACP, and is saved nowhere by this program.", "Paste: Ctrl+Shift+V, Shift+Insert or right-click (on a Mac: Cmd+V)")},
			},
			Keys: []ui.Key{{Key: "enter", Does: r.Pick("check it", "check")}},
		}
	}
	f.update = func(_ context.Context, msg tea.Msg) tea.Cmd {
		switch m := msg.(type) {
		case ui.Edited:
			count, notes = len([]rune(m.Text())), m.Notes
		case ui.Submitted:
			return ui.Do(ui.Next{})
		}
		return nil
	}
	return f
}

func check() ui.Step {
	f := &fake{id: "check", title: "Check"}
	labels := []string{"accepted", "yours", "kind", "active", "ends", "scopes", "extras"}
	wide := []string{"by gitlab.example.com, GitLab 16.11.4", "Ada Lovelace (@ada)", "personal access token \"Ambient Code Platform Integration\"", "not revoked", "20 Feb 2027, 00:00 UTC: in 90 days", "api, read_api, read_user, write_repository", "none"}
	var task ui.Task[int]
	var since time.Time
	answered := 0
	f.enter = func(ctx context.Context) tea.Cmd {
		since, answered = ui.Now(), 0
		return task.Start(ctx, func(ctx context.Context, emit func(int)) {
			for i := range labels {
				select {
				case <-time.After(500 * time.Millisecond):
					emit(i + 1)
				case <-ctx.Done():
					return
				}
			}
		})
	}
	f.update = func(_ context.Context, msg tea.Msg) tea.Cmd {
		if e, cmd, ok := task.Take(msg); ok {
			if !e.Ended {
				answered = e.Val
			}
			return cmd
		}
		if f.onward(msg) {
			return ui.Do(ui.Next{})
		}
		return nil
	}
	f.screen = func(r ui.Room) ui.Screen {
		var list ui.Checklist
		for i, l := range labels {
			switch {
			case i < answered:
				list = append(list, ui.Line{State: ui.OK, Label: l, Text: wide[i]})
			case i == answered:
				list = append(list, ui.Line{State: ui.Wait, Label: l, Since: since, Limit: 10 * time.Second})
			}
		}
		s := ui.Screen{Blocks: []ui.Block{ui.Text{S: r.Pick("Is it the right token?", ""), Strong: true}, ui.Gap{}, list, ui.Gap{}}, Busy: task.Running()}
		if !task.Running() {
			s.Blocks = append(s.Blocks, ui.Text{S: "All good.", Strong: true})
			s.Keys = []ui.Key{{Key: "enter", Does: "next"}, {Key: "r", Does: r.Pick("check again", "again")}}
		}
		return s
	}
	return f
}

func repository() ui.Step {
	f := &fake{id: "repository", title: "Repository"}
	f.screen = func(r ui.Room) ui.Screen {
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: "Which repository will you use first? " + r.Pick("Let us see that ACP can push to it.", "Type to search, or paste an address.")},
				ui.Gap{},
				ui.Field{ID: "repository", Label: "Repository", Hint: r.Pick("type to search, or paste an address", "")},
				ui.Gap{},
				ui.Choices{ID: "repositories", Options: []ui.Choice{
					{Value: "team/app", Label: "team/app", Note: r.Pick("Developer    active today", "Developer")},
					{Value: "team/app-docs", Label: "team/app-docs", Note: r.Pick("Maintainer   active 3 days ago", "Maintainer")},
					{Value: "", Label: "skip", Note: r.Pick("decide later; pushing stays unproven", "push stays unproven")},
				}},
			},
			Keys: []ui.Key{{Key: "enter", Does: "check it"}, {Key: "tab", Does: "add to the list"}},
		}
	}
	return f
}

func connect() ui.Step {
	f := &fake{id: "connect", title: "Connect"}
	f.screen = func(r ui.Room) ui.Screen {
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: r.Pick("Enter hands the token to ACP. ACP tries it first; then I read it back.", "Enter hands the token to ACP."), Strong: true},
				ui.Gap{},
				ui.Facts{
					{Label: "GitLab", Text: r.Pick("https://gitlab.example.com as @ada", "@ada on https://gitlab.example.com")},
					{Label: "ACP", Text: "https://backend-route-ambient-code.apps.example.com"},
					{Label: "session", Text: r.Pick("access key of workspace my-team (ACP_TOKEN), ends 23 Nov 2026, 14:38", "access key (ACP_TOKEN), ends 23 Nov 2026, 14:38")},
					{Label: "now", Text: r.Pick("ACP holds no GitLab connection for you", "no GitLab connection")},
				},
			},
			Keys: []ui.Key{{Key: "enter", Does: "connect"}},
		}
	}
	return f
}

func done() ui.Step {
	f := &fake{id: "done", title: "Done"}
	f.screen = func(ui.Room) ui.Screen {
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: "Connected. Next: open ACP, start a session, choose team/app.", Strong: true},
				ui.Gap{},
				ui.Facts{
					{Label: "GitLab", Text: "https://gitlab.example.com as Ada Lovelace (@ada)"},
					{Label: "push", Text: "team/app: proven"},
					{Label: "ends", Text: "20 Feb 2027, 00:00 UTC, in 90 days. ACP does not know this date.\ns saves a calendar file that reminds you on 13 Feb"},
				},
				ui.Gap{},
				ui.Text{S: "Saved here: addresses, team/app, the token's name and end date. No secret.\nTidy up: clear your clipboard; delete the access key gitlab-setup in ACP."},
			},
			Keys: []ui.Key{{Key: "enter", Does: "end"}, {Key: "s", Does: "reminder"}, {Key: "c", Does: "copy this set-up as one command"}},
		}
	}
	return f
}

// dns is a step that stops.
func dns() ui.Step {
	f := &fake{id: "dns", title: "Your GitLab"}
	f.screen = func(r ui.Room) ui.Screen {
		return ui.Screen{
			Blocks: []ui.Block{ui.Problem{
				State: ui.Stop, Title: "Nothing is known under the name gitlab.exmaple.com.",
				Acts: []ui.Act{{Key: "enter", Does: "correct the address"}, {Key: "r", Does: r.Pick("try again, for example after joining the VPN", "again, e.g. after the VPN")}},
				Why:  r.Pick("A slip of the keys, mostly. Company names are often known only inside the company network.", "a slip, or a name that is known only inside the company"),
				Fact: r.Pick("name lookup of gitlab.exmaple.com: no such host", "name lookup: no such host"), Code: "instance-dns",
			}},
			Keys: []ui.Key{{Key: "enter", Does: "correct"}, {Key: "r", Does: "again"}},
			Help: "# Nothing is known under that name\n\nLook at the address in your browser.",
		}
	}
	return f
}
