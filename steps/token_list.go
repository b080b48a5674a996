package steps

import (
	"context"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/gitlab/secret"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// IDTokens is the name of the list of tokens among the steps.
const IDTokens = "tokens"

// leaveTokens is the value of the choice that ends none of the tokens.
const leaveTokens = "leave"

type tokensAt int

const (
	tokensListing tokensAt = iota
	tokensNaming           // the name of the chosen one is typed
	tokensWarned           // the chosen one is in use: asked once more
	tokensEnding
	tokensGone // the token that asked has ended: nothing can be asked any more
)

// TokenList lists a person's active tokens, and revokes one whose name
// was typed. One that is in use is asked about once more.
type TokenList struct {
	env   *setup.Env
	setup *setup.State

	at      tokensAt
	of      secret.Text // the token that asked for the list
	list    []setup.ListedToken
	cut     bool // there may be more
	hovered string
	chosen  setup.ListedToken
	line    string
	started time.Time
	stopped bool
	problem problemScreen
	asks    ui.Task[tokensEvent]
}

type tokensEvent struct {
	list    []setup.ListedToken
	cut     bool
	ended   bool
	problem *problem.Problem
}

// NewTokenList returns the step that lists a person's tokens.
func NewTokenList(w *setup.Env, s *setup.State) *TokenList { return &TokenList{env: w, setup: s} }

// ID implements ui.Step.
func (*TokenList) ID() string { return IDTokens }

// Title implements ui.Step.
func (*TokenList) Title() string { return "Your tokens" }

// Enter implements ui.Step. Going back and forth asks nothing anew.
func (m *TokenList) Enter(ctx context.Context) tea.Cmd {
	m.line = ""
	if m.list != nil && m.of.Equal(m.setup.Token()) {
		return nil
	}
	return m.look(ctx)
}

// look asks for the list.
func (m *TokenList) look(ctx context.Context) tea.Cmd {
	m.problem.close()
	m.at, m.stopped, m.list = tokensListing, false, nil
	m.started, m.of = ui.Now(), m.setup.Token()
	stack, in, token, own := m.env.Stack, m.setup.Instance, m.setup.Token(), m.ownID()
	remembered, now := m.env.Memory, m.setup.Today(m.env.Now())
	return m.asks.Start(ctx, func(ctx context.Context, emit func(tokensEvent)) {
		client, p := gitlab.NewClient(stack, in, token)
		if p != nil {
			emit(tokensEvent{problem: p})
			return
		}
		list, cut, p := setup.Tokens(ctx, client, remembered, own, now)
		emit(tokensEvent{list: list, cut: cut, problem: p})
	})
}

// ownID is the number of the token that asks, 0 where GitLab does not tell.
func (m *TokenList) ownID() int64 {
	if m.setup.Inspected() == nil {
		return 0
	}
	return m.setup.Inspected().Token.ID
}

// end ends the chosen token. It is asked once, whatever comes back.
func (m *TokenList) end(ctx context.Context) tea.Cmd {
	m.at, m.stopped, m.started = tokensEnding, false, ui.Now()
	env, in, token, t := m.env, m.setup.Instance, m.setup.Token(), m.chosen
	return m.asks.Start(ctx, func(ctx context.Context, emit func(tokensEvent)) {
		p := endListed(ctx, env, in, token, t)
		emit(tokensEvent{ended: p == nil, problem: p})
	})
}

func endListed(ctx context.Context, w *setup.Env, in gitlab.Instance, token secret.Text, t setup.ListedToken) *problem.Problem {
	client, p := gitlab.NewClient(w.Stack, in, token)
	if p != nil {
		return p
	}
	if p = setup.EndListed(ctx, client, t); p == nil {
		w.Alter(setup.ForgetEnded(t.ID))
	}
	return p
}

func (m *TokenList) told(e tokensEvent) {
	switch {
	case e.problem != nil:
		m.at = tokensListing
		m.problem.open(m.env, m.setup, e.problem)
	case e.ended:
		m.tokenEnded()
	default:
		m.cut = e.cut
		m.list = e.list
		m.setup.List(len(m.list))
	}
}

func (m *TokenList) tokenEnded() {
	name := words.Quoted(m.chosen.TokenFacts)
	m.line, m.at = "Revoked: "+name+".", tokensListing
	m.setup.TokenEnded(m.chosen.TokenFacts, m.chosen.Asking)
	for i := range m.list {
		if m.list[i].ID == m.chosen.ID {
			m.list = append(m.list[:i:i], m.list[i+1:]...)
			break
		}
	}
	m.setup.List(len(m.list))
	if m.chosen.Asking {
		m.at = tokensGone
	}
}

// Update implements ui.Step.
func (m *TokenList) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.asks.Take(msg); ok {
		if !ev.Ended {
			m.told(ev.Val)
		}
		return next
	}
	switch msg := msg.(type) {
	case ui.Moved:
		m.hovered = msg.Choice
	case ui.Edited:
		m.line = ""
	case ui.Submitted:
		return m.submitted(ctx, msg)
	case ui.Pressed:
		if m.problem.isOpen() {
			return m.act(ctx, msg.Key)
		}
		return m.pressed(ctx, msg.Key)
	}
	return nil
}

