package steps

import (
	"context"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// FieldToken is the ID of the token's field, for ui.Wipe.
const FieldToken = "token"

const (
	pasteOwn   = "paste"
	useBrought = "use"
)

// Paste is the step with the token, masked. It is not sent before Enter, and what
// cannot be a token for ACP is not sent at all.
type Paste struct {
	env   *setup.Env
	setup *setup.State
	// goesTo says where the token goes; %s is the host of the GitLab.
	goesTo string

	pasted  gitlab.Pasted
	touched bool // the field was edited in this visit
	turned  int  // how many tokens were turned away when the field was emptied last
	removed []string
	line    string
	// offering asks first whether a token of the environment is meant: it may
	// belong to another GitLab.
	offering bool
	problem  problemScreen
	warm     warmer
}

// NewPaste returns the step that takes the token; goesTo says where it goes, %s
// is the host of the GitLab.
func NewPaste(w *setup.Env, s *setup.State, goesTo string) *Paste {
	return &Paste{env: w, setup: s, goesTo: goesTo}
}

// ID implements ui.Step.
func (*Paste) ID() string { return setup.IDPaste }

// Title implements ui.Step.
func (*Paste) Title() string { return "Paste" }

// Enter implements ui.Step.
func (m *Paste) Enter(context.Context) tea.Cmd {
	m.problem.close()
	m.line, m.touched = "", false
	if m.turned != m.setup.Turned() {
		m.turned, m.pasted, m.removed = m.setup.Turned(), gitlab.Pasted{}, nil
	}
	given := m.setup.Answers
	m.offering = !given.Token.IsZero() && (m.setup.Token().IsZero() || m.spareIsAnother())
	return nil
}

// spareIsAnother reports whether a token is lent in the place of the refused one.
func (m *Paste) spareIsAnother() bool {
	given := m.setup.Answers
	return m.setup.TurnedAway() && m.setup.LentSecond() && !given.Token.Equal(m.setup.Token())
}

// Update implements ui.Step.
func (m *Paste) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if next, ok := m.warm.take(msg); ok {
		return next
	}
	switch msg := msg.(type) {
	case ui.Edited:
		if m.edited(msg); msg.Pasted && m.pasted.Length > 0 && m.pasted.Problem == nil {
			return m.warm.start(ctx, m.env, m.setup)
		}
	case ui.Submitted:
		if m.offering {
			return m.offered(msg.Choice)
		}
		return m.submitted(msg.Text())
	case ui.Pressed:
		return m.pressed(msg.Key)
	}
	return nil
}

func (m *Paste) edited(msg ui.Edited) {
	m.touched = true
	m.line = ""
	text := msg.Text()
	if text == "" {
		m.pasted, m.removed = gitlab.Pasted{}, nil
	} else {
		m.pasted = gitlab.ReadToken(text)
	}
	switch {
	case len(msg.Notes) > 0 && text == "":
		m.line = strings.Join(msg.Notes, " ")
	case msg.Pasted:
		m.removed = msg.Notes
	}
}

func (m *Paste) offered(choice string) tea.Cmd {
	m.offering = false
	if choice == pasteOwn {
		return nil
	}
	return m.useGiven()
}

// useGiven takes the token that was there before the first question.
func (m *Paste) useGiven() tea.Cmd {
	m.offering = false
	m.pasted = gitlab.ReadToken(m.setup.Answers.Token.Reveal())
	way := m.take(m.setup.Answers.TokenFrom)
	if !m.problem.isOpen() {
		m.pasted, m.removed = gitlab.Pasted{}, nil // the field does not hold it
	}
	return way
}

func (m *Paste) submitted(text string) tea.Cmd {
	if text == "" && !m.touched && m.kept() {
		return ui.Do(ui.Next{})
	}
	if text == "" {
		m.pasted, m.removed = gitlab.Pasted{}, nil
		m.line = "Nothing pasted yet. Copy the token on GitLab's page, then paste it here."
		return nil
	}
	m.pasted = gitlab.ReadToken(text)
	return m.take("prompt")
}

// kept reports whether a token is there that this field does not hold: from the
// environment, or from another flow of this run.
func (m *Paste) kept() bool { return !m.setup.Token().IsZero() && !m.setup.TurnedAway() }

// take goes on with what was pasted, unless it cannot be meant.
func (m *Paste) take(from string) tea.Cmd {
	p := m.pasted.Problem
	switch {
	case p == nil, p.Severity != problem.Error:
		m.setup.SetToken(m.pasted.Token, from)
		return ui.Do(ui.Next{})
	case p.Code == problem.TokenWrongKind || from != "prompt":
		m.problem.open(m.env, m.setup, p)
	default:
		m.env.Journal.Problem(p)
		m.line = p.Facts.Hint
	}
	return nil
}

func (m *Paste) pressed(key string) tea.Cmd {
	if !m.problem.isOpen() {
		switch {
		case key == "u" && m.offering:
			return m.useGiven()
		case key == "enter" && m.offering: // it may belong elsewhere: Enter never sends it
			m.offering = false
		case key == "esc":
			m.offering = true
		}
		return nil
	}
	act := m.problem.act(key)
	if act == actNone && key == "esc" {
		act = actPaste
	}
	switch act {
	case actPaste:
		m.problem.close()
		m.offering = m.setup.LendSecond()
	case actNewToken:
		m.setup.LendSecond()
		return toTokenPage(m.setup)
	case actSendAnyway:
		m.problem.close()
		m.setup.SetToken(m.pasted.Token, "prompt")
		return ui.Do(ui.Next{})
	}
	return nil
}

