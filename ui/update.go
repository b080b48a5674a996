package ui

import (
	"time"

	"github.com/charmbracelet/bubbletea"
)

type tickMsg struct{}

// handle takes one message.
func (w *Wizard) handle(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		w.cols, w.rows = msg.Width, msg.Height
		return nil
	case tea.KeyMsg:
		return w.key(msg)
	case *Fault:
		w.fail(msg)
		return nil
	case late:
		if msg.visit != w.flow.visit {
			return nil
		}
		return w.follows(msg.way)
	case tickMsg:
		w.ticking = false
		return nil
	case suspendMsg, continueMsg:
		return suspended(w.stops, msg)
	case pasted:
		return w.pastedInto(msg)
	case Wipe, Fill:
		w.rewrite(msg)
		return nil
	case Copy:
		return w.copy(msg.Text)
	case Print:
		return w.print(msg)
	}
	return w.follows(msg)
}

// follows takes the ways from step to step; everything else is for the current
// step and its widgets.
func (w *Wizard) follows(msg tea.Msg) tea.Cmd {
	visit := w.flow.visit
	if cmd, ok := w.flow.navigate(msg); ok {
		if visit != w.flow.visit {
			w.overlay, w.notice, w.offset, w.follow = nil, "", 0, false
		}
		return cmd
	}
	cmds := []tea.Cmd{w.flow.update(msg)}
	if _, in := w.fieldShown(); in != nil {
		cmd, changed := in.typed(msg)
		cmds = append(cmds, cmd)
		if changed {
			cmds = append(cmds, w.edited(in, false, nil))
		}
	}
	if _, k := w.choicesShown(); k != nil {
		cmds = append(cmds, k.send(msg))
	}
	return tea.Batch(cmds...)
}

// tick comes every full second while a line on the screen counts.
func (w *Wizard) tick() tea.Cmd {
	next := nextSecond(w.screen.Blocks, Now())
	if w.ticking || next == 0 {
		return nil
	}
	w.ticking = true
	return tea.Tick(next, func(time.Time) tea.Msg { return tickMsg{} })
}

// copy sends a text to the clipboard. Nobody can know whether it arrives.
func (w *Wizard) copy(text string) tea.Cmd {
	clip := w.opt.Clip
	return func() tea.Msg {
		_ = clip(text)
		return nil
	}
}

// tellMoved tells the step when another choice is highlighted.
func (w *Wizard) tellMoved() tea.Cmd {
	if w.overlay != nil {
		return nil
	}
	c, k := w.choicesShown()
	if k == nil || k.form == nil {
		return nil
	}
	if was, ok := w.hovered[c.ID]; ok && was == k.hovered() {
		return nil
	}
	w.hovered[c.ID] = k.hovered()
	cmd := w.flow.update(Moved{Choice: k.hovered()})
	w.refresh()
	return cmd
}
