package steps

import (
	"time"

	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// pointer is what stands before the choices of a list: "> " at the chosen one.
const pointer = "  "

// fieldTokenName is the ID of the field for the name of the token to end.
const fieldTokenName = "end-name"

// Screen implements ui.Step.
func (m *TokenList) Screen(room ui.Room) ui.Screen {
	switch {
	case m.problem.isOpen():
		return m.problem.screen(ui.Key{Key: "esc", Does: "back", Hidden: true})
	case m.asks.Running(), m.stopped:
		return m.waitingScreen()
	case m.at == tokensNaming:
		return m.namingScreen(room)
	case m.at == tokensWarned:
		return m.warningScreen()
	case m.at == tokensGone:
		return ui.Screen{
			Blocks: []ui.Block{
				ui.Text{S: m.line, Strong: true},
				ui.Text{S: "This list was read with that token, so it cannot be refreshed."},
			},
			Keys: []ui.Key{{Key: "enter", Does: "finish"}}, Help: words.Help("viewing"),
		}
	}
	return m.listScreen(room)
}

func (m *TokenList) waitingScreen() ui.Screen {
	line := ui.Line{State: ui.Wait, Label: "your tokens", Since: m.started, Limit: m.env.Stack.Timeout()}
	after := "Stopped. Nothing was changed."
	if m.at == tokensEnding {
		line.Label, after = words.Quoted(m.chosen.TokenFacts), "Stopped. GitLab may have revoked it already: Enter checks again."
	}
	keys := []ui.Key{{Key: "esc", Does: "stop"}}
	blocks := []ui.Block{ui.Text{S: "Asking " + m.setup.Instance.Host() + ".", Strong: true}, ui.Gap{}}
	if m.stopped {
		line.State, line.Since, line.Text = ui.Skip, time.Time{}, "stopped"
		keys = []ui.Key{{Key: "enter", Does: "check again"}, {Key: "esc", Does: "back"}}
		return ui.Screen{Blocks: append(blocks, ui.Checklist{line}, ui.Gap{}, ui.Text{S: after}), Keys: keys, Help: words.Help("viewing")}
	}
	return ui.Screen{Blocks: append(blocks, ui.Checklist{line}), Keys: keys, Help: words.Help("viewing"), Busy: true}
}

func (m *TokenList) listScreen(room ui.Room) ui.Screen {
	head, labels := words.TokenChoices(m.list, m.setup.Today(m.env.Now()), room, room.Cols-len(pointer))
	options := make([]ui.Choice, 0, len(labels)+1)
	for i, label := range labels {
		options = append(options, ui.Choice{Value: words.Number(m.list[i].ID), Label: label})
	}
	options = append(options, ui.Choice{Value: leaveTokens, Label: "Leave them as they are"})
	title := "You have " + words.Count(len(m.list), "active token") + ". Choose one to revoke it."
	switch {
	case m.cut:
		title = "You have more active tokens than could be read. Here are " + words.Count(len(m.list), "token") + "."
	case len(m.list) == 0:
		title = "You have no active tokens."
	}
	var blocks []ui.Block
	if m.line != "" {
		blocks = append(blocks, ui.Text{S: m.line})
	}
	blocks = append(blocks, ui.Text{S: title, Strong: true}, ui.Gap{})
	if head != "" && len(m.list) > 0 {
		blocks = append(blocks, ui.Text{S: pointer + head})
	}
	blocks = append(blocks, ui.Choices{ID: "tokens-" + words.Number(int64(len(m.list))), Options: options, Chosen: leaveTokens}, ui.Gap{})
	blocks = append(blocks, m.about(room)...)
	return ui.Screen{
		Blocks: blocks, Help: words.Help("viewing"),
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "r", Does: "check again"}, {Key: "esc", Does: "back"}},
	}
}

// about says what the highlighted line has no room for, or what the marks
// mean.
func (m *TokenList) about(room ui.Room) []ui.Block {
	for _, t := range m.list {
		if words.Number(t.ID) != m.hovered || room.Lines {
			continue
		}
		return []ui.Block{ui.Text{S: words.Quoted(t.TokenFacts) + ". " + m.story(t)}}
	}
	for _, t := range m.list {
		if t.Current {
			return []ui.Block{ui.Text{S: "* " + words.ProbablyACPs(m.env.Memory)}}
		}
	}
	return nil
}

// story is all that is known of a token, in one line.
func (m *TokenList) story(t setup.ListedToken) string {
	today := m.setup.Today(m.env.Now())
	say := "Number " + words.Number(t.ID) + ", created " + words.DescribeDay(t.CreatedAt, today, "on a day not known") +
		", " + words.LastUsed(t, today) + ", scopes " + scopesOf(t) + "."
	switch {
	case t.Asking:
		say += " It is the one used for this list."
	case t.Current:
		say += " It is " + words.ProbablyACPs(m.env.Memory) + "."
	}
	return say
}

// scopesOf names the scopes of a token, "not known" where GitLab's list of them
// was too long.
func scopesOf(t setup.ListedToken) string {
	if t.ScopesCut {
		return "not known"
	}
	return words.All(t.Scopes)
}

func (m *TokenList) namingScreen(room ui.Room) ui.Screen {
	field := ui.Field{ID: fieldTokenName, Label: "Name"}
	if m.line != "" {
		field.Below = []string{m.line}
	}
	ask := "Type its name to revoke it:"
	if m.chosen.Name == "" {
		ask = "It has no name. Type its number to revoke it:"
	}
	blocks := []ui.Block{
		ui.Text{S: "Revoke " + words.Quoted(m.chosen.TokenFacts) + "?", Strong: true},
		ui.Text{S: "This cannot be undone. Anything that uses it stops working."},
	}
	if !room.Narrow() {
		blocks = append(blocks, ui.Gap{}, ui.Text{S: m.story(m.chosen)})
	}
	return ui.Screen{
		Blocks: append(blocks, ui.Gap{}, ui.Text{S: ask}, field), Help: words.Help("revoking"),
		Keys: []ui.Key{{Key: "enter", Does: "revoke it"}, {Key: "ctrl+u", Does: "clear"}, {Key: "esc", Does: "keep it"}},
	}
}

// warningScreen is the second question, for a token that is in use.
func (m *TokenList) warningScreen() ui.Screen {
	title, why := "ACP probably uses this token.", "Its sessions lose access to GitLab at once. To replace it first, choose Replace the token in the menu."
	if m.chosen.Asking && !m.chosen.Current {
		title, why = "This is the token you just pasted.", "Anything else that uses it stops working too, and this list closes."
	}
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: title, Strong: true},
			ui.Text{S: why},
			ui.Gap{},
			ui.Choices{ID: "end-used-" + words.Number(m.chosen.ID), Chosen: choiceKeep, Options: []ui.Choice{
				{Value: choiceKeep, Label: "Keep it"}, {Value: choiceEndToken, Label: "Revoke it anyway", Key: "y"},
			}},
		},
		Help: words.Help("revoking"),
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "y", Does: "revoke it", Word: "revoke"}, {Key: "esc", Does: "keep it"}},
	}
}
