package ui

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/bubbletea"
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

// key takes one key: first what works everywhere, then the panel, then the
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
		return suspended(w.stops, suspendMsg{})
	case w.overlay != nil:
		return w.panelKey(name)
	case name == "esc":
		return w.escape()
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

// escape goes back, unless the step handles esc itself.
func (w *Wizard) escape() tea.Cmd {
	if w.listed("esc") {
		return w.press("esc")
	}
	if w.flow.first() {
		w.notice = "This is the first step. ctrl+c leaves."
		return nil
	}
	return w.follows(Back{})
}

// fieldKey takes a key on a screen with a text field.
func (w *Wizard) fieldKey(msg tea.KeyMsg, name string, f Field, in *input) tea.Cmd {
	switch {
	case msg.Paste, msg.Type == tea.KeyRunes && len(msg.Runes) > 1:
		return w.pasteInto(f, in, string(msg.Runes), msg.Paste)
	case name == "f1", name == "?" && in.empty():
		return w.openHelp()
	case name == "enter":
		return w.submitted()
	case name == "ctrl+v":
		return w.readClipboard(f)
	case name == "ctrl+u":
		in.set("")
		return w.edited(in, false, nil)
	case utf8.RuneCountInString(name) > 1 && name != "space" && w.listed(name) && w.own(name):
		return w.press(name)
	}
	if cmd, ok := w.move(name); ok {
		return cmd
	}
	if cmd, ok := w.common(name); ok {
		return cmd
	}
	cmd, changed := in.typed(msg)
	if changed {
		return tea.Batch(cmd, w.edited(in, false, nil))
	}
	return cmd
}

// plainKey takes a key on a screen without a text field.
func (w *Wizard) plainKey(name string) tea.Cmd {
	_, k := w.choicesShown()
	if lower := strings.ToLower(name); len(name) == 1 && !w.listed(name) && w.listed(lower) {
		name = lower // Caps Lock
	}
	switch {
	case name == "?", name == "f1":
		return w.openHelp()
	case name == "enter" && k != nil:
		return w.submitted()
	case name == "space" && k != nil && k.drawn.Multi:
		return w.toggle(k)
	case w.listed(name) && w.own(name):
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
	cmd, _ := w.common(name)
	return cmd
}

// toggle ticks or unticks the highlighted choice.
func (w *Wizard) toggle(k *picker) tea.Cmd {
	k.send(tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}})
	w.follow = true
	return w.flow.update(Ticked{Values: k.ticked()})
}

// move sends up and down to the choices.
func (w *Wizard) move(name string) (tea.Cmd, bool) {
	_, k := w.choicesShown()
	types := map[string]tea.KeyType{"up": tea.KeyUp, "down": tea.KeyDown}
	t, ok := types[name]
	if !ok || k == nil {
		return nil, false
	}
	w.follow = true
	return k.send(tea.KeyMsg{Type: t}), true
}

// common are the keys that the shell answers on every screen.
func (w *Wizard) common(name string) (tea.Cmd, bool) {
	if name == "ctrl+r" && w.opt.Report != nil {
		return w.openReport(), true
	}
	_, in := w.fieldShown()
	if in != nil && (name == "home" || name == "end") {
		return nil, false
	}
	return nil, w.scroll(name)
}

// scroll moves the body.
func (w *Wizard) scroll(name string) bool {
	page := max(1, w.room.Rows-2)
	by, ok := map[string]int{"up": -1, "down": 1, "pgup": -page, "pgdown": page, "home": -1 << 20, "end": 1 << 20}[name]
	if ok {
		w.offset, w.follow = min(max(0, w.offset+by), w.end), false
	}
	return ok
}

// listed reports whether the screen says that a key works.
func (w *Wizard) listed(name string) bool {
	for _, k := range w.screen.Keys {
		if k.Key == name {
			return true
		}
	}
	for _, b := range w.screen.Blocks {
		if p, ok := b.(Problem); ok {
			for _, a := range p.Acts {
				if a.Key == name {
					return true
				}
			}
		}
	}
	return false
}

// own reports whether a listed key is the step's: some are listed only for
// their words in the footer.
func (w *Wizard) own(name string) bool {
	switch name {
	case "up", "down", "pgup", "pgdown", "ctrl+u", "f1", "?", "ctrl+c", "ctrl+z":
		return false
	case "ctrl+r":
		return w.opt.Report == nil
	}
	return true
}

// press tells the step of a key.
func (w *Wizard) press(name string) tea.Cmd {
	w.offset, w.follow = 0, false
	return w.flow.update(Pressed{Key: name})
}
