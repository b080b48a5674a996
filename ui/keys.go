package ui

import (
	"strings"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
)

// keyName is the name of a key as in [Key].
func keyName(msg tea.KeyMsg) string {
	if msg.Paste {
		return "" // its name would be all of its text
	}
	if s := msg.String(); s != " " {
		return s
	}
	return "space"
}

// key takes one key: first what works everywhere, then the overlay, then the
// screen's own.
func (w *Wizard) key(msg tea.KeyMsg) tea.Cmd {
	w.notice = ""
	name := keyName(msg)
	switch {
	case name == "ctrl+c":
		return w.interrupt()
	case w.tooSmall():
		return nil
	case w.printing != nil:
		return w.printed(name)
	case name == "ctrl+z":
		return w.stop(true)
	case w.shell.Overlay():
		return w.overlayKey(name)
	case name == "esc":
		return w.escape()
	case w.rest(name):
		return nil
	case w.screen.Busy:
		return nil
	}
	f, in := w.fieldShown()
	if in != nil {
		return w.fieldKey(msg, name, f, in)
	}
	if msg.Alt { // tmux joins a quick esc and the key after it
		return w.escape()
	}
	return w.plainKey(name)
}

// interrupt is ctrl+c. A question that cannot be seen is not asked.
func (w *Wizard) interrupt() tea.Cmd {
	if w.tooSmall() {
		return w.shell.Leave()
	}
	var back tea.Cmd
	if w.printing != nil {
		back = w.printed("enter")
	}
	return tea.Batch(back, w.shell.Interrupt())
}

// overlayKey takes a key while a screen of the shell's own is shown.
func (w *Wizard) overlayKey(name string) tea.Cmd {
	if cmd, took := w.shell.overlayKey(name); took {
		if w.shell.Overlay() {
			w.place.top() // where the overlay says what has come of the key
		}
		return cmd
	}
	if cmd, ok := w.move(name); ok {
		return cmd
	}
	w.scroll(name)
	return nil
}

// escape goes back, unless the step handles esc itself.
func (w *Wizard) escape() tea.Cmd {
	cmd, ok := w.shell.Back()
	if !ok {
		w.notice = "This is the first step. ctrl+c leaves."
		return nil
	}
	w.place.top()
	return cmd
}

// fieldKey takes a key on a screen with a text field.
func (w *Wizard) fieldKey(msg tea.KeyMsg, name string, f Field, in *input) tea.Cmd {
	switch {
	case msg.Paste, msg.Type == tea.KeyRunes && len(msg.Runes) > 1:
		return w.pasteInto(f, in, string(msg.Runes), msg.Paste)
	case name == "f1", name == "?" && in.empty():
		w.shell.openHelp(w.allKeys())
		return nil
	case name == "enter":
		return w.submitted()
	case name == "ctrl+v":
		return w.readClipboard(f)
	case name == "ctrl+u":
		in.set("")
		return w.edited(in, false, nil)
	case utf8.RuneCountInString(name) > 1 && name != "space" && w.shell.Takes(name):
		return w.press(name)
	}
	if cmd, ok := w.move(name); ok {
		return cmd
	}
	if w.common(name) {
		return nil
	}
	cmd, changed := in.edit(msg)
	if changed {
		return tea.Batch(cmd, w.edited(in, false, nil))
	}
	return cmd
}

// plainKey takes a key on a screen without a text field.
func (w *Wizard) plainKey(name string) tea.Cmd {
	c, k := w.choicesShown()
	if lower := strings.ToLower(name); len(name) == 1 && !w.screen.Lists(name) && w.screen.Lists(lower) {
		name = lower // Caps Lock
	}
	switch {
	case name == "?", name == "f1":
		w.shell.openHelp(w.allKeys())
		return nil
	case name == "enter" && k != nil:
		return w.submitted()
	case name == "enter" && w.actShown() > 0:
		return w.takeAct()
	case name == "space" && k != nil && k.drawn.Multi:
		return w.toggle(c, k)
	case w.shell.Takes(name):
		return w.press(name)
	}
	if k != nil {
		switch name {
		case "j":
			name = "down"
		case "k":
			name = "up"
		}
	}
	if cmd, ok := w.move(name); ok {
		return cmd
	}
	if !w.point(name) {
		w.common(name)
	}
	return nil
}

// toggle ticks or unticks the highlighted choice.
func (w *Wizard) toggle(c Choices, k *picker) tea.Cmd {
	w.send(c, k, tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}})
	w.place.follow = true
	return w.shell.Tick(c, k.ticked())
}

// move sends up and down to the choices.
func (w *Wizard) move(name string) (tea.Cmd, bool) {
	c, k := w.choicesShown()
	types := map[string]tea.KeyType{"up": tea.KeyUp, "down": tea.KeyDown}
	t, ok := types[name]
	if !ok || k == nil {
		return nil, false
	}
	w.place.follow = true
	return w.send(c, k, tea.KeyMsg{Type: t}), true
}

// common takes the keys that are answered on every screen.
func (w *Wizard) common(name string) bool {
	if name == "ctrl+r" && w.shell.OpenReport() {
		return true
	}
	_, in := w.fieldShown()
	if in != nil && (name == "home" || name == "end") {
		return false
	}
	return w.scroll(name)
}

// scroll moves the body.
func (w *Wizard) scroll(name string) bool {
	page := max(1, w.room.Rows-2)
	by, ok := map[string]int{"up": -1, "down": 1, "pgup": -page, "pgdown": page, "home": -1 << 20, "end": 1 << 20}[name]
	if ok {
		w.place.by(by)
	}
	return ok
}

// press tells the step of a key.
func (w *Wizard) press(name string) tea.Cmd {
	if name == "tab" { // about the highlighted choice, which stays in sight
		w.place.follow = true
		return w.shell.Press(name)
	}
	w.place.top()
	return w.shell.Press(name)
}

// submitted is Enter on a field or choices.
func (w *Wizard) submitted() tea.Cmd {
	text, choice := "", ""
	if _, in := w.fieldShown(); in != nil {
		text = in.value()
	}
	if _, k := w.choicesShown(); k != nil {
		choice = k.hovered()
	}
	w.place.top()
	return w.shell.Submit(text, choice)
}
