package steps

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// The ways to ACP, as values of the choice: waySession is the session that was
// found for the API, wayBeside one that was given with the address of the pages.
const (
	wayBrowser = "browser"
	wayKey     = "key"
	wayOC      = "oc"
	waySession = "session"
	wayBeside  = "session-beside"
)

// fieldKey is the ID of the access key's field, for ui.Wipe.
const fieldKey = "acp-key"

// fitting returns the session that came with the address in use.
func (m *acpAccess) fitting() (acp.Session, bool) {
	for _, s := range m.setup.Answers.Sessions {
		if s.Origin == m.setup.Endpoint.API && !over(s, m.env.Now()) {
			return s, true
		}
	}
	return acp.Session{}, false
}

func over(s acp.Session, now time.Time) bool { return !s.Until.IsZero() && s.Until.Before(now) }

// givenForPages returns the session that came with the address of ACP's pages,
// where the API was found beside them. It goes to the API only when the person
// chooses so, on a screen that names it.
func (m *acpAccess) givenForPages() (acp.Session, bool) {
	for _, s := range m.setup.Answers.Sessions {
		if m.setup.Endpoint.API != "" && s.Origin == m.setup.Endpoint.Web && s.Origin != m.setup.Endpoint.API && !over(s, m.env.Now()) {
			return s, true
		}
	}
	return acp.Session{}, false
}

func (m *acpAccess) way(ctx context.Context, choice string) tea.Cmd {
	m.chosen = choice
	switch choice {
	case wayBrowser:
		return m.action.inBrowser(ctx)
	case wayKey:
		m.mode, m.keyLine = accessKey, ""
	case wayOC:
		return m.askOC(ctx)
	case wayBeside:
		if s, ok := m.givenForPages(); ok {
			m.use(s.At(m.setup.Endpoint.API))
		}
	default:
		if s, ok := m.fitting(); ok {
			m.use(s)
		}
	}
	return nil
}

// askOC asks the oc command: a deliberate choice of the person, for the API
// that the screen names.
func (m *acpAccess) askOC(ctx context.Context) tea.Cmd {
	ask, api := m.env.OCSession, m.setup.Endpoint.API
	m.mode, m.stopped = accessFinding, false
	m.work.take(problem.Finding{ID: "oc", State: problem.Wait, Label: "oc", Text: "asking for your login's token"})
	return m.oc.Start(ctx, func(ctx context.Context, emit func(ocEvent)) {
		session, p := ask(ctx, api)
		emit(ocEvent{session, p})
	})
}

func (m *acpAccess) askedOC(ev ocEvent) {
	if ev.problem != nil {
		m.mode = accessWays
		m.fail(ev.problem)
		return
	}
	m.use(ev.session)
}

// cleanKey is CleanToken for the access key: pasted with the same dirt.
func cleanKey(pasted string) (string, []string) { return gitlab.CleanToken(pasted) }

// readKey says under the field what was pasted.
func (m *acpAccess) readKey(text string, notes []string) {
	m.key, m.keyLine = acp.Session{}, ""
	switch {
	case text == "":
		m.keyLine = strings.Join(notes, " ")
		return
	case m.setup.Token().Equal(secret.New(text)) || gitlab.ReadToken(text).Personal:
		m.keyLine = "That is a GitLab token. ACP needs its own access key."
		return
	}
	m.key = acp.ReadSession(secret.New(text), m.setup.Endpoint.API, "pasted here")
	m.keyLine = words.Count(len([]rune(text)), "character") + " · " + describeSession(m.key, ui.Room{Cols: 80})
	if over(m.key, m.env.Now()) {
		m.keyLine = "This key expired on " + setup.Day(m.key.Until) + ". Create another."
	}
}

func (m *acpAccess) submittedKey(text string) tea.Cmd {
	switch {
	case text == "" && m.key.Bearer.IsZero():
		m.keyLine = "Nothing pasted yet."
		return nil
	case m.key.Bearer.IsZero():
		m.readKey(text, nil)
	}
	if m.key.Bearer.IsZero() || over(m.key, m.env.Now()) {
		return nil
	}
	m.use(m.key)
	return nil
}

// describeSession says what kind of session it is, whose, from where and until
// when: all that can be known without asking anybody.
func describeSession(s acp.Session, room ui.Room) string {
	say := s.Describe()
	if s.Source != "" {
		say += " (" + s.Source + ")"
	}
	if !s.Until.IsZero() && !room.Narrow() {
		say += ", expires " + setup.DayAndTime(s.Until)
	}
	return say
}