// Screen implements ui.Step.
func (m *Paste) Screen(room ui.Room) ui.Screen {
	switch {
	case m.problem.isOpen():
		return m.problem.screen(ui.Key{Key: "esc", Does: "back", Hidden: true})
	case m.offering:
		return m.offerScreen()
	}
	field := ui.Field{
		ID: FieldToken, Label: "Token", Secret: true, Beside: m.beside(), Below: m.below(),
		Clean: gitlab.CleanToken,
	}
	blocks := []ui.Block{
		ui.Text{S: "Paste the token. It stays hidden and is not sent until you press Enter.", Strong: true},
		ui.Gap{},
		field,
		ui.Gap{},
		ui.Text{S: room.Pick("Paste with Ctrl+Shift+V, Shift+Insert or a right-click (on a Mac: Cmd+V).", "Paste: Ctrl+Shift+V, Shift+Insert or right-click (on a Mac: Cmd+V).")},
	}
	if !room.Narrow() {
		blocks = append(blocks, ui.Text{S: "Copy button not working? Click the eye, select the whole token, copy it."},
			ui.Text{S: fmt.Sprintf(m.goesTo, m.setup.Instance.Host())})
	}
	keys := []ui.Key{{Key: "enter", Does: room.Pick("check it", "check")}, {Key: "ctrl+u", Does: "clear"}}
	if !m.setup.Answers.Token.IsZero() {
		keys = append(keys, ui.Key{Key: "esc", Does: "back"}) // to the token that was brought
	}
	return ui.Screen{Blocks: blocks, Help: words.Help("step-paste"), Keys: keys}
}

// beside is the count, at once: a person sees that the paste has arrived.
func (m *Paste) beside() string {
	switch {
	case m.pasted.Length > 0:
		return words.Count(m.pasted.Length, "character")
	case m.kept() && !m.touched:
		return words.Count(m.setup.Token().Len(), "character") + ", kept from before"
	}
	return ""
}

// below says what it looks like and what was cleaned away; or the one thing
// that is wrong.
func (m *Paste) below() []string {
	var facts []string
	if m.pasted.Looks != "" {
		facts = append(facts, "looks like "+m.pasted.Looks)
	}
	if len(m.removed) > 0 {
		facts = append(facts, "removed: "+strings.Join(m.removed, ", "))
	}
	var out []string
	if len(facts) > 0 {
		out = append(out, strings.Join(facts, " · "))
	}
	switch {
	case m.line != "":
		out = append(out, m.line)
	case m.pasted.Partial():
		out = append(out, "Tokens of this GitLab usually begin with glpat-. Copied only a part?")
	case m.pasted.Problem != nil && m.pasted.Problem.Facts.Hint != "":
		out = append(out, m.pasted.Problem.Facts.Hint)
	}
	return out
}

func (m *Paste) offerScreen() ui.Screen {
	given := m.setup.Answers
	here := m.setup.Instance.Host()
	head := []ui.Block{ui.Text{S: fmt.Sprintf("%s holds a token, %s.", words.Capital(given.TokenFrom), words.Count(given.Token.Len(), "character")), Strong: true}}
	use := ui.Choice{Value: useBrought, Label: "Use it", Key: "u", Note: "check it at " + here}
	paste := ui.Choice{Value: pasteOwn, Label: "Paste another", Note: "the one you just created"}
	switch {
	case given.TokenSpare:
		chosen := pasteOwn
		if ok, _ := m.env.Browser.MayOpen(); !ok {
			chosen = useBrought // there may be no way to the demo's page
		}
		return offer(append(head, ui.Text{S: "No browser here? Use this one. Otherwise create one on the demo's page."}), chosen, use, paste)
	case m.setup.TokenIsHere():
		return offer(append(head, ui.Text{S: "It is meant for this GitLab."}), useBrought, use, paste)
	}
	why := "Make sure it belongs to " + here + ": tools for other GitLabs use the same name."
	if given.Elsewhere(m.setup.Instance.URL()) {
		why = "GITLAB_HOST says that it belongs to " + words.Bare(given.TokenHost) + ". This is " + here + "."
	}
	return ui.Screen{
		Blocks: append(head, ui.Text{S: why}, ui.Gap{}, ui.Text{S: "Enter pastes another one. Only u sends this one to " + here + "."}),
		Help:   words.Help("step-paste"),
		Keys:   []ui.Key{{Key: "enter", Does: "paste another"}, {Key: "u", Does: "use it here"}},
	}
}

// offer asks whether the token that is there is the one to use.
func offer(blocks []ui.Block, chosen string, options ...ui.Choice) ui.Screen {
	return ui.Screen{
		Blocks: append(blocks, ui.Gap{}, ui.Choices{ID: "token-from", Chosen: chosen, Options: options}),
		Help:   words.Help("step-paste"),
		Keys:   []ui.Key{{Key: "enter", Does: "choose"}, {Key: "u", Does: "use it"}},
	}
}
