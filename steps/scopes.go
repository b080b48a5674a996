package steps

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// Scopes is the step about what the token may do. It reads as "look at the page", not
// as a second form.
type Scopes struct {
	env   *setup.Env
	setup *setup.State

	note   string
	opener pageOpener
}

// NewScopes returns the step about the scopes.
func NewScopes(w *setup.Env, s *setup.State) *Scopes { return &Scopes{env: w, setup: s} }

// ID implements ui.Step.
func (*Scopes) ID() string { return setup.IDScopes }

// Title implements ui.Step.
func (*Scopes) Title() string { return "Scopes" }

// Enter implements ui.Step.
func (m *Scopes) Enter(context.Context) tea.Cmd { m.note = ""; return nil }

// Update implements ui.Step.
func (m *Scopes) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if next, ok := m.opener.take(msg, m.opened); ok {
		return next
	}
	switch msg := msg.(type) {
	case ui.Ticked:
		m.ticked(msg.Values)
	case ui.Submitted:
		m.ticked(msg.Ticked)
		return ui.Do(ui.Next{})
	case ui.Pressed:
		switch {
		case msg.Key == "o":
			return m.open(ctx)
		case msg.Key == "enter" && m.setup.FineGrained():
			return ui.Do(ui.Next{})
		}
	}
	return nil
}

func (m *Scopes) ticked(values []string) { m.setup.Scopes = values }

// open opens the page anew: its address follows the ticks.
func (m *Scopes) open(ctx context.Context) tea.Cmd {
	if len(m.setup.Scopes) == 0 && !m.setup.FineGrained() {
		m.note = "GitLab does not create a token without a scope. Select the four, then open the page."
		return nil
	}
	return m.opener.open(ctx, m.env.Browser, pageInUse(m.setup).URL, false)
}

// opened takes the browser's answer.
func (m *Scopes) opened(o pageOpened) tea.Cmd {
	if o.err != nil {
		m.note = "Could not open a browser here. Press esc to see the address."
		return nil
	}
	m.note, m.setup.PageOpened = "Opened in your browser with these scopes. Nothing there? Press o.", true
	if m.setup.FineGrained() {
		m.note = "Opened in your browser. Nothing there? Press o."
	}
	return nil
}

// Screen implements ui.Step.
func (m *Scopes) Screen(room ui.Room) ui.Screen {
	if m.setup.FineGrained() {
		return m.permissionsScreen(room)
	}
	var options []ui.Choice
	var missing string
	for _, s := range gitlab.RequiredScopes() {
		options = append(options, ui.Choice{Value: s.Name, Label: s.Name, Note: room.Pick(s.Why, s.Brief)})
		if missing == "" && len(gitlab.MissingScopes(m.setup.Scopes)) > 0 && gitlab.MissingScopes(m.setup.Scopes)[0] == s.Name {
			missing = s.Without + " Step " + stepNumber(setup.IDValidation) + " will stop there."
		}
	}
	blocks := m.onPage(room, options)
	if missing != "" {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: missing, Reply: true})
	}
	blocks = append(blocks, ui.Gap{}, neverSelect(room), ui.Text{S: room.Pick(
		`Asked for a token type? Choose "Legacy token", the standard type.`, `Token type: "Legacy token".`)})
	return ui.Screen{Blocks: blocks, Keys: m.keys(room, ui.Key{Key: "space", Does: "select"}), Help: words.Help("step-scopes")}
}

// keys are those of both pages, with others between them.
func (m *Scopes) keys(room ui.Room, between ...ui.Key) []ui.Key {
	keys := append([]ui.Key{{Key: "enter", Does: room.Pick("I copied the token", "I copied it"), Once: "copied the token"}}, between...)
	if ok, _ := m.env.Browser.MayOpen(); ok {
		keys = append(keys, ui.Key{Key: "o", Does: room.Pick("open again", "open")})
	}
	return keys
}

// onPage is what is on the page now, in its order.
func (m *Scopes) onPage(room ui.Room, scopes []ui.Choice) []ui.Block {
	date := m.setup.EndDate
	list := ui.Choices{ID: "scopes", Options: scopes, Multi: true, Ticked: m.setup.Scopes, Indent: 6}
	title := ui.Text{S: "On the page: check, create, copy.", Strong: true}
	switch {
	case room.Lines:
		return []ui.Block{
			title,
			ui.Text{S: "First, the expiration date is " + date.Describe() + ". Second, these four scopes are selected, and no others."},
			list,
			ui.Text{S: "Third, press Create token, then the copy button. GitLab shows the token only once."},
		}
	case room.Narrow():
		return []ui.Block{
			title,
			ui.Numbered{Items: []ui.Item{{Text: "Expiration date " + date.String(), Bold: []string{date.String()}}, {Text: "These four scopes, no others"}}},
			list,
			ui.Numbered{From: 3, Items: []ui.Item{{Text: "Create token, then the copy button"}}},
		}
	}
	return []ui.Block{
		title,
		ui.Text{S: m.pageLine(), Bold: []string{"o"}},
		ui.Gap{},
		ui.Numbered{Label: scopesLabel, Items: []ui.Item{
			{Label: "Expiration date", Text: date.String(), Bold: []string{date.String()}},
			{Label: "Scopes", Text: "these four, no others"},
		}},
		list,
		ui.Numbered{From: 3, Label: scopesLabel, Items: []ui.Item{{Label: "Create token", Text: "then the copy button: GitLab shows it only once"}}},
	}
}

// scopesLabel is the width of the longest label on the screen.
const scopesLabel = len("Expiration date")

// pageLine says whether the page was opened.
func (m *Scopes) pageLine() string {
	ok, _ := m.env.Browser.MayOpen()
	switch {
	case m.note != "":
		return m.note
	case ok && m.setup.PageOpened:
		return "Opened in your browser. Nothing there? Press o."
	case ok:
		return "Is the page open? o opens it."
	}
	return "Go to the page you opened. esc shows its address again."
}

// neverSelect names the scopes that no token for ACP should have.
func neverSelect(room ui.Room) ui.Block {
	var names []string
	for _, s := range gitlab.NeverScopes() {
		names = append(names, s.Name)
	}
	return ui.Text{S: room.Pick("Never select ", "Never: ") + words.Any(names) + "."}
}
