package ui

import "github.com/charmbracelet/bubbletea"

// fieldOf is the field of a screen; its input exists once it was shown.
func fieldOf(s Screen) (Field, bool) {
	for _, b := range s.Blocks {
		if f, ok := b.(Field); ok {
			return f, true
		}
	}
	return Field{}, false
}

func choicesOf(s Screen) (Choices, bool) {
	for _, b := range s.Blocks {
		if c, ok := b.(Choices); ok {
			return c, true
		}
	}
	return Choices{}, false
}

// fieldShown is the field on the screen and its input, nil without one.
func (w *Wizard) fieldShown() (Field, *input) {
	f, ok := fieldOf(w.screen)
	if !ok {
		return f, nil
	}
	return f, w.inputs[f.ID]
}

// choicesShown are the choices on the screen and their picker, nil without.
func (w *Wizard) choicesShown() (Choices, *picker) {
	c, ok := choicesOf(w.screen)
	if !ok {
		return c, nil
	}
	return c, w.pickers[c.ID]
}

// widgets makes the widgets that the screen asks for, and fits them to p.
func (w *Wizard) widgets(p *renderer) {
	if f, ok := fieldOf(w.screen); ok {
		if w.inputs[f.ID] == nil {
			w.inputs[f.ID] = newInput(f)
		}
		p.input = w.inputs[f.ID]
	}
	if c, ok := choicesOf(w.screen); ok {
		if w.pickers[c.ID] == nil {
			w.pickers[c.ID] = &picker{}
		}
		p.picker = w.pickers[c.ID]
		p.picker.fit(c, p)
	}
}

// rewrite wipes or fills a field on behalf of a step.
func (w *Wizard) rewrite(msg tea.Msg) {
	switch msg := msg.(type) {
	case Wipe:
		delete(w.inputs, msg.ID)
	case Fill:
		if w.inputs[msg.ID] == nil {
			w.inputs[msg.ID] = newInput(Field{ID: msg.ID})
		}
		w.inputs[msg.ID].set(msg.Text())
	}
}

// edited tells the step that its field has changed.
func (w *Wizard) edited(in *input, byPaste bool, notes []string) tea.Cmd {
	w.follow = true
	value := in.value()
	return w.flow.update(Edited{Text: func() string { return value }, Pasted: byPaste, Notes: notes})
}

// submitted tells the step that Enter was pressed on its field or choices.
func (w *Wizard) submitted() tea.Cmd {
	msg := Submitted{Text: func() string { return "" }}
	if _, in := w.fieldShown(); in != nil {
		value := in.value()
		msg.Text = func() string { return value }
	}
	if _, k := w.choicesShown(); k != nil {
		msg.Choice, msg.Ticked = k.hovered(), k.ticked()
	}
	w.offset, w.follow = 0, false
	return w.flow.update(msg)
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
	if held+len(text) > maxText {
		w.notice = tooLong(f.Secret)
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
		return pasted{id: f.ID, text: func() string { return text }}
	}
}

// pastedInto takes the clipboard's text, if its field is still on the screen.
func (w *Wizard) pastedInto(msg pasted) tea.Cmd {
	f, in := w.fieldShown()
	if in == nil || f.ID != msg.id || w.overlay != nil || w.screen.Busy {
		return nil
	}
	if msg.text() == "" {
		return w.edited(in, false, []string{keptByTerminal})
	}
	return w.pasteInto(f, in, msg.text(), true)
}
