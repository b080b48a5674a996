package steps

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/acp"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

const choiceEndToken = "end"

// fits returns the token at hand that may be the one that ACP held: it is for
// the same GitLab.
func (m *Disconnect) fits() (setup.AvailableToken, bool) {
	h, ok := m.setup.TokenAvailable()
	before := m.setup.Held()
	if ok && before != nil && before.Connected {
		ok = setup.Origin(before.InstanceURL) == h.Address.Origin.URL()
	}
	return h, ok && !m.ended
}

// askToken asks GitLab which token it is, before it is offered to be ended.
func (m *Disconnect) askToken(ctx context.Context) tea.Cmd {
	hand, ok := m.fits()
	if !ok {
		return nil
	}
	m.line = ""
	env := m.env
	return m.connection.ask(ctx, "token", func(ctx context.Context, emit func(connectionEvent)) {
		a := hand.Ask(ctx, env)
		emit(connectionEvent{account: &a})
	})
}

func (m *Disconnect) tookAccount(a *setup.TokenCheck) {
	m.account, m.connection.phase, m.at = a, connectionShown, disconnectToken
	h, _ := m.setup.TokenAvailable()
	m.setup.Took(h, *a)
	p := a.Problem
	if p == nil && a.Inspection.User == nil {
		p = problem.First(a.Inspection.Problems)
	}
	if p == nil {
		return
	}
	m.env.Journal.Problem(p)
	m.at, m.line = disconnectDone, "GitLab does not accept it ("+string(p.Code)+"): nothing was revoked."
}

// endToken ends the token at hand, for good.
func (m *Disconnect) endToken(ctx context.Context) tea.Cmd {
	env, in, token, id := m.env, m.setup.Instance, m.setup.Token(), m.account.Inspection.Token.ID
	return m.connection.ask(ctx, "token", func(ctx context.Context, emit func(connectionEvent)) {
		p := setup.Revoke(ctx, env.Stack, in, token)
		if p == nil {
			env.Alter(setup.ForgetEnded(id))
		}
		emit(connectionEvent{problem: p})
	})
}

func (m *Disconnect) tokenEnded(p *problem.Problem) {
	m.connection.phase, m.at = connectionShown, disconnectDone
	if p != nil {
		m.env.Journal.Problem(p)
		m.line = "GitLab did not revoke it (" + string(p.Code) + "). Revoke it on GitLab's token page."
		return
	}
	name := m.tokenName()
	m.ended, m.line = true, "Revoked: "+name+"."
	m.setup.TokenEnded(m.account.Inspection.Token, true)
}

// tokenName is the token at hand as GitLab names it.
func (m *Disconnect) tokenName() string {
	if m.account == nil || m.account.Inspection == nil {
		return "the token"
	}
	return words.Quoted(m.account.Inspection.Token)
}

func (m *Disconnect) tokenScreen(room ui.Room) ui.Screen {
	blocks := []ui.Block{
		ui.Text{S: "Revoke the token " + m.tokenName() + " at GitLab?", Strong: true},
		ui.Text{S: "This cannot be undone. Anything that uses it stops working."},
		ui.Text{S: room.Pick("ACP does not say which token it had: this is "+mustName(m.setup)+".", words.Capital(mustName(m.setup))+".")},
		ui.Gap{},
	}
	if !room.Narrow() {
		blocks = append(blocks, ui.Facts{{Label: "token", Text: words.DescribeToken(m.setup, m.env.Now())}}, ui.Gap{})
	}
	blocks = append(blocks,
		ui.Choices{ID: "end-token", Chosen: choiceKeep, Options: []ui.Choice{
			{Value: choiceKeep, Label: "Keep it"}, {Value: choiceEndToken, Label: "Revoke it", Key: "y"},
		}})
	return ui.Screen{
		Blocks: blocks, Help: words.Help("revoking"),
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "y", Does: "revoke it", Word: "revoke"}, {Key: "esc", Does: "back"}},
	}
}

func mustName(s *setup.State) string {
	h, _ := s.TokenAvailable()
	return words.DescribeAvailable(h)
}

func (m *Disconnect) doneScreen(room ui.Room) ui.Screen {
	title := "Disconnected. The GitLab token is still valid."
	h, left := m.stored(), m.setup.Left()
	switch {
	case problem.Stops(left) && h != nil:
		title = "Removed from " + h.Project + ". The credential is still used elsewhere."
	case m.ended:
		title = "Disconnected, and the token was revoked."
	case m.setup.Outcome() == setup.InBrowser:
		title = "Done in the browser. The GitLab token is still valid."
	}
	blocks := []ui.Block{ui.Text{S: title, Strong: true}, ui.Gap{}}
	if m.setup.Outcome() == setup.Disconnected {
		blocks = append(blocks, ui.Text{S: "Confirmed: " + words.DescribeRemoved(h, left)})
		blocks = append(blocks, leftLines(m.setup)...)
	}
	if m.line != "" {
		blocks = append(blocks, ui.Text{S: m.line})
	}
	keys := []ui.Key{{Key: "enter", Does: "finish"}}
	token, ok := m.fits()
	switch {
	case ok:
		say := "x revokes " + words.DescribeAvailable(token) + ", after showing you which one it is."
		if room.Lines {
			say = "I can revoke " + words.DescribeAvailable(token) + " as well, after showing you which one it is."
		}
		blocks = append(blocks, ui.Text{S: say})
		keys = append(keys, ui.Key{Key: "x", Does: "revoke the token"})
	case !m.ended:
		blocks = append(blocks, ui.Text{S: "It expires on its date. To revoke it sooner: " + m.elsewhere(room) + "."})
	}
	return ui.Screen{
		Blocks: blocks, Help: words.Help("revoking"),
		Keys: append(keys, ui.Key{Key: "t", Does: room.Pick("your tokens", "tokens")}),
	}
}

// leftLines are the bindings that are still there, by the names of their
// problems, and how they go.
func leftLines(s *setup.State) []ui.Block {
	var blocks []ui.Block
	for _, p := range s.Left() {
		blocks = append(blocks, ui.Checklist{{State: ui.Warn, Text: words.Page(s, p).Title, Code: string(p.Code)}})
		if p.Severity == problem.Error {
			blocks = append(blocks, ui.Text{S: "To remove it everywhere: acp-gitlab disconnect --all-projects"})
		}
	}
	return blocks
}

// elsewhere says how a token that is not at hand is ended.
func (m *Disconnect) elsewhere(room ui.Room) string {
	say := "t lists your tokens and revokes one, as acp-gitlab tokens does"
	if room.Lines {
		say = "the list of your tokens revokes one, as acp-gitlab tokens does"
	}
	before, mem := m.setup.Held(), m.env.Memory
	if before != nil && mem.Token.Name != "" && acp.SameInstance(mem.GitLab, before.InstanceURL) {
		say += "; it is probably \"" + mem.Token.Name + "\""
	}
	return say
}
