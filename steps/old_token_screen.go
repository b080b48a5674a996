package steps

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"acp-gitlab/gitlab"
	"acp-gitlab/steps/words"
	"acp-gitlab/ui"
)

// Screen implements ui.Step.
func (m *OldToken) Screen(room ui.Room) ui.Screen {
	switch m.mode {
	case oldLooking, oldEnding:
		return m.waitingScreen()
	case oldChoosing:
		return m.choosingScreen(room)
	case oldAsking:
		return m.askingScreen(room)
	case oldOver:
	}
	further := []string{words.DescribeRotation(m.setup, m.env.Now())}
	if m.line != "" {
		further = append(further, m.line)
	}
	return m.closing.screen(room, further...)
}

func (m *OldToken) waitingScreen() ui.Screen {
	label, text, esc := "your tokens", "looking for the old one", "back"
	if m.mode == oldEnding {
		label, text, esc = "GitLab", "revoking the old token", "continue"
	}
	return ui.Screen{
		Blocks: []ui.Block{ui.Text{S: "ACP has the new token.", Strong: true}, ui.Gap{}, ui.Checklist{
			{State: ui.Wait, Label: label, Text: text, Since: m.since, Limit: m.env.Stack.Timeout()},
		}},
		Keys: []ui.Key{{Key: "esc", Does: esc}}, Busy: true, Help: words.Help("rotating"),
	}
}

func (m *OldToken) askingScreen(room ui.Room) ui.Screen {
	blocks := []ui.Block{
		ui.Text{S: "Revoke the old token now?", Strong: true},
		ui.Text{S: "It is " + m.describeOld() + "."},
		ui.Gap{},
		ui.Text{S: words.DescribeRotation(m.setup, m.env.Now())},
	}
	switch {
	case words.ProjectOf(m.setup.ShownByACP()) != "":
		blocks = append(blocks, ui.Text{S: "Running sessions keep the old token until their next run. If you revoke it now, they fail until then."})
	case !room.Narrow():
		blocks = append(blocks, ui.Text{S: "First, start a short session in ACP to make sure it works."})
	}
	blocks = append(blocks, ui.Gap{}, ui.Choices{ID: "old-token-" + strconv.FormatInt(m.old.ID, 10), Chosen: choiceKeep, Options: []ui.Choice{
		{Value: choiceKeep, Label: "Keep it for now", Note: room.Pick(strings.TrimPrefix(m.until(), ", and "), "")},
		{Value: choiceEndOld, Label: "Revoke it", Key: "y", Note: room.Pick("cannot be undone; anything that uses it stops working", "cannot be undone")},
	}})
	return ui.Screen{
		Blocks: blocks, Help: words.Help("rotating"),
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "y", Does: "revoke it", Word: "revoke"}, {Key: "esc", Does: "back"}},
	}
}

// describeOld are "number 4711, made 24 Aug 2026, last used today".
func (m *OldToken) describeOld() string {
	return strings.Join(append([]string{"number " + strconv.FormatInt(m.old.ID, 10)}, lifeOf(m.old, m.setup.Today(m.env.Now()))...), ", ")
}

// lifeOf says when a token was made and last used.
func lifeOf(t gitlab.TokenFacts, now time.Time) []string {
	var parts []string
	if !t.CreatedAt.IsZero() {
		parts = append(parts, "created "+gitlab.DateOf(t.CreatedAt).Describe())
	}
	switch used := gitlab.DateOf(t.LastUsedAt); {
	case t.CreatedAt.IsZero():
	case t.LastUsedAt.IsZero():
		parts = append(parts, "never used")
	case used == gitlab.DateOf(now):
		parts = append(parts, "last used today")
	default:
		parts = append(parts, "last used "+used.Describe())
	}
	return parts
}

func (m *OldToken) choosingScreen(room ui.Room) ui.Screen {
	options := []ui.Choice{{Value: choiceKeep, Label: "None of these", Note: room.Pick("keep them all for now", "keep all")}}
	for _, t := range m.found {
		note := strings.Join(lifeOf(t, m.setup.Today(m.env.Now())), ", ")
		options = append(options, ui.Choice{Value: strconv.FormatInt(t.ID, 10), Label: strconv.FormatInt(t.ID, 10), Note: room.Pick(t.Name+", "+note, note)})
	}
	return ui.Screen{
		Blocks: []ui.Block{
			ui.Text{S: fmt.Sprintf("Which of these %d is the old token?", len(m.found)), Strong: true},
			ui.Text{S: "Choosing revokes nothing. You are asked once more."},
			ui.Gap{},
			ui.Choices{ID: "old-tokens", Options: options, Chosen: choiceKeep},
		},
		Help: words.Help("rotating"),
		Keys: []ui.Key{{Key: "enter", Does: "choose"}, {Key: "esc", Does: "back"}},
	}
}
