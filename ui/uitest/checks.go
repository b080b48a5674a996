package uitest

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/ui"
)

// Cleaned is a stand-in for the real cleaning of a token.
func Cleaned(s string) (string, []string) {
	out := strings.TrimSpace(strings.ReplaceAll(s, "\n", ""))
	if n := len(s) - len(out); n > 0 {
		return out, []string{fmt.Sprintf("removed: %d spaces", n)}
	}
	return out, nil
}

// Paste asks for a secret.
func Paste() ui.Step {
	f := &Step{Name: "paste", Heading: "Paste"}
	count, notes := 0, []string(nil)
	f.Show = func(r ui.Room) ui.Screen {
		field := ui.Field{ID: "token", Label: "Token", Secret: true, Clean: Cleaned, Hint: "paste it here"}
		if count > 0 {
			field.Beside = fmt.Sprintf("%d characters", count)
			field.Below = append([]string{"looks like a personal access token"}, notes...)
		} else {
			field.Below = notes
		}
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: r.Pick("Paste the token. It stays hidden and is not sent until you press Enter.", "Paste the token. It stays hidden; nothing is sent before you press Enter.")},
				ui.Gap{},
				field,
				ui.Gap{},
				ui.Text{S: r.Pick("Paste with Ctrl+Shift+V, Shift+Insert or a right-click (on a Mac: Cmd+V).\nIt goes to gitlab.example.com to be checked, later to ACP, and is saved nowhere by this program.", "Paste: Ctrl+Shift+V, Shift+Insert or right-click (on a Mac: Cmd+V)")},
			},
			Keys: []ui.Key{{Key: "enter", Does: r.Pick("check it", "check")}},
		}
	}
	f.OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
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

// Check is a Task that answers line by line.
func Check() ui.Step {
	f := &Step{Name: "check", Heading: "Check"}
	labels := []string{"accepted", "yours", "kind", "active", "ends", "scopes", "extras"}
	wide := []string{"by gitlab.example.com, GitLab 16.11.4", "Ada Lovelace (@ada)", "personal access token \"Ambient Code Platform Integration\"", "not revoked", "20 Feb 2027, 00:00 UTC: in 90 days", "api, read_api, read_user, write_repository", "none"}
	var task ui.Task[int]
	var since time.Time
	answered := 0
	f.OnEnter = func(ctx context.Context) tea.Cmd {
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
	f.OnUpdate = func(_ context.Context, msg tea.Msg) tea.Cmd {
		if e, cmd, ok := task.Take(msg); ok {
			if !e.Ended {
				answered = e.Val
			}
			return cmd
		}
		if f.Onward(msg) {
			return ui.Do(ui.Next{})
		}
		return nil
	}
	f.Show = func(r ui.Room) ui.Screen {
		var list ui.Checklist
		for i, l := range labels {
			switch {
			case i < answered:
				list = append(list, ui.Line{State: ui.OK, Label: l, Text: wide[i]})
			case i == answered:
				list = append(list, ui.Line{State: ui.Wait, Label: l, Since: since, Limit: 10 * time.Second})
			default:
				list = append(list, ui.Line{State: ui.Wait, Label: l})
			}
		}
		s := ui.Screen{Blocks: []ui.Block{ui.Text{S: r.Pick("Checking the token...", ""), Strong: true}, ui.Gap{}, list, ui.Gap{}}, Busy: task.Running(), Paced: true}
		if !task.Running() && !r.Ticking {
			s.Blocks = append(s.Blocks, ui.Text{S: "All good.", Strong: true})
			s.Keys = []ui.Key{{Key: "enter", Does: "continue"}, {Key: "r", Does: r.Pick("check again", "again"), Again: true}}
		}
		return s
	}
	return f
}

// Repository asks with a field and choices.
func Repository() ui.Step {
	f := &Step{Name: "repository", Heading: "Repository"}
	f.Show = func(r ui.Room) ui.Screen {
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: "Which repository will you use first? " + r.Pick("Let us see that ACP can push to it.", "Type to search, or paste an address.")},
				ui.Gap{},
				ui.Field{ID: "repository", Label: "Repository", Hint: r.Pick("type to search, or paste an address", "")},
				ui.Gap{},
				ui.Choices{ID: "repositories", Options: []ui.Choice{
					{Value: "team/app", Label: "team/app", Note: r.Pick("Developer    active today", "Developer")},
					{Value: "team/app-docs", Label: "team/app-docs", Note: r.Pick("Maintainer   active 3 days ago", "Maintainer")},
					{Value: "", Label: "skip", Note: r.Pick("for now; push access is not checked", "push not checked")},
				}},
			},
			Keys: []ui.Key{{Key: "enter", Does: "check it"}, {Key: "tab", Does: "add to the list"}},
		}
	}
	return f
}

// Connect shows facts.
func Connect() ui.Step {
	f := &Step{Name: "connect", Heading: "Connect"}
	f.Show = func(r ui.Room) ui.Screen {
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: r.Pick("Enter gives ACP the token. ACP tests it; then I confirm that it was saved.", "Enter gives ACP the token."), Strong: true},
				ui.Gap{},
				ui.Facts{
					{Label: "GitLab", Text: r.Pick("https://gitlab.example.com as @ada", "@ada on https://gitlab.example.com")},
					{Label: "ACP", Text: "https://backend-route-ambient-code.apps.example.com"},
					{Label: "session", Text: r.Pick("access key of workspace my-team (ACP_TOKEN), ends 23 Nov 2026, 14:38", "access key (ACP_TOKEN), ends 23 Nov 2026, 14:38")},
					{Label: "now", Text: r.Pick("ACP has no GitLab connection for you", "no GitLab connection")},
				},
			},
			Keys: []ui.Key{{Key: "enter", Does: "connect"}},
		}
	}
	return f
}

// Done ends the tour.
func Done() ui.Step {
	f := &Step{Name: "done", Heading: "Done"}
	f.Show = func(ui.Room) ui.Screen {
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: "Connected. Next: open ACP, start a session, choose team/app.", Strong: true},
				ui.Gap{},
				ui.Facts{
					{Label: "GitLab", Text: "https://gitlab.example.com as Ada Lovelace (@ada)"},
					{Label: "push", Text: "team/app: proven"},
					{Label: "ends", Text: "20 Feb 2027, 00:00 UTC, in 90 days. ACP will not remind you.\ns saves a calendar reminder for 13 Feb"},
				},
				ui.Gap{},
				ui.Text{S: "Remembered on this computer: addresses, team/app, the token's name and expiration date. No secret.\nYou can clear your clipboard now, and delete the access key gitlab-setup in ACP."},
			},
			Keys: []ui.Key{{Key: "enter", Does: "end"}, {Key: "s", Does: "reminder"}, {Key: "c", Does: "copy this setup as one command"}},
		}
	}
	return f
}

// DNS is a step that stops.
func DNS() ui.Step {
	f := &Step{Name: "dns", Heading: "Your GitLab"}
	f.Show = func(r ui.Room) ui.Screen {
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
