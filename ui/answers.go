package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// Press tells the overlay, or else the step, of a key.
func (s *Shell) Press(key string) tea.Cmd {
	if s.overlay != nil {
		cmd, _ := s.overlayKey(key)
		return cmd
	}
	pressed := Pressed{Key: key}
	if c, ok := s.screen.Choices(); ok {
		pressed.Choice = s.Chosen(c)
	}
	return s.flow.update(pressed)
}

// Takes reports whether the step wants to be told of a key now.
func (s *Shell) Takes(key string) bool { return s.screen.Lists(key) && s.leavesToStep(key) }

// leavesToStep reports whether a key that the screen lists is the step's: some
// are listed only for their words in the footer.
func (s *Shell) leavesToStep(key string) bool {
	switch key {
	case "up", "down", "pgup", "pgdown", "ctrl+u", "f1", "?", "ctrl+c", "ctrl+z":
		return false
	case "ctrl+r":
		return s.opt.Report == nil
	}
	return true
}

// Submit is Enter on a field, on choices, or on both.
func (s *Shell) Submit(text, choice string) tea.Cmd {
	msg := Submitted{Text: func() string { return text }, Choice: choice}
	if c, ok := s.screen.Choices(); ok && c.Multi {
		msg.Ticked = s.Ticked(c)
	}
	return s.flow.update(msg)
}

// Back closes the overlay; without one a step that lists esc is told of it, and
// all others are left for the one before. It reports false where there is
// nothing to go back to.
func (s *Shell) Back() (cmd tea.Cmd, ok bool) {
	switch {
	case s.overlay != nil:
		s.overlay = nil
		return nil, true
	case s.screen.Lists("esc"):
		return s.Press("esc"), true
	case s.flow.first():
		return nil, false
	}
	return s.Update(Back{}), true
}

// Interrupt is ctrl+c: once it asks, twice it leaves.
func (s *Shell) Interrupt() tea.Cmd {
	if s.Asking() {
		return s.Leave()
	}
	s.openLeave()
	return nil
}

// Leave ends the flow before its end.
func (s *Shell) Leave() tea.Cmd {
	s.flow.end(left)
	return tea.Quit
}

// Text is what a field holds: what was typed, before that the field's own value.
func (s *Shell) Text(f Field) string { return s.input(f).value() }

// Replace puts a text into a field in place of what it holds, cleaned as a paste
// is, and tells the step.
func (s *Shell) Replace(f Field, text string) tea.Cmd {
	in := s.input(f)
	in.set("")
	return s.edited(in, true, in.paste(text, f.Clean))
}

// Empty empties a field without a word to the step.
func (s *Shell) Empty(f Field) { s.input(f).set("") }

func (s *Shell) input(f Field) *input {
	if s.inputs[f.ID] == nil {
		s.inputs[f.ID] = newInput(f)
	}
	return s.inputs[f.ID]
}

// edited tells the step that its field has changed.
func (s *Shell) edited(in *input, pasted bool, notes []string) tea.Cmd {
	value := in.value()
	return s.flow.update(Edited{Text: func() string { return value }, Pasted: pasted, Notes: notes})
}

// Choose keeps which choice is highlighted or was chosen last.
func (s *Shell) Choose(c Choices, value string) { s.chosen[c.ID] = value }

// Chosen is the choice that Enter takes: the one kept by Choose, else the step's,
// else the first.
func (s *Shell) Chosen(c Choices) string {
	if v, ok := s.chosen[c.ID]; ok && c.Index(v) >= 0 {
		return v
	}
	if (c.Chosen == "" || c.Index(c.Chosen) < 0) && len(c.Options) > 0 {
		return c.Options[0].Value
	}
	return c.Chosen
}

// Move tells the step which choice is highlighted.
func (s *Shell) Move(choice string) tea.Cmd { return s.flow.update(Moved{Choice: choice}) }

// Tick keeps which choices are selected, and tells the step.
func (s *Shell) Tick(c Choices, values []string) tea.Cmd {
	s.keepTicks(c, values)
	return s.flow.update(Ticked{Values: s.Ticked(c)})
}

func (s *Shell) keepTicks(c Choices, values []string) { s.ticks[c.ID] = values }

// Ticked are the selected choices, in the order of the list.
func (s *Shell) Ticked(c Choices) []string {
	values, ok := s.ticks[c.ID]
	if !ok {
		values = c.Ticked
	}
	var out []string
	for _, o := range c.Options {
		if slices.Contains(values, o.Value) {
			out = append(out, o.Value)
		}
	}
	return out
}