func (m *TokenList) submitted(ctx context.Context, in ui.Submitted) tea.Cmd {
	switch m.at {
	case tokensListing:
		return m.choose(in.Choice)
	case tokensNaming:
		return m.named(ctx, in.Text())
	case tokensWarned:
		if in.Choice == choiceEndToken {
			return m.end(ctx)
		}
		m.at = tokensListing
	case tokensEnding, tokensGone:
	}
	return nil
}

func (m *TokenList) choose(choice string) tea.Cmd {
	for _, t := range m.list {
		if words.Number(t.ID) == choice {
			m.chosen, m.at, m.line = t, tokensNaming, ""
			return ui.Do(ui.Wipe{ID: fieldTokenName})
		}
	}
	return ui.Do(ui.Finish{})
}

// named ends the chosen token if this is its name; one that is in use only
// after a second question.
func (m *TokenList) named(ctx context.Context, typed string) tea.Cmd {
	typed = strings.TrimSpace(typed)
	switch {
	case typed == "":
		m.at = tokensListing
	case typed != m.password():
		m.line = "That is not its name. Nothing was revoked. esc keeps it."
	case m.chosen.Current || m.chosen.Asking:
		m.at = tokensWarned
	default:
		return m.end(ctx)
	}
	return nil
}

// password is what must be typed to end the chosen token: its name, or its
// number where it has none.
func (m *TokenList) password() string {
	if name := strings.TrimSpace(m.chosen.Name); name != "" {
		return name
	}
	return words.Number(m.chosen.ID)
}

func (m *TokenList) pressed(ctx context.Context, key string) tea.Cmd {
	switch {
	case key == "esc":
		return m.back()
	case key == "y" && m.at == tokensWarned:
		return m.end(ctx)
	case key == "r", key == "enter" && m.stopped:
		m.line = ""
		return m.look(ctx)
	case key == "enter":
		return ui.Do(ui.Finish{})
	}
	return nil
}

func (m *TokenList) back() tea.Cmd {
	switch {
	case m.asks.Running():
		m.asks.Cancel()
		m.stopped = true
	case m.at == tokensNaming, m.at == tokensWarned:
		m.at, m.line = tokensListing, ""
	case m.at != tokensGone:
		return ui.Do(ui.Back{})
	}
	return nil
}

func (m *TokenList) act(ctx context.Context, key string) tea.Cmd {
	if cmd, ok := m.problem.elsewhere(m.setup, key); ok {
		return cmd
	}
	if m.problem.act(key) == actRetry {
		return m.look(ctx)
	}
	if key == "esc" {
		m.problem.close()
		if m.list == nil {
			return ui.Do(ui.Back{})
		}
	}
	return nil
}
