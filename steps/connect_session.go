package steps

import (
	"context"
	"strings"

	"github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// fieldKey is the ID of the access key's field, for ui.Wipe.
const fieldKey = "acp-key"

// describeSession says what kind of session it is, whose, from where and until
// when: all that can be known without asking anybody.
func describeSession(s acp.Session, room ui.Room) string {
	say := s.Describe()
	if s.Source != "" {
		say += " (" + s.Source + ")"
	}
	if !s.Until.IsZero() && !room.Narrow() {
		say += ", ends " + setup.DayAndTime(s.Until)
	}
	return say
}

// cleanKey is CleanToken for the access key: pasted with the same dirt.
func cleanKey(pasted string) (string, []string) { return gitlab.CleanToken(pasted) }

// readKey says under the field what was pasted.
func (m *Connect) readKey(text string, notes []string) {
	m.key, m.keyLine = acp.Session{}, ""
	switch {
	case text == "":
		m.keyLine = strings.Join(notes, " ")
		return
	case m.setup.Token().Equal(secret.New(text)) || gitlab.ReadToken(text).Personal:
		m.keyLine = "This is a GitLab token. ACP wants its own key."
		return
	}
	m.key = acp.ReadSession(secret.New(text), m.setup.Endpoint.API, "pasted here")
	m.keyLine = words.Count(len([]rune(text)), "character") + " · " + describeSession(m.key, ui.Room{Cols: 80})
	if over(m.key, m.world.Now()) {
		m.keyLine = "This key ended on " + setup.Day(m.key.Until) + ". Make another."
	}
}

func (m *Connect) submittedKey(text string) tea.Cmd {
	switch {
	case text == "" && m.key.Bearer.IsZero():
		m.keyLine = "Nothing pasted yet."
		return nil
	case m.key.Bearer.IsZero():
		m.readKey(text, nil)
	}
	if m.key.Bearer.IsZero() || over(m.key, m.world.Now()) {
		return nil
	}
	m.setup.Session, m.mode = m.key, connectReady
	return nil
}

// askOC asks the oc command: a deliberate choice of the person, for the API
// that the screen names.
func (m *Connect) askOC(ctx context.Context) tea.Cmd {
	ask, api := m.world.OCSession, m.setup.Endpoint.API
	m.mode, m.stopped = connectFinding, false
	m.findings = words.Merge(m.findings, problem.Finding{ID: "oc", State: problem.Wait, Label: "oc", Text: "asking for the token of your login"})
	m.started = ui.Now()
	return m.oc.Start(ctx, func(ctx context.Context, emit func(ocEvent)) {
		session, p := ask(ctx, api)
		emit(ocEvent{session, p})
	})
}

func (m *Connect) askedOC(ev ocEvent) {
	if ev.problem != nil {
		m.mode = connectWays
		m.fail(ev.problem)
		return
	}
	m.setup.Session, m.mode = ev.session, connectReady
}

func (m *Connect) keyScreen(room ui.Room) ui.Screen {
	field := ui.Field{ID: fieldKey, Label: "Key", Secret: true, Clean: cleanKey}
	if m.keyLine != "" {
		field.Below = []string{m.keyLine}
	}
	blocks := []ui.Block{ui.Text{S: "Paste an ACP access key. It stays hidden.", Strong: true}, ui.Gap{}, field, ui.Gap{}}
	if room.Narrow() {
		blocks = append(blocks,
			ui.Text{S: "To make one: ACP > workspace > Access Keys > Create Key, Role View, 1 day."},
			ui.Text{S: "Make it yourself: ACP connects GitLab for the person who made the key."},
			ui.Text{S: "None there? esc, then In the browser."})
	} else {
		blocks = append(blocks,
			ui.Text{S: "To make one: ACP > your workspace > Access Keys > Create Key"},
			ui.Text{S: "Name gitlab-setup · Role View · Token Lifetime 1 day · Create Key · copy it"},
			ui.Address{URL: m.setup.Endpoint.KeysPage()}, ui.Gap{},
			ui.Text{S: "Make it yourself: ACP connects GitLab for the person who made the key."},
			ui.Text{S: "No Access Keys there? Go back and choose In the browser."})
	}
	return ui.Screen{
		Blocks: blocks, Help: words.Help("access-keys"),
		Keys: []ui.Key{{Key: "enter", Does: "go on"}, {Key: "ctrl+u", Does: "clear"}, {Key: "esc", Does: "back"}},
	}
}

func (m *Connect) readyScreen(room ui.Room) ui.Screen {
	if m.errand != nil {
		return m.errandReady()
	}
	facts := ui.Facts{
		{Label: "GitLab", Text: m.setup.Instance.URL() + words.Who(m.setup)},
		{Label: "ACP", Text: m.setup.Endpoint.API},
		{Label: "session", Text: describeSession(m.setup.Session, ui.Room{Cols: 80})},
	}
	blocks := []ui.Block{
		ui.Text{S: room.Pick("Enter hands the token to ACP. ACP tries it first; then I read it back.", "Enter hands the token to ACP."), Strong: true},
		ui.Gap{},
		facts,
		ui.Gap{},
	}
	if !m.replace {
		blocks = append(blocks, ui.Text{S: "A connection that ACP holds already is shown first, and kept unless you say so."})
	}
	return ui.Screen{
		Blocks: blocks, Help: words.Help("step-connect"),
		Keys: []ui.Key{{Key: "enter", Does: "connect"}, {Key: "esc", Does: "back"}},
	}
}
