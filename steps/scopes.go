package steps

import (
	"context"

	"github.com/charmbracelet/bubbletea"

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
		if msg.Key == "o" {
			return m.open(ctx)
		}
	}
	return nil
}

func (m *Scopes) ticked(values []string) { m.setup.Scopes = values }

// open opens the page anew: its address follows the ticks.
func (m *Scopes) open(ctx context.Context) tea.Cmd {
	if len(m.setup.Scopes) == 0 {
		m.note = "Without a scope GitLab makes no token. Tick the four, then open the page."
		return nil
	}
	pages := gitlab.TokenPages(m.setup.Instance, tokenName(m.setup), m.setup.Scopes)
	return m.opener.open(ctx, m.env.Browser, pages[min(m.setup.PageAt, len(pages)-1)].URL, false)
}

// opened takes the browser's answer.
func (m *Scopes) opened(o pageOpened) tea.Cmd {
	m.note = "Asked your browser to open it, with these ticks."
	if o.err != nil {
		m.note = "No browser could be started here. esc shows the address."
	}
	return nil
}

// Screen implements ui.Step.
func (m *Scopes) Screen(room ui.Room) ui.Screen {
	var options []ui.Choice
	var missing string
	for _, s := range gitlab.RequiredScopes() {
		options = append(options, ui.Choice{Value: s.Name, Label: s.Name, Note: room.Pick(s.Why, s.Brief)})
		if missing == "" && len(gitlab.MissingScopes(m.setup.Scopes)) > 0 && gitlab.MissingScopes(m.setup.Scopes)[0] == s.Name {
			missing = s.Without + " Step " + stepNumber(setup.IDValidation) + " will stop there."
		}
	}
	blocks := []ui.Block{
		ui.Text{S: room.Pick("On the page, are these four ticked? ACP needs all of them.", "Are these four ticked? ACP needs all."), Strong: true},
		ui.Gap{},
		ui.Choices{ID: "scopes", Options: options, Multi: true, Ticked: m.setup.Scopes},
		ui.Gap{},
	}
	switch {
	case missing != "":
		blocks = append(blocks, ui.Text{S: missing, Reply: true})
	case m.note != "":
		blocks = append(blocks, ui.Text{S: m.note, Reply: true})
	}
	blocks = append(blocks, m.never(room)...)
	blocks = append(blocks, ui.Gap{}, ui.Text{S: room.Pick(
		`Asked for a kind? Choose "Legacy token": only GitLab's name for the ordinary kind, and the one ACP is made for. Then create it and copy it.`,
		`Asked for a kind? "Legacy token" is the ordinary one, and right.`)})
	keys := []ui.Key{{Key: "enter", Does: room.Pick("I copied the token", "I copied it"), Confirms: true}, {Key: "space", Does: "tick"}}
	if ok, _ := m.env.Browser.MayOpen(); ok {
		keys = append(keys, ui.Key{Key: "o", Does: room.Pick("open again", "open")})
	}
	return ui.Screen{Blocks: blocks, Keys: keys, Help: words.Help("step-scopes")}
}

func (m *Scopes) never(room ui.Room) []ui.Block {
	if room.Narrow() {
		var names []string
		for _, s := range gitlab.NeverScopes() {
			names = append(names, s.Name)
		}
		return []ui.Block{ui.Text{S: "Never: " + words.All(names) + ". They give away too much."}}
	}
	facts := ui.Facts{}
	for _, s := range gitlab.NeverScopes() {
		facts = append(facts, ui.Fact{Label: "  " + s.Name, Text: s.Why})
	}
	return []ui.Block{ui.Text{S: "Leave these empty; they give away far more than ACP needs:"}, facts}
}
