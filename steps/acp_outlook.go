package steps

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/ui"
)

// outlookUse is what a step has to know of ACP before it uses the session, where
// ACP may keep tokens in more than one way.
type outlookUse struct {
	// instance is the GitLab that it is about, "" for any.
	instance func() string
	// keeps says that a token is to be kept there: a project has to be known, and
	// what comes of it is said, and agreed to, before anything is sent.
	keeps bool
	// askStore and askWhich are the questions where there are several; byStore
	// and byProject what stands beside the one and the other store.
	askStore, askWhich   string
	byClassic, byProject string
	// ready says what Enter does before anybody was asked.
	ready string
	// replaces says that the person agreed to put the token in the place of the one
	// in own.
	replaces func(own acp.Credential)
}

type outlookEvent struct {
	outlook acp.Outlook
	problem *problem.Problem
}

// The answers to what is said before a token is kept.
const (
	choiceStore   = "store"
	choiceBack    = "back"
	choiceProject = "project"
)

// looksFirst reports whether ACP has to be asked where it keeps tokens, before
// the session is used.
func (m *acpAccess) looksFirst() bool {
	return m.action.outlook.instance != nil && m.setup.Endpoint.Server
}

// goOn uses the session: the person pressed Enter.
func (m *acpAccess) goOn(ctx context.Context) tea.Cmd {
	if m.looksFirst() {
		return m.lookAhead(ctx)
	}
	return m.action.begin(ctx)
}

// lookAhead asks ACP where it would keep a token. Nothing is changed, and no token
// goes there.
func (m *acpAccess) lookAhead(ctx context.Context) tea.Cmd {
	m.problem.close()
	m.mode, m.stopped, m.canceled = accessLooking, false, false
	m.work.begin(problem.Finding{ID: "outlook", Label: "ACP"})
	run, stack := m.setup.Outlook(m.action.outlook.instance()), m.env.Stack
	return m.ahead.Start(ctx, func(ctx context.Context, emit func(outlookEvent)) {
		o, p := run(ctx, stack)
		emit(outlookEvent{o, p})
	})
}

// lookedAhead asks the first open question, or says what comes of it.
func (m *acpAccess) lookedAhead(ctx context.Context, ev outlookEvent) tea.Cmd {
	m.outlook = ev.outlook
	m.setup.LookedAhead(ev.outlook)
	m.shown++
	use := m.action.outlook
	switch o := ev.outlook; {
	case m.choseGoneStore():
		m.setup.ChooseStore("")
		return m.lookAhead(ctx)
	case ev.problem != nil:
		m.refuseAhead(ev.problem)
	case o.AsksStore():
		m.mode = accessStore
	case use.keeps && o.AsksProject():
		m.askProject()
	case o.AsksCredential():
		m.mode = accessCredential
	case !use.keeps:
		if o.Store == acp.StoreCredentials && len(o.Mine) == 1 {
			m.setup.ChooseCredential(o.Mine[0].ID)
		}
		return m.action.begin(ctx)
	case m.stopsAhead() != nil:
		m.refuseAhead(m.stopsAhead())
	default:
		m.mode = accessOutlook
	}
	return nil
}

// choseGoneStore reports whether the store that was chosen, in an earlier run most
// likely, is one that this ACP has no longer.
func (m *acpAccess) choseGoneStore() bool {
	a := m.setup.Answers
	return a.Store != "" && a.StoreFrom != "" && len(m.outlook.Stores) > 0 && !slices.Contains(m.outlook.Stores, a.Store)
}

// refuseAhead shows a problem that came of looking. Another project may do.
func (m *acpAccess) refuseAhead(p *problem.Problem) {
	m.mode = accessLooking
	m.fail(p)
	if len(m.outlook.Projects) > 1 && (p.Code == problem.ACPProjectRole || p.Code == problem.ACPOtherBinding) {
		m.problem.actions = append([]action{otherProject}, m.problem.actions...)
	}
}

// stopsAhead is the first objection that nobody can agree to.
func (m *acpAccess) stopsAhead() *problem.Problem {
	for _, p := range m.outlook.Objections {
		if p.Severity == problem.Error && !acp.Acceptable(p.Code) {
			return p
		}
	}
	return nil
}

// asksFor are the objections that the person has to agree to.
func (m *acpAccess) asksFor() []*problem.Problem {
	return slices.DeleteFunc(slices.Clone(m.outlook.Objections), func(p *problem.Problem) bool {
		return !acp.Acceptable(p.Code) && p.Code != problem.ACPAccountUnknown
	})
}

// needsYes reports whether Enter alone must not go on: something stands against
// it, or a token that is there is replaced.
func (m *acpAccess) needsYes() bool { return len(m.asksFor()) > 0 || m.outlook.Own != nil }

// answeredAhead takes an answer to one of the questions.
func (m *acpAccess) answeredAhead(ctx context.Context, choice string) tea.Cmd {
	switch m.mode {
	case accessStore:
		m.setup.ChooseStore(acp.Store(choice))
	case accessProject:
		if choice == "" { // nothing fits what was typed
			return nil
		}
		m.setup.ChooseProject(choice)
	case accessCredential:
		m.setup.ChooseCredential(choice)
	case accessOutlook:
		return m.decidedAhead(ctx, choice)
	}
	return m.lookAhead(ctx)
}

// decidedAhead takes the answer to what was said.
func (m *acpAccess) decidedAhead(ctx context.Context, choice string) tea.Cmd {
	switch choice {
	case choiceStore:
		for _, p := range m.asksFor() {
			m.env.Journal.Problem(p)
			m.setup.Agree(p.Code)
		}
		if own := m.outlook.Own; own != nil && m.action.outlook.replaces != nil {
			m.action.outlook.replaces(*own)
		}
		return m.action.begin(ctx)
	case choiceProject:
		m.askProject()
	case choiceBack:
		m.mode, m.canceled = accessReady, true
	}
	return nil
}

// askProject asks for another project than the one that counts.
func (m *acpAccess) askProject() {
	m.problem.close()
	m.shown++
	m.mode, m.wanted = accessProject, ""
}

// fewProjects is up to how many are listed without a search.
const fewProjects = 8

// fittingProjects are those with what was typed in their name, first those that
// begin with it.
func (m *acpAccess) fittingProjects() []string {
	var begin, hold []string
	for _, name := range m.outlook.Projects {
		switch at := strings.Index(name, strings.ToLower(m.wanted)); {
		case at == 0:
			begin = append(begin, name)
		case at > 0:
			hold = append(hold, name)
		}
	}
	return append(begin, hold...)
}

// pressedAhead handles a key on what was said.
func (m *acpAccess) pressedAhead(ctx context.Context, key string) tea.Cmd {
	switch {
	case key == "enter" && m.mode == accessLooking:
		return m.lookAhead(ctx)
	case m.mode != accessOutlook:
		return nil
	case key == "y" && m.needsYes():
		return m.decidedAhead(ctx, choiceStore)
	case key == "p" && len(m.outlook.Projects) > 1:
		m.askProject()
	case key == "t" && len(m.outlook.Stores) > 1:
		m.shown++
		m.mode = accessStore
	case key == "c":
		return m.copyAhead()
	}
	return nil
}

// copyAhead sends the message about the first objection to the clipboard.
func (m *acpAccess) copyAhead() tea.Cmd {
	message := m.messageAhead()
	if message == "" {
		return nil
	}
	m.copied = true
	return ui.Do(ui.Copy{Text: message})
}
