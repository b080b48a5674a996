package steps

import (
	"context"
	"fmt"
	"strconv"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"acp-gitlab/gitlab"
	"acp-gitlab/gitlab/problem"
	"acp-gitlab/steps/setup"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// IDOldToken is the ID of the last step of a rotation.
const IDOldToken = "old-token"

type oldTokenMode int

const (
	oldLooking oldTokenMode = iota
	oldChoosing
	oldAsking
	oldEnding
	oldOver
)

const choiceEndOld = "end-old"

// OldToken is the last step of a rotation: once the new token has been read
// back, the old one may be ended, by its number. Then it says what came of all.
type OldToken struct {
	env   *setup.Env
	setup *setup.State

	mode    oldTokenMode
	found   []gitlab.TokenFacts
	old     gitlab.TokenFacts
	line    string // what came of it
	since   time.Time
	closing closing

	list ui.Task[candidates]
	task ui.Task[setup.Ending]
}

type candidates struct {
	found   gitlab.TokenList
	problem *problem.Problem
}

// NewOldToken returns the last step of a rotation.
func NewOldToken(w *setup.Env, s *setup.State) *OldToken {
	return &OldToken{env: w, setup: s, closing: newClosing(w, s)}
}

// ID implements ui.Step.
func (*OldToken) ID() string { return IDOldToken }

// Title implements ui.Step.
func (m *OldToken) Title() string {
	if m.mode == oldOver {
		return titleDone
	}
	return "Old token"
}

// Enter implements ui.Step. A token that was not confirmed leaves nothing to revoke.
func (m *OldToken) Enter(ctx context.Context) tea.Cmd {
	cmd := m.closing.enter(ctx)
	state := m.setup.Rotation.State()
	if m.mode == oldOver || m.setup.Outcome() != setup.Connected || state.Active != setup.ActiveNew || state.ReadBack.IsZero() || state.Ended {
		m.mode = oldOver
		return cmd
	}
	m.mode, m.since = oldLooking, ui.Now()
	stack, in, now, r := m.env.Stack, m.setup.Instance, m.env.Now(), m.setup.Rotation
	return tea.Batch(cmd, m.list.Start(ctx, func(ctx context.Context, emit func(candidates)) {
		found, p := r.Candidates(ctx, stack, in, now)
		emit(candidates{found, p})
	}))
}

// Update implements ui.Step.
func (m *OldToken) Update(ctx context.Context, msg tea.Msg) tea.Cmd {
	if ev, next, ok := m.list.Take(msg); ok {
		if !ev.Ended {
			m.listed(ev.Val)
		}
		return next
	}
	if ev, next, ok := m.task.Take(msg); ok {
		if !ev.Ended {
			m.answered(ev.Val)
		}
		return next
	}
	switch in := msg.(type) {
	case ui.Submitted:
		return m.decided(ctx, in.Choice)
	case ui.Pressed:
		if m.mode != oldOver {
			return m.pressed(ctx, in.Key)
		}
	}
	return m.closing.update(ctx, msg)
}

func (m *OldToken) pressed(ctx context.Context, key string) tea.Cmd {
	switch {
	case key == "y" && m.mode == oldAsking:
		return m.decided(ctx, choiceEndOld)
	case key == "esc" && m.mode == oldAsking && len(m.found) > 1:
		m.mode = oldChoosing
	case key == "esc" && m.mode == oldEnding:
		m.task.Cancel()
		m.over("Stopped. GitLab may have revoked it. acp-gitlab tokens shows it.")
	case key == "esc":
		m.list.Cancel()
		return ui.Do(ui.Back{})
	}
	return nil
}

// listed takes what may be the old token.
func (m *OldToken) listed(c candidates) {
	m.found = c.found.Tokens
	known := m.setup.Rotation.OldID(m.setup.Instance)
	switch {
	case c.problem != nil && known != 0:
		m.env.Journal.Problem(c.problem)
		m.over(fmt.Sprintf("GitLab did not list your tokens (%s), so the old one was not revoked. To do it later: acp-gitlab tokens revoke %d", c.problem.Code, known))
	case c.problem != nil:
		m.env.Journal.Problem(c.problem)
		m.over("GitLab did not list your tokens (" + string(c.problem.Code) + "). To find and revoke the old one later: acp-gitlab tokens")
	case len(m.found) == 1:
		m.old, m.mode = m.found[0], oldAsking
	case len(m.found) > 1:
		m.mode = oldChoosing
	case c.found.Cut && known != 0: // not among those that were read: it may live
		m.old = gitlab.TokenFacts{ID: known}
		m.mode = oldAsking
	case c.found.Cut:
		m.over("You have more tokens than could be read, and the old one was not among them. Revoke it on GitLab's token page.")
	case known != 0:
		m.over(fmt.Sprintf("No active token of yours has the number %d: there is nothing to revoke.", known))
	default:
		m.over("No other active token has the usual name. There is nothing to revoke.")
	}
}

func (m *OldToken) over(line string) { m.mode, m.line = oldOver, line }

func (m *OldToken) decided(ctx context.Context, choice string) tea.Cmd {
	switch {
	case m.mode == oldChoosing && choice == choiceKeep:
		m.over("No token was revoked. To do it later: acp-gitlab tokens")
	case m.mode == oldChoosing:
		for _, t := range m.found {
			if strconv.FormatInt(t.ID, 10) == choice {
				m.old, m.mode = t, oldAsking
			}
		}
	case m.mode == oldAsking && choice == choiceEndOld:
		return m.end(ctx)
	case m.mode == oldAsking:
		m.over(fmt.Sprintf("The old token is kept%s. To revoke it sooner: acp-gitlab tokens revoke %d", m.until(), m.old.ID))
	}
	return nil
}

// end ends the old token, and none but it: the rotation holds the numbers
// against each other.
func (m *OldToken) end(ctx context.Context) tea.Cmd {
	m.mode, m.since = oldEnding, ui.Now()
	stack, in, id, r := m.env.Stack, m.setup.Instance, m.old.ID, m.setup.Rotation
	return m.task.Start(ctx, func(ctx context.Context, emit func(setup.Ending)) { emit(r.End(ctx, stack, in, id)) })
}

func (m *OldToken) answered(e setup.Ending) {
	id := m.old.ID
	switch {
	case e.Ended:
		m.over("")
	case e.Problem != nil:
		m.env.Journal.Problem(e.Problem)
		m.over(fmt.Sprintf("GitLab did not revoke it (%s). Check your tokens, or revoke it later: acp-gitlab tokens revoke %d", e.Problem.Code, id))
	default:
		m.over("The old token was not revoked: " + words.WhyNotEnded(e.Why, e.ID))
	}
}

// until is ", and ends by itself on 29 Nov 2026", where that is known.
func (m *OldToken) until() string {
	if m.old.ExpiresAt == nil {
		return ""
	}
	return ", and expires on " + m.old.ExpiresAt.Describe()
}
