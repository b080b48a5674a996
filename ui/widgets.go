package ui

import (
	"errors"
	"reflect"

	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// fieldShown is the field on the screen and its input, nil without one.
func (w *Wizard) fieldShown() (Field, *input) {
	f, ok := w.screen.Field()
	if !ok {
		return f, nil
	}
	return f, w.shell.input(f)
}

// choicesShown are the choices on the screen and their picker, nil without.
func (w *Wizard) choicesShown() (Choices, *picker) {
	c, ok := w.screen.Choices()
	if !ok {
		return c, nil
	}
	return c, w.pickers[c.ID]
}

// widgets makes the widgets that the screen asks for, and fits them to p.
func (w *Wizard) widgets(p *renderer) {
	_, p.input = w.fieldShown()
	if c, ok := w.screen.Choices(); ok {
		if w.pickers[c.ID] == nil {
			w.pickers[c.ID] = &picker{}
		}
		p.picker = w.pickers[c.ID]
		p.picker.fit(c, p)
		w.keep(c, p.picker)
	}
}

// send hands a message to the choices.
func (w *Wizard) send(c Choices, k *picker, msg tea.Msg) tea.Cmd {
	cmd := k.send(msg)
	w.keep(c, k)
	return cmd
}

// keep tells the shell what is highlighted and ticked: line mode goes on from
// there.
func (w *Wizard) keep(c Choices, k *picker) {
	if k.form == nil {
		return
	}
	w.shell.Choose(c, k.hovered())
	w.shell.keepTicks(c, k.ticked())
}

// tellMoved tells the step when another choice is highlighted.
func (w *Wizard) tellMoved() tea.Cmd {
	c, k := w.choicesShown()
	if w.shell.Overlay() || k == nil || k.form == nil {
		return nil
	}
	if was, ok := w.moved[c.ID]; ok && was == k.hovered() {
		return nil
	}
	w.moved[c.ID] = k.hovered()
	cmd := w.shell.Move(k.hovered())
	w.refresh()
	return cmd
}

// edited tells the step that its field has changed.
func (w *Wizard) edited(in *input, pasted bool, notes []string) tea.Cmd {
	w.place.follow = true
	return w.shell.edited(in, pasted, notes)
}

// pasteInto puts a text into the field, through its Clean. whole says that it
// is all of a paste: a terminal that does not mark pastes hands them over in
// pieces.
func (w *Wizard) pasteInto(f Field, in *input, text string, whole bool) tea.Cmd {
	paste, held := in.paste, len(in.value())
	if f.Secret && whole {
		paste = in.replace
		if in.whole {
			held = 0
		}
	}
	if held+len(text) > MaxText {
		w.notice = TooLong(f.Secret)
		return nil
	}
	return w.edited(in, true, paste(text, f.Clean))
}

// readClipboard answers ctrl+v.
func (w *Wizard) readClipboard(f Field) tea.Cmd {
	read := w.clipboard
	return func() tea.Msg {
		text, err := read()
		if err != nil {
			text = ""
		}
		return clipboardMsg{id: f.ID, text: func() string { return text }}
	}
}

// clipboardMsg is what the clipboard held for a field.
type clipboardMsg struct {
	id   string
	text func() string
}

// pasteClipboard takes the clipboard's text, if its field is still on the screen.
func (w *Wizard) pasteClipboard(msg clipboardMsg) tea.Cmd {
	f, in := w.fieldShown()
	if in == nil || f.ID != msg.id || w.shell.Overlay() || w.screen.Busy {
		return nil
	}
	if msg.text() == "" {
		return w.edited(in, false, []string{KeptByTerminal})
	}
	return w.pasteInto(f, in, msg.text(), true)
}

// fromClipboard reads the clipboard of the computer the program runs on, with
// the widget's own command, whose messages are not exported.
func fromClipboard() (string, error) {
	msg := textinput.Paste()
	if v := reflect.ValueOf(msg); v.Kind() == reflect.String {
		return v.String(), nil
	}
	return "", errors.New("no clipboard")
}
